"""Keeping personal data no longer than there is a reason to."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import add_months, club_day, day_start
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.personal import let_go
from shuyou.kernel.registry import RetentionPart, registry
from shuyou.kernel.usecase import use_case
from shuyou.members.errors import ReasonMissing
from shuyou.members.errors.privacy import MonthsNotPossible
from shuyou.members.events.privacy import DataLetGo, RetentionRuleChanged
from shuyou.members.models import RetentionRule
from shuyou.members.rules import one_line
from shuyou.members.services._legal_holds import people_held

LONGEST_GROUND = 200
MOST_MONTHS = 600


@use_case("members.set_retention")
def set_retention_rule(*, part: str, months: str, ground: str, is_active: bool, actor: Actor, at: datetime) -> None:
    """
    Say how long a kind of data is kept and on what ground; nothing goes before the rule is active.

    :raises NotFound: no package keeps such a kind.
    :raises MonthsNotPossible: no number of months.
    :raises ReasonMissing: no ground is given.
    """
    if part not in {offered.key for offered in registry.retention}:
        raise NotFound(what=_("kind of data"), key=part)
    typed = months.strip().lstrip("0")
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:6]) <= MOST_MONTHS):
        raise MonthsNotPossible(value=months)
    told = one_line(ground, field="ground", limit=LONGEST_GROUND)
    if not told:
        raise ReasonMissing(field="ground", value=ground)
    RetentionRule.objects.update_or_create(
        part=part, defaults={"months": int(typed), "ground": told, "is_active": is_active}
    )
    publish(RetentionRuleChanged(part=part, months=int(typed), is_active=is_active), actor=actor, at=at)


@use_case("members.set_retention")
def let_next_go(*, part: str, actor: Actor, at: datetime) -> int:
    """
    Let the next batch of overdue data of a kind go and return how many rows; none while its rule is not active.

    What is under a legal hold stays.

    :raises NotFound: no package keeps such a kind.
    """
    offered = next((one for one in registry.retention if one.key == part), None)
    if offered is None:
        raise NotFound(what=_("kind of data"), key=part)
    rule = RetentionRule.objects.select_for_update().filter(part=part, is_active=True).first()
    rows = let_go(part=offered, before=oldest_kept(rule.months, at), spared=people_held(at=at)) if rule else 0
    if rows:
        publish(DataLetGo(part=part, rows=rows), actor=actor, at=at)
    return rows


def oldest_kept(months: int, at: datetime) -> datetime:
    """Return the moment before which data are older than so many months."""
    return day_start(add_months(club_day(at), -months))


def parts() -> list[RetentionPart]:
    """Return the kinds of data that packages keep for a time, in order."""
    return sorted(registry.retention, key=lambda part: part.order)
