"""Money asked of providers, notices they sent, money given back, and their bills compared with our books."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7
from shuyou.payments.models.receipts import Receipt


class Provider(models.TextChoices):
    """Who moves money for the club."""

    WECHAT = "wechat", _("WeChat Pay")
    ALIPAY = "alipay", _("Alipay")


class Charge(models.Model):
    """Money asked of a reader through a provider, for one thing."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for the reader")
        PAID = "paid", _("Paid")
        OFF = "off", _("To be called off")
        CLOSED = "closed", _("Closed")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=20)
    provider = models.CharField(max_length=8, choices=Provider)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="charges")
    """Who pays; nobody knows it of a guest at a till."""
    scan_key = models.UUIDField(null=True, unique=True)
    """What makes a repeat harmless where a code on a reader's telephone was scanned; empty: the reader scans ours."""
    source = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    code_url = models.CharField(max_length=300, blank=True)
    """What the reader scans."""
    trade = models.CharField(max_length=64, blank=True)
    """The provider's own number of the payment."""
    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, null=True, related_name="charge")
    trouble = models.CharField(max_length=120, blank=True)
    """Why money that came could not be used; somebody decides."""
    made_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    billed_on = models.DateField(null=True)
    """The day in whose bill it stood."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["number"], name="charge_number_once"),
            models.UniqueConstraint(fields=["provider", "trade"], condition=~Q(trade=""), name="charge_trade_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="charge_amount_positive"),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_at__isnull=False) & ~Q(trade=""), name="charge_paid_has_a_trade"
            ),
        )
        indexes = (
            models.Index(fields=["source"], name="charges_by_source"),
            models.Index(fields=["provider", "paid_at"], name="charges_by_day"),
            models.Index(fields=["made_at"], name="charges_scanned", condition=Q(scan_key__isnull=False, receipt=None)),
        )


class Notice(models.Model):
    """A notice of a provider, whose signature was good: each counts once."""

    provider = models.CharField(max_length=8, choices=Provider)
    event = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40)
    received_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["provider", "event"], name="notice_once"),)


class ReceiptReturn(models.Model):
    """How much of a receipt was asked back: never more than it was."""

    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, primary_key=True, related_name="returned")
    paid = models.DecimalField(max_digits=12, decimal_places=2)
    refunded = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("paid")), name="refunds_within_what_was_paid"
            ),
        )


class Refund(models.Model):
    """Money given back, to the tender it came by."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        SENT = "sent", _("With the provider")
        DONE = "done", _("Given back")
        FAILED = "failed", _("Refused by the provider")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=20)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="refunds")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="refunds")
    source = models.CharField(max_length=80)
    tender = models.CharField(max_length=12, choices=Receipt.Tender)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    state = models.CharField(max_length=6, choices=State, default=State.ASKED)
    reason = models.CharField(max_length=120)
    reference = models.CharField(max_length=64, blank=True)
    """The provider's number of it, or what the clerk wrote who gave it back."""
    failure = models.CharField(max_length=120, blank=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    billed_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["number"], name="refund_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_positive"),
        )
        indexes = (
            models.Index(fields=["source"], name="refunds_by_source"),
            models.Index(fields=["state", "asked_at", "id"], name="refunds_by_state"),
        )


class Bill(models.Model):
    """A provider's bill of one day, compared with our books."""

    provider = models.CharField(max_length=8, choices=Provider)
    day = models.DateField()
    lines = models.PositiveIntegerField()
    theirs = models.DecimalField(max_digits=14, decimal_places=2)
    ours = models.DecimalField(max_digits=14, decimal_places=2)
    compared_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["provider", "day"], name="bill_once_a_day"),)


class BillDifference(models.Model):
    """Something that a provider's bill and our books say differently, until somebody decides."""

    class Kind(models.TextChoices):
        ONLY_THEIRS = "theirs", _("Only in the bill")
        ONLY_OURS = "ours", _("Only in our books")
        AMOUNT = "amount", _("Another sum")

    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="differences")
    kind = models.CharField(max_length=8, choices=Kind)
    number = models.CharField(max_length=40)
    is_refund = models.BooleanField(default=False)
    theirs = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    ours = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    decision = models.CharField(max_length=120, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["bill", "number", "is_refund"], name="difference_once_per_bill"),
        )


class SandboxTrade(models.Model):
    """The books of the sandbox, which plays the provider's part where none is set up."""

    provider = models.CharField(max_length=8, choices=Provider)
    number = models.CharField(max_length=40)
    trade = models.CharField(max_length=64, unique=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    is_refund = models.BooleanField(default=False)
    is_paid = models.BooleanField(default=False)
    paid_at = models.DateTimeField(null=True)
    is_off = models.BooleanField(default=False, db_default=False)
    is_typing = models.BooleanField(default=False, db_default=False)
    """Whether the reader pays a moment after somebody asked how it stands."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["provider", "number", "is_refund"], name="sandbox_trade_once"),)
