"""The club's own classes, and the views of the list of titles that staff keep."""

from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.models import Filing
from shuyou.catalog.queries._rows import ids_by_code
from shuyou.catalog.rules.own_classes import moved_codes
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query

MOST_LINES: Final = 5_000
_CLASSES: Final = """
    SELECT c.id, c.code, c.name_zh, c.name_en,
           CASE WHEN %(counted)s THEN (SELECT count(*) FROM catalog_filing f WHERE f.own_class_id = c.id) ELSE 0 END
      FROM catalog_ownclass c ORDER BY string_to_array(c.code, '.')
"""
_VIEWS: Final = """
    SELECT v.id, v.name, v.query, v.owner_id = %(owner)s, u.full_name
      FROM catalog_titleview v JOIN kernel_user u ON u.id = v.owner_id
     WHERE v.owner_id = %(owner)s OR v.is_shared ORDER BY v.owner_id <> %(owner)s, v.name, v.id
"""


@dataclass(frozen=True, slots=True)
class OwnClassRow:
    """A class of the club's own tree, and how many titles stand in it, those of classes below it aside."""

    class_id: int
    code: str
    name_zh: str
    name_en: str
    titles: int

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        is_chinese = (get_language() or "").startswith("zh")
        return self.name_zh if is_chinese else self.name_en or self.name_zh

    @property
    def above(self) -> str:
        """The code of the class that it stands below; empty: it stands at the top."""
        return self.code.rpartition(".")[0]

    @property
    def depth(self) -> int:
        """How many classes it stands below."""
        return self.code.count(".")


@dataclass(frozen=True, slots=True)
class TitleViewRow:
    """A view of the list: one's own, or shared by a colleague."""

    view_id: int
    name: str
    query: str
    is_own: bool
    owner: str


def own_classes(*, is_counted: bool = False) -> list[OwnClassRow]:
    """Return the club's own tree, each class before those below it, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_CLASSES, {"counted": is_counted})
        return [OwnClassRow(*row) for row in cursor.fetchall()]


def own_class_move(*, class_id: int, code: str) -> list[tuple[OwnClassRow, str]]:
    """
    Return what would move with a class to another place, each with the code it would have there, in one query.

    :raises NotFound: there is no such class.
    :raises BookValueRefused: it cannot stand there.
    """
    rows = {row.code: row for row in own_classes(is_counted=True)}
    held = next((row for row in rows.values() if row.class_id == class_id), None)
    if held is None:
        raise NotFound(what=_("class"), key=class_id)
    return [(rows[was], new) for was, new in moved_codes(held.code, code, rows.keys()).items()]


def classes_of(*, item_id: int) -> frozenset[int]:
    """Return the ids of the club's own classes that a title stands in."""
    rows = Filing.objects.filter(item_id=item_id).order_by("own_class_id")
    return frozenset(rows.values_list("own_class_id", flat=True))


def titles_of_numbers(*, lines: str) -> tuple[list[int], list[str]]:
    """Return the titles behind numbers, one a line, and the lines that no title goes by."""
    found: list[int] = []
    unknown = []
    for line in list(dict.fromkeys(lines.split()))[:MOST_LINES]:
        ids = ids_by_code(line, 8)
        found += ids
        if not ids:
            unknown.append(line)
    return found, unknown


@query("catalog.view")
def title_views(*, actor: Actor) -> list[TitleViewRow]:
    """Return the views of a member of staff and those that colleagues share, own ones first, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_VIEWS, {"owner": int(actor.id) if actor.kind == "staff" else 0})
        return [TitleViewRow(*row) for row in cursor.fetchall()]
