"""Noting that members left the house as a file."""

from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.events import MembersExported


@use_case("members.search")
def note_export(*, wanted: str, actor: Actor, at: datetime) -> None:
    """Note who takes which members away; even with masked contacts a list of names is personal data."""
    publish(MembersExported(wanted=wanted[:200]), actor=actor, at=at)
