"""The bank: orders to pay suppliers' invoices, and what the bank's statements say came of them."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.supply.models.accounts import Invoice, Settlement


class OwnAccount(models.Model):
    """The account that suppliers are paid from; there is one."""

    holder = models.CharField(max_length=120)
    bank_code = models.CharField(max_length=20)
    """A BIC, or the bank's number in the Chinese clearing system (CNAPS, 12 digits)."""
    number = models.CharField(max_length=34)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="one_own_account"),)


class PaymentRun(models.Model):
    """Invoices that are paid together: one file for the bank."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RELEASED = "released", _("With the bank")
        SETTLED = "settled", _("Settled")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    pay_on = models.DateField()
    holder = models.CharField(max_length=120)
    bank_code = models.CharField(max_length=20)
    account = models.CharField(max_length=34)
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "-id"], name="payment_run_by_state"),)


class Payment(models.Model):
    """One invoice or settlement of a run: to which account, how much, and what the bank says was paid."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not paid yet")
        PAID = "paid", _("Paid")
        DIFFERS = "differs", _("Paid otherwise")
        RETURNED = "returned", _("Came back")
        CANCELLED = "cancelled", _("Cancelled")

    run = models.ForeignKey(PaymentRun, on_delete=models.CASCADE, related_name="payments")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="payments")
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, null=True, related_name="payments")
    end_to_end = models.CharField(max_length=35, unique=True)
    """What the payment is called by us, both banks and the supplier."""
    payee = models.CharField(max_length=120)
    bank_code = models.CharField(max_length=20)
    account = models.CharField(max_length=34)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    paid = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    paid_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(state__in=("waiting", "paid", "differs")), name="invoice_is_paid_once"
            ),
            models.UniqueConstraint(
                fields=["settlement"],
                condition=Q(state__in=("waiting", "paid", "differs")),
                name="settlement_is_paid_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="something_is_paid"),
            models.CheckConstraint(condition=Q(invoice=None) ^ Q(settlement=None), name="payment_is_of_one_paper"),
        )
        indexes = (models.Index(fields=["id"], name="payment_open", condition=Q(state__in=("waiting", "differs"))),)

    @property
    def paper_number(self) -> str:
        """What the paper goes by that is paid."""
        paper = self.invoice or self.settlement
        return paper.number if paper else ""


class BankStatement(models.Model):
    """A file in which the bank says what went in and out; the same one is read once."""

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    account = models.CharField(max_length=34)
    first_on = models.DateField()
    last_on = models.DateField()
    closing = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    read_at = models.DateTimeField()


class BankEntry(models.Model):
    """One line of a statement, and which payment it is."""

    class Verdict(models.TextChoices):
        PAID = "paid", _("As ordered")
        DIFFERS = "differs", _("Another amount")
        RETURNED = "returned", _("Came back")
        UNKNOWN = "unknown", _("Belongs to no payment")
        OTHER = "other", _("Came in")

    statement = models.ForeignKey(BankStatement, on_delete=models.CASCADE, related_name="entries")
    key = models.CharField(max_length=160, unique=True)
    """The account and the bank's reference: a line that several statements tell counts once."""
    booked_on = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    """Below zero: it went out."""
    currency = models.CharField(max_length=3)
    counterparty = models.CharField(max_length=140, blank=True)
    account = models.CharField(max_length=34, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="entries")

    class Meta:
        indexes = (models.Index(fields=["verdict", "-id"], name="bank_entry_by_verdict"),)
