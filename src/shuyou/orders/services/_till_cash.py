"""Whose cash a drawer gives back: that of its own store's sales, and of another's if a manager lets it out here."""

from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors.till import CashOfOtherStore
from shuyou.orders.events.till import CashLetOut
from shuyou.orders.models.till import CashElsewhere, DrawerMove, Sale, Till
from shuyou.orders.services._till_drawer import held_drawer, held_till, require_store, tell
from shuyou.payments import queries as money
from shuyou.payments import services as payments
from shuyou.payments.services import NotedRefund


@use_case("orders.sell")
def give_refund(till_code: str, *, number: str, actor: Actor, at: datetime) -> Decimal:
    """
    Give the cash of a refund out of the drawer and return how much it is; a repeat gives nothing again.

    :raises TillShut: the drawer is not open.
    :raises TillTaken: somebody else has it.
    :raises NotFound: there is no such refund of cash that a till took.
    :raises RefundEnded: it was given back otherwise.
    :raises CashOfOtherStore: another store sold it, and nobody else let its cash out here.
    """
    session = held_drawer(till_code, actor)
    if given := DrawerMove.objects.filter(refund__number=number).first():
        return given.amount
    handed = payments.hand_refund_out(number=number, said=session.till.code, actor=actor, at=at)
    _require_cash_of(session.till, handed, actor)
    DrawerMove.objects.create(
        session=session, key=uuid4(), kind=DrawerMove.Kind.OUT, reason=DrawerMove.Reason.REFUND, amount=handed.amount,
        refund_id=handed.refund_id, moved_by=actor.signature, moved_at=at,
    )  # fmt: skip
    tell(session, session.till, "refund", handed.amount, actor, at)
    return handed.amount


@use_case("orders.sign_drawer")
def let_cash_out(till_code: str, *, sold: str, actor: Actor, at: datetime) -> Decimal:
    """
    Let the drawers of a till's store give out what waits in cash for a sale of another store; return how much that is.

    A repeat changes nothing. Whoever lets it out does not give it out as well.

    :raises NotFound: there is no such till, or no cash waits for such a sale.
    :raises NotYourPlace: the actor works in other stores.
    """
    till = held_till(till_code)
    require_store(till, actor)
    waiting = money.cash_to_hand_out(sources=[f"order:{sold}"])
    if not waiting:
        raise NotFound(what=_("cash to be given out"), key=sold)
    allowed = [
        CashElsewhere(refund_id=row.refund_id, store_id=till.store_id, allowed_by_id=int(actor.id), allowed_at=at)
        for row in waiting
    ]
    CashElsewhere.objects.bulk_create(allowed, ignore_conflicts=True)
    told = CashLetOut(store_id=till.store_id, order=sold, refund_ids=tuple(row.refund_id for row in waiting))
    events.publish(told, actor=actor, at=at)
    return sum((row.amount for row in waiting), Decimal(0))


def _require_cash_of(till: Till, handed: NotedRefund, actor: Actor) -> None:
    """
    Pass if a till's own store took the cash, or if somebody other than the actor let it out there.

    :raises CashOfOtherStore: neither.
    """
    number = handed.source.removeprefix("order:")
    if Sale.objects.filter(order__number=number, session__till__store_id=till.store_id).exists():
        return
    allowed = CashElsewhere.objects.filter(refund_id=handed.refund_id, store_id=till.store_id)
    if not allowed.exclude(allowed_by_id=int(actor.id)).exists():
        raise CashOfOtherStore(number=number)
