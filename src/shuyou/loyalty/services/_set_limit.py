"""How many points staff may give or take by hand, by role."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.permissions import Role
from shuyou.kernel.usecase import use_case
from shuyou.loyalty.errors import LimitNotPossible
from shuyou.loyalty.events import AdjustmentLimitSet
from shuyou.loyalty.models import AdjustmentLimit

MOST: Final = 100_000_000


@use_case("loyalty.set_limits")
def set_adjustment_limit(*, role: str, points: str, points_per_day: str, actor: Actor, at: datetime) -> None:
    """
    Say how many points a role may give or take at a time and in a day; the row history keeps what it was.

    :raises NotFound: there is no such role.
    :raises LimitNotPossible: no whole number, or a day that allows fewer than a single time.
    """
    if role not in set(Role):
        raise NotFound(what=_("role"), key=role)
    at_a_time, per_day = _read(points), _read(points_per_day)
    if per_day < at_a_time:
        raise LimitNotPossible(value=points_per_day)
    limit = AdjustmentLimit.objects.select_for_update().filter(role=role).first() or AdjustmentLimit(role=role)
    limit.points, limit.points_per_day = at_a_time, per_day
    limit.save()
    publish(AdjustmentLimitSet(role=role, points=at_a_time, points_per_day=per_day), actor=actor, at=at)


def _read(typed: str) -> int:
    text = "".join(typed.split()).replace(",", "").replace("，", "")
    if not (text.isdecimal() and int(text) <= MOST):
        raise LimitNotPossible(value=typed)
    return int(text)
