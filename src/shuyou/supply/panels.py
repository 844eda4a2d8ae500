"""What supply shows on pages that show many packages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Column, Panel, registry
from shuyou.supply import queries
from shuyou.supply.queries import LayerRow, MovementRow, StockRow


@dataclass(frozen=True, slots=True)
class StockPanel:
    """Copies of a title, in layers with their terms."""

    stock: StockRow | None
    layers: tuple[LayerRow, ...]
    may_receive: bool


def _stock(item_id: int, actor: Actor, at: datetime) -> StockPanel:
    shelf = queries.stock(item_ids=[item_id]).get(item_id)
    return StockPanel(shelf, tuple(queries.layers(item_id=item_id)), actor.may("supply.receive"))


def _movements(item_id: int, actor: Actor, at: datetime) -> tuple[MovementRow, ...] | None:
    return tuple(queries.movements(item_id=item_id)) or None


def _free(item_ids: Sequence[int], actor: Actor) -> Mapping[int, str]:
    return {item_id: str(copies) for item_id, copies in queries.free_copies(item_ids=item_ids).items()}


registry.offer(
    Panel(
        slot="title.main",
        key="stock",
        order=10,
        permission="supply.view",
        template="supply/panels/stock.html",
        load=_stock,
    ),
    Panel(
        slot="title.main",
        key="movements",
        order=20,
        permission="supply.view",
        template="supply/panels/movements.html",
        load=_movements,
    ),
    Column(slot="titles", key="free", label=_("Free now"), order=10, permission="supply.view", load=_free),
)
