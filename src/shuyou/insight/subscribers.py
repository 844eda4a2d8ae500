"""What insight does about events: facts about whom something happened are worked out anew; who is erased leaves."""

from collections.abc import Sequence
from datetime import datetime

from shuyou.insight import services
from shuyou.insight.events import FillingAsked
from shuyou.insight.tasks import defer_filling, defer_refreshing
from shuyou.kernel.events import Delivered, subscribe, subscribe_batch
from shuyou.members.events import ConsentRecorded, MemberEdited, MemberRegistered
from shuyou.members.events.merging import MembersMerged, MergeUndone
from shuyou.members.events.privacy import PersonErased, PersonReleased, PersonRestricted
from shuyou.orders.events import OrderCancelled, OrderChanged, OrderPaid, OrderPlaced, ReturnChanged
from shuyou.orders.events.till import SaleMade

type About = (
    OrderPlaced | OrderPaid | OrderCancelled | OrderChanged | ReturnChanged | SaleMade | MemberRegistered | MemberEdited
)


@subscribe_batch(
    OrderPlaced, OrderPaid, OrderCancelled, OrderChanged, ReturnChanged, SaleMade, MemberRegistered, MemberEdited
)
def note_members(batch: Sequence[Delivered[About]]) -> None:
    """Have the facts of everybody worked out anew about whom something happened."""
    members = [told.event.member_id for told in batch if told.event.member_id is not None]
    if members and services.note_members(members, at=batch[-1].at):
        defer_refreshing()


@subscribe(MembersMerged, MergeUndone)
def note_merged(event: MembersMerged | MergeUndone, at: datetime) -> None:
    """Have the facts of both worked out anew: what they bought has gone from one to the other."""
    if services.note_members([event.member_id, event.absorbed_id], at=at):
        defer_refreshing()


@subscribe(ConsentRecorded)
def leave_out_unwilling(event: ConsentRecorded, at: datetime) -> None:
    """Show the value of nobody who said no to being profiled; a yes counts from the next night on."""
    if event.purpose == "profiling" and not event.is_granted:
        services.leave_out(member_id=event.member_id, at=at)


@subscribe(FillingAsked)
def fill_since_asked(event: FillingAsked, at: datetime) -> None:
    """Have the lake filled since somebody asked for it."""
    defer_filling(kind=event.kind)


@subscribe(PersonRestricted)
def rest(event: PersonRestricted, at: datetime) -> None:
    """Show nobody any more what was worked out about somebody who asked that their data rest, and fill the lake."""
    services.forget_value(member_id=event.person_id)
    defer_filling()


@subscribe(PersonReleased)
def return_to_lake(event: PersonReleased, at: datetime) -> None:
    """Have the lake filled soon, so that whoever released their data is in it again."""
    defer_filling()


@subscribe(PersonErased)
def leave_lake(event: PersonErased, at: datetime) -> None:
    """Have the lake filled soon, so that whoever was erased leaves it."""
    if services.note_members([event.person_id], at=at):
        defer_filling()
