"""What orders tells about earning rules that are tried out on past orders."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsPreviewAsked(Event):
    """Somebody asked what an earning rule would have given."""

    name: ClassVar[str] = "orders.points_preview_asked"
    preview_id: int
    code: str
    version: int
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsPreviewEnded(Event):
    """What an earning rule would have given is known, for all readers."""

    name: ClassVar[str] = "orders.points_preview_ended"
    preview_id: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsPreviewStopped(Event):
    """Somebody stopped a preview before its end."""

    name: ClassVar[str] = "orders.points_preview_stopped"
    preview_id: int
    people: int
