"""Taking a list of calls out of the house leaves a trace."""

from collections.abc import Iterable
from datetime import datetime

from shuyou.callcenter.events import CallsExported
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members


@use_case("callcenter.export")
def note_export(*, what: str, wanted: str, readers: Iterable[object] = (), actor: Actor, at: datetime) -> None:
    """
    Note who took a list of calls out of the house.

    :raises FileAboveLimits: more readers are named than the actor may take on their own word.
    """
    if readers:
        members.take_named_file(what=what, readers=readers, actor=actor, at=at)
    publish(CallsExported(what=what, wanted=wanted[:200]), actor=actor, at=at)
