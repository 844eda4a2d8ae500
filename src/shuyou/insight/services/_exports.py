"""Noting who took values of readers out of the house."""

from collections.abc import Iterable
from datetime import datetime

from shuyou.insight.events import ValuesExported
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members


@use_case("insight.export_values")
def note_value_export(*, wanted: str, readers: Iterable[object] = (), actor: Actor, at: datetime) -> None:
    """
    Note that somebody took figures or a list of readers by value out of the house as a file.

    :raises FileAboveLimits: more readers are named than the actor may take on their own word.
    """
    if readers:
        members.take_named_file(what="values", readers=readers, actor=actor, at=at)
    publish(ValuesExported(wanted=wanted[:200]), actor=actor, at=at)
