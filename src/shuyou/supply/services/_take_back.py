"""Copies that readers bring back go to the layers they were sold from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.usecase import step
from shuyou.supply.errors import ReturnedTooMany
from shuyou.supply.models import Movement
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

    `key` names this return among those of the source; a repeat changes nothing.

    :raises ReturnedTooMany: fewer were sold, or they came back before.
    """
    back = f"{source}:back:{key}"
    with connection.cursor() as cursor:
        values: dict[str, str | list[int]] = {"source": source, "items": sorted(copies)}
        cursor.execute(_LOCK_SOLD, values)
        if Movement.objects.filter(source=back, kind=Movement.Kind.TAKEBACK).exists():
            return
        cursor.execute(_SOLD, values)
        sold = cursor.fetchall()
    layers = _shared(sold, copies)
    put_into_layers(layers, kind=Movement.Kind.TAKEBACK, source=back, at=at)
    if damaged:
        gone = [(item_id, layer_id, layers[layer_id]) for item_id, layer_id, _ in sold if layer_id in layers]
        take_from_layers(_shared(gone, damaged), kind=Movement.Kind.DAMAGE, source=back, at=at)


def _shared(sold: list[tuple[int, int, int]], copies: Mapping[int, int]) -> dict[int, int]:
    """Return how many copies each layer gets."""
    left, layers = dict(copies), dict[int, int]()
    for item_id, layer_id, free in sold:
        if taken := min(left.get(item_id, 0), free):
            layers[layer_id] = taken
            left[item_id] -= taken
    for item_id, missing in left.items():
        if missing > 0:
            raise ReturnedTooMany(item_id=item_id, wanted=copies[item_id], sold=copies[item_id] - missing)
    return layers
