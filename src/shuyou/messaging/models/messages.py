"""The outbox: what readers are told, why they may be, and what became of it."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.kernel.uids import uuid7
from shuyou.messaging.models.terms import Channel, Purpose

MANY: Final = 1_000
"""Readers beyond whom a mailing is confirmed by somebody else than who planned it."""


class PrintBatch(models.Model):
    """Letters that are printed and posted together, in order of postcodes."""

    number = models.CharField(max_length=20, unique=True)
    letters = models.PositiveIntegerField()
    file = models.CharField(max_length=200)
    manifest = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)
    posted_by = models.CharField(max_length=80, blank=True)


class Mailing(models.Model):
    """One text for many: who it goes to is handed in piece by piece, each reader judged and written down once."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    key = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    purpose = models.CharField(max_length=10, choices=Purpose)
    channels = ArrayField(models.CharField(max_length=8))
    facts = models.JSONField(default=dict)
    version = models.ForeignKey(
        "TemplateVersion", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    """The words that it says, as they were approved; none: words of its own."""
    segment = models.CharField(max_length=80, blank=True, default="", db_default="")
    """Which group of readers, such as `members-view:17` (see `shuyou.kernel.registry.SegmentSource`)."""
    listed = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    """Readers who were named one by one."""
    parts = models.PositiveSmallIntegerField(default=1, db_default=1)
    """Parts of its short form, as the gate counts them."""
    readers = models.PositiveIntegerField(default=0, db_default=0)
    """How many there were when it was last counted."""
    estimate = models.JSONField(default=dict, db_default={})
    """What the gate would say: readers by verdict, messages and money by channel."""
    counted_at = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=80, blank=True, default="", db_default="")
    confirmed_at = models.DateTimeField(null=True)
    """When somebody said that it goes; before that it is a plan."""
    handed_to = models.BigIntegerField(default=0, db_default=0)
    """The last reader who was handed in."""
    whole_at = models.DateTimeField(null=True)
    """When everybody it goes to had been handed in."""
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=80, blank=True)
    """Somebody stopped it: what has not left stays until it goes on."""
    ended_at = models.DateTimeField(null=True)
    """When nothing of it was left to be judged or sent."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(readers__lte=MANY) | ~Q(confirmed_by=F("asked_by")),
                name="two_confirm_a_large_mailing",
            ),
        )
        indexes = (
            models.Index(
                fields=["id"],
                condition=Q(stopped_at__isnull=True, ended_at__isnull=True),
                name="mailings_that_go",
            ),
        )


class Message(models.Model):
    """
    One message to one reader: asked for once, judged by the gate, sent or not, with its whole story.

    The database lets none leave that the gate has not allowed.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("To be judged")
        REFUSED = "refused", _("Not allowed")
        DROPPED = "dropped", _("Taken back")
        WAITING = "waiting", _("Waits to be sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", pgettext_lazy("message", "Delivered")
        BOUNCED = "bounced", _("Came back")
        FAILED = "failed", _("Not taken")
        UNCLEAR = "unclear", pgettext_lazy("message", "Nobody knows")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=60)
    purpose = models.CharField(max_length=10, choices=Purpose)
    is_urgent = models.BooleanField(default=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    sealed = models.CharField(max_length=500, blank=True)
    """The address where there is no member, readable by nobody but this installation."""
    mailing = models.ForeignKey(
        Mailing, on_delete=models.PROTECT, null=True, related_name="messages", db_index=False, db_constraint=False
    )
    """What it is part of; mailings are never taken away, so that the database need not look for each of a million."""
    answers = models.ForeignKey(
        "Inbound", on_delete=models.PROTECT, null=True, related_name="answered_by", db_index=False
    )
    choices = ArrayField(models.CharField(max_length=8))
    """Channels it may go by, the best first."""
    facts = models.JSONField(default=dict)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    digest = models.CharField(max_length=32, blank=True)
    shown = models.CharField(max_length=80, blank=True)
    verdict = models.CharField(max_length=20, blank=True)
    why = models.JSONField(default=dict)
    """What the verdict rests on: the channels tried, the reader's word, limits, holdouts, hours."""
    judged_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    """When it is judged, sent or given up as lost next."""

    language = models.CharField(max_length=7, blank=True)
    template_version = models.PositiveIntegerField(null=True)
    """0: the shipped texts."""
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    provider = models.CharField(max_length=20, blank=True)
    provider_key = models.CharField(max_length=120, blank=True)
    parts = models.PositiveSmallIntegerField(default=1)
    cost = models.DecimalField(max_digits=8, decimal_places=4, default=0)
    error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    batch = models.ForeignKey(PrintBatch, on_delete=models.PROTECT, null=True, related_name="messages", db_index=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("asked", "refused", "dropped"))
                | (Q(verdict="ok", judged_at__isnull=False) & ~Q(channel="")),
                name="nothing_leaves_unjudged",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | (Q(judged_at__isnull=False) & ~Q(verdict__in=("", "ok"))),
                name="a_refusal_says_why",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False) | ~Q(sealed=""), name="a_message_goes_to_somebody"
            ),
        )
        indexes = (
            models.Index(fields=["member", "-id"], name="messages_of_member"),
            models.Index(
                fields=["purpose", "next_at", "id"], condition=Q(mailing=None, state="asked"), name="messages_to_judge"
            ),
            models.Index(
                fields=["channel", "purpose", "next_at", "id"],
                condition=Q(mailing=None, state="waiting"),
                name="messages_to_send",
            ),
            models.Index(
                fields=["mailing", "state", "channel", "next_at", "id"],
                condition=Q(mailing__isnull=False),
                name="messages_of_mailing",
            ),
            models.Index(
                fields=["purpose", "next_at", "id"], condition=Q(is_urgent=True, state="asked"), name="urgent_to_judge"
            ),
            models.Index(
                fields=["channel", "purpose", "next_at", "id"],
                condition=Q(is_urgent=True, state="waiting"),
                name="urgent_to_send",
            ),
            models.Index(fields=["next_at"], condition=Q(state="sending"), name="messages_on_their_way"),
            models.Index(fields=["id"], condition=Q(state="unclear"), name="messages_unclear"),
            models.Index(fields=["id"], condition=Q(state="sent", channel="phone"), name="calls_to_make"),
            models.Index(fields=["answers"], condition=Q(answers__isnull=False), name="messages_that_answer"),
            models.Index(fields=["channel", "sent_at"], condition=Q(sent_at__isnull=False), name="messages_by_time"),
            models.Index(
                fields=["channel", "digest", "-id"],
                condition=Q(mailing=None) | Q(sent_at__isnull=False),
                name="messages_of_thread",
            ),
            models.Index(
                fields=["provider", "provider_key"], condition=~Q(provider_key=""), name="messages_by_provider"
            ),
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="messages_of_batch"),
        )


class DeliveryEvent(models.Model):
    """What a provider or a reader's mail server told of a message, each thing once, in whatever order it came."""

    class Kind(models.TextChoices):
        TAKEN = "taken", _("Taken by the provider")
        DELIVERED = "delivered", pgettext_lazy("message", "Delivered")
        BOUNCED = "bounced", _("Came back")
        DELAYED = "delayed", _("Delayed")
        COMPLAINED = "complained", _("Reported as spam")
        STOPPED = "stopped", _("Said stop")
        REPLIED = "replied", _("Answered")
        OPENED = "opened", _("Link opened")

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=160, unique=True)
    text = models.CharField(max_length=200, blank=True)
    happened_at = models.DateTimeField()
    noted_at = models.DateTimeField()
