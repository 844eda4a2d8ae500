"""Stock: the copies of an item in a place, in layers with their terms, and the ledger of every movement."""

from decimal import Decimal

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.supply.models.places import Warehouse
from shuyou.supply.models.suppliers import Supplier, Terms


class Shelf(models.Model):
    """The copies of one item in one warehouse; the row every buyer of the title locks."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="shelves", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="shelves", db_index=False)
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    position = models.CharField(max_length=20, blank=True)
    average_cost = models.DecimalField(max_digits=12, decimal_places=4, default=Decimal(0), db_default=Decimal(0))
    """The moving average of what the copies cost: each arrival shifts it, what leaves does not."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "warehouse"], name="one_shelf_per_item"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, on_hand__gte=F("reserved")), name="shelf_reserved_within_on_hand"
            ),
        )
        indexes = (
            models.Index(fields=["warehouse", "on_hand", "id"], name="shelf_by_copies"),
            models.Index(fields=["warehouse", "position", "id"], name="shelf_by_position"),
        )


class TitleCarry(models.Model):
    """What of a title followed it into the one it was merged with, and how much came back when they parted."""

    merge_id = models.BigIntegerField(unique=True)
    """The catalog's merge."""
    kept = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    """Keys of the lines of papers that went along, by table."""
    copies = models.IntegerField(default=0)
    carried_at = models.DateTimeField()
    came_back = models.IntegerField(null=True)
    stayed_lines = models.IntegerField(default=0)
    parted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["gone"], condition=Q(parted_at=None), name="title_carried_once"),
        )


class Layer(models.Model):
    """Copies that came in together: same supplier, terms, cost and return deadline."""

    shelf = models.ForeignKey(Shelf, on_delete=models.PROTECT, related_name="layers", db_index=False)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="layers", db_index=False)
    terms = models.CharField(max_length=12, choices=Terms)
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    discount_rate = models.DecimalField(max_digits=5, decimal_places=4)
    unit_cost = models.DecimalField(max_digits=10, decimal_places=2)
    return_by = models.DateField(null=True)
    received_at = models.DateTimeField()
    on_hand = models.IntegerField()
    reserved = models.IntegerField(default=0)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="heirs", db_index=False)
    """The layer of another title that these copies stood in before the two were merged, or parted."""
    carry = models.ForeignKey(TitleCarry, on_delete=models.PROTECT, null=True, related_name="layers", db_index=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(reserved__gte=0, on_hand__gte=F("reserved")), name="layer_reserved_within_on_hand"
            ),
        )
        indexes = (
            models.Index(
                fields=["shelf", "received_at", "id"],
                name="layer_with_stock",
                condition=Q(on_hand__gt=0),
            ),
            models.Index(fields=["supplier", "terms"], name="layer_of_supplier"),
            models.Index(fields=["shelf", "-id"], name="layer_newest"),
            models.Index(fields=["carried_from"], name="layer_heirs", condition=~Q(carried_from=None)),
            models.Index(fields=["carry"], name="layer_carried", condition=~Q(carry=None)),
        )


class Movement(models.Model):
    """One line of the stock ledger: added, never changed, never deleted."""

    class Kind(models.TextChoices):
        RECEIVE = "RECEIVE", _("Received")
        RESERVE = "RESERVE", _("Reserved")
        RELEASE = "RELEASE", _("Released")
        ISSUE = "ISSUE", _("Issued")
        SEND = "SEND", _("Sent to another place")
        ARRIVE = "ARRIVE", _("Come from another place")
        GAIN = "GAIN", _("Found by counting")
        LOSS = "LOSS", _("Missing by counting")
        RETURN = "RETURN", _("Returned to the supplier")
        TAKEBACK = "TAKEBACK", _("Brought back by a reader")
        DAMAGE = "DAMAGE", _("Damaged")
        HANDOVER = "HANDOVER", _("Gone to the title it is one with")
        TAKEOVER = "TAKEOVER", _("Come from the title it is one with")

    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="movements")
    item = models.ForeignKey(
        "catalog.Item", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    """The layer's own, kept beside it for the history of a title; that there is one is checked with the layer."""
    kind = models.CharField(max_length=8, choices=Kind)
    quantity = models.IntegerField()
    source = models.CharField(max_length=80)
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    discount_rate = models.DecimalField(max_digits=5, decimal_places=4)
    unit_cost = models.DecimalField(max_digits=10, decimal_places=2)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "kind", "layer"], name="move_once_per_source"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="movement_quantity_positive"),
        )
        indexes = (
            models.Index(fields=["item", "-at"], name="movement_of_item"),
            BrinIndex(fields=["at"], name="movement_by_time", pages_per_range=32),
            models.Index(
                fields=["-id"],
                name="movement_corrections",
                condition=Q(kind="GAIN") | Q(kind="LOSS") | Q(kind="DAMAGE"),
            ),
        )


class Transfer(models.Model):
    """Copies on their way from one place to another."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("On the way")
        RECEIVED = "received", _("Arrived")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(max_length=20, unique=True)
    origin = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="transfers_out")
    target = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="transfers_in")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(origin=F("target")), name="transfer_goes_somewhere_else"),)
        indexes = (models.Index(fields=["state", "-id"], name="transfer_by_state"),)


class TransferLine(models.Model):
    """An item of a transfer: how many were wanted, how many were sent, how many arrived."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="lines", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    wanted = models.PositiveIntegerField()
    sent = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(null=True)
    is_underway = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["transfer", "item"], name="item_once_per_transfer"),)
        indexes = (models.Index(fields=["item"], name="transfer_underway", condition=Q(is_underway=True)),)


class TransferLayer(models.Model):
    """Copies of a layer that a transfer took along, so that they arrive with their terms."""

    line = models.ForeignKey(TransferLine, on_delete=models.CASCADE, related_name="layers")
    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="+")
    copies = models.PositiveIntegerField()
