"""Copies that go over the counter of a store: whoever holds one in the hand has proved that it was there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish, publish_many
from shuyou.kernel.usecase import step
from shuyou.supply.events import WantChanged
from shuyou.supply.models import Movement, Want
from shuyou.supply.services._counts import find_copies
from shuyou.supply.services._hold_wants import hold_for_readers
from shuyou.supply.services._postings import LOCK, take_copies
from shuyou.supply.services._reserve import release_copies

# What is free of each item in a place, as its layers and its shelf say it.
_FREE: Final = """
    SELECT n.item_id, coalesce(least(s.on_hand - s.reserved, (
               SELECT sum(l.on_hand - l.reserved) FROM supply_layer l
                WHERE l.shelf_id = s.id AND l.on_hand > 0)), 0)::int
      FROM unnest(%(items)s::bigint[]) AS n (item_id)
      LEFT JOIN supply_shelf s ON s.item_id = n.item_id AND s.warehouse_id = %(place)s
"""

# For whom copies are set aside in a place, who got them last first.
_SET_ASIDE: Final = """
    SELECT s.item_id, m.source, sum(m.quantity)::int
      FROM supply_shelf s JOIN supply_layer l ON l.shelf_id = s.id AND l.reserved > 0
      JOIN supply_movement m ON m.layer_id = l.id AND m.kind = 'RESERVE'
     WHERE s.warehouse_id = %(place)s AND s.item_id = ANY (%(items)s) AND NOT EXISTS (
           SELECT FROM supply_movement x
            WHERE x.source = m.source AND x.layer_id = m.layer_id AND x.kind IN ('RELEASE', 'ISSUE'))
     GROUP BY s.item_id, m.source ORDER BY s.item_id, max(m.id) DESC
"""
_WANT: Final = "want"


@dataclass(frozen=True, slots=True)
class SetAside:
    """Copies of an item that were set aside for somebody and went over the counter to somebody else."""

    item_id: int
    source: str
    copies: int


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What was odd about copies that went over the counter: those the books did not have, those of others."""

    missing: Mapping[int, int]
    of_others: tuple[SetAside, ...] = ()


@step
def hand_out_copies(*, wanted: Mapping[int, int], place_id: int, source: str, actor: Actor, at: datetime) -> HandedOut:
    """
    Issue copies (by item id) that a reader takes along, and return those the books did not have or had for others.

    A copy that was held for a reader's wish is gone: the wish that got its copies last waits for others. Orders that
    did not give theirs up before keep what is set aside for them, and are named. What the books had not at all is
    found first, on the terms of the last that came, and then issued, so that stock, costs and returns stay right.
    Shelves are locked in order of their ids.
    """
    if not wanted:
        return HandedOut({})
    hold_shelves(item_ids=wanted, place_id=place_id)
    short, of_others = short_of(wanted=wanted, place_id=place_id), list[SetAside]()
    if short:
        of_others = _take_back(short, place_id, actor, at)
        short = short_of(wanted=wanted, place_id=place_id)
        find_copies(short, warehouse_id=place_id, source=source, at=at)
    take_copies(wanted, warehouse_id=place_id, kind=Movement.Kind.ISSUE, source=source, at=at)
    if of_others:
        _hold_what_is_left(of_others, place_id, actor, at)
    return HandedOut(short, tuple(of_others))


@step
def hold_shelves(*, item_ids: Iterable[int], place_id: int) -> None:
    """Lock the shelves of items in a place, in order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [sorted(set(item_ids)), place_id])


def set_aside_there(*, wanted: Mapping[int, int], place_id: int) -> list[SetAside]:
    """Return for whom copies of those items are set aside of which too few are free, who got them last first."""
    short = short_of(wanted=wanted, place_id=place_id)
    return _set_aside(short, place_id) if short else []


def _set_aside(items: Iterable[int], place_id: int) -> list[SetAside]:
    with connection.cursor() as cursor:
        cursor.execute(_SET_ASIDE, {"items": sorted(items), "place": place_id})
        return [SetAside(*row) for row in cursor.fetchall()]


def _free(items: list[int], place_id: int) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_FREE, {"items": items, "place": place_id})
        return dict(cursor.fetchall())


def short_of(*, wanted: Mapping[int, int], place_id: int) -> Mapping[int, int]:
    """Return how many more copies are wanted than are free."""
    free = _free(sorted(wanted), place_id)
    return {item_id: copies - max(free[item_id], 0) for item_id, copies in wanted.items() if copies > free[item_id]}


def _take_back(short: Mapping[int, int], place_id: int, actor: Actor, at: datetime) -> list[SetAside]:
    """Let wishes wait again whose copies are the ones that are short, and return whose these were."""
    left, taken = dict(short), list[SetAside]()
    for one in _set_aside(short, place_id):
        if left[one.item_id] <= 0 or not _may_lose(one, actor, at):
            continue
        left[one.item_id] -= one.copies
        taken.append(one)
    return taken


def _may_lose(one: SetAside, actor: Actor, at: datetime) -> bool:
    """Let a wish wait for other copies; one that somebody has in hand in this moment keeps its own."""
    kind, number, *_ = one.source.split(":")
    if kind != _WANT:
        return True
    held = Want.objects.filter(number=number, state=Want.State.HELD)
    want = held.select_for_update(no_key=True, skip_locked=True).first()  # others lock the wish before the shelf
    if want is None:
        return False
    release_copies(source=one.source, at=at)
    want.state, want.purchase_line, want.holding = Want.State.FOUND, None, want.holding + 1
    want.arrived_at = want.told_at = want.held_until = None
    want.save(update_fields=["state", "purchase_line", "holding", "arrived_at", "told_at", "held_until"])
    publish(WantChanged(want_id=want.pk, member_id=want.member_id, state=want.state), actor=actor, at=at)
    return True


def _hold_what_is_left(of_others: list[SetAside], place_id: int, actor: Actor, at: datetime) -> None:
    """Hold what a wish gave back beyond what was short for those who wait."""
    free = _free(sorted({one.item_id for one in of_others}), place_id)
    if came := {item_id: copies for item_id, copies in free.items() if copies > 0}:
        publish_many(hold_for_readers(came, warehouse_id=place_id, at=at), actor=actor, at=at)
