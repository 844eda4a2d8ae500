"""Baskets: of an account, wherever its reader is, or of one browser."""

from django.db import models
from django.db.models import Q

from shuyou.kernel.uids import uuid7
from shuyou.shop.models.accounts import Account


class Basket(models.Model):
    """What somebody means to buy: of an account, wherever its reader is, or of one browser."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, null=True, related_name="basket")
    digest = models.CharField(max_length=64, blank=True)
    request_key = models.UUIDField(default=uuid7, unique=True)
    """Of the order that comes of it; there is another one afterwards."""
    changed_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    """When its reader was told that it still stands there; what is put in afterwards counts anew."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(account__isnull=False, digest="") | Q(account__isnull=True) & ~Q(digest=""),
                name="basket_of_account_or_browser",
            ),
            models.UniqueConstraint(fields=["digest"], condition=~Q(digest=""), name="basket_of_one_browser"),
        )
        indexes = (models.Index(fields=["changed_at"], name="baskets_left", condition=Q(account__isnull=True)),)


class BasketLine(models.Model):
    """Copies of a title in a basket."""

    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="lines", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+")
    copies = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["basket", "item"], name="title_once_in_basket"),
            models.CheckConstraint(condition=Q(copies__gte=1, copies__lte=999), name="basket_copies_can_be"),
        )
