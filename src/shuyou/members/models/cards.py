"""What readers carry: cards of several kinds, what is printed or hidden in them, partners' brands on them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.members.models.people import Member


class CardKind(models.Model):
    """How a kind of card is come by and how long it lasts; the shop's own settings."""

    code = models.CharField(max_length=10, unique=True)
    name_zh = models.CharField(max_length=20)
    name_en = models.CharField(max_length=30)
    benefits_zh = models.CharField(max_length=200, blank=True)
    benefits_en = models.CharField(max_length=200, blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True)
    needs_proof = models.BooleanField(default=False)
    valid_months = models.PositiveSmallIntegerField(null=True)
    issue_spend = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    """Spending within a year that earns the card."""
    issue_fee = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    is_offered = models.BooleanField(default=True)
    rank = models.PositiveSmallIntegerField(unique=True)


class CardPartner(models.Model):
    """Somebody whose brand stands on a card beside the club's: a bank, an airline, a school."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    number_pattern = models.CharField(max_length=80, blank=True)
    benefits_zh = models.CharField(max_length=200, blank=True)
    benefits_en = models.CharField(max_length=200, blank=True)
    share = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    """Part of each card's fee that is the partner's."""
    is_active = models.BooleanField(default=True)


class Card(models.Model):
    """A card in a reader's hand; lost ones stay on record and point nowhere."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary card")
        STUDENT = "student", _("Student card")
        SENIOR = "senior", _("Senior card")
        VIP = "vip", _("VIP card")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        LOST = "lost", _("Lost")
        FROZEN = "frozen", _("Frozen")
        EXPIRED = "expired", _("Expired")
        REPLACED = "replaced", _("Replaced")

    class IssuedFor(models.TextChoices):
        SPEND = "spend", _("By spending enough")
        FEE = "fee", _("For a fee")
        GRANTED = "granted", _("Granted by staff")
        REPLACED = "replaced", _("In place of another")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="cards")
    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ORDINARY)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    is_main = models.BooleanField(default=True, db_default=True)
    """The one shown with the member's name; others open the same page at any till."""
    partner = models.ForeignKey(CardPartner, on_delete=models.PROTECT, null=True, related_name="cards", db_index=False)
    partner_number = models.CharField(max_length=40, blank=True, default="", db_default="")
    issued_on = models.DateField()
    issued_for = models.CharField(max_length=10, choices=IssuedFor, default=IssuedFor.GRANTED, db_default="granted")
    fee = models.DecimalField(max_digits=8, decimal_places=2, default=0, db_default=0)
    proof = models.CharField(max_length=200, blank=True, default="", db_default="")
    """What showed the right to this kind: the number on a student card, a date of birth seen in a document."""
    expires_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True, default="", db_default="")
    """Why it is frozen, for the colleague who will be asked."""
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="successors", db_index=False)
    """The card in whose place it was given."""

    class Meta:
        indexes = (
            models.Index(fields=["kind", "status", "-id"], name="cards_by_kind"),
            models.Index(fields=["partner", "-id"], condition=Q(partner__isnull=False), name="cards_of_partner"),
            models.Index(
                fields=["expires_on", "id"],
                condition=Q(expires_on__isnull=False, status__in=["active", "frozen"]),
                name="cards_by_expiry",
            ),
            models.Index(fields=["replaces"], condition=Q(replaces__isnull=False), name="cards_replaced"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["member"], condition=Q(status="active", is_main=True), name="one_active_card"
            ),
            models.UniqueConstraint(
                fields=["partner", "partner_number"], condition=~Q(partner_number=""), name="partner_number_once"
            ),
        )


class CardMedium(models.Model):
    """Something a reader's device reads: a printed code or a chip; several may lead to one card."""

    class Kind(models.TextChoices):
        BARCODE = "barcode", _("Barcode")
        QR = "qr", _("QR code")
        RFID = "rfid", _("RFID")
        NFC = "nfc", _("NFC")

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="media")
    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=80, unique=True)
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField()
