"""Commands of the exchange, brought to a switch."""

import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from shuyou.callcenter.ports import Dialling, HearingSwitch, Music, Switch
from shuyou.callcenter.rules.center import Ask

log = logging.getLogger(__name__)

type _Bring = Callable[[Ask, Switch], Coroutine[Any, Any, None]]


async def _hear(ask: Ask, switch: Switch) -> None:
    if isinstance(switch, HearingSwitch):
        await switch.hear(ask.leg, ask.words, ask.language)


async def _hear_no_more(ask: Ask, switch: Switch) -> None:
    if isinstance(switch, HearingSwitch):
        await switch.hear_no_more(ask.leg)


_BRING: Final[Mapping[str, _Bring]] = {
    "answer": lambda ask, switch: switch.answer(ask.leg),
    "hangup": lambda ask, switch: switch.hangup(ask.leg, ask.cause),
    "dial": lambda ask, switch: switch.dial(ask.leg, _dialling(ask)),
    "pick_up": lambda ask, switch: switch.pick_up(ask.leg),
    "play": lambda ask, switch: switch.play(ask.leg, ask.prompt or Music(), play_id=ask.play_id, repeat=ask.repeat),
    "stop": lambda ask, switch: switch.stop(ask.play_id),
    "bridge": lambda ask, switch: switch.bridge(ask.leg, ask.legs),
    "unbridge": lambda ask, switch: switch.unbridge(ask.leg),
    "hold": lambda ask, switch: switch.hold(ask.leg, ask.music),
    "resume": lambda ask, switch: switch.resume(ask.leg),
    "mute": lambda ask, switch: switch.mute(ask.leg, is_muted=ask.is_muted),
    "monitor": lambda ask, switch: switch.monitor(ask.leg, ask.by, ask.mode),
    "record": lambda ask, switch: switch.record(ask.play_id, ask.leg),
    "hear": _hear,
    "hear_no_more": _hear_no_more,
}


async def apply(ask: Ask, switch: Switch) -> None:
    """Bring a command to the switch; a switch that refuses says so in its events."""
    try:
        await _BRING[ask.verb](ask, switch)
    except Exception:
        log.exception("the switch %s did not take the command %s", switch.name, ask.verb)


def _dialling(ask: Ask) -> Dialling:
    assert ask.dialling is not None
    return ask.dialling
