"""What stops an order, what few orders ask for besides, and what the club switched on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.orders.models.order import Order


class OrderHold(models.Model):
    """A reason for which an order must not go on, until somebody lets it go."""

    class Reason(models.TextChoices):
        ADDRESS = "address", _("The address is in doubt")
        MONEY = "money", _("The money is in doubt")
        READER = "reader", _("The reader asked to wait")
        TITLE = "title", _("A title is in doubt")
        OTHER = "other", _("Another reason")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=10, choices=Reason)
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=80, blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["order"], condition=Q(lifted_at__isnull=True), name="one_open_hold_per_order"
            ),
        )


class OrderWish(models.Model):
    """What few orders ask for besides their titles: to be fetched in a shop, wrapped as a gift, invoiced."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, primary_key=True, related_name="wish")
    pickup_place = models.CharField(max_length=20, blank=True)
    """The code of the place where the reader fetches it."""
    is_gift = models.BooleanField(default=False)
    gift_message = models.CharField(max_length=300, blank=True)
    invoice_title = models.CharField(max_length=100, blank=True, default="", db_default="")
    """To whom the invoice is made out once it is paid; empty: nobody has asked for one yet."""
    tax_number = models.CharField(max_length=20, blank=True, default="", db_default="")
    ready_at = models.DateTimeField(null=True)
    """When it lay ready to be fetched."""

    class Meta:
        indexes = (models.Index(fields=["pickup_place", "order"], name="wish_by_pickup"),)


class SoldBundle(models.Model):
    """A bundle that an order has at the bundle's own price; its lines are the parts, which leave the shelves."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="sold_bundles", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    copies = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["order", "item"], name="bundle_once_per_order"),
            models.CheckConstraint(condition=Q(copies__gt=0), name="bundle_copies_positive"),
        )


class Switch(models.Model):
    """Something about orders that the club may do or leave."""

    class Code(models.TextChoices):
        VALUE_FIRST = "value_first", _("Readers who buy much are served first when copies come")

    code = models.CharField(max_length=20, choices=Code, unique=True)
    is_on = models.BooleanField()
