"""Copies that readers bring back go to the layers they were sold from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.usecase import step
from shuyou.supply.errors import ReturnedTooMany
from shuyou.supply.models import Movement
from shuyou.supply.services._carry_titles import carry_on, kin_of
from shuyou.supply.services._postings import put_into_layers, take_from_layers

_LOCK_SOLD: Final = """
    SELECT s.id FROM supply_shelf s WHERE s.id IN (
        SELECT l.shelf_id FROM supply_movement m JOIN supply_layer l ON l.id = m.layer_id
         WHERE m.source = %(source)s AND m.kind = 'ISSUE' AND m.item_id = ANY (%(items)s))
     ORDER BY s.id FOR NO KEY UPDATE
"""

# What a source sold of each layer and what came back of it so far, the newest layers first.
_SOLD: Final = """
    SELECT m.item_id, m.layer_id, m.quantity - coalesce((
               SELECT sum(b.quantity) FROM supply_movement b WHERE b.layer_id = m.layer_id AND b.kind = 'TAKEBACK'
                  AND starts_with(b.source, %(source)s || ':back:')), 0)::int
      FROM supply_movement m
     WHERE m.source = %(source)s AND m.kind = 'ISSUE' AND m.item_id = ANY (%(items)s)
     ORDER BY m.item_id, m.layer_id DESC
"""


@step
def take_back_copies(
    *, source: str, key: str, copies: Mapping[int, int], damaged: Mapping[int, int] | None = None, at: datetime
) -> None:
    """
    Put copies (by item id) that `source` sold back into their layers; damaged ones are written off at once.

    `key` names this return among those of the source; a repeat changes nothing. A title that was merged or parted
    since finds its copies where they were sold; they follow it as the others did.

    :raises ReturnedTooMany: fewer were sold, or they came back before.
    """
    back, kin = f"{source}:back:{key}", kin_of(copies)
    with connection.cursor() as cursor:
        values: dict[str, str | list[int]] = {"source": source, "items": sorted(frozenset[int]().union(*kin.values()))}
        cursor.execute(_LOCK_SOLD, values)
        if Movement.objects.filter(source=back, kind=Movement.Kind.TAKEBACK).exists():
            return
        cursor.execute(_SOLD, values)
        sold = cursor.fetchall()
    shares = _shared(sold, copies, kin)
    layers = dict[int, int]()
    for _item, layer_id, taken in shares:
        layers[layer_id] = layers.get(layer_id, 0) + taken
    put_into_layers(layers, kind=Movement.Kind.TAKEBACK, source=back, at=at)
    if damaged:
        spoilt = _shared(shares, damaged, {})
        take_from_layers(
            {layer: taken for _item, layer, taken in spoilt}, kind=Movement.Kind.DAMAGE, source=back, at=at
        )
    carry_on(sorted(layers), source=back, at=at)


def _shared(
    sold: Sequence[tuple[int, int, int]], copies: Mapping[int, int], kin: Mapping[int, frozenset[int]]
) -> list[tuple[int, int, int]]:
    """Return how many copies of each item each layer gets: those sold under its own name before those of its kin."""
    free = {(item_id, layer_id): left for item_id, layer_id, left in sold}
    shares = []
    for asked, wanted in copies.items():
        left = wanted
        for item_id, layer_id in sorted(free, key=lambda place: (place[0] != asked, -place[1])):
            if item_id != asked and item_id not in kin.get(asked, ()):
                continue
            if taken := min(left, free[item_id, layer_id]):
                shares.append((asked, layer_id, taken))
                free[item_id, layer_id] -= taken
                left -= taken
        if left > 0:
            raise ReturnedTooMany(item_id=asked, wanted=wanted, sold=wanted - left)
    return shares
