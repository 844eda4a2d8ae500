"""Selling at a till: priced, paid, handed over and posted in one transaction, however often the till says it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from shuyou.catalog import queries as catalog
from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.money import ZERO, net_price
from shuyou.kernel.numbers import next_number
from shuyou.kernel.registry import Clue
from shuyou.kernel.usecase import use_case
from shuyou.loyalty import services as loyalty
from shuyou.loyalty.services import card_locks
from shuyou.members import queries as members
from shuyou.members import services as member_services
from shuyou.members.services import HeldMember
from shuyou.orders.errors import MemberBlocked, PointsBeyondTotal, RequestKeyTaken
from shuyou.orders.errors.till import NotWithoutCard, PaymentUnnamed, TendersDiffer, TenderWrong
from shuyou.orders.events import OrderClosed, OrderPaid, OrderPlaced
from shuyou.orders.events.till import SaleMade
from shuyou.orders.models import Channel, Order, OrderLine
from shuyou.orders.models.till import Sale, SaleNote, SalePayment, TillSession
from shuyou.orders.queries._sold_bundles import Selling as BundleSelling
from shuyou.orders.queries._sold_bundles import bought_of, bundles_of, made_of_parts
from shuyou.orders.rules import GIFT, PricedLine, steps_data
from shuyou.orders.rules.till import CASH, Paid, Tender, kept_reference, paid_by
from shuyou.orders.services._count_uses import count_uses
from shuyou.orders.services._earn_points import PaidOrder, earn_for_orders
from shuyou.orders.services._place_order import check_age, note_bundles
from shuyou.orders.services._till_drawer import held_drawer, held_drawer_of_sale
from shuyou.orders.services._till_price import AtTill, Buying, SaleLine, price_at_till
from shuyou.orders.services._till_refused import note_refused_posted
from shuyou.orders.services._till_take_over import hold_lenders, take_over_copies
from shuyou.payments import services as payments
from shuyou.payments.errors import CodeNotPaid
from shuyou.supply.services import over_the_counter

OLDEST: Final = timedelta(days=7)
"""A till that says it sold something longer ago than this has a wrong clock, and so has one that is ahead."""
AHEAD: Final = timedelta(minutes=5)
LONGEST: Final = 40
"""Characters of a payment's number."""
CODES: Final = (SalePayment.Tender.WECHAT, SalePayment.Tender.ALIPAY)
"""Tenders of which a provider can be asked for the money."""
BY_HAND: Final = frozenset(SalePayment.Tender) - {SalePayment.Tender.EXCHANGE}
"""Tenders that somebody hands over; what came back pays by itself."""
CHARGE: Final = "PY"
"""How the number of a payment begins that a provider was asked for."""
Note = SaleNote.Kind
"""What is odd about a sale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleDraft:
    """What was sold at a till. The request key makes a repeat harmless."""

    till: str
    request_key: UUID
    lines: tuple[SaleLine, ...]
    tenders: tuple[Tender, ...]
    member_id: int | None = None
    points: int = 0
    coupons: tuple[str, ...] = ()
    slip: str = ""
    sold_at: datetime | None = None
    """When it was sold, by the till's clock, if there was no network then; None: now."""
    card: str = ""
    """What was read from a card while there was no network."""
    session_id: int | None = None
    """The drawer that the money went into, if there was no network."""
    refused: UUID | None = None
    """The key under which it was refused before, if it was and has another one now."""

    @property
    def is_offline(self) -> bool:
        """Tell whether it was sold without a network: the goods are gone, and nothing may be refused any more."""
        return self.sold_at is not None


@dataclass(frozen=True, slots=True)
class Sold:
    """The order that a sale made, now or the first time it was sent."""

    order_id: int
    number: str
    total: Decimal
    change: Decimal
    points_earned: int
    is_repeat: bool
    notes: int = 0


@dataclass(slots=True)
class Odd:
    """What is odd about a sale, as it comes to light."""

    notes: list[SaleNote] = field(default_factory=list)

    def add(self, kind: str, *, item_id: int | None = None, was: object = "", should: object = "") -> None:
        """Note one thing."""
        self.notes.append(SaleNote(kind=kind, item_id=item_id, was=str(was)[:40], should=str(should)[:40]))


