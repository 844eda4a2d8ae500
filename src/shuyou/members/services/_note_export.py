"""Noting that members left the house as a file."""

from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.events import MembersExported
from shuyou.members.events.privacy import AccessLogExported


@use_case("members.search")
def note_export(*, wanted: str, actor: Actor, at: datetime) -> None:
    """Note who takes which members away; even with masked contacts a list of names is personal data."""
    publish(MembersExported(wanted=wanted[:200]), actor=actor, at=at)


@use_case("members.see_accesses")
def note_access_export(*, person_id: int, actor: Actor, at: datetime) -> None:
    """Note who takes the list of who saw whose data away; 0 means everybody's."""
    publish(AccessLogExported(person_id=person_id), actor=actor, at=at)
