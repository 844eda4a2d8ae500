"""What waits for hands in the places somebody works in."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.supply.queries._places import places_of

# By the indexes of papers by state: few are open at once, however many there were.
_WAITING: Final = """
    SELECT 'due', count(*)::int FROM supply_purchaseorder
     WHERE state IN ('sent', 'part') AND expected_on <= %(on)s AND (%(own)s::bigint[] IS NULL
           OR warehouse_id = ANY (%(own)s))
    UNION ALL SELECT 'checking', count(*)::int FROM supply_receipt
     WHERE state = 'open' AND (%(own)s::bigint[] IS NULL OR warehouse_id = ANY (%(own)s))
    UNION ALL SELECT 'coming', count(*)::int FROM supply_transfer
     WHERE state = 'sent' AND (%(own)s::bigint[] IS NULL OR target_id = ANY (%(own)s))
    UNION ALL SELECT 'leaving', count(*)::int FROM supply_transfer
     WHERE state = 'draft' AND (%(own)s::bigint[] IS NULL OR origin_id = ANY (%(own)s))
    UNION ALL SELECT 'counting', count(*)::int FROM supply_count
     WHERE state = 'open' AND (%(own)s::bigint[] IS NULL OR warehouse_id = ANY (%(own)s))
    UNION ALL SELECT 'counted', count(*)::int FROM supply_count
     WHERE state = 'counted' AND (%(own)s::bigint[] IS NULL OR warehouse_id = ANY (%(own)s))
    UNION ALL SELECT 'returning', count(*)::int FROM supply_supplierreturn
     WHERE state = 'agreed' AND (%(own)s::bigint[] IS NULL OR warehouse_id = ANY (%(own)s))
"""


@query("supply.view")
def papers_waiting(*, on: date, actor: Actor) -> Mapping[str, int]:
    """Return how many papers of each kind wait in the places somebody works in, in two queries."""
    own = places_of(actor=actor)
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"on": on, "own": None if own is None else sorted(own)})
        return {kind: count for kind, count in cursor.fetchall() if count}
