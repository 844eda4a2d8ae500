"""Fully digital invoices, and what institutions owe on account."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7


class Invoice(models.Model):
    """A fully digital invoice (数电票), or a red one that takes another back."""

    class Kind(models.TextChoices):
        BLUE = "blue", _("Invoice")
        RED = "red", _("Red invoice")

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        ISSUED = "issued", _("Invoice issued")
        FAILED = "failed", _("Refused by the tax service")
        GONE = "gone", _("Given up before it was issued")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    serial = models.CharField(max_length=20)
    kind = models.CharField(max_length=4, choices=Kind, default=Kind.BLUE)
    original = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversal")
    number = models.CharField(max_length=20, blank=True)
    """Twenty digits of the tax service, once it is issued."""
    source = models.CharField(max_length=80)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="invoices")
    """Whose sale it was; nobody's if a till sold to a guest."""
    buyer_title = models.CharField(max_length=120)
    tax_number = models.CharField(max_length=20, blank=True)
    seller_title = models.CharField(max_length=120, blank=True, default="", db_default="")
    """Who sold, as it was when the invoice was issued; none before."""
    seller_number = models.CharField(max_length=20, blank=True, default="", db_default="")
    net = models.DecimalField(max_digits=12, decimal_places=2)
    tax = models.DecimalField(max_digits=12, decimal_places=2)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    state = models.CharField(max_length=6, choices=State, default=State.ASKED)
    is_reversed = models.BooleanField(default=False)
    reason = models.CharField(max_length=120, blank=True)
    failure = models.CharField(max_length=120, blank=True)
    xml = models.TextField(blank=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["serial"], name="invoice_serial_once"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="invoice_number_once"),
            models.UniqueConstraint(
                fields=["source"], condition=Q(kind="blue", is_reversed=False), name="one_invoice_in_force"
            ),
            models.CheckConstraint(condition=Q(total=F("net") + F("tax")), name="invoice_adds_up"),
            models.CheckConstraint(
                condition=Q(kind="blue", total__gt=0, original=None)
                | Q(kind="red", total__lt=0) & Q(original__isnull=False),
                name="red_invoices_take_back",
            ),
        )
        indexes = (models.Index(fields=["source"], name="invoices_by_source"),)


class InvoiceLine(models.Model):
    """One line of an invoice: what it was, and the tax in it."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)
    quantity = models.IntegerField()
    rate = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    """Null: exempt."""
    net = models.DecimalField(max_digits=12, decimal_places=2)
    tax = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_once"),)


class CreditAccount(models.Model):
    """What an institution may owe, and owes; the database keeps the one within the other."""

    institution = models.OneToOneField(
        "members.Institution", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    most = models.DecimalField(max_digits=12, decimal_places=2)
    owed = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(owed__gte=0, owed__lte=F("most")), name="owed_within_the_limit"),
        )


class CreditEntry(models.Model):
    """One line of an institution's account: added, never changed."""

    class Kind(models.TextChoices):
        OWED = "owed", _("On account")
        PAID = "paid", _("Paid")
        RELEASED = "released", _("Cancelled")

    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="entries", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    source = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    """More than nothing adds to what is owed."""
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="owed", amount__gt=0) | ~Q(kind="owed") & Q(amount__lt=0), name="credit_sign_fits_kind"
            ),
        )
        indexes = (
            models.Index(fields=["account", "at", "id"], name="credit_by_time"),
            models.Index(fields=["source"], name="credit_by_source"),
        )
