"""What buying needs to know of an article beside the catalog."""

from decimal import Decimal

from django.db import models
from django.db.models import Q


class Article(models.Model):
    """How an article is bought and taxed: value-added tax, packs, smallest order, whether it is advertised or ours."""

    item = models.OneToOneField("catalog.Item", on_delete=models.CASCADE, primary_key=True, related_name="+")
    vat_rate = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    """0.0900 is 9 %; 0 is exempt; null: not said."""
    pack = models.PositiveSmallIntegerField(default=1)
    """Ordered in multiples of this."""
    least_order = models.PositiveSmallIntegerField(default=1)
    """Fewer copies are not ordered at once."""
    is_advertised = models.BooleanField(default=False)
    is_exclusive = models.BooleanField(default=False)
    """Sold by us only."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(vat_rate=None) | Q(vat_rate__gte=0, vat_rate__lt=Decimal(1)), name="vat_rate_is_a_share"
            ),
            models.CheckConstraint(condition=Q(pack__gt=0, least_order__gt=0), name="packs_hold_something"),
        )
