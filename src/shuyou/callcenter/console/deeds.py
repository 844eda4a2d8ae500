"""What an agent can do at each moment of a call, as rows of buttons with their keys."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.callcenter.queries import Workspace


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is asked of the switch by a button and a key."""

    verb: str
    label: str | Promise
    key: str = ""
    cls: str = ""
    icon: str = ""
    is_pressed: bool = False
    is_timed: bool = False
    """Whether it shows for how long the call has gone on."""
    is_general: bool = False
    """Whether it is not about the call that the agent sees."""


type Rows = tuple[tuple[Deed, ...], ...]

TURN_DOWN: Final = Deed("turn_down", _("Turn down"))
ANSWER: Final = Deed("pick_up", pgettext_lazy("call", "Answer"), "F8", "btn-good btn-l", "phone")
HANG_UP: Final = Deed("put_down", _("Hang up"), "F10", "btn-bad btn-l", "phone", is_timed=True)
LEAVE: Final = Deed("put_down", _("Leave the call"), "F10", "btn-bad", "phone")
MONITOR: Final = (
    ("whisper", Deed("whisper", _("Whisper"), "W")),
    ("barge", Deed("barge", _("Speak with both"), "B")),
    ("listen", Deed("listen", _("Only listen"), "L")),
)
HAND_OVER: Final = Deed("hand_over", _("Hand over"), "F6", "btn-1")
BETWEEN_US: Final = Deed("hold", _("Between us"), "F7")
ALL_THREE: Final = Deed("together", _("All three"), "F7")
ALONE: Final = Deed("let_go", _("Go on alone"), "F4")
HOLD: Final = Deed("hold", pgettext_lazy("call", "Hold"), "F7")
TAKE_BACK: Final = Deed("take_back", pgettext_lazy("call", "Take back"), "F7", is_pressed=True)
MUTE: Final = Deed("mute", _("Mute"), "F4")
UNMUTE: Final = Deed("unmute", _("Be heard again"), "F4", is_pressed=True)
PARK: Final = Deed("park", pgettext_lazy("call", "Park"), "F3")
WRAPPED: Final = (
    Deed("more_time", _("One minute more"), is_general=True),
    Deed("wrapped", pgettext_lazy("agent", "Ready"), "F9", is_general=True),
)


def deeds_of(page: Workspace) -> Rows:
    """Return what the agent can do now, row by row."""
    match page.seat.state:
        case "ringing":
            return ((ANSWER,), (TURN_DOWN,)) if "pickup" in page.able else ((TURN_DOWN,),)
        case "listening":
            able = tuple(deed for verb, deed in MONITOR if verb == "listen" or verb in page.able)
            return (able, (LEAVE,))
        case "wrapping":
            return tuple((deed,) for deed in WRAPPED)
        case "talking":
            return ((LEAVE,),) if page.role == "helper" else ((HANG_UP,), _talking(page))
    return ()


def _talking(page: Workspace) -> tuple[Deed, ...]:
    if not page.helper:
        return (TAKE_BACK if page.is_held else HOLD, UNMUTE if page.is_muted else MUTE, PARK)
    if page.helper_stage == "ringing":
        return (ALONE,)
    if page.helper_stage == "together":
        return (HAND_OVER, BETWEEN_US, ALONE)
    return (HAND_OVER, ALL_THREE, ALONE) if "conference" in page.able else (HAND_OVER, ALONE)
