"""Stored-value cards that readers buy on the web for somebody else."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7


class Gift(models.Model):
    """A card for whoever brings it, bought by a reader; once it is paid its number goes to an address by message."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waits to be paid")
        SENT = "sent", _("Paid and sent")
        REFUSED = "refused", _("Paid, but not sold: the money goes back")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)
    request_key = models.UUIDField(unique=True)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    """Who buys it."""
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    told = models.PositiveSmallIntegerField()
    """Which version of what holds for such a card they confirmed."""
    channel = models.CharField(max_length=8)
    sealed = models.TextField()
    """Where the card's number goes."""
    shown = models.CharField(max_length=80)
    giver = models.CharField(max_length=40)
    """From whom it is, as the message says."""
    greeting = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    card = models.OneToOneField("loyalty.ValueCard", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=1000), name="gift_within_law"),
            models.CheckConstraint(
                condition=Q(state="sent", card__isnull=False, paid_at__isnull=False)
                | (~Q(state="sent") & Q(card=None)),
                name="gift_sent_is_a_card",
            ),
        )
        indexes = (models.Index(fields=["member", "-id"], name="gifts_of_buyer"),)
