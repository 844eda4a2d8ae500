"""After a restore into another cluster, transaction ids start again; the log's must not be ahead of them."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

_PARK = """
    INSERT INTO kernel_parked_event (subscriber, event_id, attempts, error, first_failed_at, retry_at)
    SELECT c.subscriber, e.id, 0, 'rebased', e.at, e.at
      FROM kernel_cursor c JOIN kernel_event e ON (e.xid, e.id) > (c.xid, c.event_id) AND e.name = ANY (c.names)
     WHERE e.id < (SELECT max(d.id) FROM kernel_event d WHERE (d.xid, d.id) <= (c.xid, c.event_id))
"""


class Command(BaseCommand):
    help = "Make the event log readable after a restore into a new cluster. Run it before the worker starts."

    def handle(self, **_: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            # Ids alone will say what a cursor has passed. An event with a smaller id that committed later, and is yet
            # to be delivered, would be taken for delivered: it is parked, to be handed over from there.
            cursor.execute(_PARK)
            cursor.execute(
                "UPDATE kernel_cursor c SET event_id = coalesce((SELECT max(e.id) FROM kernel_event e"
                " WHERE (e.xid, e.id) <= (c.xid, c.event_id)), 0), xid = '0'"
            )
            cursor.execute("UPDATE kernel_event SET xid = '0'")
            self.stdout.write(f"{cursor.rowcount} events rebased")
