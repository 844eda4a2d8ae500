"""The way of copies, step by step: ordered, received, billed, paid, moved, and what became of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_zone
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.supply.models import Dispatch, Layer, Movement, Payment, PurchaseOrder, Receipt, TransferLayer
from shuyou.supply.queries._places import place_name, places_of

MOST_MOVES: Final = 200
FARTHEST: Final = 20
"""Transfers that copies are followed back through."""


class Did(StrEnum):
    """What happened in a step."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SENT = "sent"
    ANSWERED = "answered"
    DISPATCHED = "dispatched"
    RECEIVED = "received"
    BILLED = "billed"
    PAID = "paid"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainStep:
    """Something that happened to copies: when, on which paper, how many."""

    did: Did
    at: datetime
    number: str
    """What the paper goes by: an order, a delivery, an invoice's id, a payment."""
    name: str
    """The same as people say it."""
    copies: int = 0
    kind: str = ""
    """How the copies moved (see `Movement.Kind`)."""
    label: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The way of the copies of a layer."""

    item: ItemRow
    supplier: str
    terms: str
    steps: tuple[ChainStep, ...]


@query("supply.see_buying")
def chain_of(*, movement_id: int, actor: Actor) -> Chain:
    """
    Return the way of the copies that a line of the ledger moved, from their order on, in at most twelve queries.

    :raises NotFound: there is no such line, or it is of a place that is not the actor's.
    """
    moved = Movement.objects.filter(pk=movement_id).select_related("layer__supplier", "layer__shelf").first()
    own = places_of(actor=actor)
    if moved is None or (own is not None and moved.layer.shelf.warehouse_id not in own):
        raise NotFound(what=_("line of the ledger"), key=movement_id)
    layers = list(_back_to_the_first(moved.layer))
    moves = Movement.objects.filter(layer__in=layers).select_related("layer__shelf__warehouse").order_by("at", "pk")
    told = [_moved(one) for one in moves[:MOST_MOVES]]
    first = Movement.objects.filter(layer=layers[-1], kind=Movement.Kind.RECEIVE).order_by("pk").first()
    receipt = _receipt_of(first.source) if first else None
    bought = list(_bought(receipt, first.item_id)) if receipt and first else []
    return Chain(
        item=catalog.item_rows(item_ids=[moved.item_id])[0], supplier=moved.layer.supplier.name,
        terms=str(moved.layer.get_terms_display()),
        steps=tuple(sorted([*bought, *told], key=lambda step: step.at)),
    )  # fmt: skip


def _back_to_the_first(layer: Layer) -> Iterator[Layer]:
    """Yield a layer and those its copies came from, from place to place."""
    for _step in range(FARTHEST):
        yield layer
        if layer.carried_from_id:
            layer = Layer.objects.select_related("shelf").get(pk=layer.carried_from_id)
            continue
        came = Movement.objects.filter(layer=layer, kind=Movement.Kind.ARRIVE).order_by("pk").first()
        number = came.source.partition(":")[2] if came else ""
        sent = TransferLayer.objects.filter(
            line__transfer__number=number, line__item=layer.shelf.item_id, layer__supplier=layer.supplier_id,
            layer__received_at=layer.received_at,
        ).select_related("layer__shelf")  # fmt: skip
        if not came or (before := sent.order_by("pk").first()) is None:
            return
        layer = before.layer


def _receipt_of(source: str) -> Receipt | None:
    number = source.removeprefix("receipt:")
    return Receipt.objects.filter(number=number).select_related("order", "invoice").first()


def _bought(receipt: Receipt, item_id: int) -> Iterator[ChainStep]:
    """Yield how copies were bought: their order, its answer, the delivery's note, the invoice and its payment."""
    if receipt.order:
        yield from _ordered(receipt.order)
        advised = Dispatch.objects.filter(receipt=receipt).first()
        if advised:
            yield ChainStep(
                did=Did.DISPATCHED, at=advised.created_at, number=receipt.order.number, name=advised.note_number
            )
    if receipt.posted_at:
        line = receipt.lines.filter(item_id=item_id).first()
        yield ChainStep(
            did=Did.RECEIVED, at=receipt.posted_at, number=receipt.number,
            name=f"{receipt.number} ({receipt.note_number})", copies=line.copies if line else 0,
        )  # fmt: skip
    invoice = receipt.invoice
    if invoice is None:
        return
    yield ChainStep(
        did=Did.BILLED, at=invoice.created_at, number=str(invoice.pk), name=invoice.number,
        label=str(invoice.get_state_display()),
    )  # fmt: skip
    for payment in Payment.objects.filter(invoice=invoice, paid_on__isnull=False).select_related("run").order_by("pk"):
        if payment.paid_on:
            # Banks say the day only; nobody pays an invoice before it is there.
            at = max(datetime.combine(payment.paid_on, time(12), club_zone()), invoice.created_at)
            label = str(payment.get_state_display())
            yield ChainStep(did=Did.PAID, at=at, number=payment.run.number, name=payment.end_to_end, label=label)


def _ordered(order: PurchaseOrder) -> Iterator[ChainStep]:
    turns = (
        (Did.PROPOSED, order.created_at), (Did.APPROVED, order.approved_at), (Did.SENT, order.sent_at),
        (Did.ANSWERED, order.answered_at),
    )  # fmt: skip
    for did, at in turns:
        if at:
            label = str(order.get_source_display()) if did == Did.PROPOSED else ""
            yield ChainStep(did=did, at=at, number=order.number, name=order.number, label=label)


def _moved(one: Movement) -> ChainStep:
    place = one.layer.shelf.warehouse
    return ChainStep(
        did=Did.MOVED, at=one.at, number=one.source, name=one.source, copies=one.quantity, kind=one.kind,
        label=str(one.get_kind_display()), place=place_name(zh=place.name_zh, en=place.name_en),
    )  # fmt: skip
