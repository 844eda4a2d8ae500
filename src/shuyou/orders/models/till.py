"""The till: where it stands, who has its drawer and since when, what it sold, and what somebody has to look at."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.models import User
from shuyou.kernel.uids import uuid7
from shuyou.orders.models.order import Order


class Till(models.Model):
    """A till of a store, and how far whoever stands at it may go alone."""

    store = models.ForeignKey("supply.Warehouse", on_delete=models.PROTECT, related_name="tills")
    code = models.SlugField(max_length=12, unique=True)
    """The number of what it prints without a network begins with it."""
    name = models.CharField(max_length=40)
    most_off = models.DecimalField(max_digits=5, decimal_places=4)
    """The part of a price that may be taken off without the manager."""
    most_differing = models.DecimalField(max_digits=8, decimal_places=2)
    """A drawer that differs by more than this is signed by a second person."""
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(most_off__gte=0, most_off__lte=1), name="till_takes_off_a_part"),
            models.CheckConstraint(condition=Q(most_differing__gte=0), name="till_differs_by_an_amount"),
        )


class QuickItem(models.Model):
    """Something that the tills of a store sell by one touch, such as a bag."""

    store = models.ForeignKey("supply.Warehouse", on_delete=models.PROTECT, related_name="quick_items", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=20, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["store", "item"], name="quick_item_once_per_store"),)


class TillSession(models.Model):
    """A person with the drawer of a till, from the first float to the Z report."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        COUNTED = "counted", _("Counted, differs")
        CLOSED = "closed", _("Closed")

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="sessions", db_index=False)
    clerk = models.ForeignKey(User, on_delete=models.PROTECT, related_name="till_sessions", db_index=False)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    opening = models.DecimalField(max_digits=10, decimal_places=2)
    """What lay in the drawer at the beginning."""
    pieces = models.JSONField(default=dict)
    """How many notes and coins of each kind were counted, without knowing what should be there."""
    counted = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    expected = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    counted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=10, blank=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    """The second person, where it differed by more than the clerk may answer for."""
    z_number = models.PositiveIntegerField(null=True)
    """The Z reports of a till have numbers without a gap."""
    sums = models.JSONField(default=dict)
    """The Z report as it was drawn up (see `shuyou.orders.queries.till.DrawerSums`)."""
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["till"], condition=Q(state="open"), name="one_open_drawer_per_till"),
            models.UniqueConstraint(fields=["clerk"], condition=Q(state="open"), name="one_open_drawer_per_person"),
            models.UniqueConstraint(fields=["till", "z_number"], name="z_number_once_per_till"),
            models.CheckConstraint(
                condition=Q(state="closed", z_number__isnull=False, closed_at__isnull=False)
                | (~Q(state="closed") & Q(z_number=None, closed_at=None)),
                name="closed_drawer_has_its_z",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("clerk")), name="drawer_signed_by_another"
            ),
            models.CheckConstraint(condition=Q(opening__gte=0), name="drawer_begins_with_something_or_nothing"),
        )
        indexes = (models.Index(fields=["state", "-id"], name="drawers_by_state"),)


class DrawerMove(models.Model):
    """Cash that was put into a drawer or taken out beside sales: added, never changed."""

    class Kind(models.TextChoices):
        IN = "in", _("Put in")
        OUT = "out", _("Taken out")

    class Reason(models.TextChoices):
        CHANGE = "change", _("Small change")
        BANK = "bank", _("To the bank or the safe")
        REFUND = "refund", _("Given back for a return")
        PURCHASE = "purchase", _("Small purchase")
        OTHER = "other", _("Something else")

    session = models.ForeignKey(TillSession, on_delete=models.PROTECT, related_name="moves")
    key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=3, choices=Kind)
    reason = models.CharField(max_length=8, choices=Reason)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    refund = models.OneToOneField("payments.Refund", on_delete=models.PROTECT, null=True, related_name="+")
    """What was given back by it: each refund comes out of one drawer, once."""
    moved_by = models.CharField(max_length=80)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="drawer_move_positive"),
            models.CheckConstraint(
                condition=Q(refund=None) | Q(kind="out", reason="refund"), name="refund_leaves_the_drawer"
            ),
        )


class CashElsewhere(models.Model):
    """Leave for the drawers of a store to give out cash that another store took: given by a manager, never changed."""

    refund = models.ForeignKey("payments.Refund", on_delete=models.PROTECT, related_name="+", db_index=False)
    store = models.ForeignKey("supply.Warehouse", on_delete=models.PROTECT, related_name="+")
    allowed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["refund", "store"], name="cash_elsewhere_allowed_once"),)


