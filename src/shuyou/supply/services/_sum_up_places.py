"""What stands in each place all in all."""

from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.supply.events import PlacesSummedUp

_SUM: Final = """
    INSERT INTO supply_placefigures (warehouse_id, titles, copies, reserved, list_value, cost_value, summed_at)
    SELECT w.id, count(*) FILTER (WHERE s.on_hand > 0), coalesce(sum(s.on_hand), 0), coalesce(sum(s.reserved), 0),
           coalesce(sum(s.on_hand * i.list_price), 0), coalesce(round(sum(s.on_hand * s.average_cost), 2), 0), %(at)s
      FROM supply_warehouse w LEFT JOIN supply_shelf s ON s.warehouse_id = w.id AND s.on_hand > 0
      LEFT JOIN catalog_item i ON i.id = s.item_id
     GROUP BY w.id
    ON CONFLICT (warehouse_id) DO UPDATE SET titles = EXCLUDED.titles, copies = EXCLUDED.copies,
        reserved = EXCLUDED.reserved, list_value = EXCLUDED.list_value, cost_value = EXCLUDED.cost_value,
        summed_at = EXCLUDED.summed_at
"""


@use_case("supply.sum_up")
def sum_up_places(*, actor: Actor, at: datetime) -> int:
    """Sum up what stands in each place, in one statement; return how many places there are."""
    with connection.cursor() as cursor:
        cursor.execute(_SUM, {"at": at})
        places = int(cursor.rowcount)
    publish(PlacesSummedUp(places=places), actor=actor, at=at)
    return places
