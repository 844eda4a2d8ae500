"""Special orders (缺货代寻): a wish of the want list on its way to becoming an order, with the money paid ahead."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SpecialOrder(models.Model):
    """What orders add to a wish: who noted it, what was paid ahead, how the reader is told, what became of it."""

    class Outcome(models.TextChoices):
        ORDERED = "ordered", _("Became an order")
        FETCHED = "fetched", _("Fetched")
        LAPSED = "lapsed", _("Not fetched in time")
        GIVEN_UP = "given_up", _("Given up")

    want = models.OneToOneField("supply.Want", on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20, unique=True)
    """The wish's own."""
    request_key = models.UUIDField(unique=True)
    order_number = models.CharField(max_length=20, blank=True)
    """The number that its order has, or will have: what is paid ahead stands under it."""
    deposit = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    task_id = models.BigIntegerField(null=True)
    """The task of telling the reader that the copy is there."""
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(deposit__gte=0), name="special_deposit_not_negative"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at=None) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="special_closed_with_outcome",
            ),
        )
        indexes = (
            models.Index(fields=["noted_at", "id"], condition=Q(closed_at=None), name="special_open"),
            models.Index(fields=["outcome", "-id"], name="special_by_outcome"),
        )
