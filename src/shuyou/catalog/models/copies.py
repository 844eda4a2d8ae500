"""What is known of the copies of an item: batches, numbers, and of a bundle its parts."""

from django.db import models
from django.db.models import F, Q

from shuyou.catalog.models.items import Item


class Batch(models.Model):
    """Copies that were made together, and until when they may be sold."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="batches", db_index=False)
    code = models.CharField(max_length=40)
    made_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "code"], name="batch_once_per_item"),
            models.CheckConstraint(
                condition=Q(made_on=None) | Q(valid_until=None) | Q(valid_until__gte=F("made_on")),
                name="batch_valid_after_made",
            ),
        )
        indexes = (models.Index(fields=["valid_until", "id"], name="batches_by_end", condition=~Q(valid_until=None)),)


class NumberedCopy(models.Model):
    """One copy with a number of its own: of a collector's edition, or of an instrument."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="numbered_copies", db_index=False)
    number = models.CharField(max_length=40)
    condition = models.CharField(max_length=60, blank=True)
    provenance = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["item", "number"], name="number_once_per_item"),)


class BundlePart(models.Model):
    """So many copies of an item in a bundle."""

    bundle = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="parts", db_index=False)
    part = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="bundles")
    quantity = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["bundle", "part"], name="part_once_per_bundle"),
            models.CheckConstraint(condition=Q(quantity__gt=0) & ~Q(bundle=F("part")), name="bundle_of_others"),
        )
