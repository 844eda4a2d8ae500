"""Postal remittances: files of the post office, the slips in them, and what the money of each was used for."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.models import User
from shuyou.kernel.uids import uuid7
from shuyou.payments.models.receipts import Receipt


class RemittanceMapping(models.Model):
    """A way to read files of remittances that somebody saved: which heading, or which stretch of a line, is what."""

    name = models.CharField(max_length=60)
    columns = models.JSONField(default=dict)
    layout = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="remittance_mappings", db_index=False
    )
    used_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name"], name="remittance_mapping_once"),)


class RemittanceFile(models.Model):
    """A file of remittances that was handed in, and what came of it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Not started")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        FAILED = "failed", _("Broken off")

    file = models.CharField(max_length=300)
    """What is kept of it: the file itself until it is read, then the rows that were refused; else nothing."""
    file_name = models.CharField(max_length=200)
    reading = models.JSONField(default=dict)
    """Columns or layout, as somebody chose them."""
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    handed_in_by = models.CharField(max_length=80)
    handed_in_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Remittance(models.Model):
    """A slip of the post office: who paid how much and what they wrote; its money is used for orders or sent back."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a match")
        SETTLED = "settled", _("Settled")
        SENT_BACK = "sent_back", _("Sent back")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    slip = models.CharField(max_length=30)
    file = models.ForeignKey(RemittanceFile, on_delete=models.PROTECT, related_name="remittances", null=True)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="remittances", null=True)
    """Who paid, once it is known."""
    payer_name = models.CharField(max_length=80)
    postcode = models.CharField(max_length=10, blank=True)
    payer_address = models.CharField(max_length=200, blank=True)
    message = models.CharField(max_length=300, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    used = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    """How much of it was used for orders so far."""
    paid_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=120, blank=True)
    arrived_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["slip"], name="remittance_slip_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, used__gte=0, used__lte=F("amount")), name="remittance_used_within_amount"
            ),
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(used=F("amount")), name="remittance_settled_is_used_up"
            ),
        )
        indexes = (models.Index(fields=["state", "paid_on", "id"], name="remittances_by_state"),)


class RemittanceUse(models.Model):
    """What money of a slip was used for: which order, how much, on what evidence, and who decided."""

    remittance = models.ForeignKey(Remittance, on_delete=models.PROTECT, related_name="uses")
    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, related_name="remittance_use")
    source = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    score = models.PositiveSmallIntegerField(default=0)
    evidence = models.JSONField(default=list)
    decided_by = models.CharField(max_length=80)
    used_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="remittance_use_positive"),)
