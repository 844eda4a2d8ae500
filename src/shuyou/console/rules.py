"""What the staff shell decides without asking anybody: greetings, the season, the table of keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from lunar_python import Solar

LANGUAGE: Final = "language"
"""Under which name a session keeps the language that was chosen at the door."""

SOLAR_TERMS: Mapping[str, Promise] = MappingProxyType(
    {
        "立春": _("Start of Spring"), "雨水": _("Rain Water"), "惊蛰": _("Awakening of Insects"),
        "春分": _("Spring Equinox"), "清明": _("Pure Brightness"), "谷雨": _("Grain Rain"),
        "立夏": _("Start of Summer"), "小满": _("Grain Buds"), "芒种": _("Grain in Ear"),
        "夏至": _("Summer Solstice"), "小暑": _("Lesser Heat"), "大暑": _("Greater Heat"),
        "立秋": _("Start of Autumn"), "处暑": _("End of Heat"), "白露": _("White Dew"),
        "秋分": _("Autumn Equinox"), "寒露": _("Cold Dew"), "霜降": _("Frost's Descent"),
        "立冬": _("Start of Winter"), "小雪": _("Light Snow"), "大雪": _("Heavy Snow"),
        "冬至": _("Winter Solstice"), "小寒": _("Lesser Cold"), "大寒": _("Greater Cold"),
    }
)  # fmt: skip

GREETINGS: Sequence[tuple[int, Promise]] = (
    (5, _("It is late, %(name)s")),
    (11, _("Good morning, %(name)s")),
    (13, _("Good day, %(name)s")),
    (18, _("Good afternoon, %(name)s")),
    (24, _("Good evening, %(name)s")),
)
"""Each greeting with the hour before which it is said."""


def greeting(hour: int, name: str) -> str:
    """Return how somebody is greeted at an hour of the day."""
    words = next(words for until, words in GREETINGS if hour < until)
    return str(words) % {"name": name}


def solar_term(day: date) -> str:
    """Return the solar term that a day belongs to, in the reader's language."""
    term = Solar.fromYmd(day.year, day.month, day.day).getLunar().getPrevJieQi(True).getName()
    return str(SOLAR_TERMS.get(term, ""))


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the shell: the code it has on a keyboard, what it does, how it is printed and explained."""

    code: str
    act: str
    caps: tuple[str, ...]
    label: Promise


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys that work in the same place."""

    scope: str
    label: Promise
    keys: tuple[Key, ...]


KEYS: Sequence[KeyGroup] = (
    KeyGroup(
        "page",
        _("Anywhere"),
        (
            Key("Slash", "one-touch", ("/",), _("Find anything by any clue")),
            Key("Ctrl+KeyK", "one-touch", ("Ctrl", "K"), _("The same, from inside a field too")),
            Key("Shift+Slash", "keys", ("?",), _("This sheet")),
            Key("Escape", "leave", ("Esc",), _("Leave the field, close what is open")),
        ),
    ),
    KeyGroup(
        "box",
        _("One-touch box"),
        (
            Key("ArrowDown", "next-hit", ("↓",), _("Next answer")),
            Key("ArrowUp", "previous-hit", ("↑",), _("Previous answer")),
            Key("Enter", "open-hit", ("Enter",), _("Open")),
        ),
    ),
    KeyGroup(
        "list",
        _("Lists"),
        (
            Key("KeyJ", "next-row", ("J",), _("Next row")),
            Key("KeyK", "previous-row", ("K",), _("Previous row")),
            Key("KeyX", "select-row", ("X",), _("Choose the row")),
            Key("Shift+KeyJ", "choose-down", ("Shift", "J"), _("Choose the next row too")),
            Key("Shift+KeyK", "choose-up", ("Shift", "K"), _("Choose the previous row too")),
        ),
    ),
)
"""The table behind the sheet of keys. The page's script binds what the sheet shows, so it cannot go stale."""
