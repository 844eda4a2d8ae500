"""Tiers as data: tables of terms in versions, who stands where and until when, grants by hand, history, trials."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7


class TierTable(models.Model):
    """The terms of all tiers together, in one version: one that is being written can be changed, a published never."""

    number = models.PositiveSmallIntegerField(unique=True)
    keep_months = models.PositiveSmallIntegerField()
    """How long a tier is kept once it is reached; then its terms are asked for again."""
    grace_days = models.PositiveSmallIntegerField()
    """Who falls short then has so long to make up for it."""
    lands_softly = models.BooleanField()
    """Whoever falls, falls by one tier at a time."""
    note = models.CharField(max_length=200, blank=True)
    written_by = models.CharField(max_length=80)
    written_at = models.DateTimeField()
    published_by = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["published_at"], condition=Q(published_at=None), name="one_tier_table_is_written",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(keep_months__gte=1), name="tiers_are_kept_a_month"),
        )  # fmt: skip


class TierTerms(models.Model):
    """What one tier asks for and what it gives, in one version of the table."""

    class Service(models.TextChoices):
        ORDINARY = "ordinary", _("The line for everybody")
        PREFERRED = "preferred", _("Answered before others")
        PERSONAL = "personal", _("A person of their own")

    table = models.ForeignKey(TierTable, on_delete=models.CASCADE, related_name="terms", db_index=False)
    tier = models.ForeignKey("members.Tier", on_delete=models.PROTECT, related_name="terms", db_index=False)
    needs = models.JSONField(default=list)
    """See `shuyou.loyalty.rules.tiers.Need`; none: nobody comes by it but by hand, except by the lowest tier."""
    needs_all = models.BooleanField(default=True)
    price_list = models.CharField(max_length=20)
    multiplier = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    """Of the points that money earns."""
    free_delivery_from = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    event_days = models.PositiveSmallIntegerField(default=0)
    """How many days before others they may sign up for events and limited copies."""
    service = models.CharField(max_length=10, choices=Service, default=Service.ORDINARY)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["table", "tier"], name="tier_once_per_table"),
            models.CheckConstraint(
                condition=Q(multiplier__gte=0, multiplier__lte=10), name="tier_multiplier_in_reason"
            ),
            models.CheckConstraint(
                condition=Q(free_delivery_from=None) | Q(free_delivery_from__gte=0), name="tier_delivery_not_negative"
            ),
        )


class TierStanding(models.Model):
    """The tier that a member has earned, since when and until when; readers of the lowest tier need no row."""

    member = models.OneToOneField(
        "members.Member", on_delete=models.PROTECT, primary_key=True, related_name="tier_standing"
    )
    tier = models.ForeignKey("members.Tier", on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateField()
    keep_until = models.DateField(null=True)
    grace_until = models.DateField(null=True)
    """The last day to make up for what was missing when the time was over; none: nothing is missing."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(grace_until=None) | Q(grace_until__gte=F("keep_until")), name="grace_after_keeping"
            ),
        )


class TierGrant(models.Model):
    """A tier given by hand for a while, above the one that was earned."""

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="tier_grants")
    tier = models.ForeignKey("members.Tier", on_delete=models.PROTECT, related_name="+", db_index=False)
    until = models.DateField()
    reason = models.CharField(max_length=200)
    granted_by = models.CharField(max_length=80)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["member"], condition=Q(ended_at=None), name="one_tier_grant_at_a_time"),
        )
        indexes = (models.Index(fields=["until"], condition=Q(ended_at=None), name="tier_grants_to_end"),)


class TierChange(models.Model):
    """What happened to a member's tier: added, never changed, never deleted."""

    class Why(models.TextChoices):
        RAISED = "raised", _("Terms reached")
        WARNED = "warned", _("Terms no longer met: time to make up for it")
        LOWERED = "lowered", _("Terms not met in time")
        GRANTED = "granted", _("Granted by staff")
        GRANT_OVER = "grant_over", _("What was granted is over")

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="tier_changes", db_index=False)
    was = models.ForeignKey("members.Tier", on_delete=models.PROTECT, related_name="+", db_index=False)
    tier = models.ForeignKey("members.Tier", on_delete=models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=10, choices=Why)
    table_number = models.PositiveSmallIntegerField(null=True)
    figures = models.JSONField(default=dict)
    """What the member had of what the terms ask for, by `fact:months`."""
    reason = models.CharField(max_length=200, blank=True)
    until = models.DateField(null=True)
    """The day until which the tier is good, or may still be saved."""
    done_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["member", "-id"], name="tier_changes_of_member"),
            models.Index(fields=["why", "-id"], name="tier_changes_by_why"),
        )


class TierTrial(models.Model):
    """A table tried out on everybody: who would move where, and what it would cost; reckoned part by part."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    table = models.ForeignKey(TierTable, on_delete=models.CASCADE, related_name="trials")
    people = models.PositiveIntegerField()
    """How many members there were when it began."""
    tried = models.PositiveIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    begun_by = models.CharField(max_length=80)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class TierFlow(models.Model):
    """How many a trial moves from one tier to another, what they spent in a year, and what that costs in a year."""

    trial = models.ForeignKey(TierTrial, on_delete=models.CASCADE, related_name="flows", db_index=False)
    was = models.ForeignKey("members.Tier", on_delete=models.PROTECT, related_name="+", db_index=False)
    becomes = models.ForeignKey("members.Tier", on_delete=models.PROTECT, related_name="+", db_index=False)
    people = models.PositiveIntegerField()
    spent = models.DecimalField(max_digits=14, decimal_places=2)
    points_cost = models.DecimalField(max_digits=14, decimal_places=2)
    """What the other multiplier costs in points, in money; less than nothing: it saves."""
    price_cost = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["trial", "was", "becomes"], name="tier_flow_once"),)
