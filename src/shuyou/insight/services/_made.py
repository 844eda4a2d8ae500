"""What is worked out after the lake is filled, in this order; each step reads tables of the lake and may write some."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shuyou.insight.ports import Engine
from shuyou.insight.services._facts import make_member_facts
from shuyou.insight.services._keep_values import make_values


@dataclass(frozen=True, slots=True)
class Making:
    """A step of the night: its name, as runs show it, and what it does; it may be done again at any time."""

    name: str
    make: Callable[[Engine, datetime], None]


MAKINGS: Final[tuple[Making, ...]] = (Making("member_facts", make_member_facts), Making("values", make_values))
