"""Money that came in, each sum once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Receipt(models.Model):
    """Money received: added, never changed, never deleted."""

    class Tender(models.TextChoices):
        REMITTANCE = "remittance", _("Postal remittance")
        COD = "cod", _("Cash on delivery")
        CASH = "cash", _("Cash")
        ONLINE = "online", _("Online payment")
        WECHAT = "wechat", _("WeChat Pay")
        ALIPAY = "alipay", _("Alipay")
        TRANSFER = "transfer", _("Bank transfer")
        CARD = "card", _("Card terminal")
        ACCOUNT = "account", _("On account")
        VALUE = "value", _("Stored-value card")

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="receipts")
    """Who paid; nobody knows it of a card that was sold to whoever asked for one."""
    tender = models.CharField(max_length=12, choices=Tender)
    reference = models.CharField(max_length=60)
    source = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    received_at = models.DateTimeField()
    at_till = models.BooleanField(default=False, db_default=False)
    """It lies in the drawer of a till: what of its cash is given back comes out of one."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tender", "reference"], name="receipt_once_per_reference"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_amount_positive"),
        )
        indexes = (
            models.Index(fields=["reference"], name="receipt_by_reference"),
            models.Index(fields=["source"], name="receipt_by_source"),
            models.Index(fields=["member", "-received_at"], name="receipts_of_member"),
        )
