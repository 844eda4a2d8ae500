"""Points that no purchase earns: for what readers do, and for friends whom they bring."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Activity(models.Model):
    """Something readers do for which they get points: what each time gives, and how much at most."""

    class Kind(models.TextChoices):
        EVENT = "event", _("Came to an event")
        SURVEY = "survey", _("Answered a survey")
        REVIEW = "review", _("Wrote a review")
        CONTEST = "contest", _("Took part in a contest")
        OTHER = "other", _("Something else")

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    points = models.PositiveIntegerField()
    per_day = models.PositiveIntegerField(default=0)
    """Points that it gives a reader in a day at most; 0: no bound. Likewise the next two."""
    per_member = models.PositiveIntegerField(default=0)
    budget = models.PositiveIntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(points__gt=0), name="activity_gives_points"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="activity_ends_after_start"),
        )


class ActivityRecord(models.Model):
    """A reader did it: once for each reference, such as an event's date or a review."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="records", db_index=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=40)
    points = models.PositiveIntegerField()
    """What it gave; 0 where a bound was reached."""
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["activity", "member", "reference"], name="activity_once_per_reference"),
        )
        indexes = (
            models.Index(fields=["activity", "-id"], name="records_of_activity"),
            models.Index(fields=["noted_by", "noted_at"], name="activities_noted_by"),
        )


class ReferralTerms(models.Model):
    """What friends bring, from a moment on; never changed, only followed by the next."""

    referrer_joining = models.PositiveIntegerField()
    """Points for the one who brought a friend, when the friend joins; likewise the next three."""
    friend_joining = models.PositiveIntegerField()
    referrer_buying = models.PositiveIntegerField()
    friend_buying = models.PositiveIntegerField()
    least_order = models.DecimalField(max_digits=10, decimal_places=2)
    """A first order counts from so much paid on."""
    friends_per_month = models.PositiveSmallIntegerField()
    days_to_name = models.PositiveSmallIntegerField()
    """So long after joining a friend may still say who brought them."""
    set_by = models.CharField(max_length=80, blank=True)
    valid_from = models.DateTimeField()


class ReferralCode(models.Model):
    """What a reader passes on to friends."""

    member = models.OneToOneField(
        "members.Member", on_delete=models.PROTECT, primary_key=True, related_name="referral_code"
    )
    code = models.CharField(max_length=12, unique=True)
    made_at = models.DateTimeField()


class Referral(models.Model):
    """A friend whom a reader brought, or who was said to be one and was not counted."""

    class State(models.TextChoices):
        JOINED = "joined", _("Joined")
        BOUGHT = "bought", _("Bought")
        REFUSED = "refused", _("Not counted")

    class Why(models.TextChoices):
        SELF = "self", _("their own code")
        LATE = "late", _("a member for too long")
        CYCLE = "cycle", _("one brought the other, in a circle")
        HOUSEHOLD = "household", _("the same household")
        CONTACT = "contact", _("the same telephone or e-mail address")
        ADDRESS = "address", _("the same address")
        DEVICE = "device", _("the same device")
        MONTH = "month", _("too many friends in a month")

    friend = models.OneToOneField("members.Member", on_delete=models.PROTECT, primary_key=True, related_name="referral")
    referrer = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="referrals")
    state = models.CharField(max_length=8, choices=State)
    why = models.CharField(max_length=10, choices=Why, blank=True)
    device = models.CharField(max_length=64, blank=True)
    """A digest of the device by which they joined, where a page knows one."""
    points = models.PositiveIntegerField(default=0)
    """What both got until now."""
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()
    bought_at = models.DateTimeField(null=True)
    order_id = models.BigIntegerField(null=True)
    """The order that counted as the friend's first: what both got for it goes back with it."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state="refused") | Q(why=""), name="referrals_refused_say_why"),
            models.CheckConstraint(
                condition=Q(state="refused") | ~Q(friend=F("referrer")), name="nobody_brings_themselves"
            ),
        )
        indexes = (
            models.Index(fields=["referrer", "noted_at"], name="referrals_of_month"),
            models.Index(fields=["device"], condition=~Q(device=""), name="referrals_by_device"),
            models.Index(fields=["order_id"], condition=Q(order_id__isnull=False), name="referrals_by_order"),
        )