class Sale(models.Model):
    """What a till adds to an order: in which drawer the money is, what was given, and when the till says it was."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, primary_key=True, related_name="sale")
    session = models.ForeignKey(TillSession, on_delete=models.PROTECT, related_name="sales")
    slip = models.CharField(max_length=30, blank=True)
    """The till's own number of it, which it prints while it has no network."""
    total = models.DecimalField(max_digits=12, decimal_places=2)
    """The sum of its payments: the database sees to it when the sale is posted."""
    given = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    change = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    points_earned = models.PositiveIntegerField(default=0)
    is_offline = models.BooleanField(default=False)
    sold_at = models.DateTimeField()
    posted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(change__gte=0, change__lte=F("given")), name="change_out_of_what_was_given"
            ),
        )
        indexes = (models.Index(fields=["slip"], name="sales_by_slip", condition=~Q(slip="")),)


class SalePayment(models.Model):
    """A part of the price of a sale, by the tender it came with: added, never changed."""

    class Tender(models.TextChoices):
        CASH = "cash", _("Cash")
        CARD = "card", _("Card terminal")
        WECHAT = "wechat", _("WeChat Pay")
        ALIPAY = "alipay", _("Alipay")
        VALUE = "value", _("Stored-value card")
        EXCHANGE = "exchange", _("Paid by what came back")

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="payments", db_index=False)
    position = models.PositiveSmallIntegerField()
    tender = models.CharField(max_length=8, choices=Tender)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reference = models.CharField(max_length=40, blank=True)
    """The terminal's slip, the provider's number, the stored-value card's, or the return's."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["sale", "position"], name="payment_position_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="sale_payment_positive"),
        )


class SaleNote(models.Model):
    """Something about a sale that a person should look at: the goods are gone, so it was posted all the same."""

    class Kind(models.TextChoices):
        PRICE = "price", _("Sold at another price")
        STOCK = "stock", _("More sold than the books had")
        SETASIDE = "setaside", _("Sold though set aside for somebody")
        MEMBER = "member", _("Card not known")
        STOPPED = "stopped", _("Orders of the member are stopped")
        BARRED = "barred", _("Not for sale at the till")
        DRAWER = "drawer", _("Came after its drawer was closed")
        CLOCK = "clock", _("The till's clock is wrong")

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8, choices=Kind)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+", null=True)
    was = models.CharField(max_length=40, blank=True)
    """What the till said: a price, a number of copies, the end of a card's number."""
    should = models.CharField(max_length=40, blank=True)
    """What the books say."""
    noted_at = models.DateTimeField()
    settled_by = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["-id"], name="sale_notes_open", condition=Q(settled_at=None)),)


class HeldSale(models.Model):
    """A sale that waits while the next reader pays; whose it is is not kept, the card is read again."""

    uid = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    store = models.ForeignKey("supply.Warehouse", on_delete=models.PROTECT, related_name="held_sales")
    held_by = models.CharField(max_length=80)
    lines = models.JSONField(default=list)
    copies = models.PositiveIntegerField()
    total = models.DecimalField(max_digits=12, decimal_places=2)
    held_at = models.DateTimeField()
    recalled_at = models.DateTimeField(null=True)


class TillVoid(models.Model):
    """A title that was taken off a sale before it was paid: added, never changed."""

    key = models.UUIDField(unique=True)
    session = models.ForeignKey(TillSession, on_delete=models.PROTECT, related_name="voids")
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+")
    copies = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    voided_by = models.CharField(max_length=80)
    voided_at = models.DateTimeField()


class RefusedSale(models.Model):
    """A sale made without a network that was refused when it came: the goods are gone, so a manager decides."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for the manager")
        POSTED = "posted", _("Posted")
        DROPPED = "dropped", _("Dropped")

    key = models.UUIDField(unique=True)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="refused_sales")
    body = models.TextField()
    """What the till sent, as it sent it, but for who bought."""
    member = models.CharField(max_length=80, blank=True)
    """The number of who bought, as sent; kept until it is decided."""
    card = models.CharField(max_length=80, blank=True)
    """What was read from a card; kept until it is decided."""
    slip = models.CharField(max_length=30, blank=True)
    code = models.CharField(max_length=60)
    why = models.CharField(max_length=300)
    sent_by = models.CharField(max_length=80)
    refused_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    """Why it was dropped."""
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None, order=None)
                | Q(state="posted", decided_at__isnull=False, order__isnull=False)
                | Q(state="dropped", decided_at__isnull=False, order=None) & ~Q(reason=""),
                name="refused_sale_posted_or_dropped_for_a_reason",
            ),
        )
        indexes = (models.Index(fields=["state", "-id"], name="refused_sales_by_state"),)
