"""What is given for titles that come back: what the kept ones would not have cost, and why that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from django.db import connection
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO, cents
from shuyou.kernel.usecase import query
from shuyou.orders.models import Order, OrderLine, PromotionUse, Return, ReturnLine
from shuyou.orders.queries._bundles import bundle_items
from shuyou.orders.queries._buyer import tokens_of, with_tokens
from shuyou.orders.queries._promotion_book import all_promotions
from shuyou.orders.rules import Book, PricedBasket, Quote, bundle_of
from shuyou.orders.rules.baskets import GIFT
from shuyou.orders.rules.kept import Bought, kept_basket, left_of_lines, opened
from shuyou.orders.rules.own_bundles import WORD, with_own_bundle
from shuyou.orders.rules.returning import LEFT_OUT, SEALED

OUR_FAULT: Final = (ReturnLine.Reason.DAMAGED, ReturnLine.Reason.WRONG, ReturnLine.Reason.FAULTY)


@dataclass(frozen=True, slots=True)
class LostSaving:
    """A promotion that saves less once titles came back: what it saved, and what it saves on what is kept."""

    name: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class ReturnWorth:
    """
    The net worth of titles that come back, with how it was reckoned.

    `at_price` is what they cost as they were bought; `worth` is what the kept ones would not have cost.
    """

    at_price: Decimal
    worth: Decimal
    before: Decimal
    lost: tuple[LostSaving, ...] = ()
    gifts: Decimal = ZERO

    @property
    def less(self) -> Decimal:
        """Return how much less it is than the titles cost, since promotions do not hold any more."""
        return max(self.at_price - self.worth, ZERO)


def return_worth(*, order: Order, coming: Mapping[int, int], is_our_fault: bool, but: int = 0) -> ReturnWorth:
    """
    Return what copies (by the ids of their lines) are worth that come back after all that came before.

    By our fault nobody loses a promotion: the kept ones keep their price. `but` is the return itself.
    """
    lines = list(OrderLine.objects.filter(order=order).order_by("position"))
    at_price = sum((line.net_price * coming.get(line.pk, 0) for line in lines), ZERO)
    before = _given_before(order, but)
    left = max(order.net_total - before, ZERO)
    uses = list(PromotionUse.objects.filter(order=order, released_at=None).select_related("promotion").order_by("pk"))
    if is_our_fault or not uses:
        return ReturnWorth(at_price, min(at_price, left), before)
    gone = come_back(order, but)
    for line_id, copies in coming.items():
        gone[line_id] = gone.get(line_id, 0) + copies
    basket, gifts = _kept(lines, gone, uses)
    worth = max(left - (basket.net_total if basket else ZERO) - gifts, ZERO)
    return ReturnWorth(at_price, min(worth, left), before, tuple(_lost(uses, basket)), gifts)


@query("orders.view")
def foreseen_of_return(*, number: str, actor: Actor) -> ReturnWorth | None:
    """Return what a return that is not settled is worth; None if it is settled, refused, or there is none."""
    asked = Return.objects.select_related("order").filter(number=number, state=Return.State.ASKED).first()
    if asked is None:
        return None
    lines = list(asked.lines.order_by("pk"))
    is_ours = all(line.reason in OUR_FAULT for line in lines)
    coming = {line.line_id: line.quantity for line in lines}
    return return_worth(order=asked.order, coming=coming, is_our_fault=is_ours, but=asked.pk)


@query("orders.view")
def foreseen_of_copies(*, number: str, copies: Mapping[int, int], reason: str, actor: Actor) -> ReturnWorth:
    """
    Return what copies of an order (by the positions of their lines) would be worth, should they come back.

    :raises NotFound: there is no such order.
    """
    order = Order.objects.filter(number=number).first()
    if order is None:
        raise NotFound(what=_("order"), key=number)
    lines = OrderLine.objects.filter(order=order).order_by("position").values_list("position", "pk", "quantity")
    coming = {pk: min(max(copies.get(position, 0), 0), most) for position, pk, most in lines}
    return return_worth(order=order, coming=coming, is_our_fault=reason in OUR_FAULT)


def _kept(
    lines: Sequence[OrderLine], gone: Mapping[int, int], uses: Sequence[PromotionUse]
) -> tuple[PricedBasket | None, Decimal]:
    kept = left_of_lines({line.pk: line.quantity for line in lines}, gone)
    if not kept:
        return None, ZERO
    saved = {(use.promotion_id, use.version): use.saving for use in uses}
    known = [one.promotion for one in all_promotions().all]
    book = Book(
        opened(one, saved[one.promotion_id, one.version]) for one in known if (one.promotion_id, one.version) in saved
    )
    bought = _bought(lines, kept)
    quotes = _with_bundles(with_tokens([one.quote for one in bought], book), book)
    if book.knows(WORD) and (owner := lines[0].member_id):
        items = bundle_items(member_id=owner, order_id=lines[0].order_id, at=uses[0].used_at)
        quotes = with_own_bundle(quotes, items)
    return kept_basket([Bought(quote, one.is_gift) for quote, one in zip(quotes, bought, strict=True)], book)


def _with_bundles(quotes: Sequence[Quote], book: Book) -> list[Quote]:
    """Have titles that were sold within a bundle known to promotions as the bundle was."""
    bundles = {bundle_id for quote in quotes if (bundle_id := bundle_of(quote.reason))}
    if not bundles:
        return list(quotes)
    tokens = tokens_of(bundles, with_suppliers=book.knows("supplier"))
    return [replace(quote, tokens=tokens.get(bundle_of(quote.reason), quote.tokens)) for quote in quotes]


def _bought(lines: Sequence[OrderLine], kept: Mapping[int, int]) -> list[Bought]:
    """Return the kept titles at what they cost before promotions; the lines of one title are one again."""
    found: dict[tuple[int, bool, int], tuple[OrderLine, Decimal, int, int]] = {}
    for line in lines:
        is_gift = line.price_reason.startswith(GIFT)
        key = (line.item_id, is_gift, bundle_of(line.price_reason))
        steps = sum((Decimal(step["saving"]) for step in line.price_steps), ZERO) if not is_gift else ZERO
        _first, base, all_copies, copies = found.get(key, (line, ZERO, 0, 0))
        found[key] = (
            line, base + line.net_amount + steps, all_copies + line.quantity, copies + kept.get(line.pk, 0)
        )  # fmt: skip
    return [
        Bought(_quote(line, cents(base / all_copies), copies), is_gift)
        for (_item, is_gift, _bundle), (line, base, all_copies, copies) in found.items()
        if copies
    ]


def _quote(line: OrderLine, base: Decimal, copies: int) -> Quote:
    rate = base / line.list_price if line.list_price else Decimal(1)
    return Quote(line.item_id, line.title, copies, line.list_price, rate, line.price_reason)


def _lost(uses: Sequence[PromotionUse], basket: PricedBasket | None) -> list[LostSaving]:
    is_zh = (get_language() or "").startswith("zh")
    now = {use.promotion_id: use.saving for use in basket.uses} if basket else {}
    return [
        LostSaving(
            use.promotion.name_zh if is_zh else use.promotion.name_en, use.saving, now.get(use.promotion_id, ZERO)
        )
        for use in uses
        if now.get(use.promotion_id, ZERO) < use.saving
    ]


def _given_before(order: Order, but: int) -> Decimal:
    """Return the net worth of what came back of an order before."""
    done = Return.objects.filter(order=order, state=Return.State.DONE).exclude(pk=but)
    by_line = ReturnLine.objects.filter(asked__in=done.filter(worth=None)).aggregate(
        sum=Sum(F("quantity") * F("line__net_price"))
    )["sum"]
    reckoned = done.aggregate(sum=Coalesce(Sum("worth"), ZERO))["sum"]
    return Decimal(by_line or ZERO) + Decimal(reckoned)


def come_back(order: Order, but: int = 0) -> dict[int, int]:
    """Return by line how many copies came back and were settled; `but` is a return that does not count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.line_id, sum(l.quantity)::int FROM orders_returnline l JOIN orders_return r ON r.id = l.asked_id"
            " WHERE r.order_id = %s AND r.state = 'done' AND r.id <> %s GROUP BY l.line_id",
            [order.pk, but],
        )
        return dict(cursor.fetchall())


def item_kinds(*, line_ids: Sequence[int]) -> Mapping[int, str]:
    """Return what kind of goods lines are about, by their ids, in one query."""
    return dict(OrderLine.objects.filter(pk__in=line_ids).order_by("pk").values_list("pk", "item__kind"))


@query("orders.view")
def left_out_of(*, number: str, actor: Actor) -> Mapping[int, str]:
    """Return by position the lines that have no seven days: `never`, or only unless they were `opened`."""
    lines = OrderLine.objects.filter(order__number=number).order_by("position")
    return {
        position: "opened" if kind in SEALED else "never"
        for position, kind in lines.values_list("position", "item__kind")
        if kind in SEALED | LEFT_OUT
    }
