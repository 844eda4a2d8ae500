"""Prices of others are noted, baskets kept, and measured each night."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import batched
from pathlib import Path
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import DomainError
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors import PromotionCodeRefused, UnknownTitle
from shuyou.orders.errors.market import BasketEmpty, PriceListUnknown, RivalPriceRefused
from shuyou.orders.events.market import BasketKept, BasketsMeasured, RivalPricesNoted
from shuyou.orders.imports.rival_prices import price_rows
from shuyou.orders.models import BasketDay, BasketTitle, PriceBasket, RivalPrice
from shuyou.orders.rules import basket_code, compare

FRESH: Final = timedelta(days=90)
"""An older price of somebody else counts no more."""
MOST_TITLES: Final = 500
MOST_FAULTS: Final = 50
HIGHEST: Final = Decimal(1_000_000)
BATCH: Final = 1000
"""Lines of a file whose titles are looked for together."""

_LOWEST: Final = """
    SELECT p.item_id, min(p.price) FROM (
        SELECT DISTINCT ON (r.item_id, r.rival) r.item_id, r.price FROM orders_rivalprice r
         WHERE r.item_id = ANY (%(items)s) AND r.seen_on BETWEEN %(since)s AND %(until)s
         ORDER BY r.item_id, r.rival, r.seen_on DESC) p GROUP BY p.item_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketDraft:
    """A basket as typed: titles by their numbers."""

    code: str
    name: str
    price_list: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalDraft:
    """A price somebody else asks, as typed; without a day it is today's."""

    isbn: str
    rival: str
    price: str
    seen_on: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of a file that was left out, and why."""

    line: int
    why: DomainError


@dataclass(frozen=True, slots=True)
class Noted:
    """What a file brought: so many prices, and the first lines that were left out."""

    prices: int
    left_out: int
    faults: Sequence[Fault]


@use_case("orders.compare_prices")
def keep_basket(draft: BasketDraft, *, actor: Actor, at: datetime) -> str:
    """
    Add a basket of titles, or change the one of this code, and return the code; its past days stay.

    :raises PromotionCodeRefused: the code cannot stand in an address; PriceListUnknown: no tier buys by that list.
    :raises BasketEmpty: no title goes by any of the numbers.
    """
    code = basket_code(draft.code)
    if not code:
        raise PromotionCodeRefused(value=draft.code)
    if draft.price_list not in {listed.code for listed in catalog.price_lists() if listed.kind == "tier"}:
        raise PriceListUnknown(value=draft.price_list)
    found = {number: catalog.items_by_code(code=number) for number in draft.titles[:MOST_TITLES]}
    known = dict.fromkeys(rows[0].item_id for rows in found.values() if len(rows) == 1)
    if not known:
        raise BasketEmpty(value=", ".join(draft.titles[:5]))
    kept = {"name": tidy(draft.name)[:60] or code, "price_list": draft.price_list, "made_at": at}
    basket, _is_new = PriceBasket.objects.update_or_create(code=code, defaults=kept)
    BasketTitle.objects.filter(basket=basket).exclude(item_id__in=known).delete()
    BasketTitle.objects.bulk_create(
        [BasketTitle(basket=basket, item_id=item_id) for item_id in known], ignore_conflicts=True
    )
    events.publish(BasketKept(basket_id=basket.pk, titles=len(known)), actor=actor, at=at)
    return code


@use_case("orders.compare_prices")
def note_rival_prices(drafts: Sequence[RivalDraft], *, actor: Actor, at: datetime) -> Noted:
    """Note prices of others; those that cannot be read are left out, with why. The same day again corrects it."""
    return _note(((line, draft) for line, draft in enumerate(drafts, 1)), actor, at)


@use_case("orders.compare_prices")
def note_rival_file(path: Path, *, actor: Actor, at: datetime) -> Noted:
    """
    Note the prices that stand in a table; lines that cannot be read are left out, with why.

    :raises FileRefused: it is no table, too large, or lacks a column.
    """
    rows = (
        (row.line, row.problem or RivalDraft(**{name: (row.record or {}).get(name, "") for name in _FIELDS}))
        for row in price_rows(path)
    )
    return _note(rows, actor, at)


_FIELDS: Final = ("isbn", "rival", "price", "seen_on")


@use_case("orders.compare_prices")
def measure_baskets(*, actor: Actor, at: datetime) -> int:
    """Work out where each basket stands today, once a day (again corrects it); return how many could be compared."""
    day, measured = club_day(at), 0
    for basket in PriceBasket.objects.order_by("pk"):
        weights = dict(BasketTitle.objects.filter(basket=basket).order_by("item_id").values_list("item_id", "weight"))
        prices = catalog.prices(item_ids=weights, price_list=basket.price_list, at=at)
        ours = {item_id: price.list_price * price.rate for item_id, price in prices.items()}
        stands = compare(weights, ours, lowest_prices(weights, day))
        if stands is None:
            continue
        told = {"ours": stands.ours, "theirs": stands.theirs, "compared": stands.titles, "dearer": stands.dearer}
        BasketDay.objects.update_or_create(basket=basket, day=day, defaults=told)
        measured += 1
    events.publish(BasketsMeasured(day=day.isoformat(), baskets=measured), actor=actor, at=at)
    return measured


def lowest_prices(item_ids: Iterable[int], day: date) -> Mapping[int, Decimal]:
    """Return the lowest fresh price of others for each title, each of them by the latest, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_LOWEST, {"items": list(item_ids), "since": day - FRESH, "until": day})
        return dict(cursor.fetchall())


