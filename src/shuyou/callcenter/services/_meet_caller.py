"""Who calls: found by the number they call from, with what routing should know of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from shuyou.callcenter.events import CallerMet
from shuyou.callcenter.models import Call, Line, MenuVersion
from shuyou.callcenter.rules.center import Answer
from shuyou.callcenter.rules.worth import Caller, bonus_of
from shuyou.callcenter.services._mood import mood_of_call
from shuyou.callcenter.services._numbers import typed_number
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members import queries as members
from shuyou.members.queries import MemberRow

RECENT: Final = timedelta(days=14)
"""An agent who spoke with a caller no longer ago is asked first."""
TRIED: Final = timedelta(hours=1)
"""A caller who hung up waiting no longer ago goes forward a little."""
MAIN: Final = "main"
"""The menu of numbers that have none of their own."""


@use_case("callcenter.run_switch")
def meet_caller(*, call_key: str, number: str, called: str, actor: Actor, at: datetime) -> Answer:
    """Find out who calls, write it down, and return the menu they come to and what routing should know."""
    call = Call.objects.select_for_update(no_key=True).filter(key=call_key).first()
    version = _version(called)
    graph: Mapping[str, object] = version.graph if version else {}
    if call is None:
        return Answer(graph=graph)
    digits = typed_number(number)
    found = members.members_reached_by(channel="sms", address=digits) if digits else []
    call.menu_version = version
    if len(found) == 1:
        call.member_id, call.known = found[0].member_id, Call.Known.NUMBER
    elif found:
        call.known = Call.Known.SEVERAL
    call.save(update_fields=["menu_version", "member", "known"])
    publish(CallerMet(call_id=call.pk, member_id=call.member_id or 0, known=call.known), actor=actor, at=at)
    rows = members.member_rows(member_ids=[one.member_id for one in found])
    return answer_about(call, rows, graph, at=at)


def answer_about(call: Call, rows: list[MemberRow], graph: Mapping[str, object], *, at: datetime) -> Answer:
    """
    Return what routing should know of a caller, whoever of the members they are.

    Who is upset does not come to whom they spoke with last for that alone.
    """
    best = max(rows, key=lambda row: row.style, default=None)
    first = min((row.joined_on for row in rows), default=None)
    caller = Caller(
        style=best.style if best else 0,
        years=(club_day(at) - first).days / 365 if first else 0.0,
        has_tried=_has_tried(call, at),
    )
    bonus, why = bonus_of(caller)
    mood = mood_of_call(call, at=at)
    wanted = tuple(one for one in _wanted(call, at) if not (mood.is_upset and one[1] == "last"))
    values = {"member": str(call.member_id or ""), "known": call.known, "senior": "1" if caller.is_senior else ""}
    return Answer(
        is_found=bool(rows), values=values, bonus=bonus, why=(*mood.why, *why), wanted=wanted, soothing=mood.soothing,
        graph=graph,
    )  # fmt: skip


def _version(called: str) -> MenuVersion | None:
    line = Line.objects.filter(number=called).first()
    published = MenuVersion.objects.filter(state=MenuVersion.State.PUBLISHED)
    return (published.filter(menu=line.menu_id) if line else published.filter(menu__code=MAIN)).first()


def _has_tried(call: Call, at: datetime) -> bool:
    if not call.sealed:
        return False
    earlier = Call.objects.filter(sealed=call.sealed, started_at__gte=at - TRIED, cause="abandoned")
    return earlier.exclude(pk=call.pk).exists()


def _wanted(call: Call, at: datetime) -> tuple[tuple[int, str], ...]:
    """Return the agents whom a caller belongs to: who looks after them, then who spoke with them last."""
    wanted: dict[int, str] = {}
    if call.member_id:
        helper = members.helper_of(member_id=call.member_id, actor=Actor.job("switch"))
        if helper:
            wanted[helper[0]] = "owner"
    of_caller = {"member_id": call.member_id} if call.member_id else {"sealed": call.sealed}
    if call.member_id or call.sealed:
        spoke = Call.objects.filter(**of_caller, answered_at__gte=at - RECENT, agent__isnull=False)
        last = spoke.exclude(pk=call.pk).order_by("-started_at").values_list("agent", flat=True).first()
        if last:
            wanted.setdefault(last, "last")
    return tuple(wanted.items())