def sale_source(key: UUID) -> str:
    """Return the name under which money is taken ahead for a sale of this request key."""
    return f"sale:{key}"


@use_case("orders.sell")
def sell_at_till(draft: SaleDraft, *, actor: Actor, at: datetime) -> Sold:
    """
    Price titles, take the money and hand them over: an order that is placed, paid and closed in one.

    A repeat of the draft's request key returns the sale it first made. What was sold without a network is posted at
    the price the till knew, and what is odd about it is noted for a person to look at: the goods are gone.

    :raises TillShut: nobody has the drawer; TillTaken: somebody else has it.
    :raises TendersDiffer: what was given does not come to the price; TenderWrong: no tender of a till.
    :raises PaymentUnnamed: no cash, and no number of a slip or payment; ReceiptAlreadyRecorded: it paid another sale.
    :raises NotWithoutCard: points of nobody; NotEnoughPoints: fewer than offered; PointsBeyondTotal: too many.
    :raises MemberBlocked: staff have stopped this member's orders; TooYoungFor: a title that is not for them yet.
    :raises RefusedSaleOver: it was refused, and posted or dropped since; SoldByYou: whoever sold it posts it by hand.
    :raises RequestKeyTaken: the request key made a sale of other titles, or to another reader.
    :raises DomainError: as `price_at_till` does.
    """
    if earlier := _earlier(draft, actor, at):
        return earlier
    odd = Odd()
    session = _drawer(draft, odd, actor)
    if earlier := _earlier(draft, actor, at):  # posted while this one waited for the drawer
        return earlier
    lenders = lenders_of(draft, session, actor)
    member = _member(draft, odd, actor)
    sold_at = _moment(draft, odd, at)
    asked = price_at_till(draft.lines, buying_of(draft, session, member), actor=actor, at=sold_at)
    _look_at_titles(draft, asked, member, odd, at)
    asked = in_parts_at(asked, session, is_offline=draft.is_offline, at=sold_at)
    number = next_number("SO", "order", width=8)
    worth = _spend_points(draft, member, asked, f"order:{number}", at)
    total = asked.priced.total - worth
    paid = _paid(draft, total, asked.short)
    order = placed_order(draft, asked, number, member, worth, actor=actor, at=sold_at)
    sale = Selling(draft, session, order, asked, paid, member, odd, lenders).post(actor, at)
    tell_of_sale(sale, order, actor, at)
    _note_refused(draft, order.pk, actor, at)
    return Sold(order.pk, number, total, paid.change, sale.points_earned, is_repeat=False, notes=len(odd.notes))


def _note_refused(draft: SaleDraft, order_id: int, actor: Actor, at: datetime) -> None:
    if draft.is_offline or draft.refused:
        key, is_by_hand = draft.refused or draft.request_key, draft.refused is not None
        note_refused_posted(key=key, order_id=order_id, is_by_hand=is_by_hand, actor=actor, at=at)


def _earlier(draft: SaleDraft, actor: Actor, at: datetime) -> Sold | None:
    """Return the sale that this draft made before; one that says something else under its key is refused."""
    order = Order.objects.filter(request_key=draft.request_key).first()
    if order is None:
        return None
    sale = Sale.objects.filter(order=order).select_related("order").first()
    if sale is None or not _is_same(draft, order):
        raise RequestKeyTaken()
    _note_refused(draft, order.pk, actor, at)
    notes = sale.notes.count()
    return Sold(sale.pk, sale.order.number, sale.total, sale.change, sale.points_earned, is_repeat=True, notes=notes)


def _drawer(draft: SaleDraft, odd: Odd, actor: Actor) -> TillSession:
    """Return the drawer that the money is in, held; another than that of the sale, or of the actor, is noted."""
    if not draft.is_offline:
        return held_drawer(draft.till, actor)
    session = held_drawer_of_sale(draft.till, draft.session_id, actor)
    if draft.session_id not in (None, session.pk) or str(session.clerk_id) != actor.id:
        odd.add(Note.DRAWER)
    return session


def in_parts_at(asked: AtTill, session: TillSession, *, is_offline: bool, at: datetime) -> AtTill:
    """Return a sale with the parts of bundles of which none lies packed in the store, at the bundles' price."""
    selling = BundleSelling(channel=Channel.TILL, at=at, place=session.till.store.code, are_gone=is_offline)
    return replace(asked, priced=made_of_parts(asked.priced, asked.prices, selling))


