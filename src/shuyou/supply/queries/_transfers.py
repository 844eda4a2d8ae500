"""Transfers between places: the list, and one with its lines."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.supply.models import Transfer, TransferLine, Warehouse
from shuyou.supply.queries._paging import PAGE, Page, Place, behind
from shuyou.supply.queries._places import place_name, places_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFilter:
    """Which transfers a list shows; empty fields do not filter."""

    state: str = ""
    place_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRow:
    """A transfer in a list."""

    transfer_id: int
    number: str
    origin: str
    target: str
    origin_id: int
    target_id: int
    state: str
    state_label: str
    copies: int
    note: str
    created_at: datetime
    sent_at: datetime | None
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class TransferLineRow:
    """A title of a transfer."""

    item: ItemRow
    wanted: int
    sent: int
    received: int | None
    free: int

    @property
    def short(self) -> int:
        """Copies that did not come; below zero: that were too many."""
        return 0 if self.received is None else self.sent - self.received


@dataclass(frozen=True, slots=True)
class TransferDetail:
    """A transfer with its lines."""

    row: TransferRow
    lines: tuple[TransferLineRow, ...]


@query("supply.view")
def list_transfers(*, wanted: TransferFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[TransferRow]:
    """Return transfers that touch the places somebody sees, newest first, in two queries."""
    rows = Transfer.objects.select_related("origin", "target")
    own = places_of(actor=actor)
    if own is not None:
        rows = rows.filter(Q(origin_id__in=own) | Q(target_id__in=own))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.place_id:
        rows = rows.filter(Q(origin_id=wanted.place_id) | Q(target_id=wanted.place_id))
    found, next_after = behind(rows, place, limit=limit)
    lines = TransferLine.objects.filter(transfer__in=found)
    copies = dict(lines.values_list("transfer_id").annotate(copies=Sum("wanted")))
    return Page(tuple(_row(one, copies.get(one.pk, 0)) for one in found), next_after)


@query("supply.view")
def transfer_detail(*, number: str, actor: Actor) -> TransferDetail:
    """
    Return a transfer with its lines and what is free where it leaves from, in five queries.

    :raises NotFound: there is none, or it touches no place of the actor's.
    """
    one = Transfer.objects.select_related("origin", "target").filter(number=number).first()
    own = places_of(actor=actor)
    if one is None or (own is not None and own.isdisjoint({one.origin_id, one.target_id})):
        raise NotFound(what=_("transfer"), key=number)
    lines = list(TransferLine.objects.filter(transfer=one).order_by("pk"))
    ids = [line.item_id for line in lines]
    items = {row.item_id: row for row in catalog.item_rows(item_ids=ids)}
    free = {
        item_id: on_hand - reserved
        for item_id, on_hand, reserved in one.origin.shelves.filter(item_id__in=ids).values_list(
            "item_id", "on_hand", "reserved"
        )
    }
    rows = tuple(
        TransferLineRow(items[line.item_id], line.wanted, line.sent, line.received, free.get(line.item_id, 0))
        for line in lines
    )
    return TransferDetail(_row(one, sum(line.wanted for line in lines)), rows)


def _row(one: Transfer, copies: int) -> TransferRow:
    return TransferRow(
        transfer_id=one.pk, number=one.number, origin=_name(one.origin), target=_name(one.target),
        origin_id=one.origin_id, target_id=one.target_id, state=one.state, state_label=one.get_state_display(),
        copies=copies, note=one.note, created_at=one.created_at, sent_at=one.sent_at, received_at=one.received_at,
    )  # fmt: skip


def _name(place: Warehouse) -> str:
    return place_name(zh=place.name_zh, en=place.name_en)
