"""The drawer of a till: opened with a float, cash put in and taken out, counted blind, closed with a Z report."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.models import User
from shuyou.kernel.money import ZERO, cents
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors.till import (
    DrawerCounted,
    DrawerElsewhere,
    DrawerReasonMissing,
    RefundByNumber,
    SecondPersonNeeded,
    TenderWrong,
    TillShut,
    TillTaken,
)
from shuyou.orders.events.till import DrawerMoved
from shuyou.orders.models.till import DrawerMove, Till, TillSession
from shuyou.orders.queries.till import drawer_sums
from shuyou.orders.rules.till import MOST_PIECES, PIECES, counted
from shuyou.supply import queries as supply
from shuyou.supply.errors import NotYourPlace

State = TillSession.State
MOST: Final = Decimal(100_000)
DIFFERS: Final[Mapping[str, object]] = {
    "change": _("Wrong change"),
    "tender": _("Posted by the wrong tender"),
    "float": _("The float was wrong"),
    "unknown": _("Nobody knows"),
}
"""Why a drawer may differ."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A drawer as it was counted: how much it differs, and the number of its Z report once it is closed."""

    session_id: int
    difference: Decimal
    z_number: int | None


@use_case("orders.sell")
def open_drawer(till_code: str, *, opening: Decimal, actor: Actor, at: datetime) -> int:
    """
    Take over the drawer of a till with what lies in it, and return the session's id.

    :raises NotFound: there is no such till.
    :raises NotYourPlace: the actor works in other stores.
    :raises TillTaken: somebody has it.
    :raises DrawerElsewhere: the actor has another one.
    """
    if not 0 <= opening < MOST or cents(opening) != opening:
        raise TenderWrong(value=opening)
    person = User.objects.select_for_update(no_key=True).get(pk=int(actor.id))
    till = held_till(till_code)
    require_store(till, actor)
    if other := TillSession.objects.filter(till=till, state=State.OPEN).select_related("clerk").first():
        raise TillTaken(till=till.code, name=other.clerk.full_name)
    if own := TillSession.objects.filter(clerk=person, state=State.OPEN).select_related("till").first():
        raise DrawerElsewhere(till=own.till.code)
    session = TillSession.objects.create(till=till, clerk=person, opened_at=at, opening=opening)
    tell(session, till, "opened", opening, actor, at)
    return session.pk


@use_case("orders.sell")
def move_cash(
    till_code: str, *, key: UUID, kind: str, reason: str, amount: Decimal, actor: Actor, at: datetime
) -> None:
    """
    Note cash that was put into the drawer or taken out; a repeat of the key changes nothing.

    :raises TillShut: the drawer is not open.
    :raises TillTaken: somebody else has it.
    :raises TenderWrong: the amount is none.
    :raises RefundByNumber: it is given for a return, which has a number.
    """
    session = held_drawer(till_code, actor)
    if DrawerMove.objects.filter(key=key).exists():
        return
    if not 0 < amount < MOST or cents(amount) != amount:
        raise TenderWrong(value=amount)
    if kind not in DrawerMove.Kind or reason not in DrawerMove.Reason:
        raise InvalidValue(label=_("reason"), value=reason, field="reason")
    if reason == DrawerMove.Reason.REFUND:
        raise RefundByNumber()
    DrawerMove.objects.create(
        session=session, key=key, kind=kind, reason=reason, amount=amount, moved_by=actor.signature,
        moved_at=at,
    )  # fmt: skip
    tell(session, session.till, kind, amount, actor, at)


@use_case("orders.sell")
def count_drawer(till_code: str, *, pieces: Mapping[str, int], actor: Actor, at: datetime) -> Counted:
    """
    Keep what was counted, without having been told what should be there; nothing is sold from this drawer any more.

    One that is right is closed at once, with its Z report.

    :raises TillShut: the drawer is not open.
    :raises TillTaken: somebody else has it.
    """
    till = held_till(till_code)
    session = held_drawer(till_code, actor)
    if any(kind not in PIECES or not 0 <= many <= MOST_PIECES for kind, many in pieces.items()):
        raise TenderWrong(value=", ".join(f"{kind}: {many}" for kind, many in pieces.items())[:40])
    session.pieces, session.counted, session.counted_at = dict(pieces), counted(pieces), at
    session.expected = drawer_sums(session_id=session.pk).expected
    session.state = State.COUNTED
    session.save(update_fields=["pieces", "counted", "counted_at", "expected", "state"])
    difference = session.counted - session.expected
    if not difference:
        _close(session, till, at)
    tell(session, till, session.state, session.counted, actor, at)
    return Counted(session.pk, difference, session.z_number)


