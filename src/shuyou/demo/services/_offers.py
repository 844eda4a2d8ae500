"""What the sample club sells for less: a fortnight for VIP readers, and one that is over."""

from datetime import datetime, timedelta
from typing import Final

from shuyou.catalog import queries, services
from shuyou.catalog.queries import ItemRow, Sort, TitleFilter, TitleOrder
from shuyou.catalog.services import PriceListDraft
from shuyou.kernel.actor import Actor
from shuyou.kernel.listings import Place

FORTNIGHT: Final = timedelta(days=14)
TITLES: Final = 12
RATES: Final = ("75", "78", "80")


def lay_out_offers(*, at: datetime, actor: Actor) -> None:
    """Set up the offers of this fortnight and of the one before, for best sellers."""
    order = TitleOrder(by=Sort.SOLD)
    found = queries.list_titles(wanted=TitleFilter(kind=("book",)), order=order, place=Place(), actor=actor)
    best = found.rows[: 2 * TITLES]
    _offer("vip-fortnight", ("贵宾双周惠", "VIP fortnight"), best[:TITLES], at - timedelta(days=3), at, actor)
    _offer("vip-before", ("上期贵宾双周惠", "VIP fortnight before"), best[TITLES:], at - timedelta(days=17), at, actor)


def _offer(
    code: str, names: tuple[str, str], rows: tuple[ItemRow, ...], begin: datetime, at: datetime, actor: Actor
) -> None:
    draft = PriceListDraft(
        code=code, name_zh=names[0], name_en=names[1], audience=("vip",), starts_at=begin, ends_at=begin + FORTNIGHT
    )
    services.add_price_list(draft, actor=actor, at=at)
    rates = {row.item_id: RATES[place % len(RATES)] for place, row in enumerate(rows)}
    services.enter_prices(code=code, rates=rates, actor=actor, at=at)