def _note(rows: Iterable[tuple[int, RivalDraft | DomainError]], actor: Actor, at: datetime) -> Noted:
    noted, faults, left_out = {}, list[Fault](), 0
    for some in batched(rows, BATCH):
        codes = {draft.isbn.strip() for _line, draft in some if isinstance(draft, RivalDraft)} - {""}
        items = catalog.items_of_codes(codes=codes)
        for line, draft in some:
            try:
                if isinstance(draft, DomainError):
                    raise draft
                price = _price(draft, items, actor, at)
            except DomainError as why:
                left_out += 1
                faults += [Fault(line, why)] if len(faults) < MOST_FAULTS else []
                continue
            noted[price.item_id, price.rival, price.seen_on] = price
    RivalPrice.objects.bulk_create(
        noted.values(), update_conflicts=True, unique_fields=["item", "rival", "seen_on"],
        update_fields=["price", "noted_by", "noted_at"], batch_size=1000,
    )  # fmt: skip
    events.publish(RivalPricesNoted(prices=len(noted)), actor=actor, at=at)
    return Noted(len(noted), left_out, faults)


def _price(draft: RivalDraft, items: Mapping[str, frozenset[int]], actor: Actor, at: datetime) -> RivalPrice:
    found = items.get(draft.isbn.strip(), frozenset())
    if len(found) != 1:
        raise UnknownTitle(value=draft.isbn[:40])
    rival = tidy(draft.rival)[:40]
    if not rival:
        raise RivalPriceRefused(value=draft.rival[:40], what=_("who asks it"))
    plain = unicodedata.normalize("NFKC", draft.price).strip().lstrip("¥").replace(",", "")
    try:
        price = Decimal(plain[:12]).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise RivalPriceRefused(value=draft.price[:40], what=_("a price")) from error
    if not (price.is_finite() and 0 < price < HIGHEST):
        raise RivalPriceRefused(value=draft.price[:40], what=_("a price"))
    return RivalPrice(
        item_id=next(iter(found)), rival=rival, price=price, seen_on=_day(draft.seen_on, club_day(at)),
        noted_by=actor.signature, noted_at=at,
    )  # fmt: skip


def _day(typed: str, today: date) -> date:
    if not typed.strip():
        return today
    try:
        day = date.fromisoformat(typed.strip().replace("/", "-").replace(".", "-")[:10])
    except ValueError as error:
        raise RivalPriceRefused(value=typed[:40], what=_("a day")) from error
    if not today - timedelta(days=3650) <= day <= today:
        raise RivalPriceRefused(value=typed[:40], what=_("a day"))
    return day
