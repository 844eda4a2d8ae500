"""What the exchange tells, written down: each fact once, with its event; what was told together in one transaction."""

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from shuyou.callcenter.events import AgentMoved, CallEnded, CallMoved, CallOpened
from shuyou.callcenter.models import Agent, Call, Queue, Spell
from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.routing import Reason
from shuyou.callcenter.services._file_recording import brought_in
from shuyou.callcenter.services._note_call import change_call, close_call, moment
from shuyou.callcenter.services._numbers import sealed_number, shown_number, typed_number
from shuyou.callcenter.services._offers import Offers
from shuyou.kernel import live
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import Event, publish_dated
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import use_case

FLOOR = "floor"
"""The topic of pages that show the whole floor."""
_STEPS: Final = """
    INSERT INTO callcenter_callstep (switch, epoch, seq, call_id, kind, at, facts)
    SELECT switch, epoch, seq, call_id, kind, at, facts FROM jsonb_to_recordset(%s::jsonb)
           AS s (switch text, epoch bigint, seq bigint, call_id bigint, kind text, at timestamptz, facts jsonb)
        ON CONFLICT (switch, epoch, seq) DO NOTHING RETURNING switch, epoch, seq
"""
_OF_CALL: Final = {
    "id": "bigint", "stage": "text", "queue_id": "bigint", "agent_id": "bigint", "path": "text[]", "keys": "text",
    "why": "jsonb", "bonus": "smallint", "queued_at": "timestamptz", "offered_at": "timestamptz",
    "answered_at": "timestamptz", "ended_at": "timestamptz", "cause": "text", "ended_by": "text", "is_held": "boolean",
    "is_muted": "boolean", "helper_id": "bigint", "helper_stage": "text", "is_machine": "boolean",
    "has_message": "boolean", "score": "smallint",
}  # fmt: skip
"""What facts may change of a call, with the kind of each column."""
_OF_AGENT: Final = {
    "user_id": "bigint", "state": "text", "reason": "text", "since": "timestamptz", "until": "timestamptz",
    "call_id": "bigint",
}  # fmt: skip
_OF_SPELL: Final = {
    "agent_id": "bigint", "state": "text", "reason": "text", "since": "timestamptz", "until": "timestamptz"
}  # fmt: skip


_ROWS: Final = "jsonb_to_recordset(%s::jsonb) AS s ({})"


def _rows(columns: Mapping[str, str]) -> str:
    return _ROWS.format(", ".join(f"{name} {kind}" for name, kind in columns.items()))


def _update(table: str, columns: Mapping[str, str]) -> str:
    key, *names = columns
    assigned = ", ".join(f"{name} = s.{name}" for name in names)
    return " ".join(("UPDATE", table, "AS t SET", assigned, "FROM", _rows(columns), f"WHERE t.{key} = s.{key}"))


