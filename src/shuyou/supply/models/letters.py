"""Orders that go to suppliers as letters by e-mail."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.supply.models.purchases import PurchaseOrder


class PurchaseLetter(models.Model):
    """The one letter that an order goes out with."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent")
        UNCLEAR = "unclear", _("Sent, but nobody knows whether it arrived")

    order = models.OneToOneField(PurchaseOrder, on_delete=models.CASCADE, related_name="letter")
    recipient = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    """When it is tried; while it is being sent, when to stop believing that it still is. Null: not by itself."""
    error = models.CharField(max_length=200, blank=True)
    """What the mail server said last."""
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "sending"), next_at__isnull=False)
                | Q(state__in=("sent", "failed", "unclear"), next_at=None),
                name="letter_is_tried_while_it_waits",
            ),
        )
        indexes = (
            models.Index(fields=["next_at", "id"], name="letter_next", condition=Q(state__in=("waiting", "sending"))),
        )
