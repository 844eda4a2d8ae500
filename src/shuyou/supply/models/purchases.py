"""Buying: what was ordered from whom and why, and what came."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.supply.models.places import Warehouse
from shuyou.supply.models.suppliers import Supplier, Terms


class PurchaseOrder(models.Model):
    """An order to a supplier."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        SENT = "sent", _("Sent")
        PART = "part", _("Part received")
        CLOSED = "closed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")

    class Source(models.TextChoices):
        HAND = "hand", _("By hand")
        WANTS = "wants", _("Want list")
        REORDER = "reorder", _("Reorder proposal")
        SPECIAL = "special", _("Special orders")
        VENDOR = "vendor", _("The supplier's proposal")

    number = models.CharField(max_length=20, unique=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="orders", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=8, choices=Source, default=Source.HAND)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    terms = models.CharField(max_length=12, choices=Terms)
    currency = models.CharField(max_length=3, default="CNY")
    exchange_rate = models.DecimalField(max_digits=12, decimal_places=6, default=Decimal(1))
    """Units of the installation's currency for one of the order's."""
    expected_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_as = models.CharField(max_length=4, blank=True)
    answered_at = models.DateTimeField(null=True)
    """When the supplier said what it delivers."""
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["supplier", "warehouse"],
                condition=Q(state="proposed", source="reorder"),
                name="one_proposal_per_supplier_and_place",
            ),
        )
        indexes = (
            models.Index(fields=["supplier", "-id"], name="purchase_of_supplier"),
            models.Index(fields=["state", "-id"], name="purchase_by_state"),
        )


class PurchaseLine(models.Model):
    """An item of an order: list price, discount rate and net, how many were ordered and came, and why."""

    class Answer(models.TextChoices):
        LATER = "later", _("delivered later")
        REPRINTING = "reprinting", _("being reprinted")
        OUT_OF_PRINT = "out", _("out of print")
        NO_STOCK = "none", _("not in stock")
        PRICE = "price", _("the price changed")

    order = models.ForeignKey(PurchaseOrder, on_delete=models.CASCADE, related_name="lines", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    ordered = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    discount_rate = models.DecimalField(max_digits=5, decimal_places=4)
    unit_cost = models.DecimalField(max_digits=10, decimal_places=2)
    why = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(null=True)
    """The figures that made a plan propose it; `rules.reasons` says them in words."""
    confirmed = models.PositiveIntegerField(null=True)
    """Copies that the supplier says it delivers; null: it has not answered."""
    confirmed_price = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    promised_on = models.DateField(null=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True, default="", db_default="")
    is_open = models.BooleanField(default=False)
    """Whether copies are still expected: the order has gone out and is not closed."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["order", "item"], name="item_once_per_purchase"),
            models.CheckConstraint(condition=Q(ordered__gt=0), name="something_is_ordered"),
        )
        indexes = (models.Index(fields=["item"], name="purchase_open", condition=Q(is_open=True)),)


class Receipt(models.Model):
    """A delivery being received: checked line by line, then put on the shelves at once."""

    class State(models.TextChoices):
        OPEN = "open", _("Being checked")
        POSTED = "posted", _("On the shelves")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(max_length=20, unique=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="receipts", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, null=True, related_name="receipts")
    note_number = models.CharField(max_length=60)
    terms = models.CharField(max_length=12, choices=Terms)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    invoice = models.ForeignKey("supply.Invoice", on_delete=models.SET_NULL, null=True, related_name="receipts")
    created_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["supplier", "note_number"],
                condition=~Q(state="cancelled"),
                name="delivery_note_once_per_supplier",
            ),
        )
        indexes = (
            models.Index(fields=["supplier", "-id"], name="receipt_of_supplier"),
            models.Index(fields=["state", "-id"], name="receipt_by_state"),
        )


class ReceiptLine(models.Model):
    """An item of a delivery: copies that are good, copies that are damaged; unordered ones may be turned away."""

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="lines", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    purchase_line = models.ForeignKey(PurchaseLine, on_delete=models.PROTECT, null=True, related_name="receipt_lines")
    expected = models.PositiveIntegerField(default=0)
    copies = models.PositiveIntegerField(default=0)
    damaged = models.PositiveIntegerField(default=0)
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    discount_rate = models.DecimalField(max_digits=5, decimal_places=4)
    is_accepted = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["receipt", "item"], name="item_once_per_receipt"),)