def lenders_of(draft: SaleDraft, session: TillSession, actor: Actor) -> frozenset[int]:
    """Return the members, held, whose orders may lose copies to this sale; the buyer is held with them."""
    wanted = Counter[int]()
    for line in draft.lines:
        wanted[line.item_id] += max(line.quantity, 0)
    wanted.update(_parts_of_bundles(wanted))
    buyer_id = draft.member_id or (_whose_card(draft.card, actor) if draft.is_offline else None)
    return hold_lenders(wanted=wanted, place_id=session.till.store_id, buyer_id=buyer_id)


def _parts_of_bundles(wanted: Mapping[int, int]) -> dict[int, int]:
    """Return the copies by item that bundles are made of."""
    parts = Counter[int]()
    for bundle_id, made in catalog.bundle_parts(item_ids=list(wanted)).items():
        parts.update({item_id: copies * wanted[bundle_id] for item_id, copies in made.items()})
    return dict(parts)


def _is_same(draft: SaleDraft, order: Order) -> bool:
    """Tell whether a sale is of these copies to this reader; gifts are named by a till that lost the first answer."""
    said = Counter[int]()
    for line in draft.lines:
        said[line.item_id] += line.quantity
    lines = list(order.lines.order_by("pk").values_list("item_id", "quantity", "price_reason"))
    bundles = bundles_of(order_id=order.pk)
    bought = Counter(bought_of(lines, bundles))
    gifts = Counter[int]()
    for item_id, quantity, reason in lines:
        if reason.startswith(GIFT):
            gifts[item_id] += quantity
    is_reader = draft.member_id == order.member_id
    if draft.is_offline:
        is_reader |= draft.member_id is None or order.member_id is None
    return is_reader and said in (bought + gifts, bought)


def _member(draft: SaleDraft, odd: Odd, actor: Actor) -> HeldMember | None:
    """Return who buys, held; None: a guest, or a card that nobody knows (which is noted)."""
    if not draft.is_offline:
        if draft.member_id is None:
            if draft.points:
                raise NotWithoutCard()
            return None
        member = member_services.hold_kept_member(member_id=draft.member_id)
        if member.is_blocked:
            raise MemberBlocked(name=member.name, reason=member.block_reason)
        return member
    member_id = draft.member_id or _whose_card(draft.card, actor)
    if member_id is None:
        if draft.card:
            odd.add(Note.MEMBER, was=f"…{draft.card.strip()[-4:]}")
        return None
    try:
        member = member_services.hold_kept_member(member_id=member_id, even_restricted=True)
    except DomainError:
        odd.add(Note.MEMBER)
        return None
    if member.is_blocked:
        odd.add(Note.STOPPED)
    return member


def _whose_card(card: str, actor: Actor) -> int | None:
    """Return the one member whom a card or telephone number means."""
    clue = Clue.of(card)
    found = members.find_members(clue=clue, actor=actor, limit=2) if len(clue.digits) >= 8 else []
    return found[0].row.member_id if len(found) == 1 else None


def _moment(draft: SaleDraft, odd: Odd, at: datetime) -> datetime:
    if draft.sold_at is None:
        return at
    if not at - OLDEST <= draft.sold_at <= at + AHEAD:
        odd.add(Note.CLOCK, was=draft.sold_at.isoformat(timespec="minutes"))
        return at
    return min(draft.sold_at, at)


def buying_of(draft: SaleDraft, session: TillSession, member: HeldMember | None) -> Buying:
    """Return who buys at which till, as far as it matters for prices."""
    till = session.till
    common = Buying(store=till.store.code, most_off=till.most_off, coupons=draft.coupons)
    if member is None:
        return common
    return replace(common, member_id=member.member_id, tier=member.tier_code, price_list=member.price_list)


