"""Who may be told what: which word counts, who is a child, when is the night, when an answer is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Self

from django.utils.translation import gettext_lazy as _

CHILD: Final = 14
"""Below this age a guardian decides (PIPL 31)."""

ADULT: Final = 18
"""Below this age nobody is offered anything (civil code 17, rules for minors on the net 24)."""

DISTURBING: Final = ("phone", "sms", "wechat", "app")
"""Channels that ring or light up; letters, fax and e-mail wait until they are read."""

WAYS: Final = (
    ("phone", _("On the phone")),
    ("counter", _("At the counter")),
    ("form", _("On a paper form")),
    ("email", _("By e-mail")),
    ("web", _("On the web")),
)
"""How a word may have been given."""

ANY: Final = "any"
SERVICE: Final = "service"
MARKETING: Final = "marketing"


@dataclass(frozen=True, slots=True)
class Word:
    """A yes or no and when it was given."""

    is_granted: bool
    at: datetime


def is_allowed(purpose: str, channel: str, words: Mapping[str, Word]) -> bool | None:
    """
    Return the word that counts for a channel, given the latest word of each channel of one purpose.

    What was said of the channel itself counts, unless a later no was said of all channels. What nobody said anything
    about is None.
    """
    own, general = words.get(channel), words.get(ANY)
    if own is None or channel == ANY:
        return general.is_granted if general else None
    if general is not None and not general.is_granted and general.at > own.at:
        return False
    return own.is_granted


def age_on(born: date, day: date) -> int:
    """Return the whole years of somebody's life on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_within(moment: time, first: time | None, last: time | None) -> bool:
    """Tell whether a time of the clock lies in a stretch, which may go over midnight; from first on, before last."""
    if first is None or last is None or first == last:
        return False
    if first < last:
        return first <= moment < last
    return moment >= first or moment < last


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hours of the day."""

    first: time
    last: time

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the stretch written as 21:00-09:00."""
        first, last = (time.fromisoformat(part) for part in text.split("-"))
        return cls(first, last)


def due_day(asked: date, working_days: int) -> date:
    """Return the day on which so many working days (Monday to Friday) have passed."""
    day = asked
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5
    return day
