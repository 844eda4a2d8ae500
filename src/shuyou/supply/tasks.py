"""What supply has done by itself: ledgers checked at night, places summed up every few minutes."""

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app
from shuyou.kernel.ledgers import check_by_sql
from shuyou.supply import services

_SIGNS = {
    "on_hand": (
        "CASE WHEN kind IN ('RECEIVE', 'ARRIVE', 'GAIN', 'TAKEBACK') THEN quantity"
        " WHEN kind IN ('ISSUE', 'SEND', 'LOSS', 'RETURN', 'DAMAGE') THEN -quantity ELSE 0 END"
    ),
    "reserved": (
        "CASE WHEN kind = 'RESERVE' THEN quantity WHEN kind IN ('RELEASE', 'ISSUE') THEN -quantity ELSE 0 END"
    ),
}

for _column, _sign in _SIGNS.items():
    check_by_sql(
        f"layers {_column}",
        f"SELECT l.id, l.{_column}, coalesce(m.copies, 0) FROM supply_layer l LEFT JOIN"  # noqa: S608 - constants
        f" (SELECT layer_id, sum({_sign}) AS copies FROM supply_movement GROUP BY layer_id) m ON m.layer_id = l.id"
        f" WHERE l.{_column} <> coalesce(m.copies, 0) ORDER BY l.id",
    )
    check_by_sql(
        f"shelves {_column}",
        f"SELECT s.id, s.{_column}, coalesce(l.copies, 0) FROM supply_shelf s LEFT JOIN"  # noqa: S608 - constants
        f" (SELECT shelf_id, sum({_column}) AS copies FROM supply_layer GROUP BY shelf_id) l ON l.shelf_id = s.id"
        f" WHERE s.{_column} <> coalesce(l.copies, 0) ORDER BY s.id",
    )


@app.periodic(cron="*/5 * * * *")
@app.task(queue="maintenance", queueing_lock="sum_up_places")
def sum_up_places(timestamp: int) -> int:
    """Sum up what stands in each place; return how many places there are."""
    return services.sum_up_places(actor=Actor.job("sum_up_places"), at=clock.now())
