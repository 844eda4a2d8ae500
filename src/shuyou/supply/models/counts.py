"""Stocktaking: what should be there, what was counted, and what was approved."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuyou.supply.models.places import Warehouse


class Count(models.Model):
    """A stocktake of a place or some of its positions. What should be there is frozen when it begins."""

    class State(models.TextChoices):
        OPEN = "open", _("Being counted")
        COUNTED = "counted", _("Counted")
        APPROVED = "approved", _("Approved")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(max_length=20, unique=True)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="counts")
    positions = models.CharField(max_length=20, blank=True)
    """What the positions counted begin with; empty: the whole place."""
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    is_blind = models.BooleanField(default=True)
    frozen_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "-id"], name="count_by_state"),)


class CountLine(models.Model):
    """An item of a stocktake: frozen, counted, and what the shelf said in the moment it was counted."""

    count = models.ForeignKey(Count, on_delete=models.CASCADE, related_name="lines", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.CharField(max_length=20, blank=True)
    expected = models.IntegerField(default=0)
    counted = models.PositiveIntegerField(null=True)
    on_hand_then = models.IntegerField(null=True)
    is_disturbed = models.BooleanField(default=False)
    """Whether copies came or went between two scans of the item: it has to be counted anew."""
    counted_at = models.DateTimeField(null=True)
    counted_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["count", "item"], name="item_once_per_count"),)
        indexes = (models.Index(fields=["count", "position", "id"], name="count_by_position"),)


class CountTag(models.Model):
    """A radio tag that was read in a stocktake: each copy carries its own, so it counts once however often it is."""

    count = models.ForeignKey(Count, on_delete=models.CASCADE, related_name="tags", db_index=False)
    epc = models.CharField(max_length=64)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    read_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["count", "epc"], name="tag_once_per_count"),)
