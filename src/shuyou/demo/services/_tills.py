"""Tills of the sample club: two stores with quick items, a drawer of yesterday with its Z report, one that is open."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from shuyou.demo.rules.staff import STAFF
from shuyou.kernel.actor import STAFF as STAFF_KIND
from shuyou.kernel.actor import Actor
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.orders.queries.till import drawer_sums, tills
from shuyou.orders.services import ReturnDraft
from shuyou.orders.services import till as services
from shuyou.orders.services.till import (
    Buying,
    Known,
    SaleDraft,
    SaleLine,
    Sold,
    Tender,
    TillDraft,
    TillExchangeDraft,
)
from shuyou.supply import queries as supply
from shuyou.supply.queries import Place, ShelfFilter, ShelfRow

TILLS: Final = (("hubin", "h1", "一号台"), ("hubin", "h2", "二号台"), ("yanchi", "y1", "一号台"))
FLOAT: Final = Decimal(300)
QUICK: Final = 6
WAYS: Final = ("cash", "wechat", "alipay", "card")


def lay_out_tills(*, at: datetime, actor: Actor) -> None:
    """Set up tills and sell at two of them; nothing is sold where a store has no books."""
    places = {place.code: place.place_id for place in supply.places(actor=actor)}
    for store, code, name in TILLS:
        draft = TillDraft(
            code=code, name=name, store_id=places[store], most_off=Decimal("0.10"), most_differing=Decimal(20)
        )
        services.keep_till(draft, actor=actor, at=at)
    for store, till, role in (("hubin", "h1", Role.SHOP_CLERK), ("yanchi", "y1", Role.SERVICE_AGENT)):
        goods = _goods(places[store], actor)
        clerk = _clerk(role)
        if len(goods) < QUICK or clerk is None:
            continue
        services.set_quick_items(places[store], [(row.item.item_id, "") for row in goods[:QUICK]], actor=actor, at=at)
        yesterday = at - timedelta(days=1)
        _sell(store, till, goods, clerk, yesterday)
        _close(till, clerk, yesterday + timedelta(hours=1))
        sold = _sell(store, till, goods[1:], clerk, at - timedelta(hours=1))
        if clerk.may("orders.exchange"):
            _exchange(store, till, sold, goods, clerk, at - timedelta(minutes=20))


def _goods(place_id: int, actor: Actor) -> Sequence[ShelfRow]:
    wanted = ShelfFilter(place_id=place_id, stocked="some")
    page = supply.stock_list(wanted=wanted, place=Place(by="copies"), actor=actor, limit=2 * QUICK)
    return [row for row in page.rows if row.free > 0]


def _clerk(role: Role) -> Actor | None:
    username = next(one.username for one in STAFF if one.role == role)
    person = User.objects.filter(username=username).first()
    return Actor(STAFF_KIND, str(person.pk), "till", person.role_set) if person else None


def _sell(store: str, till: str, goods: Sequence[ShelfRow], clerk: Actor, at: datetime) -> Sold:
    """Open a drawer and sell a title by each tender, the last alone and dearer than it is; return the first sale."""
    services.open_drawer(till, opening=FLOAT, actor=clerk, at=at)
    made = list[Sold]()
    for turn, (row, way) in enumerate(zip(goods, WAYS, strict=False)):
        moment = at + timedelta(minutes=7 * turn)
        line = SaleLine(item_id=row.item.item_id, quantity=1)
        price = services.price_at_till(
            (line,), Buying(store=store, most_off=Decimal(0)), actor=clerk, at=moment
        ).priced.total
        is_alone = turn == len(WAYS) - 1
        if is_alone:
            price = row.item.list_price + 1
            line = replace(line, known=Known(price, price))
        given = price if way != "cash" else (price // 50 + 1) * 50
        draft = SaleDraft(
            till=till, request_key=uuid5(NAMESPACE_URL, f"{till}:{moment.isoformat()}"), lines=(line,),
            tenders=(Tender(way, given, "" if way == "cash" else f"4200{till}{moment:%m%d%H%M}"),),
            sold_at=moment if is_alone else None, slip=f"{till}-{turn + 1:05d}",
        )  # fmt: skip
        made.append(services.sell_at_till(draft, actor=clerk, at=moment))
    return made[0]


def _exchange(store: str, till: str, sold: Sold, goods: Sequence[ShelfRow], clerk: Actor, at: datetime) -> None:
    """Have a guest bring back what they bought in cash and take something of at least its worth, if there is such."""
    dear = max(goods, key=lambda row: row.item.list_price)
    line, buying = SaleLine(item_id=dear.item.item_id, quantity=1), Buying(store=store, most_off=Decimal(0))
    rest = services.price_at_till((line,), buying, actor=clerk, at=at).priced.total - sold.total
    if rest < 0:
        return
    draft = TillExchangeDraft(
        till=till, back=ReturnDraft(number=sold.number, copies={1: 1}, reason="faulty"),
        lines=(line,),
        tenders=(Tender("cash", rest),) if rest else (),
        request_key=uuid5(NAMESPACE_URL, f"exchange {sold.number}"),
    )  # fmt: skip
    services.exchange_at_till(draft, actor=clerk, at=at)


def _close(till: str, clerk: Actor, at: datetime) -> None:
    """Count the drawer to the cent, as far as there are notes and coins for it."""
    session = next(row.session_id for row in tills(actor=clerk) if row.code == till)
    assert session is not None
    left = drawer_sums(session_id=session).expected
    pieces = {}
    for kind in services.PIECES:
        pieces[kind], left = int(left // Decimal(kind)), left % Decimal(kind)
    counted = services.count_drawer(till, pieces=pieces, actor=clerk, at=at)
    if counted.difference:
        services.settle_drawer(counted.session_id, reason="change", actor=clerk, at=at)
