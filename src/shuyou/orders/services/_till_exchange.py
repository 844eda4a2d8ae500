"""An exchange at a till by one person: titles of a receipt come back, others go out, and no money leaves the drawer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import use_case
from shuyou.loyalty import services as loyalty
from shuyou.members import services as members
from shuyou.members.services import HeldMember
from shuyou.orders.errors import MemberBlocked
from shuyou.orders.errors.till import ExchangeGivesMoney, NotOfThisStore, TendersDiffer
from shuyou.orders.models import Exchange, Order, OrderLine, Return
from shuyou.orders.models.till import Sale, SalePayment, TillSession
from shuyou.orders.queries._sold_bundles import parts_wanted
from shuyou.orders.rules.till import Paid, Tender, paid_by
from shuyou.orders.services import _till_sell as selling
from shuyou.orders.services._exchange import Exchanged, exchanged_before, told_of_exchange
from shuyou.orders.services._give_back import BY_CARD, give_to_cards
from shuyou.orders.services._hold_order import hold_sold_order, source_of
from shuyou.orders.services._returns import Inspection, ReturnDraft, note_return, put_right
from shuyou.orders.services._till_drawer import held_drawer
from shuyou.orders.services._till_price import SaleLine, price_at_till
from shuyou.payments import services as payments
from shuyou.supply import services as supply


@dataclass(frozen=True, slots=True, kw_only=True)
class TillExchangeDraft:
    """What comes back of a receipt, what is given for it, how the rest is paid. The key makes repeats harmless."""

    till: str
    back: ReturnDraft
    lines: tuple[SaleLine, ...]
    tenders: tuple[Tender, ...]
    request_key: UUID
    damaged: Mapping[int, int] = field(default_factory=dict)
    """Copies, by position, that are written off; the others go back to their shelves."""


@use_case("orders.exchange")
def exchange_at_till(draft: TillExchangeDraft, *, actor: Actor, at: datetime) -> Exchanged:
    """
    Take titles back that a till of this store sold, to a guest too, and sell others for them: all or nothing.

    One person does it: what was paid for the old titles pays the new ones, by its own tenders, and what is dearer is
    paid beside it. Money of a stored-value card goes back to the card and is paid from there anew. A repeat of the
    request key returns what it first made.

    :raises NotOfThisStore: no till of this store sold it.
    :raises ExchangeGivesMoney: what is given costs less: somebody else has to settle a return then.
    :raises TendersDiffer: what was given beside does not come to the rest of the price.
    :raises RequestKeyTaken: the request key made something else.
    :raises DomainError: as `ask_return` and `sell_at_till` do.
    """
    actor.require("orders.sell")
    session = held_drawer(draft.till, actor)
    old = _old(draft, session)
    new_draft = _sale_draft(draft, old)
    lenders = selling.lenders_of(new_draft, session, actor)
    old = hold_sold_order(draft.back.number)
    if earlier := exchanged_before(old, draft.back, request_key=draft.request_key):
        return earlier
    member = _member(old)
    _hold_cards_and_shelves(old, draft, session)
    made = note_return(old, draft.back, actor=actor, at=at)
    money = put_right(made, old, found=Inspection(draft.damaged, pays_nothing=True), actor=actor, at=at)
    asked = price_at_till(draft.lines, selling.buying_of(new_draft, session, member), actor=actor, at=at)
    asked = selling.in_parts_at(asked, session, is_offline=False, at=at)
    if money > (total := asked.priced.total):
        raise ExchangeGivesMoney(amount=money - total)
    number = next_number("SO", "order", width=8)
    carried = _carried(old, number, money, made.number, actor, at)
    paid = _paid(new_draft, total, carried, made.number)
    order = selling.placed_order(new_draft, asked, number, member, ZERO, actor=actor, at=at)
    sale = selling.Selling(new_draft, session, order, asked, paid, member, selling.Odd(), lenders).post(actor, at)
    selling.tell_of_sale(sale, sale.order, actor, at)
    charged, given = total - carried, money - carried
    done = _noted(made, sale, {"carried": carried, "charged": charged, "given": given}, at)
    events.publish(told_of_exchange(done, old), actor=actor, at=at)
    return Exchanged(made.number, number, carried, charged, given, ZERO)


def _noted(made: Return, sale: Sale, sums: Mapping[str, Decimal], at: datetime) -> Exchange:
    return Exchange.objects.create(returned=made, order=sale.order, done_at=at, **sums)


def _old(draft: TillExchangeDraft, session: TillSession) -> Order:
    """
    Return the order that comes back, not held yet.

    :raises NotFound: there is none; NotOfThisStore: no till of this store sold it.
    """
    order = Order.objects.filter(number=draft.back.number).first()
    if order is None:
        raise NotFound(what=_("order"), key=draft.back.number)
    if not Sale.objects.filter(order=order, session__till__store_id=session.till.store_id).exists():
        raise NotOfThisStore(number=order.number)
    return order


def _sale_draft(draft: TillExchangeDraft, old: Order) -> selling.SaleDraft:
    return selling.SaleDraft(
        till=draft.till, request_key=draft.request_key, lines=draft.lines, tenders=draft.tenders,
        member_id=old.member_id,
    )  # fmt: skip


def _member(old: Order) -> HeldMember | None:
    """
    Return whose sale it was, held; None: a guest's.

    :raises MemberBlocked: staff have stopped this member's orders.
    """
    if old.member_id is None:
        return None
    member = members.hold_kept_member(member_id=old.member_id)
    if member.is_blocked:
        raise MemberBlocked(name=member.name, reason=member.block_reason)
    return member


def _hold_cards_and_shelves(old: Order, draft: TillExchangeDraft, session: TillSession) -> None:
    """Lock all shelves at once: two exchanges, each of what the other takes, would wait for one another."""
    loyalty.hold_cards_of(source=source_of(old))
    lines = OrderLine.objects.filter(order=old, position__in=list(draft.back.copies)).order_by("pk")
    items = {*lines.values_list("item_id", flat=True), *(line.item_id for line in draft.lines)}
    items |= parts_wanted(item_ids=items)
    supply.hold_shelves(item_ids=sorted(items), warehouse=session.till.store.code)


def _carried(old: Order, number: str, money: Decimal, reason: str, actor: Actor, at: datetime) -> Decimal:
    """Have what was paid for the old titles count for the new sale; return it without what goes back to cards."""
    if not money:
        return ZERO
    moved = payments.RefundDraft(source=source_of(old), amount=money, reason=reason)
    noted = payments.carry_over(moved, to=f"order:{number}", actor=actor, at=at)
    by_card = [one for one in noted if one.tender == BY_CARD]
    give_to_cards(by_card, source=source_of(old), actor=actor, at=at)
    return money - sum((one.amount for one in by_card), ZERO)


def _paid(draft: selling.SaleDraft, total: Decimal, carried: Decimal, slip: str) -> Paid:
    """
    Return how the new sale is paid: first by what came back, the rest by what was handed over.

    :raises TendersDiffer: that does not come to the rest.
    """
    selling.check_tenders(draft)
    back = (Tender(SalePayment.Tender.EXCHANGE, carried, slip),) if carried else ()
    paid = paid_by((*back, *draft.tenders), total)
    if paid is None:
        raise TendersDiffer(total=total - carried, given=sum((one.amount for one in draft.tenders), ZERO))
    return paid
