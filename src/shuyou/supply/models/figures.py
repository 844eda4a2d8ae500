"""Figures that reports are read from, summed up at night: no page adds up all shelves or the whole ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuyou.supply.models.places import Warehouse


class ShelfFigures(models.Model):
    """How copies of an item in a place came and went: what is old, what has not sold for long."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.CASCADE, related_name="+", db_index=False)
    on_hand = models.IntegerField()
    oldest_on = models.DateField()
    """When the oldest copy that stands here came."""
    moved_on = models.DateField()
    """When a copy was sold last, or the first one came if none ever was."""
    sold_year = models.IntegerField()
    list_value = models.DecimalField(max_digits=12, decimal_places=2)
    cost_value = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["item", "warehouse"], name="figures_once_per_shelf"),)
        indexes = (
            models.Index(fields=["warehouse", "moved_on", "id"], name="figures_by_move"),
            models.Index(fields=["warehouse", "oldest_on", "id"], name="figures_by_age"),
            models.Index(fields=["warehouse", "-cost_value", "-id"], name="figures_by_cost"),
        )


class Figure(models.Model):
    """One line of a report, for one place or for all."""

    class Report(models.TextChoices):
        AGE = "age", _("Stock by age")
        SUPPLIER = "supplier", _("Sell-through by supplier")
        SUBJECT = "subject", _("Sell-through by subject")

    report = models.CharField(max_length=10, choices=Report)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=20)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    titles = models.IntegerField(default=0)
    copies = models.IntegerField(default=0)
    list_value = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    cost_value = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    received = models.IntegerField(default=0)
    sold = models.IntegerField(default=0)
    sent_back = models.IntegerField(default=0)
    summed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["report", "warehouse", "key"], nulls_distinct=False, name="figure_once_per_report"
            ),
        )