def _look_at_titles(draft: SaleDraft, asked: AtTill, member: HeldMember | None, odd: Odd, at: datetime) -> None:
    """Refuse titles that are not for this reader, or, if they are gone already, note them and other prices."""
    has_age = any(price.least_age or price.is_bundle for price in asked.prices.values())
    if member is not None and not draft.is_offline and has_age:
        check_age(asked.prices, member_id=member.member_id, at=at)
    for line in draft.lines:
        price = asked.prices[line.item_id]
        if line.known is None:
            continue
        usual = net_price(price.list_price, price.rate)
        if (line.known.list_price, line.known.net) != (price.list_price, usual):
            odd.add(Note.PRICE, item_id=line.item_id, was=line.known.net, should=usual)
        if price.status == "withdrawn" or price.is_barred:
            odd.add(Note.BARRED, item_id=line.item_id)


def _spend_points(draft: SaleDraft, member: HeldMember | None, asked: AtTill, source: str, at: datetime) -> Decimal:
    if draft.points <= 0 or member is None:
        return ZERO
    worth = loyalty.redeem_points(member_id=member.member_id, points=draft.points, source=source, at=at)
    if worth > asked.priced.total:
        raise PointsBeyondTotal(points=draft.points, worth=worth, total=asked.priced.total)
    return worth


def check_tenders(draft: SaleDraft) -> None:
    """
    Refuse what cannot pay.

    :raises TenderWrong: no tender of a till, or no amount; PaymentUnnamed: no cash, and no number.
    """
    for one in draft.tenders:
        if one.kind not in BY_HAND or one.amount <= 0 or len(one.reference) > LONGEST:
            raise TenderWrong(value=f"{one.kind} {one.amount}")
        if one.kind != CASH and not one.reference.strip():
            raise PaymentUnnamed()


def _paid(draft: SaleDraft, total: Decimal, short: Decimal) -> Paid:
    """Return how the tenders pay; what a sale without a network took too little, the drawer has to answer for."""
    check_tenders(draft)
    lacking = (Tender(CASH, short),) if short else ()
    paid = paid_by((*draft.tenders, *lacking), total)
    if paid is None:
        raise TendersDiffer(total=total, given=sum((one.amount for one in draft.tenders), ZERO))
    return paid


def placed_order(
    draft: SaleDraft,
    asked: AtTill,
    number: str,
    member: HeldMember | None,
    worth: Decimal,
    *,
    actor: Actor,
    at: datetime,
) -> Order:
    """Write down what was sold as an order that is paid and handed over."""
    basket = asked.priced.basket
    order = Order.objects.create(
        number=number, request_key=draft.request_key, member_id=member.member_id if member else None,
        channel=Channel.TILL, state=Order.State.CLOSED, payment=Order.Payment.TILL, list_total=basket.list_total,
        net_total=basket.net_total, points_spent=max(draft.points, 0) if member else 0, points_value=worth,
        total=asked.priced.total - worth, paid_total=asked.priced.total - worth, placed_by=actor.signature,
        placed_at=at, paid_at=at, delivered_at=at, closed_at=at,
    )  # fmt: skip
    OrderLine.objects.bulk_create(_lines(order, basket.lines))
    note_bundles(order_id=order.pk, priced=asked.priced)
    return order


