"""Calls that readers asked for on a page of the shop: about what, and from which page."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from shuyou.callcenter.models.calls import Call
from shuyou.callcenter.models.setup import Queue
from shuyou.kernel.uids import uuid7


class WantedCall(models.Model):
    """A reader wants to be called; an agent is brought to them in turn, as to who calls."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("wanted call", "To be called")
        CALLED = "called", pgettext_lazy("wanted call", "Called")
        DROPPED = "dropped", pgettext_lazy("wanted call", "Not wanted any more")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    key = models.CharField(max_length=60, unique=True)
    """Made by the page: asked twice, called once."""
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+", db_index=False)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="+", db_index=False)
    about = models.CharField(max_length=400, blank=True)
    page = models.CharField(max_length=200, blank=True)
    """The address in the shop that they asked from: they sent it with their wish."""
    page_title = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, related_name="wanted")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["member"], condition=Q(state="waiting"), name="wanted_once_at_a_time"),
        )
        indexes = (
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="calls_wanted"),
            models.Index(fields=["member", "-asked_at"], name="calls_wanted_by_member"),
        )
