"""Titles with everything that files tell of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query

_BOOKS = """
    SELECT i.uid, i.source_key, i.kind, i.title, i.subtitle, coalesce(p.name, ''), coalesce(s.name, ''), i.volume,
           i.published, i.edition, i.printing, i.book_format, i.binding, i.pages, i.cip, i.language,
           coalesce(c.name_zh, ''), i.audience,
           coalesce(nullif(concat_ws('-', i.grade_from, nullif(i.grade_to, i.grade_from)), ''), ''), i.school_subject,
           i.model, i.size, i.weight, i.status, i.blurb, i.blurb_en, i.list_price, i.is_price_synthetic,
           (SELECT json_agg(json_build_array(k.name, b.role) ORDER BY b.position, b.id) FROM catalog_contribution b
              JOIN catalog_contributor k ON k.id = b.contributor_id WHERE b.item_id = i.id),
           (SELECT json_agg(json_build_array(n.kind, n.value, n.is_synthetic) ORDER BY n.id)
              FROM catalog_identifier n WHERE n.item_id = i.id),
           (SELECT json_agg(json_build_array(t.scheme, t.code, t.heading) ORDER BY t.id)
              FROM catalog_subject t WHERE t.item_id = i.id),
           ARRAY(SELECT o.code FROM catalog_filing f JOIN catalog_ownclass o ON o.id = f.own_class_id
                  WHERE f.item_id = i.id ORDER BY o.code)
      FROM catalog_item i LEFT JOIN catalog_publisher p ON p.id = i.publisher_id
      LEFT JOIN catalog_series s ON s.id = i.series_id LEFT JOIN catalog_category c ON c.id = i.category_id
     WHERE i.id = ANY (%(ids)s) ORDER BY array_position(%(ids)s::bigint[], i.id)
"""


@dataclass(frozen=True, slots=True)
class ExportNumber:
    """A number of a title."""

    kind: str
    value: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class ExportBook:
    """A title as files tell it."""

    uid: UUID
    source_key: str
    kind: str
    title: str
    subtitle: str
    publisher: str
    series: str
    volume: str
    published: str
    edition: str
    printing: str
    book_format: str
    binding: str
    pages: int | None
    cip: str
    language: str
    shelf: str
    audience: str
    grades: str
    school_subject: str
    model: str
    size: str
    weight: int | None
    status: str
    blurb: str
    blurb_en: str
    list_price: Decimal
    is_price_synthetic: bool
    people: tuple[tuple[str, str], ...]
    numbers: tuple[ExportNumber, ...]
    topics: tuple[tuple[str, str, str], ...]
    own_classes: tuple[str, ...]
    """Codes of the club's own classes that it stands in."""

    def people_of(self, role: str) -> str:
        """Return who did something, as one line."""
        return "、".join(name for name, did in self.people if did == role)

    def codes_of(self, scheme: str) -> str:
        """Return the codes of a scheme, as one line."""
        return ";".join(code for of, code, _heading in self.topics if of == scheme)


@query("catalog.export")
def export_books(*, item_ids: Sequence[int], actor: Actor) -> list[ExportBook]:
    """Return titles by id in the order given, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_BOOKS, {"ids": list(item_ids)})
        return [
            ExportBook(
                *[
                    *row[:-4],
                    tuple((name, role) for name, role in _list(row[-4])),
                    tuple(ExportNumber(kind, value, bool(made_up)) for kind, value, made_up in _list(row[-3])),
                    tuple((scheme, code, heading) for scheme, code, heading in _list(row[-2])),
                    tuple(row[-1]),
                ]
            )
            for row in cursor.fetchall()
        ]


def _list(told: object) -> list[list[str]]:
    found: list[list[str]] = (json.loads(told) if isinstance(told, str) else told) or []  # type: ignore[assignment]
    return found
