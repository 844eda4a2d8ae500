"""Waves of picking, parcels with what is in them, and where they have been."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.orders.models.order import Order, OrderLine


class Wave(models.Model):
    """Orders that are picked in one walk along the shelves."""

    number = models.CharField(max_length=20, unique=True)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    picked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["-id"], name="waves_open", condition=Q(picked_at__isnull=True)),)


class Manifest(models.Model):
    """Parcels that were handed to a carrier together."""

    number = models.CharField(max_length=20, unique=True)
    carrier = models.CharField(max_length=20)
    created_by = models.CharField(max_length=80)
    handed_at = models.DateTimeField()


class Shipment(models.Model):
    """A parcel of an order: packed, handed to a carrier, delivered. An order may go in several."""

    class State(models.TextChoices):
        PACKING = "packing", _("Being packed")
        PACKED = "packed", _("Packed")
        SHIPPED = "shipped", _("On its way")
        DELIVERED = "delivered", _("Delivered")
        LOST = "lost", _("Lost")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="shipments", db_index=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="+")
    sequence = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=80, unique=True)
    """The reservation that holds its copies."""
    state = models.CharField(max_length=10, choices=State, default=State.PACKING)
    carrier = models.CharField(max_length=20, blank=True)
    waybill = models.CharField(max_length=40, blank=True)
    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, null=True, related_name="shipments")
    begun_at = models.DateTimeField()
    packed_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["order", "sequence"], name="shipment_sequence_once"),
            models.UniqueConstraint(
                fields=["carrier", "waybill"], condition=~Q(carrier="") & ~Q(waybill=""), name="waybill_once"
            ),
        )
        indexes = (models.Index(fields=["state", "-id"], name="shipment_by_state"),)


class ShipmentLine(models.Model):
    """Copies of a line of the order in a parcel, and how many of them were scanned into it."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="lines", db_index=False)
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="shipped")
    quantity = models.PositiveIntegerField()
    scanned = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["shipment", "line"], name="line_once_per_shipment"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, scanned__lte=F("quantity")), name="scanned_within_quantity"
            ),
        )


class TrackingEvent(models.Model):
    """Something a carrier said about a parcel: added, never changed."""

    class Code(models.TextChoices):
        ACCEPTED = "accepted", _("Taken in by the carrier")
        UNDERWAY = "underway", _("On its way")
        DELIVERING = "delivering", _("Out for delivery")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Could not be delivered")
        RETURNED = "returned", _("On its way back")
        LOST = "lost", _("Lost")

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="events", db_index=False)
    key = models.CharField(max_length=60)
    """The carrier's own id of what it said."""
    code = models.CharField(max_length=12, choices=Code)
    place = models.CharField(max_length=80, blank=True)
    happened_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["shipment", "key"], name="tracking_told_once"),)
