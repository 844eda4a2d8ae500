"""Returns to suppliers: proposed from layers before their deadline, agreed, sent, credited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import use_case
from shuyou.supply.errors import NothingThere, NumberWrong, ReturnLimit, ReturnTooLate, WrongState
from shuyou.supply.events import ReturnChanged
from shuyou.supply.models import Layer, Movement, ReturnLine, SupplierReturn, Terms
from shuyou.supply.rules import said
from shuyou.supply.services._postings import take_from_layers
from shuyou.supply.services._scope import require_place

State = SupplierReturn.State

# Received and returned within a year, at list price, of one supplier; `proposed` is what this return would add.
_SHARE = """
    SELECT coalesce(sum(m.quantity * m.list_price) FILTER (WHERE m.kind = 'RECEIVE'), 0),
           coalesce(sum(m.quantity * m.list_price) FILTER (WHERE m.kind = 'RETURN'), 0)
      FROM supply_layer l JOIN supply_movement m ON m.layer_id = l.id AND m.kind IN ('RECEIVE', 'RETURN')
     WHERE l.supplier_id = %s AND l.terms <> 'firm' AND m.at >= %s
"""


@dataclass(frozen=True, slots=True)
class ReturnItem:
    """Copies of a layer to go back."""

    layer_id: int
    copies: int


@use_case("supply.return")
def draft_return(items: Sequence[ReturnItem], *, supplier_id: int, place_id: int, actor: Actor, at: datetime) -> str:
    """
    Draw up a return to a supplier from a place and return its number.

    :raises NotYourPlace: the actor belongs to other places.
    :raises NothingThere: no layer of the supplier's there was named.
    """
    require_place(place_id, actor=actor)
    wanted = {item.layer_id: item.copies for item in items if item.copies > 0}
    own = Layer.objects.filter(pk__in=wanted, supplier_id=supplier_id, shelf__warehouse_id=place_id)
    layers = list(own.exclude(terms=Terms.FIRM).order_by("pk"))
    if not layers:
        raise NothingThere()
    made = SupplierReturn.objects.create(
        number=next_number("SR", "supplier_return", width=6), supplier_id=supplier_id, warehouse_id=place_id,
        created_at=at,
    )  # fmt: skip
    ReturnLine.objects.bulk_create(
        ReturnLine(supplier_return=made, layer=layer, copies=wanted[layer.pk]) for layer in layers
    )
    _tell(made, sum(wanted[layer.pk] for layer in layers), actor, at)
    return made.number


@use_case("supply.return")
def put_return_line(*, number: str, layer_id: int, copies: int, actor: Actor, at: datetime) -> None:
    """
    Say how many copies of a layer go back; none takes it off.

    :raises WrongState: it has gone.
    :raises NotFound: the layer is not on it.
    :raises NumberWrong: so many copies cannot be.
    """
    made = _held(number, State.DRAFT)
    require_place(made.warehouse_id, actor=actor)
    if not 0 <= copies <= 99_999:
        raise NumberWrong(value=copies, least=0, most=99_999, field="copies")
    line = ReturnLine.objects.filter(supplier_return=made, layer_id=layer_id)
    done = line.update(copies=copies) if copies else line.delete()[0]
    if not done:
        raise NotFound(what=_("line"), key=layer_id)
    _tell(made, copies, actor, at)


@use_case("supply.return")
def agree_return(*, number: str, authorisation: str, actor: Actor, at: datetime) -> None:
    """
    Note that the supplier agreed to a return, under which number, if it gave one.

    :raises WrongState: it was agreed before, or has gone.
    :raises NothingThere: nothing goes back.
    :raises ReturnLimit: more would go back than was agreed with the supplier.
    :raises ReturnTooLate: deadlines are over, and the supplier gave no number for an exception.
    """
    made = _held(number, State.DRAFT)
    require_place(made.warehouse_id, actor=actor)
    lines = list(ReturnLine.objects.filter(supplier_return=made).select_related("layer").order_by("pk"))
    if not lines:
        raise NothingThere()
    made.authorisation = said(authorisation, field="authorisation", limit=60)
    late = sum(line.copies for line in lines if line.layer.return_by and line.layer.return_by < club_day(at))
    if late and not made.authorisation:
        raise ReturnTooLate(copies=late)
    if not made.authorisation:
        _require_share(made, sum((line.layer.list_price * line.copies for line in lines), Decimal(0)), club_day(at))
    _turn(made, State.AGREED, authorisation=made.authorisation)
    _tell(made, sum(line.copies for line in lines), actor, at)


@use_case("supply.return")
def send_return(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Take the copies off the shelves and send them back.

    :raises WrongState: it is not agreed, or has gone.
    :raises NotFree: a layer has fewer free copies by now.
    """
    made = _held(number, State.AGREED)
    require_place(made.warehouse_id, actor=actor)
    copies = dict(
        ReturnLine.objects.filter(supplier_return=made).order_by("layer_id").values_list("layer_id", "copies")
    )
    take_from_layers(copies, kind=Movement.Kind.RETURN, source=f"return:{made.number}", at=at)
    _turn(made, State.SENT, sent_at=at)
    _tell(made, sum(copies.values()), actor, at)


@use_case("supply.match_invoices")
def credit_return(*, number: str, credit_note: str, actor: Actor, at: datetime) -> None:
    """
    Note that the supplier gave credit for a return.

    :raises WrongState: it has not gone, or was credited before.
    """
    made = _held(number, State.SENT)
    _turn(made, State.CREDITED, credit_note=said(credit_note, field="credit_note", limit=60))
    _tell(made, 0, actor, at)


@use_case("supply.return")
def cancel_return(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Give up a return that has not gone.

    :raises WrongState: it has.
    """
    made = _held(number, State.DRAFT, State.AGREED)
    require_place(made.warehouse_id, actor=actor)
    _turn(made, State.CANCELLED)
    _tell(made, 0, actor, at)


def _require_share(made: SupplierReturn, proposed: Decimal, today: date) -> None:
    limit = made.supplier.return_share
    if limit is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_SHARE, [made.supplier_id, today - timedelta(days=365)])
        received, returned = cursor.fetchone()
    if returned + proposed > received * limit:
        share = (returned + proposed) / received if received else Decimal(1)
        raise ReturnLimit(share=f"{share:.1%}", limit=f"{limit:.1%}")


def _held(number: str, *states: State) -> SupplierReturn:
    returns = SupplierReturn.objects.select_for_update(no_key=True, of=("self",)).select_related("supplier")
    made = returns.filter(number=number).first()
    if made is None:
        raise NotFound(what=_("return"), key=number)
    if made.state not in states:
        raise WrongState(number=number, state=made.get_state_display())
    return made


def _turn(made: SupplierReturn, state: State, **values: object) -> None:
    made.state = state
    for name, value in values.items():
        setattr(made, name, value)
    made.save(update_fields=["state", *values])


def _tell(made: SupplierReturn, copies: int, actor: Actor, at: datetime) -> None:
    told = ReturnChanged(return_id=made.pk, supplier_id=made.supplier_id, state=made.state, copies=copies)
    publish(told, actor=actor, at=at)
