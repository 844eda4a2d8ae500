"""One title in full, and the shelves of the shop."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.models import Contribution, Identifier, Item
from shuyou.catalog.queries._prices import ListedPrice, price_ladder
from shuyou.catalog.queries._search import ItemRow, item_rows
from shuyou.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Everything the catalog says of a title."""

    row: ItemRow
    category: str
    binding: str
    pages: int | None
    language: str
    blurb: str
    status_label: str
    is_price_synthetic: bool
    source: str
    contributors: tuple[tuple[str, str], ...]
    identifiers: tuple[tuple[str, str, bool], ...]
    ladder: tuple[ListedPrice, ...]


@dataclass(frozen=True, slots=True)
class CategoryShelf:
    """A category with its best sellers."""

    code: str
    name: str
    rows: tuple[ItemRow, ...]


def item_id_of(*, uid: UUID) -> int:
    """
    Return the id behind a uid.

    :raises NotFound: no item has it.
    """
    item_id = Item.objects.filter(uid=uid).values_list("pk", flat=True).first()
    if item_id is None:
        raise NotFound(what=_("title"), key=uid)
    return item_id


def item_page(*, item_id: int) -> ItemPage:
    """
    Return a title in full, in five queries.

    :raises NotFound: there is no such item.
    """
    item = Item.objects.select_related("category").filter(pk=item_id).first()
    if item is None:
        raise NotFound(what=_("title"), key=item_id)
    zh = (get_language() or "").startswith("zh")
    contributions = (
        Contribution.objects.filter(item_id=item_id).order_by("position", "pk").select_related("contributor")
    )
    identifiers = Identifier.objects.filter(item_id=item_id).order_by("kind", "pk")
    return ItemPage(
        row=item_rows(item_ids=[item_id])[0],
        category=(item.category.name_zh if zh else item.category.name_en) if item.category else "",
        binding=item.binding,
        pages=item.pages,
        language=item.language,
        blurb=item.blurb,
        status_label=str(Item.Status(item.status).label),
        is_price_synthetic=item.is_price_synthetic,
        source=item.source,
        contributors=tuple((c.contributor.name, str(Contribution.Role(c.role).label)) for c in contributions),
        identifiers=tuple((str(Identifier.Kind(n.kind).label), n.value, n.is_synthetic) for n in identifiers),
        ladder=tuple(price_ladder(item_ids=[item_id])[item_id]),
    )


def category_shelves(*, per_shelf: int = 7, limit: int = 6) -> list[CategoryShelf]:
    """Return the categories that sell best, each with its best sellers, in two queries."""
    name = "name_zh" if (get_language() or "").startswith("zh") else "name_en"
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH hot AS (SELECT i.id, i.category_id, s.rank, row_number() OVER (PARTITION BY i.category_id"  # noqa: S608 - one of two names
            " ORDER BY s.rank DESC, i.id DESC) AS place, sum(s.rank) OVER (PARTITION BY i.category_id) AS weight"
            " FROM catalog_titlesearch s JOIN catalog_item i ON i.id = s.item_id"
            " WHERE s.is_hot AND i.category_id IS NOT NULL)"
            f" SELECT c.code, c.{name}, array_agg(h.id ORDER BY h.place) FROM hot h"
            " JOIN catalog_category c ON c.id = h.category_id WHERE h.place <= %s"
            " GROUP BY c.id, h.weight ORDER BY h.weight DESC, c.id LIMIT %s",
            [per_shelf, limit],
        )
        shelves = cursor.fetchall()
    rows = {row.item_id: row for row in item_rows(item_ids=[i for _, _, ids in shelves for i in ids])}
    return [CategoryShelf(code, label, tuple(rows[i] for i in ids)) for code, label, ids in shelves]
