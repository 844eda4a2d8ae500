"""Copies that go from one place to another: drawn up, sent from layers, received as the layers they were."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish, publish_many
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import use_case
from shuyou.supply.errors import NothingThere, NumberWrong, SamePlace, TitleUnknown, WrongState
from shuyou.supply.events import TransferChanged
from shuyou.supply.models import Layer, Movement, Transfer, TransferLayer, TransferLine
from shuyou.supply.rules import said
from shuyou.supply.services._hold_wants import hold_for_readers
from shuyou.supply.services._postings import NewLayer, put_layers, take_copies, take_from_layers
from shuyou.supply.services._scope import require_place

MOST_COPIES = 99_999
DRAFT, SENT, RECEIVED = Transfer.State.DRAFT, Transfer.State.SENT, Transfer.State.RECEIVED


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDraft:
    """From where to where."""

    origin_id: int
    target_id: int
    note: str = ""


@use_case("supply.transfer")
def draft_transfer(draft: TransferDraft, *, actor: Actor, at: datetime) -> str:
    """
    Begin a transfer and return its number.

    :raises SamePlace: it would stay where it is.
    :raises NotYourPlace: the actor belongs to neither place.
    """
    if draft.origin_id == draft.target_id:
        raise SamePlace()
    require_place(draft.origin_id, draft.target_id, actor=actor)
    made = Transfer.objects.create(
        number=next_number("TR", "transfer", width=6), origin_id=draft.origin_id, target_id=draft.target_id,
        note=said(draft.note, field="note", limit=200), created_at=at,
    )  # fmt: skip
    _tell(made, 0, actor, at)
    return made.number


@use_case("supply.transfer")
def put_transfer_line(
    *, number: str, item_id: int, copies: int, adds: bool = False, actor: Actor, at: datetime
) -> None:
    """
    Say how many copies of an item go along, in all or beside those that do already; none takes the item off.

    :raises WrongState: the transfer has gone.
    :raises TitleUnknown: the item is not in the catalog.
    :raises NumberWrong: that many cannot be.
    """
    transfer = _held(number, DRAFT)
    require_place(transfer.origin_id, transfer.target_id, actor=actor)
    if not catalog.item_rows(item_ids=[item_id]):
        raise TitleUnknown(value=item_id)
    known = TransferLine.objects.filter(transfer=transfer, item_id=item_id).first() if adds else None
    copies += known.wanted if known else 0
    if not 0 <= copies <= MOST_COPIES:
        raise NumberWrong(value=copies, least=0, most=MOST_COPIES, field="copies")
    if copies:
        TransferLine.objects.bulk_create(
            [TransferLine(transfer=transfer, item_id=item_id, wanted=copies)],
            update_conflicts=True, unique_fields=["transfer", "item"], update_fields=["wanted"],
        )  # fmt: skip
    else:
        TransferLine.objects.filter(transfer=transfer, item_id=item_id).delete()
    _tell(transfer, copies, actor, at)


@use_case("supply.transfer")
def send_transfer(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Take the copies off the shelves where they are, the oldest layers first.

    :raises WrongState: it has gone already.
    :raises NotYourPlace: the actor does not belong to where it leaves from.
    :raises NothingThere: nothing goes along.
    :raises NotFree: of an item fewer copies are free.
    """
    transfer = _held(number, DRAFT)
    require_place(transfer.origin_id, actor=actor)
    lines = {line.item_id: line for line in TransferLine.objects.filter(transfer=transfer).order_by("item_id")}
    if not lines:
        raise NothingThere()
    taken = take_copies(
        {item_id: line.wanted for item_id, line in lines.items()},
        warehouse_id=transfer.origin_id, kind=Movement.Kind.SEND, source=_source(transfer), at=at,
    )  # fmt: skip
    TransferLayer.objects.bulk_create(
        TransferLayer(line=lines[one.item_id], layer_id=one.layer_id, copies=one.copies) for one in taken
    )
    for line in lines.values():
        line.sent, line.is_underway = line.wanted, True
    TransferLine.objects.bulk_update(lines.values(), ["sent", "is_underway"])
    _turn(transfer, SENT, sent_at=at)
    _tell(transfer, sum(line.sent for line in lines.values()), actor, at)


