"""Settlements of consignment: what was sold of a supplier's copies and not settled before."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import use_case
from shuyou.supply.errors import NothingToSettle, SettlementOpen, WrongState
from shuyou.supply.events import SettlementChanged
from shuyou.supply.models import Settlement, SettlementLine, Supplier
from shuyou.supply.rules import require_near

State = Settlement.State

# Sold is what was issued less what readers brought back; copies lost or damaged in our hands are ours to pay as well,
# unless they were found again: what a layer begins with was found elsewhere, what it gains later was its own.
_DRAW_UP: Final = """
    INSERT INTO supply_settlementline (settlement_id, layer_id, copies)
    SELECT %(settlement)s, sold.layer_id, sold.copies - sold.settled FROM (
        SELECT l.id AS layer_id,
               (SELECT coalesce(sum(CASE WHEN m.kind IN ('TAKEBACK', 'GAIN') THEN -m.quantity ELSE m.quantity END), 0)
                  FROM supply_movement m WHERE m.layer_id = l.id AND m.at < %(end)s
                   AND (m.kind IN ('ISSUE', 'TAKEBACK', 'LOSS', 'DAMAGE') OR m.kind = 'GAIN' AND EXISTS (
                       SELECT FROM supply_movement b WHERE b.layer_id = l.id AND b.id < m.id)))::int AS copies,
               (SELECT coalesce(sum(n.copies), 0)::int FROM supply_settlementline n
                  JOIN supply_settlement t ON t.id = n.settlement_id
                 WHERE n.layer_id = l.id AND t.state <> 'cancelled') AS settled
          FROM supply_layer l WHERE l.supplier_id = %(supplier)s AND l.terms = 'consignment'
    ) sold WHERE sold.copies <> sold.settled ORDER BY sold.layer_id
"""


@use_case("supply.settle")
def draw_up_settlement(*, supplier_id: int, until: date, actor: Actor, at: datetime) -> str:
    """
    Draw up what is owed to a supplier for copies on consignment sold until the end of a day; return its number.

    :raises NotFound: there is no such supplier.
    :raises SettlementOpen: an earlier one is not decided yet.
    :raises NothingToSettle: nothing was sold since the last one.
    :raises InvalidValue: it is for a day far away.
    """
    supplier = Supplier.objects.select_for_update(no_key=True).filter(pk=supplier_id).first()
    if supplier is None:
        raise NotFound(what=_("supplier"), key=supplier_id)
    if other := Settlement.objects.filter(supplier=supplier, state=State.DRAFT).first():
        raise SettlementOpen(number=other.number)
    require_near(until, club_day(at), field="until")
    made = Settlement.objects.create(
        number=next_number("ST", "settlement", width=6), supplier=supplier, until=until,
        due_on=until + timedelta(days=supplier.payment_days), created_at=at,
    )  # fmt: skip
    end = day_start(until + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute(_DRAW_UP, {"settlement": made.pk, "supplier": supplier.pk, "end": end})
        if not cursor.rowcount:
            raise NothingToSettle(name=supplier.name)
    _tell(made, actor, at)
    return made.number


@use_case("supply.settle")
def agree_settlement(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Note that both sides agree on a settlement.

    :raises WrongState: it was decided before.
    """
    _decide(number, State.AGREED, actor, at)


@use_case("supply.settle")
def cancel_settlement(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Give up a settlement; what stands on it is settled another time.

    :raises WrongState: it was decided before.
    """
    _decide(number, State.CANCELLED, actor, at)


def _decide(number: str, state: State, actor: Actor, at: datetime) -> None:
    made = Settlement.objects.select_for_update(no_key=True).filter(number=number).first()
    if made is None:
        raise NotFound(what=_("settlement"), key=number)
    if made.state != State.DRAFT:
        raise WrongState(number=number, state=made.get_state_display())
    made.state = state
    made.save(update_fields=["state"])
    _tell(made, actor, at)


def _tell(made: Settlement, actor: Actor, at: datetime) -> None:
    lines = SettlementLine.objects.filter(settlement=made)
    net = lines.aggregate(net=Sum(F("copies") * F("layer__unit_cost")))["net"] or Decimal(0)
    told = SettlementChanged(settlement_id=made.pk, supplier_id=made.supplier_id, state=made.state, net=str(net))
    publish(told, actor=actor, at=at)
