"""What comes back: asked for, arrived, inspected, given money for; and prices that fell after the sale."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.orders.models.order import Order, OrderLine


class Return(models.Model):
    """Titles of an order that come back."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        DONE = "done", _("Settled")
        REFUSED = "refused", _("Refused")

    class Right(models.TextChoices):
        LAW = "law", _("Within seven days")
        GOODWILL = "goodwill", _("By goodwill")

    number = models.CharField(max_length=20, unique=True)
    request_key = models.UUIDField(null=True, unique=True)
    """What makes a repeat of the asking harmless; empty: it came by a page of ours."""
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="returns")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="+")
    """Whose order it was; nobody's if a till sold it to a guest."""
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    right = models.CharField(max_length=8, choices=Right)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    done_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    """What the titles had cost in money."""
    worth = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    """What the titles that are kept would not have cost, before points; null: settled before this was reckoned."""
    lost_promotions = models.DecimalField(max_digits=12, decimal_places=2, default=0, db_default=0)
    """How much less that is than the titles cost as bought: promotions that the kept ones alone had not had."""
    kept_back = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    """What points are worth that they earned and that are spent and gone."""
    points_taken = models.PositiveIntegerField(default=0)
    points_given = models.PositiveIntegerField(default=0)
    points_short = models.PositiveIntegerField(default=0, db_default=0)
    """Points they earned that were spent and gone: money was kept back for them."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kept_back__gte=0, amount__gte=F("kept_back")), name="return_adds_up"),
        )
        indexes = (models.Index(fields=["state", "-id"], name="order_return_by_state"),)


class ReturnLine(models.Model):
    """Copies of a line that come back, why, and how they arrived."""

    class Reason(models.TextChoices):
        MIND = "mind", _("Changed their mind")
        DAMAGED = "damaged", _("Came damaged")
        WRONG = "wrong", _("The wrong title")
        FAULTY = "faulty", _("Faulty print or binding")
        LATE = "late", _("Came too late")

    class Condition(models.TextChoices):
        SOUND = "sound", _("As new")
        DAMAGED = "damaged", _("Damaged")

    asked = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="lines", db_index=False)
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="returned")
    quantity = models.PositiveIntegerField()
    reason = models.CharField(max_length=8, choices=Reason)
    condition = models.CharField(max_length=8, choices=Condition, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["asked", "line"], name="line_once_per_return"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="return_quantity_positive"),
        )


class Exchange(models.Model):
    """Titles that came back, and the order that was placed for them in the same moment."""

    returned = models.OneToOneField(Return, on_delete=models.PROTECT, related_name="exchange")
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="exchanged")
    """The new order; the old one is that of the return."""
    carried = models.DecimalField(max_digits=12, decimal_places=2)
    """What was paid for the titles that came back and counts as paid for the new ones."""
    charged = models.DecimalField(max_digits=12, decimal_places=2)
    """What was paid beside it in the same moment."""
    given = models.DecimalField(max_digits=12, decimal_places=2)
    """What went back to the tenders it had come by."""
    done_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(carried__gte=0, charged__gte=0, given__gte=0), name="exchange_sums"),
        )


class PriceClaim(models.Model):
    """A reader found a title cheaper soon after buying it (买贵退差价): claimed, checked, paid."""

    class State(models.TextChoices):
        CLAIMED = "claimed", _("To be checked")
        PAID = "paid", _("Paid")
        REFUSED = "refused", _("Refused")

    request_key = models.UUIDField(null=True, unique=True)
    """Makes a repeat harmless."""
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="claims")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    price = models.DecimalField(max_digits=10, decimal_places=2)
    seen_at = models.CharField(max_length=200)
    """Where the lower price was seen."""
    state = models.CharField(max_length=8, choices=State, default=State.CLAIMED)
    amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["line"], condition=~Q(state="refused"), name="claim_once_per_line"),
            models.CheckConstraint(condition=Q(price__gt=0), name="claimed_price_positive"),
        )
        indexes = (models.Index(fields=["state", "-id"], name="claim_by_state"),)
