"""Orders that come as words: by SMS, e-mail, fax or on a form, kept beside what was read out of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuyou.orders.models.order import Channel


class Message(models.Model):
    """A message that may be an order: what it says, what was understood, and what became of it."""

    class State(models.TextChoices):
        UNCLEAR = "unclear", _("To be read by somebody")
        ASKED = "asked", _("Waits for the reader's Y")
        PLACED = "placed", _("Ordered")
        DROPPED = "dropped", _("Put aside")

    uid = models.UUIDField(unique=True)
    """Also the request key of the order that comes of it."""
    channel = models.CharField(max_length=10, choices=Channel)
    key = models.CharField(max_length=80)
    """The number by which the channel knows it, so that it is taken in once."""
    sender = models.CharField(max_length=120)
    text = models.TextField()
    received_at = models.DateTimeField()
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State)
    read = models.JSONField(default=list)
    """The titles that were understood, and words that were not."""
    reply = models.CharField(max_length=300, blank=True)
    order_number = models.CharField(max_length=20, blank=True)
    done_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["channel", "key"], name="message_taken_in_once"),)
        indexes = (
            models.Index(fields=["state", "-id"], name="message_by_state"),
            models.Index(fields=["sender", "-id"], name="message_of_sender"),
        )
