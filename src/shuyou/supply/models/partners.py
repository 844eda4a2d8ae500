"""What suppliers do here themselves: who signs in for them, and what they say is on its way."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from shuyou.supply.models.purchases import PurchaseOrder, Receipt
from shuyou.supply.models.suppliers import Supplier


class SupplierAccess(models.Model):
    """Somebody, or a program with a token, who acts for one supplier and sees nothing of any other."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="accesses")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    token_uid = models.UUIDField(null=True, unique=True)
    since = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(user=None) ^ Q(token_uid=None), name="access_is_of_a_person_or_a_program"
            ),
        )


class Dispatch(models.Model):
    """A supplier's advice that copies of an order are on their way, by the number of their delivery note."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="dispatches", db_index=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="dispatches")
    note_number = models.CharField(max_length=60)
    sent_on = models.DateField()
    carrier = models.CharField(max_length=60, blank=True)
    waybill = models.CharField(max_length=60, blank=True)
    receipt = models.ForeignKey(Receipt, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["supplier", "note_number"], name="dispatch_once_per_note"),)


class DispatchLine(models.Model):
    """Copies of an item that are on their way."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="lines", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    copies = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["dispatch", "item"], name="item_once_per_dispatch"),
            models.CheckConstraint(condition=Q(copies__gt=0), name="something_is_dispatched"),
        )
