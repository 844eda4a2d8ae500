"""Who books are bought from, and on which terms."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Terms(models.TextChoices):
    """Whose the copies are, and whether they go back."""

    FIRM = "firm", _("Firm sale")
    RETURNABLE = "returnable", _("Sale or return")
    CONSIGNMENT = "consignment", _("Consignment")


class Supplier(models.Model):
    """Who books are bought from: the usual terms, how orders reach it, the licence without which nothing is bought."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"
        EDI = "edi", _("EDI file")

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    terms = models.CharField(max_length=12, choices=Terms, default=Terms.RETURNABLE, db_default=Terms.RETURNABLE)
    discount_rate = models.DecimalField(max_digits=5, decimal_places=4, default=Decimal(1), db_default=Decimal(1))
    return_share = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    """The largest part of what was received within a year, at list price, that may go back; null: no limit."""
    return_months = models.PositiveSmallIntegerField(null=True)
    """Months after receipt within which copies may go back; null: no deadline."""
    payment_days = models.PositiveSmallIntegerField(default=60, db_default=60)
    lead_days = models.PositiveSmallIntegerField(default=7, db_default=7)
    minimum_order = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0), db_default=Decimal(0))
    currency = models.CharField(max_length=3, default="CNY", db_default="CNY")
    licence_number = models.CharField(max_length=60, blank=True, default="", db_default="")
    licence_until = models.DateField(null=True)
    order_format = models.CharField(max_length=4, choices=Format, default=Format.PDF, db_default=Format.PDF)
    edi_key = models.CharField(max_length=44, blank=True, default="", db_default="")
    """The key (Ed25519, Base64) that the supplier's own messages are signed with."""
    order_email = models.CharField(max_length=120, blank=True, default="", db_default="")
    """Where orders go by e-mail; empty: somebody sends them another way."""
    bank_code = models.CharField(max_length=20, blank=True, default="", db_default="")
    """A BIC, or the number of its bank in the Chinese clearing system."""
    bank_account = models.CharField(max_length=34, blank=True, default="", db_default="")
    may_send_itself = models.BooleanField(default=False, db_default=False)
    address = models.CharField(max_length=200, blank=True, default="", db_default="")
    note = models.CharField(max_length=400, blank=True, default="", db_default="")
    is_active = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(discount_rate__gt=0, discount_rate__lte=1), name="supplier_rate_within_list"
            ),
            models.CheckConstraint(
                condition=Q(return_share=None) | Q(return_share__gte=0, return_share__lte=1),
                name="return_share_is_a_share",
            ),
        )
        indexes = (models.Index(fields=["name", "id"], name="supplier_by_name"),)


class SupplierContact(models.Model):
    """Somebody at a supplier."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=80)
    position = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.CharField(max_length=120, blank=True)


class ExchangeRate(models.Model):
    """What a unit of a foreign currency costs from a day on."""

    currency = models.CharField(max_length=3)
    from_on = models.DateField()
    rate = models.DecimalField(max_digits=12, decimal_places=6)
    """Units of the installation's currency."""
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["currency", "from_on"], name="one_exchange_rate_per_day"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_positive"),
        )
