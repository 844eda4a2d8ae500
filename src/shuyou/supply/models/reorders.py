"""Reordering: what is planned for each item in each place, what sells more for a time, how well the plan foretold."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from shuyou.supply.models.places import Warehouse
from shuyou.supply.models.suppliers import Supplier


class Reorder(models.Model):
    """How an item sells in a place, when it is to be reordered and how many; what people set by hand stays."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.CASCADE, related_name="+", db_index=False)
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    weekly = models.DecimalField(max_digits=10, decimal_places=3, default=Decimal(0))
    """Copies a week that are expected to be sold."""
    point = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    """With fewer copies here and coming than this, it is time."""
    target = models.PositiveIntegerField(default=0)
    advised = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)
    """The figures behind the advice; `rules.reasons` says them in words."""
    planned_at = models.DateTimeField(null=True)
    least = models.PositiveSmallIntegerField(null=True)
    """Copies that are to be here always, set by hand."""
    is_stopped = models.BooleanField(default=False)
    """Set by hand: it is not reordered here."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["item", "warehouse"], name="one_plan_per_shelf"),)
        indexes = (
            models.Index(fields=["warehouse", "-advised", "-id"], name="reorder_advised", condition=Q(advised__gt=0)),
            models.Index(fields=["warehouse", "-weekly", "-id"], name="reorder_by_pace"),
        )


class ReorderRun(models.Model):
    """A plan of everything: when, how much, and how far it was off beside plainly repeating the month before."""

    planned_at = models.DateTimeField()
    titles = models.IntegerField()
    advised = models.IntegerField()
    copies = models.IntegerField()
    error = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    """Copies a title that the forecast of four weeks ago was off by, in the mean; null: nothing to compare with."""
    naive_error = models.DecimalField(max_digits=10, decimal_places=3, null=True)


class Occasion(models.Model):
    """Days on which some titles sell more than usual: a campaign, a reading, a school's list."""

    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    factor = models.DecimalField(max_digits=5, decimal_places=2)
    """How many times as much is sold."""
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="occasion_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(factor__gt=0), name="occasion_factor_positive"),
        )
        indexes = (models.Index(fields=["-starts_on", "-id"], name="occasion_by_day"),)


class OccasionItem(models.Model):
    """A title that sells more on an occasion."""

    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="items", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["occasion", "item"], name="item_once_per_occasion"),)
