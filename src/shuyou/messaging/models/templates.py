"""Texts of notices: versions, each in every language and for every kind of channel, one of them in force."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Template(models.Model):
    """
    The texts of one kind of notice; without a row the shipped ones are in force.

    One with a name was made by staff, for mailings: nothing is shipped for it, and its kind is made of its number.
    """

    kind = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80, blank=True, default="", db_default="")
    is_on = models.BooleanField(default=True)
    """Staff may switch a kind of notice off."""
    current = models.ForeignKey("TemplateVersion", on_delete=models.PROTECT, null=True, related_name="+")
    """The approved version in force; none: the shipped texts."""


class TemplateVersion(models.Model):
    """One version of the texts: written by one person, approved by another, never changed after."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    written_by = models.CharField(max_length=80)
    written_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["template", "number"], name="template_version_once"),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(approved_at__isnull=False) & ~Q(approved_by=models.F("written_by"))),
                name="nobody_approves_own_words",
            ),
        )


class TemplateText(models.Model):
    """The words of a version in one language: subject and body of letters, and the short form for a telephone."""

    version = models.ForeignKey(TemplateVersion, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=7)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    short = models.CharField(max_length=500)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "language"], name="template_text_once"),)
