"""An order and its titles."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7


class Channel(models.TextChoices):
    """How an order reached the club."""

    PHONE = "phone", _("Phone")
    WEB = "web", _("Web")
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")
    FAX = "fax", _("Fax")
    POST = "post", _("Post")
    TELESALES = "telesales", _("Telesales")
    TILL = "till", _("Till")


class Order(models.Model):
    """An order of a member, from placing to delivery."""

    class State(models.TextChoices):
        PLACED = "placed", _("Placed")
        PAID = "paid", _("Paid")
        PICKING = "picking", _("Being picked")
        PICKED = "picked", _("Picked")
        PACKED = "packed", _("Packed")
        SHIPPED = "shipped", _("Shipped")
        DELIVERED = "delivered", _("Delivered")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    class Payment(models.TextChoices):
        REMITTANCE = "remittance", _("Postal remittance")
        COD = "cod", _("Cash on delivery")
        CASH = "cash", _("Cash")
        ONLINE = "online", _("Online payment")
        ACCOUNT = "account", _("On account")
        TILL = "till", _("Paid at the till")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=20)
    request_key = models.UUIDField(unique=True)
    member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, null=True, related_name="orders", db_index=False
    )
    """Whose it is; nobody's if a guest bought it, at a till or on the web."""
    channel = models.CharField(max_length=10, choices=Channel)
    state = models.CharField(max_length=10, choices=State, default=State.PLACED)
    payment = models.CharField(max_length=12, choices=Payment)
    recipient = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    list_total = models.DecimalField(max_digits=12, decimal_places=2)
    net_total = models.DecimalField(max_digits=12, decimal_places=2)
    points_spent = models.IntegerField(default=0)
    points_value = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    delivery_fee = models.DecimalField(max_digits=8, decimal_places=2, default=0, db_default=0)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    paid_total = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    note = models.CharField(max_length=300, blank=True)
    waybill = models.CharField(max_length=40, blank=True)
    placed_by = models.CharField(max_length=80)
    placed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    picking_at = models.DateTimeField(null=True)
    picked_at = models.DateTimeField(null=True)
    packed_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
    """Moves with every step and change, so that a clerk who looks at an older one is told."""
    holding = models.PositiveSmallIntegerField(default=0, db_default=0)
    """Which of its reservations holds the copies that wait here; 0 is the one made by placing."""
    wave = models.ForeignKey("orders.Wave", on_delete=models.SET_NULL, null=True, related_name="orders", db_index=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["number"], name="order_number_once"),
            models.CheckConstraint(
                condition=Q(total=F("net_total") + F("delivery_fee") - F("points_value"), total__gte=0),
                name="order_total_adds_up",
            ),
            models.CheckConstraint(condition=Q(net_total__lte=F("list_total")), name="order_net_within_list"),
            models.CheckConstraint(
                condition=Q(member__isnull=False) | Q(channel=Channel.TILL) | Q(channel=Channel.WEB),
                name="guests_buy_at_tills_and_on_the_web",
            ),
        )
        indexes = (
            models.Index(fields=["member", "-placed_at", "-id"], name="orders_of_member"),
            models.Index(fields=["state", "-placed_at", "-id"], name="orders_by_state"),
            models.Index(fields=["-placed_at", "-id"], name="orders_newest"),
            models.Index(fields=["phone"], name="orders_of_guests", condition=Q(member=None, channel="web")),
            models.Index(fields=["wave", "id"], name="orders_of_wave", condition=Q(wave__isnull=False)),
        )

    @property
    def owner_id(self) -> int:
        """Whose it is, where that is known to be a member."""
        owner: int | None = self.member_id
        assert owner is not None
        return owner


class OrderLine(models.Model):
    """One title of an order, with list price, discount rate and net, and why it costs that."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines", db_index=False)
    member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    """The order's own, kept beside the title for lists; that there is one is checked with the order."""
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    quantity = models.PositiveIntegerField()
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    discount_rate = models.DecimalField(max_digits=5, decimal_places=4)
    net_price = models.DecimalField(max_digits=10, decimal_places=2)
    list_amount = models.DecimalField(max_digits=12, decimal_places=2)
    net_amount = models.DecimalField(max_digits=12, decimal_places=2)
    price_reason = models.CharField(max_length=60)
    price_steps = models.JSONField(default=list, db_default=[])
    """What each promotion took off (see `shuyou.orders.rules.baskets.Step`); none: the reason says it all."""
    waiting = models.PositiveIntegerField(default=0, db_default=0)
    """Copies that nobody has set aside yet: they come with the next delivery."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["order", "position"], name="line_position_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_quantity_positive"),
            models.CheckConstraint(condition=Q(waiting__lte=F("quantity")), name="line_waits_for_what_it_has"),
            models.CheckConstraint(
                condition=Q(list_amount=F("list_price") * F("quantity"), net_amount=F("net_price") * F("quantity")),
                name="line_amounts_add_up",
            ),
        )
        indexes = (
            models.Index(fields=["member", "item"], name="lines_of_member"),
            models.Index(fields=["item"], name="lines_of_item"),
            models.Index(fields=["item", "order"], name="lines_waiting", condition=Q(waiting__gt=0)),
        )
