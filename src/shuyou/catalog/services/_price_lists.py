"""Price lists and offers: made, changed, stopped, and the items that have rates of their own on them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.errors import (
    DaysOutOfOrder,
    PriceListBoundless,
    PriceListCodeRefused,
    PriceListNameMissing,
    PriceListTaken,
)
from shuyou.catalog.events import PriceListKept, PricesEntered
from shuyou.catalog.models import PriceList
from shuyou.catalog.rules.rates import rate_of
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
EARLIEST, LATEST = 1900, 9998
"""Years of offers: a moment that is none in every time zone could be written, and never read again."""
KINDS: Final = frozenset(PriceList.Kind.values) - {PriceList.Kind.TIER}


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListDraft:
    """A price list as typed. No rate: only items that are entered have one."""

    code: str
    name_zh: str
    name_en: str = ""
    kind: str = "offer"
    rate: str = ""
    store: str = ""
    channel: str = ""
    audience: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_active: bool = True


@use_case("catalog.price")
def add_price_list(draft: PriceListDraft, *, actor: Actor, at: datetime) -> str:
    """
    Make a price list of a store, a channel or an offer for a time, and return its code.

    :raises DomainError: for what cannot be kept.
    """
    code = unicodedata.normalize("NFKC", draft.code).strip().lower()
    if not _CODE.fullmatch(code):
        raise PriceListCodeRefused(value=draft.code)
    kept = _kept(draft)
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE catalog_pricelist IN SHARE ROW EXCLUSIVE MODE")  # lists are few and ranked
    if PriceList.objects.filter(code=code).exists():
        raise PriceListTaken(value=code)
    last = PriceList.objects.aggregate(rank=Max("rank"))["rank"] or 0
    kind = draft.kind if draft.kind in KINDS else PriceList.Kind.OFFER
    PriceList.objects.create(code=code, kind=kind, rank=last + 1, **kept)
    publish(PriceListKept(code=code, is_new=True), actor=actor, at=at)
    return code


@use_case("catalog.price")
def change_price_list(draft: PriceListDraft, *, actor: Actor, at: datetime) -> None:
    """
    Change a price list; that of a tier keeps its kind and holds always.

    :raises NotFound: there is none of this code.
    :raises DomainError: for what cannot be kept.
    """
    held = PriceList.objects.select_for_update(no_key=True).filter(code=draft.code).first()
    if held is None:
        raise NotFound(what=_("price list"), key=draft.code)
    kept = _kept(draft, is_tier=held.kind == PriceList.Kind.TIER)
    PriceList.objects.filter(pk=held.pk).update(**kept)
    publish(PriceListKept(code=held.code, is_new=False), actor=actor, at=at)


@use_case("catalog.price")
def enter_prices(*, code: str, rates: Mapping[int, str], actor: Actor, at: datetime) -> int:
    """
    Give items rates of their own on a list, as typed: a discount, or what it is to cost. Return how many changed.

    An empty text takes the item off the list. A price becomes the rate nearest to it.

    :raises NotFound: there is no such list.
    :raises RateNotReadable: one of them is no rate.
    """
    held = PriceList.objects.select_for_update(no_key=True).filter(code=code).first()
    if held is None:
        raise NotFound(what=_("price list"), key=code)
    prices = _list_prices(list(rates))
    typed = {item_id: text for item_id, text in rates.items() if item_id in prices}
    wanted = {item_id: rate_of(text, prices[item_id]) for item_id, text in typed.items() if text.strip()}
    removed = [item_id for item_id, text in typed.items() if not text.strip()]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM catalog_priceentry WHERE price_list_id = %s AND item_id = ANY (%s)", [held.pk, removed]
        )
        gone = cursor.rowcount
        cursor.execute(_ENTER, [held.pk, list(wanted), list(wanted.values())])
        entered = cursor.rowcount
    if entered or gone:
        publish(PricesEntered(code=code, entered=entered, removed=gone), actor=actor, at=at)
    return int(entered + gone)


_ENTER: Final = """
    INSERT INTO catalog_priceentry AS e (price_list_id, item_id, rate)
    SELECT %s, w.item_id, w.rate FROM unnest(%s::bigint[], %s::numeric[]) AS w (item_id, rate) ORDER BY w.item_id
        ON CONFLICT (item_id, price_list_id) DO UPDATE SET rate = excluded.rate WHERE e.rate <> excluded.rate
"""


def _kept(draft: PriceListDraft, *, is_tier: bool = False) -> dict[str, object]:
    name_zh = tidy(draft.name_zh)[:40]
    if not name_zh:
        raise PriceListNameMissing(value="")
    rate = rate_of(draft.rate) if draft.rate.strip() or is_tier else None
    kept: dict[str, object] = {"name_zh": name_zh, "name_en": tidy(draft.name_en)[:40] or name_zh, "rate": rate}
    if is_tier:
        return kept
    for field, label in (("starts_at", _("First day")), ("ends_at", _("Last day"))):
        moment = getattr(draft, field)
        if moment and not EARLIEST <= moment.year <= LATEST:
            raise InvalidValue(label=label, value=moment.date().isoformat(), field=field)
    if draft.kind == PriceList.Kind.OFFER and not (draft.starts_at and draft.ends_at):
        raise PriceListBoundless(value="")
    if draft.starts_at and draft.ends_at and draft.ends_at <= draft.starts_at:
        raise DaysOutOfOrder(value=draft.ends_at.date().isoformat(), field="ends_at")
    known = set(PriceList.objects.filter(kind=PriceList.Kind.TIER).values_list("code", flat=True))
    return kept | {
        "store": tidy(draft.store)[:20], "channel": tidy(draft.channel)[:12],
        "audience": sorted(known.intersection(draft.audience)), "starts_at": draft.starts_at,
        "ends_at": draft.ends_at, "is_active": draft.is_active,
    }  # fmt: skip


def _list_prices(item_ids: list[int]) -> Mapping[int, Decimal]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, list_price FROM catalog_item WHERE id = ANY (%s)", [item_ids])
        return dict(cursor.fetchall())
