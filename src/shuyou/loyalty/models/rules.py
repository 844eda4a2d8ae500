"""Earning rules as data: terms version by version, what they may cost, points that wait, and points set aside."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7


class PointsRule(models.Model):
    """A rule that gives points beyond the program's terms: what it is called and whether it holds."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LIVE = "live", _("In force")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["state", "-id"], name="points_rules_by_state"),)


class PointsRuleVersion(models.Model):
    """The terms of an earning rule: one that is being written can be changed, one that was published never."""

    rule = models.ForeignKey(PointsRule, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    terms = models.JSONField()
    """See `shuyou.loyalty.rules.earning.Terms`."""
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    written_by = models.CharField(max_length=80)
    written_at = models.DateTimeField()
    published_by = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["rule", "number"], name="points_rule_version_once"),
            models.UniqueConstraint(
                fields=["rule"], condition=Q(published_at=None), name="one_unpublished_version_per_points_rule"
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="points_rule_ends_after_start",
            ),
        )


class PointsTally(models.Model):
    """What a rule or an occasion with a budget may give in all, and what it has given: guarded here."""

    code = models.CharField(max_length=60, unique=True)
    """Such as `rule:june` or `referral`."""
    budget = models.BigIntegerField()
    given = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(given__gte=0, given__lte=F("budget")), name="points_within_budget"),
        )


class PointsRuleStamp(models.Model):
    """One row that changes whenever earning rules do: who has them read sees by it whether they are the newest."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="one_points_rule_stamp"),)


class PendingPoints(models.Model):
    """Points of an order that cannot be spent yet: they become a lot when their days are over."""

    account = models.ForeignKey(
        "loyalty.PointsAccount", on_delete=models.PROTECT, related_name="pending", db_index=False
    )
    rule = models.ForeignKey("loyalty.EarningRule", on_delete=models.PROTECT, related_name="+", db_index=False)
    award = models.ForeignKey(PointsRuleVersion, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    source = models.CharField(max_length=80)
    points = models.IntegerField()
    """What is left of them: what went back before it was released earns none."""
    earned = models.IntegerField()
    earned_at = models.DateTimeField()
    due_on = models.DateField()
    released_at = models.DateTimeField(null=True)
    trace = models.JSONField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "source"], name="pending_once_per_source"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=F("earned")), name="pending_within_earned"),
        )
        indexes = (
            models.Index(fields=["account", "due_on"], name="pending_of_accounts", condition=Q(released_at=None)),
        )


class PointsHold(models.Model):
    """Points that were set aside for something: out of the balance until they are used or let go."""

    class State(models.TextChoices):
        HELD = "held", _("Set aside")
        USED = "used", _("Used")
        RELEASED = "released", _("Let go")

    account = models.ForeignKey("loyalty.PointsAccount", on_delete=models.PROTECT, related_name="holds")
    source = models.CharField(max_length=80, unique=True)
    points = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.HELD)
    until = models.DateTimeField()
    held_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["until"], name="holds_to_let_go", condition=Q(state="held")),)
