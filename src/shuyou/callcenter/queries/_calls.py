"""Calls: the list, one with all its steps, a member's, those of a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.models import Call, CallStep, Queue, WrapCode
from shuyou.callcenter.queries._names import MODES, STEPS, cause_words, named, why_words
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.paging import PAGE, Page, Place, behind, within
from shuyou.kernel.usecase import query


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls the list shows; empty: all."""

    direction: str = ""
    queue: str = ""
    code: str = ""
    result: str = ""
    """`answered`, `abandoned`, `message`, `alive` or `waiting_back`."""
    member: str = ""
    agent: str = ""
    from_day: date | None = None
    to_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """A call as lists show it."""

    call_id: int
    uid: UUID
    direction: str
    direction_label: str
    stage: str
    stage_label: str
    shown: str
    member_number: str
    member_name: str
    known: str
    known_label: str
    queue: str
    agent: str
    started_at: datetime
    waited: int | None
    talked: int | None
    cause: str
    code: str
    outcome_label: str
    note: str
    has_message: bool
    is_wrapped: bool

    @property
    def who(self) -> str:
        """The member's name, or the number as far as it may be seen."""
        return self.member_name or self.shown

    @property
    def result(self) -> str:
        """What came of it, in words."""
        if self.stage != Call.Stage.OVER:
            return self.stage_label
        if self.talked is not None:
            return str(_("answered"))
        return str(_("left a message")) if self.has_message else cause_words(self.cause)

    @property
    def tone(self) -> str:
        """The tone of what came of it."""
        if self.stage != Call.Stage.OVER:
            return "info"
        if self.talked is not None:
            return "good"
        return "bad" if self.cause in ("abandoned", "switch_lost") else ""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a call, and how many seconds after its beginning."""

    label: str
    at: datetime
    after: float
    text: str


@dataclass(frozen=True, slots=True)
class OfferRow:
    """At whom it rang, and what came of it."""

    agent: str
    offered_at: datetime
    was_taken: bool
    cause: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallDetail:
    """A call with all there is to know of it."""

    row: CallRow
    member_id: int
    agent_id: int
    why: tuple[str, ...]
    called: str
    keys: str
    path: tuple[str, ...]
    next_step: str
    outcome: str
    was_upset: bool
    code: str
    steps: tuple[StepRow, ...]
    offers: tuple[OfferRow, ...]


@query("callcenter.view")
def list_calls(*, wanted: CallFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[CallRow]:
    """Return calls that pass the filter, page by page."""
    rows = shown_calls()
    if wanted.direction:
        rows = rows.filter(direction=wanted.direction)
    if wanted.queue:
        rows = rows.filter(queue__code=wanted.queue)
    if wanted.code:
        rows = rows.filter(wrap_code__code=wanted.code)
    if wanted.member:
        rows = rows.filter(member__number=wanted.member.strip().upper())
    if wanted.agent.isdecimal():
        rows = rows.filter(agent=int(wanted.agent[:15]))
    rows = within(rows, "started_at", wanted.from_day, wanted.to_day)
    found, next_after = behind(_with_result(rows, wanted.result), place, limit=limit)
    return Page(tuple(call_row(one) for one in found), next_after)


def _with_result(rows: QuerySet[Call], result: str) -> QuerySet[Call]:
    match result:
        case "answered":
            return rows.filter(answered_at__isnull=False)
        case "abandoned":
            return rows.filter(cause="abandoned")
        case "message":
            return rows.filter(has_message=True)
        case "alive":
            return rows.exclude(stage=Call.Stage.OVER)
        case "waiting_back":
            return rows.filter(direction=Call.Direction.BACK).exclude(stage=Call.Stage.OVER)
    return rows


@query("callcenter.view")
def call_detail(*, uid: UUID, actor: Actor) -> CallDetail:
    """
    Return a call with its steps and at whom it rang, in three queries.

    :raises NotFound: there is no such call.
    """
    one = shown_calls().filter(uid=uid).first()
    if one is None:
        raise NotFound(what=_("call"), key=uid)
    steps = CallStep.objects.filter(call=one).exclude(kind="agent").order_by("at", "pk")
    offers = one.offers.select_related("agent__user").order_by("pk")
    return CallDetail(
        row=call_row(one), member_id=one.member_id or 0, agent_id=one.agent_id or 0, why=why_words(one.why),
        called=one.called, keys=one.keys, path=tuple(one.path), next_step=one.next_step, outcome=one.outcome,
        was_upset=one.was_upset,
        code=one.wrap_code.code if one.wrap_code else "", steps=tuple(_step(step, one.started_at) for step in steps),
        offers=tuple(
            OfferRow(
                offer.agent.user.full_name, offer.offered_at, offer.answered_at is not None,
                "" if offer.answered_at else cause_words(offer.cause), why_words(offer.reasons),
            )
            for offer in offers
        ),
    )  # fmt: skip


@query("callcenter.view")
def member_calls(*, member_id: int, before: datetime, limit: int, actor: Actor) -> list[CallRow]:
    """Return a member's calls that began before a moment, newest first, in one query (index `calls_of_member`)."""
    rows = shown_calls().filter(member_id=member_id, started_at__lt=before)
    return [call_row(one) for one in rows.order_by("-started_at", "-pk")[:limit]]


