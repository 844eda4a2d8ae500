"""What the till tells."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleMade(Event):
    """Something was sold and paid at a till; `member_id` is None for a guest."""

    name: ClassVar[str] = "orders.sale_made"
    order_id: int
    number: str
    member_id: int | None
    session_id: int
    total: str
    is_offline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerMoved(Event):
    """A drawer was opened, counted or closed, or cash was put in or taken out; `what` is which."""

    name: ClassVar[str] = "orders.drawer_moved"
    session_id: int
    till: str
    what: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CashLetOut(Event):
    """The drawers of a store may give out cash that another store took."""

    name: ClassVar[str] = "orders.cash_let_out"
    store_id: int
    order: str
    refund_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TillSet(Event):
    """Somebody set up a till, or what the tills of a store sell by one touch."""

    name: ClassVar[str] = "orders.till_set"
    store_id: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleHeld(Event):
    """A sale waits, or was taken up again, or a title was taken off one before it was paid; `what` is which."""

    name: ClassVar[str] = "orders.sale_held"
    what: str
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedSaleMoved(Event):
    """A sale without a network was refused and is kept, or a manager dropped it."""

    name: ClassVar[str] = "orders.refused_sale_moved"
    refused_id: int
    till: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleLookedAt(Event):
    """Somebody looked at what was odd about a sale."""

    name: ClassVar[str] = "orders.sale_looked_at"
    note_id: int
    order_id: int
    kind: str
