"""What one copy of a title costs today by way of which channel, on the title's page."""

from collections.abc import Sequence
from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Panel, registry
from shuyou.orders import queries
from shuyou.orders.queries import ShownPrices


def _panel(item_id: int, actor: Actor, at: datetime) -> Sequence[ShownPrices] | None:
    return queries.shown_prices(item_id=item_id, at=at, actor=actor)


registry.offer(
    Panel(
        slot="title.main",
        key="prices-today",
        order=5,
        permission="orders.view",
        template="orders/panels/prices.html",
        load=_panel,
    )
)
