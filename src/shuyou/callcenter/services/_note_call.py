"""What a fact of the exchange changes about its call, and to whom it rang."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from shuyou.callcenter.models import Call, Queue, Recording
from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.routing import Reason
from shuyou.callcenter.services._offers import Offers


def moment(seconds: float) -> datetime:
    """Return the moment that the exchange counts in seconds."""
    return datetime.fromtimestamp(seconds, UTC)


def change_call(call: Call, fact: center.Fact, queue: Queue | None, offers: Offers) -> tuple[int, ...]:
    """Change a call, which is saved by the caller, as a fact says, and return the agents whom it is about."""
    return _change_company(call, fact, offers) or _change_alone(call, fact, queue, offers)


def _codes(reasons: Sequence[Reason]) -> list[list[str]]:
    return [[one.code, one.value] for one in reasons]


def _change_alone(call: Call, fact: center.Fact, queue: Queue | None, offers: Offers) -> tuple[int, ...]:
    """Change the call as a fact says, and return the agents whom it is about."""
    at, agent_id = moment(fact.at), 0
    match fact:
        case center.Queued():
            call.stage, call.queue, call.queued_at = Call.Stage.QUEUE, queue, _since(call, fact)
            call.bonus, call.path = int(fact.bonus), list(fact.path) or call.path
        case center.Offered():
            agent_id = fact.agent
            call.stage, call.agent_id, call.offered_at = Call.Stage.RINGING, agent_id, at
            call.why = _codes(fact.reasons)
            offers.begin(call, agent_id, fact.leg, call.why, at)
        case center.OfferEnded():
            agent_id = fact.agent
            _end_offer(call, agent_id, fact.cause, at, offers)
        case center.Answered():
            agent_id = fact.agent
            call.stage, call.answered_at, call.is_muted = Call.Stage.TALKING, call.answered_at or at, False
            offers.answer(call, agent_id, at)
        case center.Held():
            call.is_held, agent_id = fact.is_held, call.agent_id or 0
        case center.PassedOn():
            agent_id = fact.agent
            call.stage, call.queue, call.agent, call.is_held = Call.Stage.QUEUE, queue, None, False
            offers.end(call, agent_id, "passed_on", at)
        case center.Pressed():
            call.keys = (call.keys + fact.digit)[:60]
        case center.MessageLeft():
            call.has_message, call.queue = True, queue
    return (agent_id,)


def _since(call: Call, fact: center.Queued) -> datetime:
    """Return since when a caller waits: anew after somebody has spoken with them, else since they first did."""
    is_anew = bool(fact.why) and fact.why[-1].code in ("passed_on", "parked")
    return moment(fact.at) if is_anew or call.queued_at is None else call.queued_at


def _change_company(call: Call, fact: center.Fact, offers: Offers) -> tuple[int, ...]:
    """Change the call as a fact says that is about more than its agent; nobody: it is no such fact."""
    at = moment(fact.at)
    agents: tuple[int, ...] = (call.agent_id or 0, call.helper_id or 0)
    match fact:
        case center.Muted():
            call.is_muted = fact.is_muted
        case center.Consulted():
            call.helper_id, call.helper_stage, agents = fact.to_agent, "ringing", (fact.agent, fact.to_agent)
            offers.begin(call, fact.to_agent, fact.leg, [["asked", ""]], at)
        case center.Met():
            call.helper_stage = "talking"
            offers.answer(call, fact.agent, at)
        case center.Together():
            call.helper_stage = "together" if fact.is_open else "talking"
        case center.ConsultEnded():
            call.helper, call.helper_stage = None, ""
            offers.end(call, fact.agent, fact.cause, at)
        case center.HandedOver():
            call.agent_id, call.helper, call.helper_stage, call.is_muted = fact.to_agent, None, "", False
            offers.end(call, fact.agent, "handed_over", at)
        case center.Parked():
            call.stage, call.agent, call.is_held, call.is_muted = Call.Stage.PARKED, None, False, False
            offers.end(call, fact.agent, "parked", at)
        case center.Listened():
            agents = (fact.agent, call.agent_id or 0)
        case _:
            return _change_without_agent(call, fact, at, offers)
    return agents


def _change_without_agent(call: Call, fact: center.Fact, at: datetime, offers: Offers) -> tuple[int, ...]:
    """Change the call as a fact says that no agent has a part in."""
    match fact:
        case center.SentOut():
            call.stage = Call.Stage.TALKING if fact.is_reached else call.stage
        case center.Surveyed():
            call.score = fact.score
        case center.Announced():
            call.stage = call.stage if fact.is_machine else Call.Stage.MENU
            call.is_machine = call.is_machine or fact.is_machine
        case center.BackLater():
            _end_offer(call, fact.agent, fact.cause, at, offers)
            call.stage, call.agent, call.queued_at = Call.Stage.QUEUE, None, None
        case center.Recorded():
            Recording.objects.get_or_create(
                record_id=fact.record_id,
                defaults={
                    "call": call, "path": fact.path, "seconds": Decimal(f"{fact.seconds:.3f}"), "made_at": at,
                    "sha256": fact.sha256, "is_message": fact.record_id.endswith("-message"),
                },
            )  # fmt: skip
        case _:
            return ()
    return (call.agent_id or 0,)


def _end_offer(call: Call, agent_id: int, cause: str, at: datetime, offers: Offers) -> None:
    offers.end(call, agent_id, cause, at)
    if call.stage == Call.Stage.RINGING:
        call.stage, call.agent = Call.Stage.QUEUE, None


def close_call(call: Call, fact: center.Ended, offers: Offers) -> None:
    """Close a call, and whatever rings for it."""
    at = moment(fact.at)
    call.stage, call.ended_at, call.cause, call.ended_by, call.is_held = Call.Stage.OVER, at, fact.cause, fact.by, False
    call.is_muted, call.helper, call.helper_stage = False, None, ""
    call.path = call.path or list(fact.path)  # a survey after the call is not how they came
    if call.answered_at is None and call.agent_id:
        _end_offer(call, call.agent_id, fact.cause, at, offers)
    offers.end(call, 0, "normal", at)
