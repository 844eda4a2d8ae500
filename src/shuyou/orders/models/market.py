"""Everyday low prices (天天低价): what others ask for a basket of titles, and where we stand, day by day."""

from django.db import models
from django.db.models import Q


class PriceBasket(models.Model):
    """Titles by which our prices are compared with those of others, at the price of one of our lists."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    price_list = models.CharField(max_length=20)
    made_at = models.DateTimeField()


class BasketTitle(models.Model):
    """A title of a basket, and how much it weighs."""

    basket = models.ForeignKey(PriceBasket, on_delete=models.CASCADE, related_name="titles", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+")
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["basket", "item"], name="basket_title_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="basket_title_weighs"),
        )


class RivalPrice(models.Model):
    """What somebody else asked for a title on a day."""

    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    rival = models.CharField(max_length=40)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    seen_on = models.DateField()
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "rival", "seen_on"], name="rival_price_once_a_day"),
            models.CheckConstraint(condition=Q(price__gt=0), name="rival_price_positive"),
        )


class BasketDay(models.Model):
    """Where a basket stood on a day: what it cost here, and what it cost at the cheapest of the others."""

    basket = models.ForeignKey(PriceBasket, on_delete=models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    ours = models.DecimalField(max_digits=12, decimal_places=2)
    theirs = models.DecimalField(max_digits=12, decimal_places=2)
    compared = models.PositiveIntegerField()
    """So many titles have a price of others."""
    dearer = models.PositiveIntegerField()
    """So many of them are dearer here."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["basket", "day"], name="basket_day_once"),
            models.CheckConstraint(condition=Q(theirs__gt=0), name="basket_day_compares"),
        )
