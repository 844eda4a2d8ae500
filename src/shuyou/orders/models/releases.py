"""Limited editions (限量版预约): who may want one, who holds which number until when, what they are told."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.orders.models.order import Order


class Release(models.Model):
    """A limited edition given out copy by copy: higher tiers choose first, everybody only so many."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        OPEN = "open", pgettext_lazy("release", "Open")
        CLOSED = "closed", _("Closed")

    number = models.CharField(max_length=20, unique=True)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    most_per_member = models.PositiveSmallIntegerField(default=1)
    first_tier = models.CharField(max_length=20)
    """The code of the tier from which on readers choose first."""
    first_from = models.DateTimeField()
    all_from = models.DateTimeField()
    hold_hours = models.PositiveSmallIntegerField(default=48)
    """So long a copy waits for the reader who reserved it."""
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(all_from__gte=F("first_from")), name="release_first_then_all"),
            models.CheckConstraint(
                condition=Q(most_per_member__gt=0, hold_hours__gt=0), name="release_gives_something"
            ),
        )


class ReleaseCopy(models.Model):
    """One numbered copy of a limited edition."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="copies", db_index=False)
    number = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["release", "number"], name="release_copy_once"),)


class ReleaseIntent(models.Model):
    """A reader who may want a copy and why; once they asked when none was left, they queue."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="intents", db_index=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    score = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    """How many titles speak for it, by why: {"series": 3, "author": 1}."""
    noted_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    """When they asked and every copy was taken: the one who asked first is served first, within their tier."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["release", "member"], name="release_intent_once"),)
        indexes = (models.Index(fields=["release", "-score", "id"], name="release_intent_by_score"),)


class CopyReservation(models.Model):
    """A numbered copy set aside for a reader until some moment."""

    class State(models.TextChoices):
        HELD = "held", _("Set aside")
        CLAIMED = "claimed", _("Ordered")
        LAPSED = "lapsed", _("Not claimed in time")
        GIVEN_UP = "given_up", _("Given up")

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="reservations", db_index=False)
    copy = models.ForeignKey(ReleaseCopy, on_delete=models.PROTECT, related_name="reservations", db_index=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.HELD)
    reserved_at = models.DateTimeField()
    until = models.DateTimeField()
    order = models.OneToOneField(Order, on_delete=models.PROTECT, null=True, related_name="release_copy")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["copy"], condition=Q(state__in=("held", "claimed")), name="release_copy_for_one_reader"
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", order__isnull=False) | ~Q(state="claimed"), name="release_claimed_by_order"
            ),
        )
        indexes = (
            models.Index(fields=["until", "id"], condition=Q(state="held"), name="release_held_until"),
            models.Index(fields=["release", "member"], name="release_of_member"),
        )


class Notice(models.Model):
    """Words for a reader that somebody is to send: kept until they are gone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be sent")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Not sent")

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10)
    sent_to = models.CharField(max_length=120, blank=True)
    """Where it goes if nobody knows the reader; else their own number or address of the channel."""
    about = models.CharField(max_length=60)
    """What it is about, such as release:LR000011."""
    text = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = (models.Index(fields=["state", "-id"], name="notice_by_state"),)