def _lines(order: Order, lines: Sequence[PricedLine]) -> Iterator[OrderLine]:
    for position, line in enumerate(lines, 1):
        yield OrderLine(
            order=order, member_id=order.member_id, item_id=line.item_id, position=position, title=line.title,
            quantity=line.quantity, list_price=line.list_price, discount_rate=line.rate, net_price=line.net,
            list_amount=line.list_amount, net_amount=line.net_amount, price_reason=line.reason,
            price_steps=steps_data(line),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selling:
    """A sale whose order stands, on its way into the drawer, the ledgers and the stock."""

    draft: SaleDraft
    session: TillSession
    order: Order
    asked: AtTill
    paid: Paid
    member: HeldMember | None
    odd: Odd
    lenders: frozenset[int]

    def post(self, actor: Actor, at: datetime) -> Sale:
        """Post the money, the points and the copies, these last: whoever wants the same titles waits from there on."""
        source = f"order:{self.order.number}"
        card_locks.hold_cards_named(
            numbers=[part.reference for part in self.paid.parts if part.kind == SalePayment.Tender.VALUE]
        )
        for position, part in enumerate(self.paid.parts, 1):
            if part.kind == SalePayment.Tender.EXCHANGE:  # the money of the old sale was carried over
                continue
            reference = f"{self.order.number}-{position}"
            if part.kind == SalePayment.Tender.VALUE:
                card = loyalty.pay_by_stored_value(
                    card_number=part.reference, amount=part.amount, source=source, actor=actor, at=at
                )
                reference = card.reference
            elif part.kind != CASH:
                reference = "".join(part.reference.split())  # the slip or payment, which pays one sale
            money = payments.Money(
                member_id=self.order.member_id, tender=part.kind, reference=reference, source=source,
                amount=part.amount, at_till=True,
            )  # fmt: skip
            self._record_money(money, at)
        earned = self._earn()
        copies = self.asked.priced.basket.copies()
        place = self.session.till.store_id
        lost = take_over_copies(wanted=copies, place_id=place, held=self.lenders, actor=actor, at=at)
        out = over_the_counter.hand_out_copies(wanted=copies, place_id=place, source=source, actor=actor, at=at)
        self._note_copies(out, lost, copies)
        count_uses(self.asked.priced, order_id=self.order.pk, member_id=self.order.member_id, at=at)
        return self._record(earned, at)

    def _record_money(self, money: payments.Money, at: datetime) -> None:
        """Record money; what a provider took by a scanned code pays only the sale it was taken for, and only once."""
        if payments.is_payment_code(code=money.tender, text=money.reference):  # nobody asked the provider for it
            raise CodeNotPaid(number=f"…{money.reference[-4:]}")
        if money.tender in CODES and money.reference.startswith(CHARGE):
            asked_for = sale_source(self.draft.refused or self.draft.request_key)
            payments.use_code(number=money.reference, source=asked_for, money=money, at=at)
        else:
            payments.record_receipt(money, at=at)

    def _earn(self) -> int:
        """Earn under the rules of the moment of the sale, however late a till without a network tells of it."""
        if self.member is None:
            return 0
        store = self.session.till.store.code
        sold = PaidOrder(self.order.pk, self.order.number, self.order.total, self.order.placed_at, store)
        return earn_for_orders([sold], {self.order.pk: self.member.member_id})

    def _note_copies(
        self, out: over_the_counter.HandedOut, lost: Sequence[over_the_counter.SetAside], copies: Mapping[int, int]
    ) -> None:
        for item_id, short in out.missing.items():
            self.odd.add(Note.STOCK, item_id=item_id, was=copies[item_id], should=copies[item_id] - short)
        for one in (*lost, *out.of_others):
            self.odd.add(Note.SETASIDE, item_id=one.item_id, was=copies[one.item_id], should=one.source)

    def _record(self, earned: int, at: datetime) -> Sale:
        sale = Sale.objects.create(
            order=self.order, session=self.session, slip=self.draft.slip[:30], total=self.order.total,
            given=self.paid.given, change=self.paid.change, points_earned=earned, is_offline=self.draft.is_offline,
            sold_at=self.order.placed_at, posted_at=at,
        )  # fmt: skip
        SalePayment.objects.bulk_create(
            SalePayment(
                sale=sale,
                position=position,
                tender=part.kind,
                amount=part.amount,
                reference=kept_reference(part.kind, part.reference)[:40],
            )
            for position, part in enumerate(self.paid.parts, 1)
        )
        for note in self.odd.notes:
            note.sale, note.noted_at = sale, at
        SaleNote.objects.bulk_create(self.odd.notes)
        return sale


def tell_of_sale(sale: Sale, order: Order, actor: Actor, at: datetime) -> None:
    """Tell of the sale, and of a member's as of any other order of theirs."""
    events.publish(
        SaleMade(
            order_id=order.pk, number=order.number, member_id=order.member_id, session_id=sale.session_id,
            total=str(order.total), is_offline=sale.is_offline,
        ),
        actor=actor, at=at,
    )  # fmt: skip
    if order.member_id is None:
        return
    order_id, number, member_id, total = order.pk, order.number, order.member_id, str(order.total)
    for told in (
        OrderPlaced(order_id=order_id, number=number, member_id=member_id, channel=order.channel, total=total),
        OrderPaid(order_id=order_id, number=number, member_id=member_id, total=total),
        OrderClosed(order_id=order_id, number=number, member_id=member_id),
    ):
        events.publish(told, actor=actor, at=at)
