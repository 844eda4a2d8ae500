"""What readers write."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7
from shuyou.messaging.models.terms import Channel


class Inbound(models.Model):
    """A message that came in: taken in once by its channel's own key, tied to a reader and to what it answers."""

    class State(models.TextChoices):
        NEW = "new", _("To be read")
        ANSWERED = "answered", _("Answered")
        DONE = "done", _("Done with")
        AUTOMATIC = "automatic", _("Sent by a machine")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    channel = models.CharField(max_length=8, choices=Channel)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=32)
    """The sender's address under the installation's key: what is said with it is one thread."""
    shown = models.CharField(max_length=80)
    sealed = models.CharField(max_length=500)
    """The sender's address, readable by nobody but this installation."""
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    answers = models.ForeignKey("Message", on_delete=models.PROTECT, null=True, related_name="replies")
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    """What was newly written, without the message that it answers."""
    original = models.CharField(max_length=200, blank=True)
    """The message as it came, in the store of files."""
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    received_at = models.DateTimeField()
    done_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["channel", "key"], name="inbound_once"),)
        indexes = (
            models.Index(fields=["member", "-id"], name="inbound_of_member"),
            models.Index(fields=["channel", "digest", "-id"], name="inbound_thread"),
            models.Index(fields=["-id"], condition=Q(state="new"), name="inbound_to_read"),
        )


class InboundFile(models.Model):
    """Something that was attached to a message; without a file it was too large to be taken."""

    inbound = models.ForeignKey(Inbound, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    file = models.CharField(max_length=200, blank=True)


class MailBoxPlace(models.Model):
    """How far a mailbox was read: letters are numbered in it, anew whenever its validity changes."""

    box = models.CharField(max_length=120, unique=True)
    validity = models.BigIntegerField(default=0)
    place = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)