@use_case("supply.transfer")
def receive_transfer(*, number: str, came: Mapping[int, int], actor: Actor, at: datetime) -> int:
    """
    Put what came on the shelves, with the terms it had, and hold copies for readers who wait there.

    Returns how many copies differ from what was sent.

    `came` is copies by item id; an item that is not named came as it was sent. What is missing is written off at the
    place where it should have arrived, what is too much is found there.

    :raises WrongState: it is not on its way.
    :raises NotYourPlace: the actor does not belong to where it goes.
    :raises NumberWrong: that many cannot be.
    """
    transfer = _held(number, SENT)
    require_place(transfer.target_id, actor=actor)
    lines = list(TransferLine.objects.filter(transfer=transfer).order_by("item_id"))
    for line in lines:
        line.received, line.is_underway = came.get(line.item_id, line.sent), False
        if not 0 <= line.received <= MOST_COPIES:
            raise NumberWrong(value=line.received, least=0, most=MOST_COPIES, field="copies")
    travelled = TransferLayer.objects.filter(line__transfer=transfer).select_related("layer", "line").order_by("pk")
    moved = list(travelled)
    layers = [_same_layer(one.layer, one.line.item_id, one.copies) for one in moved]
    source = _source(transfer)
    put_layers(layers, warehouse_id=transfer.target_id, source=source, at=at, kind=Movement.Kind.ARRIVE)
    _book_short(transfer, lines, at)
    last = {one.line.item_id: one.layer for one in moved}
    over = [
        _same_layer(last[line.item_id], line.item_id, extra)
        for line in lines if (extra := (line.received or 0) - line.sent) > 0
    ]  # fmt: skip
    put_layers(over, warehouse_id=transfer.target_id, source=source, at=at, kind=Movement.Kind.GAIN)
    TransferLine.objects.bulk_update(lines, ["received", "is_underway"])
    _turn(transfer, RECEIVED, received_at=at)
    copies = {line.item_id: line.received or 0 for line in lines}
    arrived = hold_for_readers(copies, warehouse_id=transfer.target_id, at=at)
    publish_many([_told(transfer, sum(copies.values())), *arrived], actor=actor, at=at)
    return sum(abs((line.received or 0) - line.sent) for line in lines)


@use_case("supply.transfer")
def cancel_transfer(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Give up a transfer that has not gone.

    :raises WrongState: it has gone already.
    """
    transfer = _held(number, DRAFT)
    require_place(transfer.origin_id, transfer.target_id, actor=actor)
    _turn(transfer, Transfer.State.CANCELLED)
    _tell(transfer, 0, actor, at)


def _book_short(transfer: Transfer, lines: list[TransferLine], at: datetime) -> None:
    """Write off what was sent and did not come, from the very layers that arrived just now."""
    leads, short = catalog.leading_items(item_ids=[line.item_id for line in lines]), dict[int, int]()
    for line in lines:
        if (missing := line.sent - (line.received or 0)) > 0:
            short[leads[line.item_id]] = short.get(leads[line.item_id], 0) + missing
    if not short:
        return
    arrived = Movement.objects.filter(source=_source(transfer), kind=Movement.Kind.ARRIVE, item_id__in=short)
    written_off: dict[int, int] = {}
    for layer_id, item_id, copies in arrived.order_by("pk").values_list("layer_id", "item_id", "quantity"):
        gone = min(copies, short[item_id])
        short[item_id] -= gone
        if gone:
            written_off[layer_id] = gone
    take_from_layers(written_off, kind=Movement.Kind.LOSS, source=_source(transfer), at=at)


def _same_layer(layer: Layer, item_id: int, copies: int) -> NewLayer:
    return NewLayer(
        item_id=item_id, copies=copies, supplier_id=layer.supplier_id, terms=layer.terms, list_price=layer.list_price,
        discount_rate=layer.discount_rate, unit_cost=layer.unit_cost, return_by=layer.return_by,
        received_at=layer.received_at,
    )  # fmt: skip


def _held(number: str, state: Transfer.State) -> Transfer:
    transfer = Transfer.objects.select_for_update(no_key=True).filter(number=number).first()
    if transfer is None:
        raise NotFound(what=_("transfer"), key=number)
    if transfer.state != state:
        raise WrongState(number=number, state=transfer.get_state_display())
    return transfer


def _turn(transfer: Transfer, state: Transfer.State, **moments: datetime) -> None:
    transfer.state = state
    for name, moment in moments.items():
        setattr(transfer, name, moment)
    transfer.save(update_fields=["state", *moments])


def _source(transfer: Transfer) -> str:
    return f"transfer:{transfer.number}"


def _tell(transfer: Transfer, copies: int, actor: Actor, at: datetime) -> None:
    publish(_told(transfer, copies), actor=actor, at=at)


def _told(transfer: Transfer, copies: int) -> TransferChanged:
    return TransferChanged(transfer_id=transfer.pk, state=transfer.state, copies=copies)
