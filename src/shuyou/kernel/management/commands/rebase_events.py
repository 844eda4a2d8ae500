"""After a restore into another cluster, transaction ids start again; the log's must not be ahead of them."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction


class Command(BaseCommand):
    help = "Make the event log readable after a restore into a new cluster. Run it before the worker starts."

    def handle(self, **_: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            # An event is undelivered to a subscriber if it lies behind its cursor; that must stay so in the new ids.
            cursor.execute(
                "UPDATE kernel_cursor c SET event_id = coalesce((SELECT max(e.id) FROM kernel_event e"
                " WHERE (e.xid, e.id) <= (c.xid, c.event_id)), 0), xid = '0'"
            )
            cursor.execute("UPDATE kernel_event SET xid = '0'")
            self.stdout.write(f"{cursor.rowcount} events rebased")
