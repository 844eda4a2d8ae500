"""A list leaves the house as a file."""

from collections.abc import Iterable
from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members
from shuyou.supply.events import StockExported


@use_case("supply.export")
def note_export(*, what: str, wanted: str, readers: Iterable[object] = (), actor: Actor, at: datetime) -> None:
    """
    Note who took which list as a file.

    :raises FileAboveLimits: more readers are named than the actor may take on their own word.
    """
    if readers:
        members.take_named_file(what=what, readers=readers, actor=actor, at=at)
    publish(StockExported(what=what, wanted=wanted[:400]), actor=actor, at=at)
