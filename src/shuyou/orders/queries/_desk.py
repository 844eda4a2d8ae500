"""What waits at the desk: returns, lower prices that were claimed, and messages to be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.orders.models import Message, PriceClaim, Return, ReturnLine
from shuyou.orders.queries._sight import orders_of_store, require_sight


@dataclass(frozen=True, slots=True)
class BackLine:
    """Copies of a title that come back."""

    position: int
    title: str
    quantity: int
    reason: str
    condition: str


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A return with its order."""

    number: str
    order_number: str
    state: str
    state_label: str
    right: str
    asked_at: datetime
    done_at: datetime | None
    amount: Decimal
    kept_back: Decimal
    points_taken: int
    points_given: int
    lost_promotions: Decimal
    lines: tuple[BackLine, ...]

    @property
    def copies(self) -> int:
        """Return how many copies come back."""
        return sum(line.quantity for line in self.lines)

    @property
    def money(self) -> Decimal:
        """Return what is given back in money."""
        return self.amount - self.kept_back


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFilter:
    """Which returns a list shows; empty fields do not filter."""

    state: str = ""


@query("orders.view")
def list_returns(*, wanted: ReturnFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ReturnRow]:
    """Return returns, the latest first, in three queries."""
    rows = Return.objects.select_related("order").prefetch_related("lines__line")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if actor.store:
        rows = rows.filter(order__in=orders_of_store(actor))
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_return(one) for one in found), next_after)


@query("orders.view")
def returns_of(*, order_id: int, actor: Actor) -> list[ReturnRow]:
    """Return what came back of an order, or is to, the latest first, in three queries."""
    rows = Return.objects.select_related("order").prefetch_related("lines__line").filter(order_id=order_id)
    found = list(rows.order_by("-pk"))
    for one in found:
        actor.require_own(one.member_id)
    return [_return(one) for one in found]


@query("orders.view")
def return_detail(*, number: str, actor: Actor) -> ReturnRow:
    """
    Return a return, in three queries.

    :raises NotFound: there is none.
    """
    one = Return.objects.select_related("order").prefetch_related("lines__line").filter(number=number).first()
    if one is None:
        raise NotFound(what=_("return"), key=number)
    require_sight(number=one.order.number, actor=actor)
    return _return(one)


def _return(one: Return) -> ReturnRow:
    lines = tuple(
        BackLine(
            line.line.position, line.line.title, line.quantity, str(ReturnLine.Reason(line.reason).label),
            str(ReturnLine.Condition(line.condition).label) if line.condition else "",
        )
        for line in sorted(one.lines.all(), key=lambda line: line.line.position)
    )  # fmt: skip
    return ReturnRow(
        one.number, one.order.number, one.state, str(Return.State(one.state).label),
        str(Return.Right(one.right).label), one.asked_at, one.done_at, one.amount, one.kept_back, one.points_taken,
        one.points_given, one.lost_promotions, lines,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A lower price that a reader saw elsewhere."""

    claim_id: int
    order_number: str
    title: str
    paid: Decimal
    price: Decimal
    copies: int
    seen_at: str
    state: str
    state_label: str
    amount: Decimal
    asked_at: datetime


@query("orders.view")
def claims_waiting(*, actor: Actor, limit: int = PAGE) -> Sequence[ClaimRow]:
    """Return claims that wait to be checked, the oldest first, in one query."""
    rows = PriceClaim.objects.filter(state=PriceClaim.State.CLAIMED).select_related("line__order").order_by("pk")
    return [
        ClaimRow(
            one.pk, one.line.order.number, one.line.title, one.line.net_price, one.price, one.line.quantity,
            one.seen_at, one.state, str(PriceClaim.State(one.state).label), one.amount, one.asked_at,
        )
        for one in rows[:limit]
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message that may be an order, beside what was understood of it."""

    message_id: int
    channel_label: str
    sender: str
    text: str
    received_at: datetime
    member_number: str
    member: str
    state: str
    state_label: str
    read: Sequence[Mapping[str, object]]
    reply: str
    order_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFilter:
    """Which messages a list shows; empty fields do not filter."""

    state: str = ""
    channel: str = ""


@query("orders.place")
def list_messages(*, wanted: MessageFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[MessageRow]:
    """Return messages, the latest first, in one query."""
    rows = Message.objects.select_related("member__person")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_message(one) for one in found), next_after)


@query("orders.place")
def message_detail(*, message_id: int, actor: Actor) -> MessageRow:
    """
    Return a message, in one query.

    :raises NotFound: there is none.
    """
    one = Message.objects.select_related("member__person").filter(pk=message_id).first()
    if one is None:
        raise NotFound(what=_("message"), key=message_id)
    return _message(one)


def _message(one: Message) -> MessageRow:
    member = one.member
    return MessageRow(
        one.pk, str(one.get_channel_display()), one.sender, one.text, one.received_at,
        member.number if member else "", member.person.name if member else "", one.state,
        str(Message.State(one.state).label), one.read, one.reply, one.order_number,
    )  # fmt: skip
