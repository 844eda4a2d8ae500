"""Menus by telephone: versions of graphs, and which number leads to which."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.callcenter.models.setup import Site
from shuyou.kernel.uids import uuid7


class Menu(models.Model):
    """What callers of a number go through before somebody answers."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=60)


class MenuVersion(models.Model):
    """A graph; a draft until it is published, and never changed after."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("menu", "Draft")
        PUBLISHED = "published", pgettext_lazy("menu", "In use")
        RETIRED = "retired", pgettext_lazy("menu", "Was in use")

    menu = models.ForeignKey(Menu, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    graph = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["menu", "number"], name="menu_version_once"),
            models.UniqueConstraint(fields=["menu"], condition=Q(state="published"), name="one_menu_in_use"),
            models.UniqueConstraint(fields=["menu"], condition=Q(state="draft"), name="one_draft_of_a_menu"),
        )


class Line(models.Model):
    """A number of the club's that can be called, and what answers it."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    name = models.CharField(max_length=60)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="lines")
    menu = models.ForeignKey(Menu, on_delete=models.PROTECT, related_name="lines")
