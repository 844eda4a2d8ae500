"""What any reader may know of copies: the stores that there are, which of them have a title, and where it stands."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from shuyou.kernel.statements import ask, planned
from shuyou.supply.queries._places import place_name
from shuyou.supply.queries._stock import FREE, MAIN

_COPIES: Final = """
    SELECT s.item_id, w.code, w.name_zh, w.name_en, w.kind, s.on_hand - s.reserved, s.position,
           coalesce(p.name, '')
      FROM supply_shelf s JOIN supply_warehouse w ON w.id = s.warehouse_id
      LEFT JOIN supply_position p ON p.warehouse_id = w.id AND p.code = s.position
     WHERE s.item_id = ANY (%(items)s) AND w.is_active AND s.on_hand > s.reserved ORDER BY s.item_id, w.code
"""
_FREE_AND_THERE: Final = f"""
    SELECT f.free, c.* FROM ({FREE}) AS f (item_id, free) LEFT JOIN ({_COPIES}) AS c ON true ORDER BY c.code
"""  # noqa: S608 - statements that are written here


@dataclass(frozen=True, slots=True)
class StoreRow:
    """A place that readers may come to."""

    code: str
    name: str
    region: str


@dataclass(frozen=True, slots=True)
class CopiesThere:
    """Free copies of a title in a place, and where they stand."""

    code: str
    place: str
    is_store: bool
    free: int
    position: str
    position_name: str


def stores() -> list[StoreRow]:
    """Return the stores that are open, in one query; a club without any has its warehouses instead."""
    with planned() as cursor:
        cursor.execute(
            "SELECT code, name_zh, name_en, region FROM supply_warehouse w WHERE is_active AND (kind = 'store'"
            " OR NOT EXISTS (SELECT FROM supply_warehouse s WHERE s.is_active AND s.kind = 'store'))"
            " ORDER BY region, code"
        )
        return [StoreRow(code, place_name(zh=zh, en=en), region) for code, zh, en, region in cursor.fetchall()]


def copies_there(*, item_ids: Iterable[int]) -> Mapping[int, list[CopiesThere]]:
    """Return the places that have free copies of each title, by item id, in one query; others are missing."""
    return ask_copies(item_ids=item_ids)()


def ask_copies(*, item_ids: Iterable[int]) -> Callable[[], Mapping[int, list[CopiesThere]]]:
    """Ask for what `copies_there` returns, and return what reads it."""

    def read(rows: Iterable[tuple[int, str, str, str, str, int, str, str]]) -> Mapping[int, list[CopiesThere]]:
        names, found = dict[str, str](), dict[int, list[CopiesThere]]()
        for item_id, code, zh, en, kind, free, position, position_name in rows:
            name = names.get(code) or names.setdefault(code, place_name(zh=zh, en=en))
            there = CopiesThere(code, name, kind == "store", free, position, position_name)
            found.setdefault(item_id, []).append(there)
        return found

    return ask(_COPIES, {"items": list(item_ids)}, read)


def copies_of(*, item_id: int) -> tuple[int, list[CopiesThere]]:
    """Return how many copies of a title can be sent, and the places that have free ones, in one query."""
    with planned() as cursor:
        cursor.execute(_FREE_AND_THERE, {"items": [item_id], "warehouse": MAIN})
        rows = cursor.fetchall()
    return (rows[0][0] if rows else 0), [_copies_there(*place) for _free, _item, *place in rows if place[0]]


def _copies_there(code: str, zh: str, en: str, kind: str, free: int, position: str, position_name: str) -> CopiesThere:
    return CopiesThere(code, place_name(zh=zh, en=en), kind == "store", free, position, position_name)
