"""What is worked out after the lake is filled, in this order; each step reads tables of the lake and may write some."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shuyou.insight.ports import Engine


@dataclass(frozen=True, slots=True)
class Making:
    """A step of the night: its name, as runs show it, and what it does; it may be done again at any time."""

    name: str
    make: Callable[[Engine, datetime], None]


MAKINGS: Final[tuple[Making, ...]] = ()
