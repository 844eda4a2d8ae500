"""What an order being taken would be if it were placed now: lines, sums, points, and what stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import DomainError
from shuyou.kernel.money import ZERO, cents
from shuyou.loyalty import queries as loyalty
from shuyou.loyalty.errors import NotEnoughPoints
from shuyou.members import queries as members
from shuyou.orders import queries
from shuyou.orders.console.typed import Meant, chosen_address, coupon_codes, meaning, whole_number
from shuyou.orders.queries._earning import foreseen
from shuyou.orders.rules import GIFT, Delivery, PricedBasket, PricedLine, Quote, price_basket, steps_data
from shuyou.orders.services import DraftContent
from shuyou.supply import queries as supply
from shuyou.supply.errors import OutOfStock


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One title of the order being taken, with the number of copies as it was typed."""

    item: catalog.ItemRow
    quantity: str
    priced: PricedLine
    is_counted: bool
    free: int
    is_short: bool
    position: str
    parts: tuple[PricedLine, ...] = ()
    """The copies as they are paid under promotions: by price, since some may cost a cent more."""
    saved: tuple[queries.Saved, ...] = ()

    @property
    def net_amount(self) -> Decimal:
        """Return what all copies cost."""
        return sum((part.net_amount for part in self.parts), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsView:
    """What points could do for this order."""

    usable: int
    worth: Decimal
    most: int
    earned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Everything that the page of an order being taken shows besides who the member is."""

    lines: tuple[EntryLine, ...]
    basket: PricedBasket
    member_saving: Decimal
    saved: tuple[queries.Saved, ...]
    gifts: tuple[PricedLine, ...]
    is_coupon_idle: bool
    """A coupon was typed that is good, and saves nothing on this order."""
    best: queries.BestCoupon | None
    """Which of the reader's own coupons saves most, where none was typed."""
    delivery: Delivery | None
    copies: int
    points: PointsView
    total: Decimal
    price_names: Mapping[str, str]
    addresses: tuple[members.AddressRow, ...]
    address_id: str
    meant: Meant
    places: tuple[supply.PlaceRow, ...]
    """Stores where it could be fetched."""


def preview(content: DraftContent, *, head: members.MemberHead, actor: Actor, at: datetime) -> Preview:
    """Return what the draft comes to, in at most eleven queries, and three more while promotions run."""
    known = members.member_addresses(member_id=head.member_id, actor=actor)
    addresses = {str(row.address_id): row for row in known if row.is_whole}
    places = tuple(place for place in supply.places(actor=actor) if place.kind == "store")
    if content.pickup_place not in {place.code for place in places}:
        content = replace(content, pickup_place="")
    meant = meaning(content, addresses)
    lines = _lines(content, head.tier.price_list, at)
    asking = _asking(content, meant, head, at)
    quotes = [_quote(line) for line in lines if line.is_counted]
    stamp = queries.promotion_stamp() if quotes else None
    priced = queries.price_quotes(quotes=quotes, asking=asking, stamp=stamp)
    basket = priced.basket
    points = _points(meant, basket, head.member_id, actor, at)
    item_ids = [line.item.item_id for line in lines[:1]]
    ladder = catalog.price_ladder(item_ids=item_ids) if item_ids else {}
    return Preview(
        lines=tuple(_with_parts(line, basket) for line in lines),
        basket=basket,
        member_saving=basket.saving - basket.off,
        saved=queries.savings(step for line in basket.lines for step in steps_data(line)),
        gifts=tuple(line for line in basket.lines if line.reason.startswith(GIFT)),
        is_coupon_idle=bool(priced.coupons.keys() - {use.promotion_id for use in basket.uses}),
        best=queries.best_coupon(quotes=quotes, asking=asking, stamp=stamp, actor=actor) if stamp else None,
        copies=sum(line.quantity for line in basket.lines),
        points=points,
        delivery=priced.delivery,
        total=max(priced.total - points.worth, ZERO),
        price_names={listed.code: listed.name for steps in ladder.values() for listed in steps},
        addresses=tuple(_masked(row) for row in addresses.values()),
        address_id=chosen_address(content, addresses),
        meant=meant,
        places=places,
    )


def _asking(content: DraftContent, meant: Meant, head: members.MemberHead, at: datetime) -> queries.Asking:
    coupons: Mapping[int, int] = {}
    try:
        coupons = queries.coupons_of(codes=coupon_codes(content.coupon), member_id=head.member_id, at=at)
    except DomainError as refusal:
        meant.refusals["coupon"] = refusal
    return queries.Asking(
        member_id=head.member_id, tier=head.tier.code, channel="phone", at=at, coupons=coupons,
        address=meant.destination.address if meant.destination else "",
    )  # fmt: skip


def _with_parts(line: EntryLine, basket: PricedBasket) -> EntryLine:
    parts = tuple(
        part for part in basket.lines if part.item_id == line.item.item_id and not part.reason.startswith(GIFT)
    )
    return replace(line, parts=parts, saved=queries.savings(step for part in parts for step in steps_data(part)))


def _masked(row: members.AddressRow) -> members.AddressRow:
    """Return an address as it is shown: the parcel knows the whole of it, the page need not."""
    phone = members.masked(field="phone", value=row.phone)
    return replace(row, phone=phone, street=members.masked(field="street", value=row.street))


def _lines(content: DraftContent, price_list: str, at: datetime) -> tuple[EntryLine, ...]:
    typed = {int(line["item_id"]): str(line["quantity"]) for line in content.lines}
    if not typed:
        return ()
    prices = catalog.prices(item_ids=typed, price_list=price_list, channel="phone", at=at)
    stock = supply.stock(item_ids=typed)
    bundles = [item_id for item_id, price in prices.items() if price.is_bundle]
    made = supply.free_copies(item_ids=bundles) if bundles else {}  # also of their parts
    rows = {row.item_id: row for row in catalog.item_rows(item_ids=list(typed))}
    lines = []
    for item_id, quantity in typed.items():
        if item_id not in rows or item_id not in prices:
            continue
        copies, price = whole_number(quantity), prices[item_id]
        is_counted = copies is not None and 1 <= copies <= 9_999
        shelf = stock.get(item_id)
        free = made.get(item_id, shelf.free if shelf else 0)
        quote = Quote(item_id, price.title, copies or 0, price.list_price, price.rate, price.reason)
        lines.append(
            EntryLine(
                item=rows[item_id],
                quantity=quantity,
                priced=price_basket([quote]).lines[0],
                is_counted=is_counted,
                free=free,
                is_short=is_counted and (copies or 0) > free,
                position=shelf.position if shelf else "",
            )
        )
    return tuple(lines)


def _quote(line: EntryLine) -> Quote:
    priced = line.priced
    return Quote(priced.item_id, priced.title, priced.quantity, priced.list_price, priced.rate, priced.reason)


def _points(meant: Meant, basket: PricedBasket, member_id: int, actor: Actor, at: datetime) -> PointsView:
    net_total = basket.net_total
    earning = loyalty.earning_at(at)
    rule = earning.program
    usable = 0
    if actor.may("loyalty.view"):
        usable = loyalty.points_state(member_id=member_id, today=club_day(at), actor=actor).usable
    worth = min(cents(meant.points * rule.point_value), net_total)
    most = min(usable, int(net_total / rule.point_value)) if rule.point_value else 0
    awards = foreseen(
        basket=basket, paid=net_total - worth, member_id=member_id, channel="phone", earning=earning, at=at
    )
    return PointsView(usable=usable, worth=worth, most=most, earned=sum(award.points for award in awards))


def standing_refusals(view: Preview) -> dict[str, DomainError]:
    """Return what still stands in the way of a draft that was refused, field by field, as far as a look can tell."""
    refusals = dict(view.meant.refusals)
    for line in view.lines:
        if line.is_short and not view.meant.may_wait:
            short = OutOfStock(
                item_id=line.item.item_id, title=line.item.title, wanted=line.priced.quantity, free=line.free
            )
            refusals[f"quantity-{line.item.item_id}"] = short
    if view.meant.points > view.points.usable:
        refusals["points"] = NotEnoughPoints(balance=view.points.usable, asked=view.meant.points)
    return refusals


def refusals_of(problem: DomainError) -> dict[str, DomainError]:
    """Return a refusal by the field of the page that it is about."""
    if "item_id" in problem.params and problem.at_field == "quantity":
        return {f"quantity-{problem.params['item_id']}": problem}
    return {problem.at_field: problem}
