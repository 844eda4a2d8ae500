"""A list leaves the house as a file."""

from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.supply.events import StockExported


@use_case("supply.export")
def note_export(*, what: str, wanted: str, actor: Actor, at: datetime) -> None:
    """Note who took which list as a file."""
    publish(StockExported(what=what, wanted=wanted[:400]), actor=actor, at=at)
