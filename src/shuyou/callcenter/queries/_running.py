"""What the process that holds a switch has to know: queues, seats, orders."""

from dataclasses import dataclass, field

from django.db import connection

from shuyou.callcenter.models import Agent, AgentSkill, MenuVersion, Queue, Site
from shuyou.callcenter.queries._prompts import sound_of
from shuyou.callcenter.rules.center import Answer, SeatState
from shuyou.callcenter.rules.live import Seat
from shuyou.callcenter.rules.routing import QueueTerms
from shuyou.callcenter.services._telephones import unsealed_secret
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query


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
    """Return what holds for the queues in use, those for some members last, in one query."""
    rows = Queue.objects.filter(is_active=True).select_related("skill", "overflow")
    return [
        QueueTerms(
            code=row.code, skill=row.skill.code, priority=row.priority, owner_wait=row.owner_wait,
            strategy=row.strategy, ring_for=row.ring_for, wrap_for=row.wrap_for,
            overflow=row.overflow.code if row.overflow else "", overflow_after=row.overflow_after,
            is_recorded=row.is_recorded, survey_share=row.survey_share,
        )
        for row in rows.order_by("is_for_seniors", "order", "pk")
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
    return sound_of(digest)


@query("callcenter.run_switch")
def numbers_to_play(*, limit: int, actor: Actor) -> list[str]:
    """Return telephone numbers of some members, for virtual callers who are to be known."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT digits FROM members_phone TABLESAMPLE BERNOULLI (20) LIMIT %s", [limit])
        return [digits for (digits,) in cursor.fetchall()]
