"""Points set aside for something that is not done yet: out of the balance until they are used or let go."""

from datetime import datetime
from typing import Final

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty.errors import HoldOver
from shuyou.loyalty.events import HoldsReleased
from shuyou.loyalty.models import PointsHold
from shuyou.loyalty.services._redeem import redeem_points, restore_points
from shuyou.members import services as members

BATCH: Final = 500
"""Holds let go in one transaction."""


@step
def hold_points(*, member_id: int, points: int, source: str, until: datetime, at: datetime) -> None:
    """
    Set points aside until a moment, once per source; who calls holds the member.

    :raises NotEnoughPoints: fewer can be spent.
    """
    if PointsHold.objects.filter(source=source).exists():
        return
    redeem_points(member_id=member_id, points=points, source=source, at=at, contra="held")
    PointsHold.objects.create(account_id=member_id, source=source, points=points, until=until, held_at=at)


@step
def use_held_points(*, source: str, used_for: str, at: datetime, contra: str = "") -> int:
    """
    Spend what was set aside for what it was meant for, from the lots that lapse first; return the points.

    :raises HoldOver: it was used or let go before.
    """
    hold = _held(source)
    restore_points(member_id=hold.account_id, source=source, at=at)
    redeem_points(member_id=hold.account_id, points=hold.points, source=used_for, at=at, contra=contra)
    hold.state = PointsHold.State.USED
    hold.save(update_fields=["state"])
    return hold.points


@step
def let_points_go(*, source: str, at: datetime) -> int:
    """
    Give what was set aside back to the very lots; return the points.

    :raises HoldOver: it was used or let go before.
    """
    hold = _held(source)
    hold.state = PointsHold.State.RELEASED
    hold.save(update_fields=["state"])
    return restore_points(member_id=hold.account_id, source=source, at=at)


@use_case("loyalty.expire")
def let_old_holds_go(*, actor: Actor, at: datetime) -> int:
    """Let go what was set aside for longer than it should be, the oldest first, up to a batch; return how many."""
    found = PointsHold.objects.filter(state=PointsHold.State.HELD, until__lt=at).order_by("account_id", "pk")[:BATCH]
    holds = list(found.values_list("source", "account_id"))
    held = members.hold_kept_members(member_ids=[account for _source, account in holds])
    points = 0
    for source, _account in holds:
        try:
            points += let_points_go(source=source, at=at)
        except HoldOver:
            continue
    if points:
        members.measure_members(member_ids=list(held.values()), at=at)
        publish(HoldsReleased(holds=len(holds), points=points), actor=actor, at=at)
    return len(holds)


def _held(source: str) -> PointsHold:
    hold = PointsHold.objects.select_for_update(no_key=True).filter(source=source).first()
    if hold is None or hold.state != PointsHold.State.HELD:
        raise HoldOver(source=source)
    return hold
