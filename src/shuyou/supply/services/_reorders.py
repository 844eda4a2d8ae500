"""What people say about reordering: copies that are to be there always, titles that are not reordered, occasions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.supply.errors import DaysWrong, NumberWrong, TitleUnknown, VatWrong
from shuyou.supply.events import ArticleSaved, OccasionSaved, ReorderSet
from shuyou.supply.models import Article, Occasion, OccasionItem, Warehouse
from shuyou.supply.rules import text_typed
from shuyou.supply.services._scope import require_place

MOST_KEPT = 9_999
LARGEST_FACTOR = 100
HIGHEST_VAT = 100

_SET = """
    INSERT INTO supply_reorder (warehouse_id, item_id, weekly, point, target, advised, facts, least, is_stopped)
    VALUES (%(place)s, %(item)s, 0, 0, 0, 0, '{}', %(least)s, %(is_stopped)s)
    ON CONFLICT (item_id, warehouse_id) DO UPDATE SET least = EXCLUDED.least, is_stopped = EXCLUDED.is_stopped
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDraft:
    """How an article is bought and taxed; the tax in percent, None: not said."""

    vat_percent: Decimal | None = None
    pack: int = 1
    least_order: int = 1
    is_advertised: bool = False
    is_exclusive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OccasionDraft:
    """Days on which titles sell so many times as much as usual."""

    name: str
    starts_on: date
    ends_on: date
    factor: Decimal
    codes: Sequence[str]
    """Numbers that the titles go by."""


@use_case("supply.buy")
def set_reorder(
    *, item_id: int, place_id: int, least: int | None, is_stopped: bool, actor: Actor, at: datetime
) -> None:
    """
    Say how many copies of a title are to be in a place always, or that it is not reordered there; the next plan obeys.

    :raises NotYourPlace: the actor belongs to other places.
    :raises NotFound: there is no such place.
    :raises TitleUnknown: the item is not in the catalog.
    :raises NumberWrong: so many copies cannot be.
    """
    if not Warehouse.objects.filter(pk=place_id).exists():
        raise NotFound(what=_("place"), key=place_id)
    require_place(place_id, actor=actor)
    if least is not None and not 0 <= least <= MOST_KEPT:
        raise NumberWrong(value=least, least=0, most=MOST_KEPT, field="least")
    if not catalog.item_rows(item_ids=[item_id]):
        raise TitleUnknown(value=item_id)
    with connection.cursor() as cursor:
        cursor.execute(_SET, {"place": place_id, "item": item_id, "least": least or None, "is_stopped": is_stopped})
    told = ReorderSet(item_id=item_id, warehouse_id=place_id, least=least, is_stopped=is_stopped)
    publish(told, actor=actor, at=at)


@use_case("supply.buy")
def save_article(draft: ArticleDraft, *, item_id: int, actor: Actor, at: datetime) -> None:
    """
    Say how an article is bought and taxed.

    :raises TitleUnknown: the item is not in the catalog.
    :raises NumberWrong: no pack holds so many, no order is so large.
    :raises VatWrong: no tax is so high.
    """
    if not catalog.item_rows(item_ids=[item_id]):
        raise TitleUnknown(value=item_id)
    for name in ("pack", "least_order"):
        copies = getattr(draft, name)
        if not 1 <= copies <= MOST_KEPT:
            raise NumberWrong(value=copies, least=1, most=MOST_KEPT, field=name)
    if draft.vat_percent is not None and not 0 <= draft.vat_percent < HIGHEST_VAT:
        raise VatWrong(value=draft.vat_percent)
    Article.objects.bulk_create(
        [
            Article(
                item_id=item_id, vat_rate=None if draft.vat_percent is None else draft.vat_percent / 100,
                pack=draft.pack, least_order=draft.least_order, is_advertised=draft.is_advertised,
                is_exclusive=draft.is_exclusive,
            )
        ],
        update_conflicts=True, unique_fields=["item"],
        update_fields=["vat_rate", "pack", "least_order", "is_advertised", "is_exclusive"],
    )  # fmt: skip
    publish(ArticleSaved(item_id=item_id), actor=actor, at=at)


@use_case("supply.buy")
def save_occasion(draft: OccasionDraft, *, actor: Actor, at: datetime, occasion_id: int | None = None) -> int:
    """
    Enter an occasion with its titles, or correct one, and return its id; the next plan orders for it.

    :raises NotFound: there is no such occasion.
    :raises DaysWrong: it ends before it starts.
    :raises NumberWrong: nothing sells so many times as much.
    :raises TitleUnknown: no title goes by one of the numbers.
    """
    if draft.ends_on < draft.starts_on:
        raise DaysWrong()
    if not 0 < draft.factor <= LARGEST_FACTOR:
        raise NumberWrong(value=draft.factor, least=0, most=LARGEST_FACTOR, field="factor")
    items = {_item(code) for code in draft.codes}
    occasion = Occasion.objects.select_for_update(no_key=True).filter(pk=occasion_id).first() if occasion_id else (
        Occasion(created_at=at)
    )  # fmt: skip
    if occasion is None:
        raise NotFound(what=_("occasion"), key=occasion_id)
    occasion.name = text_typed(draft.name, field="name", limit=80)
    occasion.starts_on, occasion.ends_on, occasion.factor = draft.starts_on, draft.ends_on, draft.factor
    occasion.save()
    OccasionItem.objects.filter(occasion=occasion).exclude(item_id__in=items).delete()
    OccasionItem.objects.bulk_create(
        [OccasionItem(occasion=occasion, item_id=item_id) for item_id in sorted(items)], ignore_conflicts=True
    )
    publish(OccasionSaved(occasion_id=occasion.pk, titles=len(items)), actor=actor, at=at)
    return occasion.pk


@use_case("supply.buy")
def remove_occasion(*, occasion_id: int, actor: Actor, at: datetime) -> None:
    """
    Take an occasion off.

    :raises NotFound: there is none.
    """
    if not Occasion.objects.filter(pk=occasion_id).delete()[0]:
        raise NotFound(what=_("occasion"), key=occasion_id)
    publish(OccasionSaved(occasion_id=occasion_id, titles=0), actor=actor, at=at)


def _item(code: str) -> int:
    rows = catalog.items_by_code(code=code)
    if not rows:
        raise TitleUnknown(value=code, field="codes")
    return rows[0].item_id
