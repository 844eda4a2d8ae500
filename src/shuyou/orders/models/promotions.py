"""Promotions and fees as data: terms version by version, what they may cost, coupons, uses; what delivery costs."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7


class Promotion(models.Model):
    """A promotion: what it is called and whether it runs. Its terms stand in versions."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LIVE = "live", _("Running")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["state", "-id"], name="promotions_by_state"),)


class PromotionVersion(models.Model):
    """The terms of a promotion: one that is being written can be changed, one that was published never."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    rule = models.JSONField()
    """See `shuyou.orders.rules.promotions.Rule`."""
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    most_uses = models.PositiveIntegerField(null=True)
    budget = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    """What the tally allows from publishing on; None: no bound."""
    written_by = models.CharField(max_length=80)
    written_at = models.DateTimeField()
    published_by = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["promotion", "number"], name="promotion_version_once"),
            models.UniqueConstraint(
                fields=["promotion"], condition=Q(published_at=None), name="one_unpublished_version_per_promotion"
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="promotion_ends_after_start",
            ),
        )


class PromotionTally(models.Model):
    """How often a promotion may be used and what it may give away, and how far it has come: guarded here."""

    promotion = models.OneToOneField(Promotion, on_delete=models.CASCADE, primary_key=True, related_name="tally")
    most_uses = models.PositiveIntegerField(null=True)
    budget = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    uses = models.PositiveIntegerField(default=0)
    spent = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(most_uses=None) | Q(uses__lte=F("most_uses")), name="promotion_uses_within_cap"
            ),
            models.CheckConstraint(
                condition=Q(budget=None) | Q(spent__lte=F("budget")), name="promotion_spends_within_budget"
            ),
            models.CheckConstraint(condition=Q(spent__gte=0), name="promotion_spends_not_less_than_nothing"),
        )


class CouponBatch(models.Model):
    """
    Coupons made together for one promotion: a campaign with codes of their own, or one code for all.

    They go to nobody in particular, to the members of a segment, to those whose numbers were handed in, or are made
    one by one for those who take them for points.
    """

    class To(models.TextChoices):
        ANYBODY = "anybody", _("Anybody who has a code")
        SEGMENT = "segment", _("The readers of a segment")
        NUMBERS = "numbers", _("Readers by their numbers")
        REWARD = "reward", _("Readers who take one for points")

    uid = models.UUIDField(default=uuid7, db_default=RandomUUID(), unique=True, editable=False)
    name = models.CharField(max_length=60, blank=True, default="", db_default="")
    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="batches")
    most_uses = models.PositiveIntegerField(default=1)
    """Of each coupon: 1 is used once and never again."""
    to = models.CharField(max_length=8, choices=To, default=To.ANYBODY, db_default="anybody")
    shared_code = models.CharField(max_length=20, blank=True, default="", db_default="")
    """The one code of all; empty: each coupon has its own."""
    segment = models.CharField(max_length=60, blank=True, default="", db_default="")
    """Which group of readers, such as `members-view:17` (see `shuyou.kernel.registry.SegmentSource`)."""
    wanted = models.PositiveIntegerField(default=0, db_default=0)
    """How many coupons were asked for; of a segment nobody knows it beforehand: 0."""
    hold_out = models.PositiveSmallIntegerField(default=0, db_default=0)
    """Of how many in a hundred readers of a segment none is given, so that the others can be compared with them."""
    remind_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    """So many days before the end readers are reminded; 0: they are not."""
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    made_up_to = models.BigIntegerField(default=0, db_default=0)
    """How far the making is: the last member looked at, or how many there are."""
    is_made = models.BooleanField(default=True, db_default=True)
    stopped_at = models.DateTimeField(null=True)
    stop_reason = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(hold_out__lte=50), name="coupons_hold_out_half_at_most"),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="coupons_end_after_start",
            ),
        )


class Coupon(models.Model):
    """A code that opens a promotion, for anybody or for one member, as often as its batch says."""

    batch = models.ForeignKey(CouponBatch, on_delete=models.PROTECT, related_name="coupons", db_index=False)
    code = models.CharField(max_length=20, unique=True)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="coupons")
    most_uses = models.PositiveIntegerField()
    uses = models.PositiveIntegerField(default=0)
    blocked_at = models.DateTimeField(null=True)
    block_reason = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(uses__lte=F("most_uses")), name="coupon_uses_within_cap"),)
        indexes = (models.Index(fields=["batch", "id"], name="coupons_of_batch"),)


class CouponLeftOut(models.Model):
    """A reader of a segment who got no coupon, so that what those who got one did can be compared."""

    batch = models.ForeignKey(CouponBatch, on_delete=models.PROTECT, related_name="left_out", db_index=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["batch", "member"], name="left_out_once"),)


class PromotionUse(models.Model):
    """That an order makes use of a promotion, in which version, and what that gives away; released when cancelled."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="uses", db_index=False)
    version = models.PositiveSmallIntegerField()
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="promotion_uses", db_index=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, null=True, related_name="orders")
    saving = models.DecimalField(max_digits=12, decimal_places=2)
    used_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["order", "promotion"], name="promotion_once_per_order"),
            models.CheckConstraint(condition=Q(saving__gte=0), name="promotion_saving_not_negative"),
        )
        indexes = (
            models.Index(fields=["promotion", "-id"], name="uses_of_promotion"),
            models.Index(fields=["member", "promotion"], name="promotion_uses_of_member"),
        )


class DeliveryRule(models.Model):
    """What parcels to some areas cost, and from what amount on nothing; the first that fits an order counts."""

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    rank = models.PositiveSmallIntegerField()
    areas = ArrayField(models.CharField(max_length=40), default=list)
    channels = ArrayField(models.CharField(max_length=10), default=list)
    free_from = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    fee = models.DecimalField(max_digits=8, decimal_places=2)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(fee__gte=0), name="delivery_fee_not_negative"),)


class PromotionStamp(models.Model):
    """One row that changes whenever promotions do: who has them compiled sees by it whether they are the newest."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField()
    open_budget = models.DecimalField(max_digits=12, decimal_places=2, default=5000)
    """Up to this budget a promotion is published without a manager."""

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="one_promotion_stamp"),)