@use_case("orders.sell")
def settle_drawer(session_id: int, *, reason: str, actor: Actor, at: datetime) -> Counted:
    """
    Say why a counted drawer differs and close it with its Z report; beyond the till's limit a second person does.

    :raises NotFound: there is no such drawer, or it was not counted.
    :raises DrawerCounted: it is closed.
    :raises DrawerReasonMissing: nobody says why.
    :raises SecondPersonNeeded: the difference is more than the clerk may answer for, or the drawer is another's.
    """
    known = TillSession.objects.filter(pk=session_id).select_related("till").first()
    if known is None or known.state == State.OPEN:
        raise NotFound(what=_("counted drawer"), key=session_id)
    till = Till.objects.select_for_update(no_key=True).get(pk=known.till_id)  # also one that was put away since
    require_store(till, actor)
    session = TillSession.objects.select_for_update(no_key=True).get(pk=session_id)
    if session.state != State.COUNTED:
        raise DrawerCounted()
    if reason not in DIFFERS:
        raise DrawerReasonMissing()
    difference = (session.counted or ZERO) - (session.expected or ZERO)
    is_own = str(session.clerk_id) == actor.id
    is_other = not is_own and actor.may("orders.sign_drawer")
    if not is_other and (not is_own or abs(difference) > till.most_differing):
        raise SecondPersonNeeded(amount=difference, most=till.most_differing)
    session.reason = reason
    session.signed_by_id = int(actor.id) if is_other else None
    _close(session, till, at)
    tell(session, till, session.state, difference, actor, at)
    return Counted(session.pk, difference, session.z_number)


def held_till(code: str) -> Till:
    """
    Lock a till: who has its drawer and which Z report is the next one is decided under this lock.

    :raises NotFound: there is no such till.
    """
    till = Till.objects.select_for_update(no_key=True).filter(code=code, is_active=True).first()
    if till is None:
        raise NotFound(what=_("till"), key=code)
    return till


def held_drawer(till_code: str, actor: Actor) -> TillSession:
    """
    Lock the open drawer of a till, which the actor has.

    :raises TillShut: nobody has it.
    :raises TillTaken: somebody else has it.
    """
    drawers = TillSession.objects.filter(till__code=till_code, state=State.OPEN).select_related("till__store", "clerk")
    session = drawers.select_for_update(no_key=True, of=("self",)).first()
    if session is None:
        raise TillShut(till=till_code)
    if str(session.clerk_id) != actor.id:
        raise TillTaken(till=till_code, name=session.clerk.full_name)
    return session


def held_drawer_of_sale(till_code: str, session_id: int | None, actor: Actor) -> TillSession:
    """
    Lock the drawer that the money of a sale without a network is in, or, if it was counted, the store's next best.

    :raises NotFound: there is no such till.
    :raises NotYourPlace: the actor works in other stores.
    :raises TillShut: nobody in the store has a drawer.
    """
    till = Till.objects.filter(code=till_code).first()
    if till is None:
        raise NotFound(what=_("till"), key=till_code)
    require_store(till, actor)
    drawers = TillSession.objects.filter(till__store_id=till.store_id, state=State.OPEN).select_related(
        "till__store", "clerk"
    )
    for best in (Q(pk=session_id), Q(clerk_id=int(actor.id)), Q(till=till), Q()):
        found = drawers.filter(best).order_by("pk").select_for_update(no_key=True, of=("self",)).first()
        if found is not None:
            return found
    raise TillShut(till=till_code)


def require_store(till: Till, actor: Actor) -> None:
    """
    Pass if the actor works in the till's store.

    :raises NotYourPlace: they work in others.
    """
    own = supply.places_of(actor=actor)
    if own is not None and till.store_id not in own:
        raise NotYourPlace()


def _close(session: TillSession, till: Till, at: datetime) -> None:
    last = TillSession.objects.filter(till=till).aggregate(last=Max("z_number"))["last"] or 0
    session.z_number, session.state, session.closed_at = last + 1, State.CLOSED, at
    session.sums = {name: value if isinstance(value, dict) else str(value) for name, value in _kept(session).items()}
    session.save(update_fields=["z_number", "state", "closed_at", "sums", "reason", "signed_by"])


def _kept(session: TillSession) -> Mapping[str, object]:
    sums = asdict(drawer_sums(session_id=session.pk))
    return {**sums, "by_tender": {tender: str(amount) for tender, amount in sums["by_tender"].items()}}


def tell(session: TillSession, till: Till, what: str, amount: Decimal, actor: Actor, at: datetime) -> None:
    """Tell what was done to a drawer."""
    told = DrawerMoved(session_id=session.pk, till=till.code, what=what, amount=str(amount))
    events.publish(told, actor=actor, at=at)
