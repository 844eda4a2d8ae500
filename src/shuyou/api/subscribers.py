"""What the API does about events: programs that asked for them are told."""

from collections.abc import Sequence

from shuyou.api import tasks
from shuyou.api.rules import PUBLIC
from shuyou.api.services import note_deliveries
from shuyou.catalog import events as of_titles
from shuyou.kernel.events import Delivered, Event, subscribe_batch
from shuyou.members import events as of_members
from shuyou.orders import events as of_orders
from shuyou.orders.events import exchanges as of_exchanges
from shuyou.orders.events import till as of_tills
from shuyou.payments import events as of_payments
from shuyou.supply import events as of_stock

TOLD = tuple(
    kind
    for package in (of_orders, of_tills, of_exchanges, of_payments, of_members, of_titles, of_stock)
    for kind in vars(package).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event and kind.name in PUBLIC
)
"""The events of all packages that programs may ask for."""


@subscribe_batch(*TOLD)
def tell_programs(batch: Sequence[Delivered[Event]]) -> None:
    """Write down what each address is told, and have it sent."""
    if note_deliveries(batch):
        tasks.defer_sending()