@query("callcenter.view")
def calls_to_return(*, limit: int, actor: Actor) -> tuple[list[CallRow], int]:
    """Return who still waits to be called back, the first to come first, and how many they are."""
    rows = shown_calls().filter(direction=Call.Direction.BACK).exclude(stage=Call.Stage.OVER)
    return [call_row(one) for one in rows.order_by("started_at", "pk")[:limit]], rows.count()


@query("callcenter.view")
def queue_choices(*, actor: Actor) -> list[tuple[str, str]]:
    """Return the queues in use with their names."""
    rows = Queue.objects.filter(is_active=True).order_by("order", "pk").values_list("code", "name_zh", "name_en")
    return [(code, named(zh, en)) for code, zh, en in rows]


@query("callcenter.view")
def code_choices(*, actor: Actor) -> list[tuple[str, str]]:
    """Return what calls can be about."""
    rows = WrapCode.objects.filter(is_active=True).order_by("order", "pk").values_list("code", "name_zh", "name_en")
    return [(code, named(zh, en)) for code, zh, en in rows]


def shown_calls() -> QuerySet[Call]:
    """Return calls with all that lists show of them."""
    return Call.objects.select_related("member__person", "queue", "agent__user", "wrap_code")


def call_row(one: Call) -> CallRow:
    """Return a call as lists show it."""
    waiting_since = one.queued_at or one.started_at
    taken = one.answered_at or one.ended_at
    return CallRow(
        call_id=one.pk, uid=one.uid, direction=one.direction, direction_label=one.get_direction_display(),
        stage=one.stage, stage_label=one.get_stage_display(), shown=one.shown,
        member_number=one.member.number if one.member else "",
        member_name=one.member.person.name if one.member else "", known=one.known, known_label=one.get_known_display(),
        queue=named(one.queue.name_zh, one.queue.name_en) if one.queue else "",
        agent=one.agent.user.full_name if one.agent else "", started_at=one.started_at,
        waited=_seconds(waiting_since, taken) if one.queued_at else None,
        talked=_seconds(one.answered_at, one.ended_at), cause=one.cause,
        code=named(one.wrap_code.name_zh, one.wrap_code.name_en) if one.wrap_code else "",
        outcome_label=one.get_outcome_display() if one.outcome else "", note=one.note, has_message=one.has_message,
        is_wrapped=one.wrapped_at is not None,
    )  # fmt: skip


def _seconds(since: datetime | None, until: datetime | None) -> int | None:
    return max(0, int((until - since).total_seconds())) if since and until else None


def _step(step: CallStep, began: datetime) -> StepRow:
    return StepRow(
        str(STEPS.get(step.kind, step.kind)), step.at, (step.at - began).total_seconds(), _said(step.kind, step.facts)
    )


def _said(kind: str, facts: Mapping[str, object]) -> str:
    """Return what a step's facts say beside its name."""
    match kind:
        case "pressed" | "said":
            return str(facts.get("digit") or facts.get("word") or "")
        case "queued":
            return str(facts.get("queue", ""))
        case "offered":
            reasons = facts.get("reasons")
            return " · ".join(why_words(reasons)) if isinstance(reasons, list) else ""
        case "offer_ended" | "back_later" | "ended":
            return cause_words(str(facts.get("cause", "")))
        case "listened":
            return str(MODES.get(str(facts.get("mode", "")), ""))
        case "surveyed":
            return str(facts.get("score", ""))
    return ""
