"""What agents asked of a switch, taken by the process that holds it: each order once, in the order of asking."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shuyou.callcenter.events import OrdersTaken
from shuyou.callcenter.models import SwitchOrder
from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.center import Order
from shuyou.callcenter.services._ask_switch import STALE
from shuyou.callcenter.services._numbers import unsealed_number
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

NOBODY: Final = 0
"""Who asks for what is too old to be done."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What agents asked of a switch, oldest first."""

    orders: tuple[Order, ...] = ()


@use_case("callcenter.run_switch")
def take_orders(*, site_id: int, actor: Actor, at: datetime) -> Asked:
    """
    Take all that was asked of a switch, oldest first, and keep none of it: whoever asks again gets what came since.

    An order that was committed after one behind it is found too; what is too old is taken and not done. A call that was
    to be made then is asked for by nobody, so that it is refused, and closed.
    """
    rows = list(SwitchOrder.objects.select_for_update(of=("self",)).filter(site=site_id).order_by("pk"))
    if not rows:
        return Asked()
    SwitchOrder.objects.filter(pk__in=[row.pk for row in rows]).delete()
    orders = [_order(row, row.agent_id if row.asked_at > at - STALE else NOBODY) for row in rows]
    publish(OrdersTaken(site_id=site_id, count=len(rows)), actor=actor, at=at)
    return Asked(tuple(one for one in orders if one is not None and (one.agent or isinstance(one, center.CallOut))))


def _order(row: SwitchOrder, agent: int) -> Order | None:
    facts = row.facts
    about, queue = str(facts.get("about", "")), str(facts.get("queue", ""))
    call, to_agent = str(facts.get("call", "")), int(facts.get("to_agent") or 0)
    plain: Mapping[str, type[Order]] = {
        "ready": center.BeReady, "sign_out": center.SignOut, "pick_up": center.PickUp, "turn_down": center.TurnDown,
        "put_down": center.PutDown, "hold": center.Hold, "take_back": center.TakeBack, "wrapped": center.Wrapped,
        "more_time": center.MoreTime, "together": center.BringTogether, "hand_over": center.HandOver,
        "let_go": center.LetGo, "park": center.Park,
    }  # fmt: skip
    if row.verb in plain:
        return plain[row.verb](agent=agent, about=about)
    match row.verb:
        case "pause":
            return center.Pause(agent=agent, reason=str(facts.get("reason", "")))
        case "mute" | "unmute":
            return center.Mute(agent=agent, about=about, is_muted=row.verb == "mute")
        case "consult":
            return center.Consult(agent=agent, about=about, to_agent=to_agent)
        case "fetch":
            return center.Fetch(agent=agent, call=call)
        case "listen" | "whisper" | "barge":
            return center.Listen(agent=agent, call=call, mode=row.verb)
        case "pass_on":
            return center.PassOn(agent=agent, about=about, queue=queue, to_agent=to_agent)
        case "call_out":
            number = unsealed_number(str(facts.get("number", "")))
            return center.CallOut(agent=agent, call=call, number=number, queue=queue)
    return None
