"""Names of what the call center is made of, in the reader's language."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


def named(zh: str, en: str) -> str:
    """Return a name in the reader's language."""
    return zh if (get_language() or "").startswith("zh") else en


WHY: Final[Mapping[str, str | Promise]] = {
    "owner": _("looks after this reader"),
    "last": _("spoke with them last"),
    "case": _("has their case"),
    "passed_on": _("was passed on to"),
    "level": _("skill and level: %(value)s"),
    "longest_idle": _("has rested longest"),
    "fewest_calls": _("has had fewest calls"),
    "occupancy": _("has been busy least"),
    "next_in_line": _("this reader was next in line"),
    "tier": _("tier %(value)s comes sooner"),
    "senior": _("a member for %(value)s years"),
    "tried": _("called before and hung up waiting"),
    "promised": _("was promised to be called back"),
    "wanted": _("asked on a page to be called"),
    "overflow": _("waited long in another queue"),
    "dialled": _("dialled by the agent"),
    "asked": _("was asked by a colleague"),
    "parked": _("was parked by them"),
    "fetched": _("fetched by the agent"),
    "calm": _("calms people, level %(value)s"),
    "complaint_open": _("complaints nobody has answered: %(value)s"),
    "low_score": _("gave %(value)s of 5 last time"),
    "in_vain": _("called in vain since: %(value)s"),
    "was_upset": _("was upset last time"),
}
"""What decided who takes a call, in words."""

STEPS: Final[Mapping[str, str | Promise]] = {
    "opened": pgettext_lazy("call", "Rang"),
    "pressed": pgettext_lazy("call", "Key pressed"),
    "said": pgettext_lazy("call", "Said instead of a key"),
    "queued": pgettext_lazy("call", "Waits"),
    "offered": pgettext_lazy("call", "Rings at an agent"),
    "offer_ended": pgettext_lazy("call", "Was not taken"),
    "answered": pgettext_lazy("call", "Answered"),
    "held": pgettext_lazy("call", "On hold, or back"),
    "passed_on": pgettext_lazy("call", "Passed on"),
    "back_wanted": pgettext_lazy("call", "Wants to be called back"),
    "back_later": pgettext_lazy("call", "Did not answer; is called again later"),
    "message_left": pgettext_lazy("call", "Left a message"),
    "muted": pgettext_lazy("call", "Not heard, or heard again"),
    "consulted": pgettext_lazy("call", "A colleague is asked"),
    "met": pgettext_lazy("call", "The colleague is on the line"),
    "together": pgettext_lazy("call", "All three, or two again"),
    "consult_ended": pgettext_lazy("call", "Without the colleague"),
    "handed_over": pgettext_lazy("call", "Handed over"),
    "parked": pgettext_lazy("call", "Parked"),
    "listened": pgettext_lazy("call", "Somebody listens"),
    "sent_out": pgettext_lazy("call", "To a number out there"),
    "surveyed": pgettext_lazy("call", "Gave a score"),
    "announced": pgettext_lazy("call", "Somebody answered"),
    "recorded": pgettext_lazy("call", "Recorded"),
    "ended": pgettext_lazy("call", "Ended"),
}
MODES: Final[Mapping[str, str | Promise]] = {
    "listen": _("listens"), "whisper": _("whispers to the agent"), "barge": _("speaks with both"),
    "": _("no longer"),
}  # fmt: skip
CAUSES: Final[Mapping[str, str | Promise]] = {
    "normal": pgettext_lazy("call", "in order"),
    "abandoned": pgettext_lazy("call", "hung up waiting"),
    "busy": pgettext_lazy("call", "busy"),
    "no_answer": pgettext_lazy("call", "nobody answered"),
    "refused": pgettext_lazy("call", "turned down"),
    "rejected": pgettext_lazy("call", "turned down"),
    "cancelled": pgettext_lazy("call", "the caller hung up"),
    "switch_lost": pgettext_lazy("call", "the switch was lost"),
    "unreachable": pgettext_lazy("call", "not reachable"),
    "failed": pgettext_lazy("call", "failed"),
    "passed_on": pgettext_lazy("call", "passed on"),
    "handed_over": pgettext_lazy("call", "handed over"),
    "parked": pgettext_lazy("call", "parked"),
}


def why_words(codes: list[list[str]]) -> tuple[str, ...]:
    """Return reasons in words."""
    return tuple(str(WHY.get(code, code)) % {"value": value} for code, value in codes)


def cause_words(cause: str) -> str:
    """Return in words why something ended."""
    return str(CAUSES.get(cause, cause))
