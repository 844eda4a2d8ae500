"""What points are good for: the catalogue of rewards, and each that a reader took."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7


class Reward(models.Model):
    """Something for points, or for points and money: what it costs, how many there are, who may have it and when."""

    class Kind(models.TextChoices):
        GOODS = "goods", _("Goods")
        VOUCHER = "voucher", _("Voucher")
        PARTNER = "partner", _("From a partner")
        EXPERIENCE = "event", _("Experience")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    detail = models.CharField(max_length=500, blank=True)
    points = models.PositiveIntegerField()
    cash = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    """Money that is paid besides."""
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """The article that goes from stock; none: what it is lies at the desk."""
    campaign = models.UUIDField(null=True)
    """The campaign of which a voucher makes a coupon; none: a slip of paper."""
    stock = models.PositiveIntegerField(null=True)
    """How many there are in all; none: as many as are asked for."""
    taken = models.PositiveIntegerField(default=0)
    most_per_member = models.PositiveSmallIntegerField(null=True)
    tiers = ArrayField(models.CharField(max_length=20), default=list)
    """Codes of the tiers whose readers may have it; none: all."""
    clubs = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    """Codes of the clubs whose readers may have it; none: all."""
    valid_from = models.DateField()
    valid_to = models.DateField()
    undo_days = models.PositiveSmallIntegerField(default=7)
    """Days in which it can be given back, and the points with it."""
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(points__gt=0, cash__gte=0), name="reward_costs_points"),
            models.CheckConstraint(
                condition=Q(stock=None) | Q(taken__lte=F("stock")), name="rewards_taken_within_stock"
            ),
            models.CheckConstraint(condition=Q(item=None) | Q(kind="goods"), name="only_goods_are_articles"),
            models.CheckConstraint(condition=Q(campaign=None) | Q(kind="voucher"), name="only_vouchers_are_coupons"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="reward_ends_after_start"),
        )


class RewardUse(models.Model):
    """A reward that a reader took; its points went by the source `reward:UID`."""

    class State(models.TextChoices):
        TAKEN = "taken", _("Taken")
        UNDONE = "undone", _("Given back")

    uid = models.UUIDField(unique=True)
    """The key of the request: a repeat takes nothing."""
    number = models.CharField(max_length=20, unique=True)
    """What stands on the slip."""
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="uses")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    points = models.PositiveIntegerField()
    cash = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """The article that was handed out for it."""
    voucher = models.CharField(max_length=20, blank=True, default="", db_default="")
    """The code of the coupon that was made for it."""
    state = models.CharField(max_length=8, choices=State, default=State.TAKEN)
    via = models.CharField(max_length=12)
    taken_by = models.CharField(max_length=80)
    taken_at = models.DateTimeField()
    undone_by = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state="taken", undone_at=None) | Q(state="undone", undone_at__isnull=False),
                name="reward_given_back_at_a_time",
            ),
        )
        indexes = (models.Index(fields=["state", "-id"], name="reward_uses_by_state"),)
