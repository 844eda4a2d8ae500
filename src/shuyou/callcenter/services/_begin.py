"""A switch begins a new life: what it carried before is closed, and what was promised is taken over."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.events import SetUpChanged, SwitchBegan
from shuyou.callcenter.models import Agent, Call, Offer, Site, Spell, SwitchOrder
from shuyou.callcenter.services._note import FLOOR
from shuyou.callcenter.services._numbers import unsealed_number
from shuyou.kernel import live
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

RESTING = ("ready", "paused")
LASTING = ("ready", "pause", "sign_out")
"""What agents asked that still makes sense when their calls are gone."""


@dataclass(frozen=True, slots=True)
class Promised:
    """Somebody who still is to be called back."""

    call: str
    number: str
    queue: str
    since: float
    bonus: float


@dataclass(frozen=True, slots=True)
class Begun:
    """A new life of a switch: its number, and who was promised to be called."""

    site_id: int
    epoch: int
    promised: tuple[Promised, ...]
    kept: tuple[Promised, ...] = ()
    """Callers who may still be on the line at a switch that outlives us, where they waited."""


@use_case("callcenter.run_switch")
def begin_switch(*, site: str, actor: Actor, at: datetime) -> Begun:
    """
    Close the calls that a switch had when it last ended, and begin anew; who waits to be called back goes on waiting.

    :raises NotFound: there is no such site.
    """
    held = Site.objects.select_for_update(no_key=True).filter(code=site).first()
    if held is None:
        raise NotFound(what=_("site"), key=site)
    held.epoch, held.seen_at = max(held.epoch + 1, int(at.timestamp())), at
    held.save(update_fields=["epoch", "seen_at"])
    alive = Call.objects.select_for_update(no_key=True, of=("self",)).filter(site=held).exclude(stage=Call.Stage.OVER)
    rows = list(alive.select_related("queue").order_by("pk"))
    unanswered = [one for one in rows if one.answered_at is None and one.queue]
    promised = [one for one in unanswered if one.direction == Call.Direction.BACK]
    kept = [one for one in unanswered if held.adapter == Site.Adapter.ASTERISK and _waits(one)]
    waiting = [*promised, *kept]
    lost = [one.pk for one in rows if one not in waiting]
    Call.objects.filter(pk__in=lost).update(
        stage="over", ended_at=at, cause="switch_lost", ended_by="switch", helper=None, helper_stage="", is_muted=False
    )
    Call.objects.filter(pk__in=[one.pk for one in waiting]).update(stage="queue", agent=None)
    Offer.objects.filter(call__in=[one.pk for one in rows], ended_at=None).update(ended_at=at, cause="switch_lost")
    SwitchOrder.objects.filter(site=held).exclude(verb__in=LASTING).delete()
    _settle_agents(held, at)
    live.tell(FLOOR)
    publish(SwitchBegan(site=site, epoch=held.epoch, closed=len(lost)), actor=actor, at=at)
    return Begun(
        held.pk, held.epoch, tuple(_promise(one) for one in promised), tuple(_promise(one) for one in kept)
    )  # fmt: skip


def _waits(call: Call) -> bool:
    return call.direction == Call.Direction.IN and call.stage in (Call.Stage.QUEUE, Call.Stage.RINGING)


def _settle_agents(site: Site, at: datetime) -> None:
    """Have agents who were in a call be ready again: their calls are gone."""
    busy = list(Agent.objects.filter(site=site).exclude(state__in=(*RESTING, "out")).values_list("pk", flat=True))
    Spell.objects.filter(agent__in=busy, until=None).update(until=at)
    Agent.objects.filter(pk__in=busy).update(state="ready", reason="", since=at, until=None, call=None)
    idle = Agent.objects.filter(site=site, state__in=RESTING).exclude(
        pk__in=Spell.objects.filter(until=None).values("agent")
    )
    Spell.objects.bulk_create(Spell(agent=one, state=one.state, reason=one.reason, since=at) for one in idle)


def _promise(call: Call) -> Promised:
    since = call.queued_at or call.started_at
    return Promised(
        call.key, unsealed_number(call.sealed), call.queue.code if call.queue else "", since.timestamp(), call.bonus
    )


@use_case("callcenter.run_switch")
def note_abilities(*, site_id: int, able: list[str], actor: Actor, at: datetime) -> None:
    """Keep what a site's switch says it can do, so that pages offer no more."""
    Site.objects.filter(pk=site_id).update(capabilities=able)
    code = Site.objects.values_list("code", flat=True).get(pk=site_id)
    publish(SetUpChanged(what="switch", code=code), actor=actor, at=at)
