"""What an item costs whom: lists of rates, an item's own rate on a list, and every change of them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.models.items import Item
from shuyou.kernel.fields import TransactionId


class PriceList(models.Model):
    """
    A price list: a rate off the list price for all items, unless an item has an entry of its own.

    Every reader buys on the list of their tier. The others are offers beside it: of a store, of a channel, for a time,
    for some tiers only. The lowest rate of all that hold is what a reader pays.
    """

    class Kind(models.TextChoices):
        TIER = "tier", _("Tier")
        STORE = "store", _("Store")
        CHANNEL = "channel", _("Channel")
        OFFER = "offer", _("Offer for a time")

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.TIER, db_default=Kind.TIER)
    rate = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    """Of all items; None: only of those that are entered."""
    rank = models.PositiveSmallIntegerField(unique=True)
    store = models.CharField(max_length=20, blank=True, default="", db_default="")
    channel = models.CharField(max_length=12, blank=True, default="", db_default="")
    audience = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    """Codes of the tiers' lists whose readers it is for; none: everybody."""
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(rate__gt=0, rate__lte=1) | Q(rate=None), name="rate_within_list"),
            models.CheckConstraint(
                condition=~Q(kind="tier")
                | (Q(store="", channel="", audience=[], starts_at=None, ends_at=None, is_active=True) & ~Q(rate=None)),
                name="tier_list_always_holds",
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="list_ends_after_start",
            ),
        )


class PriceEntry(models.Model):
    """An item's own rate on a price list."""

    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="entries")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="price_entries", db_index=False)
    rate = models.DecimalField(max_digits=5, decimal_places=4)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "price_list"], name="entry_once_per_list"),
            models.CheckConstraint(condition=Q(rate__gt=0, rate__lte=1), name="entry_rate_within_list"),
        )


class PriceChange(models.Model):
    """One change of an item's list price or of its rate on a list, written by the database itself."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="price_changes", db_index=False)
    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """None: the list price."""
    before = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    after = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    """None: it had, or has, no rate of its own there."""
    xid = TransactionId()
    recorded_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        indexes = (models.Index(fields=["item", "-id"], name="price_changes_of_item"),)
