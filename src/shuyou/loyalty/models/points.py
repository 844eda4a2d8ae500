"""Points: accounts, lots, the ledger, the terms of the program, and points by hand."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class EarningRule(models.Model):
    """A version of the rule that turns money into points and back; never changed, only replaced by the next."""

    code = models.CharField(max_length=30)
    version = models.PositiveIntegerField()
    points_per_yuan = models.DecimalField(max_digits=6, decimal_places=4)
    point_value = models.DecimalField(max_digits=6, decimal_places=4)
    lot_months = models.PositiveSmallIntegerField()
    pending_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    """Days that points of an order wait before they can be spent, so that what goes back earns none; 0: at once."""
    gift_most = models.PositiveIntegerField(default=0, db_default=0)
    """Points that somebody may give to others of their household in a month; 0: nobody may."""
    valid_from = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code", "version"], name="rule_version_once"),
            models.CheckConstraint(condition=Q(points_per_yuan__gte=0), name="rule_never_takes"),
        )


class PointsAccount(models.Model):
    """A member's points: the sum of the ledger, cached on the row that every posting locks."""

    member = models.OneToOneField(
        "members.Member", on_delete=models.PROTECT, primary_key=True, related_name="points_account"
    )
    balance = models.IntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(balance__gte=0), name="points_balance_not_negative"),)


class PointsLot(models.Model):
    """Points earned together; they expire together, and the first to expire are spent first."""

    account = models.ForeignKey(PointsAccount, on_delete=models.PROTECT, related_name="lots", db_index=False)
    rule = models.ForeignKey(EarningRule, on_delete=models.PROTECT, related_name="lots", db_index=False)
    award = models.ForeignKey(
        "loyalty.PointsRuleVersion", on_delete=models.PROTECT, null=True, related_name="lots", db_index=False
    )
    """The earning rule, in its version, that gave them; none: the terms of the program alone did."""
    source = models.CharField(max_length=80)
    earned = models.IntegerField()
    remaining = models.IntegerField()
    earned_at = models.DateTimeField()
    expires_on = models.DateField()
    trace = models.JSONField(null=True)
    """What they were earned with: see `shuyou.loyalty.rules.earning.trace_of`."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "source"], name="lot_once_per_source"),
            models.CheckConstraint(
                condition=Q(remaining__gte=0, remaining__lte=F("earned")), name="lot_remaining_within_earned"
            ),
        )
        indexes = (
            models.Index(
                fields=["account", "expires_on", "id"], name="lot_to_spend_next", condition=Q(remaining__gt=0)
            ),
        )


class PointsEntry(models.Model):
    """
    One line of the points ledger: added, never changed, never deleted.

    Each line has two sides: the member's account, and `contra`, the account that stands against it; so all accounts
    together hold nothing at any time.
    """

    class Kind(models.TextChoices):
        EARN = "EARN", _("Earned")
        REDEEM = "REDEEM", _("Spent")
        RESTORE = "RESTORE", _("Given back")
        EXPIRE = "EXPIRE", _("Expired")
        MOVE_IN = "MOVE_IN", _("Paid back from another's lots")
        MOVE_OUT = "MOVE_OUT", _("Paid for another's lots")
        GIVE = "GIVE", _("Given to another")
        GET = "GET", _("Given by another")

    account = models.ForeignKey(PointsAccount, on_delete=models.PROTECT, related_name="entries", db_index=False)
    lot = models.ForeignKey(PointsLot, on_delete=models.PROTECT, related_name="entries", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    points = models.IntegerField()
    source = models.CharField(max_length=80)
    posted_at = models.DateTimeField()
    contra = models.CharField(max_length=30, blank=True, default="", db_default="")
    """Where it is not the account that the kind always stands against (`shuyou.loyalty.queries.CONTRA`)."""
    moved_by = models.ForeignKey("members.Merge", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """The merge whose undoing posted the line: what a source had spent from lots that went back is paid from others."""

    class Meta:
        constraints = (
            # A lot is of one account, so that this says once per account, and finds the lines of a lot as well.
            models.UniqueConstraint(
                fields=["lot", "kind", "source", "moved_by"], name="post_once_of_lot", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["REDEEM", "EXPIRE", "MOVE_OUT", "GIVE"], points__lt=0)
                | Q(kind__in=["EARN", "RESTORE", "MOVE_IN", "GET"], points__gt=0),
                name="points_sign_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["MOVE_IN", "MOVE_OUT"], moved_by__isnull=False)
                | (~Q(kind__in=["MOVE_IN", "MOVE_OUT"]) & Q(moved_by=None)),
                name="merges_move_points",
            ),
        )
        indexes = (
            models.Index(fields=["account", "-posted_at"], name="entries_of_account"),
            models.Index(fields=["source"], condition=Q(moved_by__isnull=False), name="entries_moved"),
        )


class PointsAdjustment(models.Model):
    """Why somebody of the staff gave or took points: the ledger's lines have its source. Added, never changed."""

    source = models.CharField(max_length=80, unique=True)
    points = models.IntegerField()
    reason = models.CharField(max_length=200)
    adjusted_by = models.CharField(max_length=80)
    approved_by = models.CharField(max_length=80, blank=True, default="", db_default="")
    """Who else said yes, above the limits; empty within them."""
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(points=0), name="adjustment_moves_points"),
            models.CheckConstraint(condition=~Q(approved_by=F("adjusted_by")), name="somebody_else_approves"),
        )
        indexes = (models.Index(fields=["adjusted_by", "at"], name="adjustments_of_somebody"),)


class AdjustmentRequest(models.Model):
    """Points above the limits of the one who asks for them, until somebody else approves or refuses."""

    class Status(models.TextChoices):
        ASKED = "asked", _("To be approved")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    uid = models.UUIDField(unique=True)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="adjustment_requests")
    points = models.IntegerField()
    reason = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=Status, default=Status.ASKED)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    """Why it was refused."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(points=0), name="request_moves_points"),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="nobody_approves_their_own"),
        )
        indexes = (models.Index(fields=["status", "-id"], name="requests_by_status"),)


class AdjustmentLimit(models.Model):
    """How many points somebody in a role may give or take, at a time and in a day."""

    role = models.CharField(max_length=20, unique=True)
    points = models.PositiveIntegerField()
    points_per_day = models.PositiveIntegerField()
