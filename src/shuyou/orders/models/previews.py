"""Earning rules replayed on past orders before they hold: what was asked, how far it is, what it came to."""

from django.db import models
from django.db.models import Q

from shuyou.kernel.uids import uuid7
from shuyou.orders.models.order import Order


class PointsPreview(models.Model):
    """A version of an earning rule replayed on past orders, readers part by part; asked again, it is another one."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    rule = models.ForeignKey("loyalty.PointsRule", on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveSmallIntegerField()
    terms = models.JSONField()
    """As they were when it was asked for: what is not published yet may be written anew."""
    instead = models.JSONField(null=True)
    """The terms that they would replace; none: nothing holds yet."""
    since = models.DateTimeField()
    months = models.PositiveSmallIntegerField()
    points_per_yuan = models.DecimalField(max_digits=6, decimal_places=4)
    point_value = models.DecimalField(max_digits=6, decimal_places=4)
    lot_months = models.PositiveSmallIntegerField()
    lapse_rate = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    """The share of points that lapsed in the end, of lots that lapsed in the two years before."""
    people = models.PositiveIntegerField()
    """How many readers there were when it was asked for."""
    tried = models.PositiveIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ended_at=None) | Q(stopped_at=None), name="preview_ended_or_stopped"),
        )
        indexes = (models.Index(fields=["rule", "-id"], name="previews_of_rule"),)


class PointsPreviewShare(models.Model):
    """What a preview has come to in a month for the readers of a tier: less than nothing, where less would be given."""

    preview = models.ForeignKey(PointsPreview, on_delete=models.CASCADE, related_name="shares", db_index=False)
    month = models.DateField()
    tier = models.ForeignKey("members.Tier", on_delete=models.PROTECT, related_name="+", db_index=False)
    orders = models.PositiveIntegerField()
    points = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["preview", "month", "tier"], name="preview_share_once"),)


class PointsPreviewTier(models.Model):
    """How many readers of a tier gain or lose by a preview, and how much."""

    preview = models.ForeignKey(PointsPreview, on_delete=models.CASCADE, related_name="tiers", db_index=False)
    tier = models.ForeignKey("members.Tier", on_delete=models.PROTECT, related_name="+", db_index=False)
    winners = models.PositiveIntegerField()
    losers = models.PositiveIntegerField()
    gained = models.BigIntegerField()
    lost = models.BigIntegerField()
    most = models.BigIntegerField()
    """What the reader gains who gains most."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["preview", "tier"], name="preview_tier_once"),)


class PointsPreviewAward(models.Model):
    """What an order would earn and earned, kept while a preview runs whose rule has a budget; removed at its end."""

    preview = models.ForeignKey(PointsPreview, on_delete=models.CASCADE, related_name="awards")
    order = models.ForeignKey(Order, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False)
    points = models.BigIntegerField()
    instead = models.BigIntegerField()