_CALLS: Final = _update("callcenter_call", _OF_CALL)
_AGENTS: Final = _update("callcenter_agent", _OF_AGENT)
_LEFT: Final = """
    UPDATE callcenter_spell AS t SET until = s.since FROM unnest(%s::bigint[], %s::timestamptz[]) AS s (agent, since)
     WHERE t.agent_id = s.agent AND t.until IS NULL
"""
_SPELLS: Final = " ".join(
    ("INSERT INTO callcenter_spell (", ", ".join(_OF_SPELL), ") SELECT", ", ".join(_OF_SPELL), "FROM", _rows(_OF_SPELL))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKey:
    """By what a fact is known again when it is told twice."""

    site_id: int
    switch: str
    epoch: int
    seq: int


type Told = tuple[center.Fact, FactKey]


def agent_topic(agent_id: int) -> str:
    """Return the topic of an agent's own pages."""
    return f"agent:{agent_id}"


def note_all(told: Sequence[Told], *, actor: Actor) -> None:
    """Write facts of the exchange down together; recordings that they tell of are brought into the store first."""
    filed = [
        (dataclasses.replace(fact, path=brought_in(fact.path)) if isinstance(fact, center.Recorded) else fact, key)
        for fact, key in told
    ]
    note_facts(filed, actor=actor, at=moment(told[-1][0].at))


def note_fact(fact: center.Fact, *, key: FactKey, actor: Actor) -> None:
    """Write one fact of the exchange down."""
    note_all([(fact, key)], actor=actor)


@use_case("callcenter.run_switch", is_pipelined=True)
def note_facts(told: Sequence[Told], *, actor: Actor, at: datetime) -> None:
    """Write down facts of the exchange in the order in which it told them: all, or none if one is refused."""
    together = _Together.hold(told)
    new = together.keep_steps(told)
    for fact, key in told:
        if key in new:
            new.discard(key)
            together.take_in(fact)
    together.save(actor)


@dataclass(slots=True)
class _Together:
    """What facts are about that are written down together: each row held once, and saved once."""

    calls: dict[str, Call]
    agents: dict[int, Agent]
    queues: dict[str, Queue]
    offers: Offers
    changed: dict[int, Call] = field(default_factory=dict)
    moved: dict[int, Agent] = field(default_factory=dict)
    left: dict[int, datetime] = field(default_factory=dict)
    """When agents began to do something else than what was known of them."""
    spells: dict[int, list[Spell]] = field(default_factory=dict)
    words: dict[tuple[str, str, str], None] = field(default_factory=dict)
    """What pages are told: topic, code and value, each once."""
    events: list[tuple[datetime, Event]] = field(default_factory=list)

    @classmethod
    def hold(cls, told: Sequence[Told]) -> Self:
        """Hold what facts are about: calls, then agents, each by their ids; begin calls that nobody knows yet."""
        facts = [fact for fact, _ in told]
        keys, numbers = {fact.call for fact in facts if fact.call}, {getattr(fact, "queue", "") for fact in facts}
        rows = Call.objects.filter(key__in=keys).order_by("pk").select_for_update(no_key=True) if keys else ()
        calls = {row.key: row for row in rows}
        queues = {row.code: row for row in Queue.objects.filter(code__in=numbers)} if any(numbers) else {}
        opened = {fact.call: (fact, key) for fact, key in told if isinstance(fact, center.Opened)}
        begun = [_begun(*one, calls, queues) for name, one in opened.items() if name not in calls]
        offers = Offers.of(calls.values())
        calls |= {row.key: row for row in Call.objects.bulk_create(begun)}
        moved = {fact.agent for fact in facts if isinstance(fact, center.Moved)}
        agents = Agent.objects.filter(pk__in=moved).order_by("pk").select_for_update(no_key=True) if moved else ()
        return cls(calls, {row.pk: row for row in agents}, queues, offers)

    def keep_steps(self, told: Sequence[Told]) -> set[FactKey]:
        """Write the steps down, and return the keys of those that had not been written down before."""
        rows = [self._step(fact, key) for fact, key in told if self._is_known(fact)]
        keys = {(key.switch, key.epoch, key.seq): key for _, key in told}
        with planned() as cursor:
            cursor.execute(_STEPS, [json.dumps(rows)])
            return {keys[row] for row in cursor.fetchall()}

    def _is_known(self, fact: center.Fact) -> bool:
        return fact.agent in self.agents if isinstance(fact, center.Moved) else fact.call in self.calls

    def _step(self, fact: center.Fact, key: FactKey) -> Mapping[str, object]:
        kind, facts = _kind_of(fact)
        call = self.calls.get(fact.call)
        return {
            "switch": key.switch, "epoch": key.epoch, "seq": key.seq, "call_id": call.pk if call else None,
            "kind": kind, "at": moment(fact.at).isoformat(), "facts": facts,
        }  # fmt: skip

    # --- what a fact changes

    def take_in(self, fact: center.Fact) -> None:
        """Change what a fact is about."""
        self._tell(FLOOR)
        if isinstance(fact, center.Moved):
            self._move(self.agents[fact.agent], fact)
            return
        call, at = self.calls[fact.call], moment(fact.at)
        if isinstance(fact, center.Opened):
            self.events.append((at, CallOpened(call_id=call.pk, direction=fact.direction)))
            return
        self.changed[call.pk] = call
        if isinstance(fact, center.Ended):
            close_call(call, fact, self.offers)
            self._tell_ended(call, at)
            return
        agents = change_call(call, fact, self.queues.get(getattr(fact, "queue", "")), self.offers)
        kind = _KINDS[type(fact)]
        for agent_id in filter(None, agents):
            self._tell(agent_topic(agent_id), kind, str(call.uid))
        self.events.append((at, CallMoved(call_id=call.pk, kind=kind, agent_id=agents[0] if agents else 0)))

    def _tell(self, topic: str, code: str = "", value: str = "") -> None:
        self.words[topic, code, value] = None

    def _tell_ended(self, call: Call, at: datetime) -> None:
        seconds = int((call.ended_at - call.answered_at).total_seconds()) if call.answered_at and call.ended_at else 0
        if call.agent_id:
            self._tell(agent_topic(call.agent_id), "ended", str(call.uid))
        ended = CallEnded(
            call_id=call.pk, member_id=call.member_id or 0, direction=call.direction, cause=call.cause, seconds=seconds
        )
        self.events.append((at, ended))

    def _move(self, agent: Agent, fact: center.Moved) -> None:
        since, state = moment(fact.at), str(fact.state)
        if state != agent.state or agent.reason != fact.reason:
            self._begin_spell(agent, fact, since)
            agent.since = since
        agent.state, agent.reason = state, fact.reason
        agent.until = moment(fact.until) if fact.until else None
        call = self.calls.get(fact.call) if fact.call else None
        if call is not None or fact.state != center.SeatState.WRAPPING:
            agent.call = call
        self.moved[agent.pk] = agent
        self._tell(agent_topic(agent.pk), "agent", agent.state)
        self.events.append((since, AgentMoved(agent_id=agent.pk, state=agent.state, pause=agent.reason)))

    def _begin_spell(self, agent: Agent, fact: center.Moved, since: datetime) -> None:
        self.left.setdefault(agent.pk, since)
        spells = self.spells.setdefault(agent.pk, [])
        if spells and spells[-1].until is None:
            spells[-1].until = since
        if fact.state != center.SeatState.OUT:
            spells.append(Spell(agent=agent, state=str(fact.state), reason=fact.reason, since=since))

    # --- in the end

    def save(self, actor: Actor) -> None:
        """Write all of it down, a statement for each table."""
        with planned() as cursor:
            if self.changed:
                cursor.execute(_CALLS, [_as_json(self.changed.values(), _OF_CALL)])
            if self.moved:
                cursor.execute(_AGENTS, [_as_json(self.moved.values(), _OF_AGENT)])
            if self.left:
                cursor.execute(_LEFT, [list(self.left), list(self.left.values())])
            if spells := [spell for spells in self.spells.values() for spell in spells]:
                cursor.execute(_SPELLS, [_as_json(spells, _OF_SPELL)])
        self.offers.save()
        live.tell_many(list(self.words))
        if self.events:
            publish_dated(self.events, actor=actor)


def _as_json(rows: Iterable[Model], columns: Mapping[str, str]) -> str:
    return json.dumps([{name: getattr(row, name) for name in columns} for row in rows], cls=DjangoJSONEncoder)


def _begun(fact: center.Opened, key: FactKey, calls: Mapping[str, Call], queues: Mapping[str, Queue]) -> Call:
    """Return the row of a call that begins; one that was promised is with whoever asked for it."""
    number = typed_number(fact.number)
    call = Call(
        key=fact.call, site_id=key.site_id, direction=fact.direction, started_at=moment(fact.at),
        sealed=sealed_number(number), shown=shown_number(number), called=fact.called[:20],
        queue=queues.get(fact.queue),
    )  # fmt: skip
    if fact.direction == Call.Direction.BACK:
        name = call.key.removesuffix("-back")
        asked = calls.get(name) or Call.objects.filter(key=name).first()
        if asked is not None:
            call.member_id, call.known = asked.member_id, asked.known
    return call


def _kind_of(fact: center.Fact) -> tuple[str, Mapping[str, object]]:
    """Return what a step is called, and what it keeps of its fact."""
    match fact:
        case center.Opened():
            return "opened", {"direction": fact.direction}
        case center.Ended():
            return "ended", {"cause": fact.cause, "by": fact.by}
        case center.Moved():
            return "agent", {"agent": fact.agent, "state": str(fact.state), "reason": fact.reason}
    return _KINDS[type(fact)], _facts_of(fact)


_KINDS: Final[Mapping[type[center.Fact], str]] = {
    center.Queued: "queued", center.Offered: "offered", center.OfferEnded: "offer_ended", center.Answered: "answered",
    center.Held: "held", center.PassedOn: "passed_on", center.Pressed: "pressed", center.BackWanted: "back_wanted",
    center.MessageLeft: "message_left", center.Muted: "muted", center.Consulted: "consulted", center.Met: "met",
    center.Together: "together", center.ConsultEnded: "consult_ended", center.HandedOver: "handed_over",
    center.Parked: "parked", center.Listened: "listened", center.SentOut: "sent_out", center.Surveyed: "surveyed",
    center.Announced: "announced", center.BackLater: "back_later", center.Recorded: "recorded",
    center.Said: "said",
}  # fmt: skip


def _facts_of(fact: center.Fact) -> Mapping[str, object]:
    """Return what a step keeps of a fact: all but when and which call; a path only if it is one through a menu."""
    left_out = {"at", "call", "number", "path", "sha256"} - ({"path"} if isinstance(fact, center.Queued) else set())
    found: dict[str, object] = {}
    for one in dataclasses.fields(fact):
        if one.name in left_out:
            continue
        value = getattr(fact, one.name)
        if isinstance(value, tuple):
            value = [[word.code, word.value] if isinstance(word, Reason) else word for word in value]
        found[one.name] = value
    return found
