"""What limited editions tell."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseMoved(Event):
    """A limited edition was written, its readers gathered or told, opened or closed; `count` is of how many."""

    name: ClassVar[str] = "orders.release_moved"
    release_id: int
    what: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMoved(Event):
    """A numbered copy was set aside for a reader, ordered, or is free again; `what` is also queued, for none."""

    name: ClassVar[str] = "orders.copy_moved"
    release_id: int
    member_id: int
    reservation_id: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDone(Event):
    """Words for a reader were sent, or are not to be sent."""

    name: ClassVar[str] = "orders.notice_done"
    notice_id: int
    state: str
