"""What the process that holds a switch has to know: queues, seats, orders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from shuyou.callcenter.models import Agent, AgentSkill, MenuVersion, Queue, RecordedPrompt, Site, SwitchOrder
from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.center import Answer, Order, SeatState
from shuyou.callcenter.rules.live import Seat
from shuyou.callcenter.rules.routing import QueueTerms
from shuyou.callcenter.services._numbers import unsealed_number
from shuyou.callcenter.services._telephones import unsealed_secret
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query

STALE: Final = timedelta(seconds=30)
"""An order that is older is not done any more: whoever gave it has gone on."""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site as its switch's process knows it."""

    site_id: int
    code: str
    adapter: str


@query("callcenter.run_switch")
def site_row(*, code: str, actor: Actor) -> SiteRow | None:
    """Return a site that is in use, by its code."""
    row = Site.objects.filter(code=code, is_active=True).values_list("pk", "code", "adapter").first()
    return SiteRow(*row) if row else None


@query("callcenter.run_switch")
def queue_terms(*, actor: Actor) -> list[QueueTerms]:
    """Return what holds for the queues in use, in one query."""
    rows = Queue.objects.filter(is_active=True).select_related("skill", "overflow").order_by("order", "pk")
    return [
        QueueTerms(
            code=row.code, skill=row.skill.code, priority=row.priority, owner_wait=row.owner_wait,
            strategy=row.strategy, ring_for=row.ring_for, wrap_for=row.wrap_for,
            overflow=row.overflow.code if row.overflow else "", overflow_after=row.overflow_after,
            is_recorded=row.is_recorded, survey_share=row.survey_share,
        )
        for row in rows
    ]  # fmt: skip


@query("callcenter.run_switch")
def menu_in_use(*, code: str, actor: Actor) -> Answer:
    """Return an answer with the graph of a menu that is in use; an empty one: there is none."""
    rows = MenuVersion.objects.filter(menu__code=code, state=MenuVersion.State.PUBLISHED)
    return Answer(graph=rows.values_list("graph", flat=True).first() or {})


@query("callcenter.run_switch")
def seats(*, site_id: int, actor: Actor) -> list[Seat]:
    """Return the seats of a site with their skills, in two queries."""
    skills: dict[int, dict[str, int]] = {}
    for agent_id, code, level in AgentSkill.objects.filter(agent__site=site_id).values_list(
        "agent_id", "skill__code", "level"
    ):
        skills.setdefault(agent_id, {})[code] = level
    return [
        Seat(
            agent=row.pk, endpoint=row.extension, skills=skills.get(row.pk, {}), languages=frozenset(row.languages),
            state=SeatState(row.state) if row.state in ("ready", "paused") else SeatState.OUT, reason=row.reason,
        )
        for row in Agent.objects.filter(site=site_id, is_active=True).order_by("pk")
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TelephoneRow:
    """An agent's telephone as a switch has to know it."""

    endpoint: str
    secret: str = field(repr=False)
    kind: str


@query("callcenter.run_switch")
def telephones(*, site_id: int, actor: Actor) -> list[TelephoneRow]:
    """Return the telephones of a site; one without a secret can prove nothing, and is known all the same."""
    rows = Agent.objects.filter(site=site_id, is_active=True).order_by("pk").values_list("extension", "secret", "phone")
    return [TelephoneRow(endpoint, unsealed_secret(sealed), kind) for endpoint, sealed, kind in rows]


@query("callcenter.run_switch")
def recorded_sound(*, digest: str, actor: Actor) -> bytes | None:
    """Return what somebody recorded for some words, as A-law; None: nothing."""
    sound = RecordedPrompt.objects.filter(digest=digest).values_list("sound", flat=True).first()
    return None if sound is None else bytes(sound)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order with its place in the order of orders."""

    order_id: int
    order: Order | None
    """None: it is too old."""


@query("callcenter.run_switch")
def orders_after(*, site_id: int, order_id: int, at: datetime, actor: Actor) -> list[OrderRow]:
    """Return what was asked of a switch behind an order, oldest first."""
    rows = SwitchOrder.objects.filter(site=site_id, pk__gt=order_id).order_by("pk")
    return [OrderRow(row.pk, _order(row) if row.asked_at > at - STALE else None) for row in rows[:200]]


@query("callcenter.run_switch")
def last_order(*, site_id: int, actor: Actor) -> int:
    """Return the place of the latest order of a site."""
    return SwitchOrder.objects.filter(site=site_id).order_by("-pk").values_list("pk", flat=True).first() or 0


@query("callcenter.run_switch")
def numbers_to_play(*, limit: int, actor: Actor) -> list[str]:
    """Return telephone numbers of some members, for virtual callers who are to be known."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT digits FROM members_phone TABLESAMPLE BERNOULLI (20) LIMIT %s", [limit])
        return [digits for (digits,) in cursor.fetchall()]


def _order(row: SwitchOrder) -> Order | None:
    agent, facts = row.agent_id, row.facts
    plain: Mapping[str, type[Order]] = {
        "ready": center.BeReady, "sign_out": center.SignOut, "pick_up": center.PickUp, "turn_down": center.TurnDown,
        "put_down": center.PutDown, "hold": center.Hold, "take_back": center.TakeBack, "wrapped": center.Wrapped,
        "more_time": center.MoreTime, "together": center.BringTogether, "hand_over": center.HandOver,
        "let_go": center.LetGo, "park": center.Park,
    }  # fmt: skip
    if row.verb in plain:
        return plain[row.verb](agent=agent)
    match row.verb:
        case "pause":
            return center.Pause(agent=agent, reason=str(facts.get("reason", "")))
        case "mute" | "unmute":
            return center.Mute(agent=agent, is_muted=row.verb == "mute")
        case "consult":
            return center.Consult(agent=agent, to_agent=int(facts["to_agent"]))
        case "fetch":
            return center.Fetch(agent=agent, call=str(facts["call"]))
        case "listen" | "whisper" | "barge":
            return center.Listen(agent=agent, call=str(facts["call"]), mode=row.verb)
        case "pass_on":
            return center.PassOn(agent=agent, queue=str(facts["queue"]), to_agent=int(facts["to_agent"]))
        case "call_out":
            number = unsealed_number(str(facts.get("number", "")))
            return center.CallOut(agent=agent, call=str(facts["call"]), number=number, queue=str(facts["queue"]))
    return None
