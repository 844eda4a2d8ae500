"""Accounts with suppliers: invoices, returns, settlements of what was sold on consignment."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.supply.models.places import Warehouse
from shuyou.supply.models.stock import Layer
from shuyou.supply.models.suppliers import Supplier


class Invoice(models.Model):
    """A supplier's invoice: what it says in all, at list price (码洋) and net (实洋), and whether it fits."""

    class State(models.TextChoices):
        OPEN = "open", _("To be matched")
        MATCHED = "matched", _("Fits")
        DISPUTED = "disputed", _("Disputed")
        ACCEPTED = "accepted", _("Accepted with differences")

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="invoices", db_index=False)
    number = models.CharField(max_length=40)
    invoiced_on = models.DateField()
    due_on = models.DateField()
    list_total = models.DecimalField(max_digits=12, decimal_places=2)
    net_total = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, default="CNY", db_default="CNY")
    """What its deliveries were ordered in."""
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=200, blank=True)
    paid_on = models.DateField(null=True)
    """The day on which the bank says that it was paid as ordered."""
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["supplier", "number"], name="invoice_once_per_supplier"),)
        indexes = (
            models.Index(fields=["state", "due_on", "id"], name="invoice_by_state"),
            models.Index(fields=["due_on", "id"], name="invoice_by_due"),
        )


class InvoiceLine(models.Model):
    """An item of an invoice as the supplier bills it."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    copies = models.PositiveIntegerField()
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    discount_rate = models.DecimalField(max_digits=5, decimal_places=4)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["invoice", "item"], name="item_once_per_invoice"),)


class SupplierReturn(models.Model):
    """Copies that go back to a supplier from one place."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        AGREED = "agreed", _("Agreed by the supplier")
        SENT = "sent", _("Sent")
        CREDITED = "credited", _("Credited")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(max_length=20, unique=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="returns", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    authorisation = models.CharField(max_length=60, blank=True)
    credit_note = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["supplier", "-id"], name="return_of_supplier"),
            models.Index(fields=["state", "-id"], name="return_by_state"),
        )


class ReturnLine(models.Model):
    """Copies of one layer that go back, at the price they were bought for."""

    supplier_return = models.ForeignKey(SupplierReturn, on_delete=models.CASCADE, related_name="lines", db_index=False)
    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="+")
    copies = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["supplier_return", "layer"], name="layer_once_per_return"),
            models.CheckConstraint(condition=Q(copies__gt=0), name="something_goes_back"),
        )


class Settlement(models.Model):
    """What is owed to a supplier for copies on consignment that were sold until a day."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        AGREED = "agreed", _("Agreed")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(max_length=20, unique=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="settlements", db_index=False)
    until = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    paid_on = models.DateField(null=True)
    """The day on which the bank says that it was paid as ordered."""
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["supplier"], condition=Q(state="draft"), name="one_open_settlement_per_supplier"
            ),
        )
        indexes = (models.Index(fields=["supplier", "-id"], name="settlement_of_supplier"),)


class SettlementLine(models.Model):
    """Copies of one layer that were sold and not settled before; fewer than none when readers brought some back."""

    settlement = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="lines", db_index=False)
    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="settled")
    copies = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["settlement", "layer"], name="layer_once_per_settlement"),
            models.CheckConstraint(condition=~Q(copies=0), name="something_is_settled"),
        )
