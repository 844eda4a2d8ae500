"""Sales that wait while the next reader pays, titles taken off before paying, and odd sales that somebody looked at."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors import BadQuantity, EmptyOrder, UnknownTitle
from shuyou.orders.errors.till import SaleGone, SoldByYou, TenderWrong
from shuyou.orders.events.till import SaleHeld, SaleLookedAt
from shuyou.orders.models.till import HeldSale, SaleNote, Till, TillVoid
from shuyou.orders.services._place_order import MOST_COPIES, Wanted
from shuyou.orders.services._till_drawer import held_drawer, require_store

MOST_WORTH: Final = Decimal(10_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """Copies of a title that were taken off a sale before it was paid, and what they would have cost."""

    key: UUID
    item_id: int
    copies: int
    amount: Decimal


@use_case("orders.sell")
def hold_sale(
    till_code: str, *, uid: UUID, lines: Sequence[Wanted], total: Decimal, actor: Actor, at: datetime
) -> None:
    """
    Put a sale aside for the whole store; a repeat of the uid changes nothing.

    :raises EmptyOrder: no titles; UnknownTitle: one that the catalog does not have.
    :raises BadQuantity: a number of copies that cannot be; TenderWrong: an amount that is none.
    :raises TillShut: the drawer is not open.
    """
    session = held_drawer(till_code, actor)
    if not lines:
        raise EmptyOrder()
    copies = _checked({line.item_id for line in lines}, [line.quantity for line in lines], total)
    held = HeldSale(
        uid=uid, store_id=session.till.store_id, held_by=actor.signature, copies=copies, total=total,
        lines=[asdict(line) for line in lines], held_at=at,
    )  # fmt: skip
    HeldSale.objects.bulk_create([held], ignore_conflicts=True)
    events.publish(SaleHeld(what="held", copies=copies), actor=actor, at=at)


@use_case("orders.sell")
def recall_sale(uid: UUID, *, actor: Actor, at: datetime) -> tuple[Wanted, ...]:
    """
    Take up a sale that waited, and return its titles.

    :raises SaleGone: somebody else took it up.
    :raises NotYourPlace: it waits in another store.
    """
    held = HeldSale.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if held is None or held.recalled_at is not None:
        raise SaleGone()
    till = Till.objects.filter(store_id=held.store_id).order_by("pk").first()
    if till is None:
        raise SaleGone()
    require_store(till, actor)
    held.recalled_at = at
    held.save(update_fields=["recalled_at"])
    events.publish(SaleHeld(what="recalled", copies=held.copies), actor=actor, at=at)
    return tuple(Wanted(int(line["item_id"]), int(line["quantity"])) for line in held.lines)


@use_case("orders.sell")
def note_void(till_code: str, void: Void, *, actor: Actor, at: datetime) -> None:
    """
    Keep that a title was taken off a sale before it was paid; a repeat of the key changes nothing.

    :raises UnknownTitle: the catalog does not have it; BadQuantity, TenderWrong: a number that cannot be.
    :raises TillShut: the drawer is not open.
    """
    session = held_drawer(till_code, actor)
    _checked({void.item_id}, [void.copies], void.amount)
    kept = TillVoid(
        key=void.key, session=session, item_id=void.item_id, copies=void.copies, amount=void.amount,
        voided_by=actor.signature, voided_at=at,
    )  # fmt: skip
    TillVoid.objects.bulk_create([kept], ignore_conflicts=True)
    events.publish(SaleHeld(what="void", copies=void.copies), actor=actor, at=at)


def _checked(item_ids: Collection[int], copies: Sequence[int], amount: Decimal) -> int:
    """Return how many copies are meant, once titles, copies and amount may be so."""
    if min(copies) < 1 or sum(copies) > MOST_COPIES:
        raise BadQuantity(value=sum(copies))
    if not 0 <= amount < MOST_WORTH:
        raise TenderWrong(value=amount)
    there = {row.item_id for row in catalog.item_rows(item_ids=list(item_ids))}
    for item_id in item_ids:
        if item_id not in there:
            raise UnknownTitle(value=item_id)
    return sum(copies)


@use_case("orders.look_at_sales")
def settle_note(note_id: int, *, actor: Actor, at: datetime) -> None:
    """
    Say that somebody looked at what was odd about a sale.

    :raises NotFound: there is no such note.
    :raises NotYourPlace: it is of another store.
    :raises SoldByYou: whoever sold it does not say that it is right.
    """
    rows = SaleNote.objects.select_related("sale__session__till", "sale__order").select_for_update(
        no_key=True, of=("self",)
    )
    note = rows.filter(pk=note_id).first()
    if note is None:
        raise NotFound(what=_("note"), key=note_id)
    require_store(note.sale.session.till, actor)
    if actor.id in (str(note.sale.session.clerk_id), note.sale.order.placed_by.rpartition(":")[2]):
        raise SoldByYou()
    if note.settled_at is None:
        note.settled_by, note.settled_at = actor.signature, at
        note.save(update_fields=["settled_by", "settled_at"])
    told = SaleLookedAt(note_id=note.pk, order_id=note.sale_id, kind=note.kind)
    events.publish(told, actor=actor, at=at)
