"""Trying an earning rule out on past orders before it is published: who would gain or lose, and what it would cost."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import add_months, club_day, club_zone, day_start
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.loyalty import queries as loyalty
from shuyou.loyalty.queries import Terms, terms_data, terms_from
from shuyou.loyalty.queries.liability import lapse_rate
from shuyou.orders.errors.previews import PreviewOver, SpanNotOffered
from shuyou.orders.events.previews import PointsPreviewAsked, PointsPreviewEnded, PointsPreviewStopped
from shuyou.orders.models import PointsPreview, PointsPreviewAward
from shuyou.orders.queries._points_replay import Cell, awards, within_budget

PART: Final = 200_000
"""Readers whose orders are replayed in one transaction."""
SPANS: Final = (1, 3, 6, 12, 36)

_MEMORY: Final = "SET LOCAL work_mem = '128MB'"
_PEOPLE: Final = "SELECT count(*) FROM members_member"
_NEXT: Final = """
    SELECT count(*), max(person_id) FROM (
           SELECT person_id FROM members_member WHERE person_id > %s ORDER BY person_id LIMIT %s) part
"""
# Both sides order by order, then what they come to by month and tier, and by reader.
_SUMS: Final = """
    both_sides AS (
        SELECT member_id, day, points, 1 AS orders FROM new_awards WHERE points > 0
         UNION ALL SELECT member_id, day, -points, 0 FROM old_awards WHERE points > 0
    ),
    tiered AS MATERIALIZED (
        SELECT b.member_id, m.tier_id, date_trunc('month', b.day)::date AS month, sum(b.points) AS points,
               sum(b.orders) AS orders
          FROM both_sides b JOIN members_member m ON m.person_id = b.member_id GROUP BY 1, 2, 3
    ),
    shares AS (
        INSERT INTO orders_pointspreviewshare AS s (preview_id, month, tier_id, orders, points)
        SELECT %(preview)s, month, tier_id, sum(orders), sum(points) FROM tiered GROUP BY 2, 3
        ON CONFLICT (preview_id, month, tier_id) DO UPDATE
           SET orders = s.orders + excluded.orders, points = s.points + excluded.points
    ),
    readers AS (SELECT member_id, tier_id, sum(points) AS points FROM tiered GROUP BY 1, 2)
    INSERT INTO orders_pointspreviewtier AS t (preview_id, tier_id, winners, losers, gained, lost, most)
    SELECT %(preview)s, tier_id, count(*) FILTER (WHERE points > 0), count(*) FILTER (WHERE points < 0),
           coalesce(sum(points) FILTER (WHERE points > 0), 0), coalesce(-sum(points) FILTER (WHERE points < 0), 0),
           greatest(max(points), 0)
      FROM readers GROUP BY 2
    ON CONFLICT (preview_id, tier_id) DO UPDATE
       SET winners = t.winners + excluded.winners, losers = t.losers + excluded.losers,
           gained = t.gained + excluded.gained, lost = t.lost + excluded.lost, most = greatest(t.most, excluded.most)
"""
# A budget goes to whoever bought first, whichever part of the readers they are in: so it is divided at the end.
_KEEP: Final = """
    INSERT INTO orders_pointspreviewaward (preview_id, order_id, points, instead)
    SELECT %(preview)s, coalesce(n.id, o.id), coalesce(n.points, 0), coalesce(o.points, 0)
      FROM new_awards n FULL JOIN old_awards o ON o.id = n.id WHERE n.points > 0 OR o.points > 0
"""
_DIVIDE: Final = """
    WITH kept AS (
        SELECT o.id, o.member_id, o.paid_at, (o.paid_at AT TIME ZONE %(zone)s)::date AS day, a.points, a.instead
          FROM orders_pointspreviewaward a JOIN orders_order o ON o.id = a.order_id WHERE a.preview_id = %(preview)s
    ),
    new_awards AS (SELECT member_id, day, {new} AS points FROM kept),
    old_awards AS (SELECT member_id, day, {old} AS points FROM kept),
"""


@use_case("loyalty.see_rules")
def ask_points_preview(*, code: str, months: int, actor: Actor, at: datetime) -> UUID:
    """
    Ask what a rule's newest version would have given in past months, beyond what holds; `preview_next` reckons it.

    :raises NotFound: no rule goes by this code.
    :raises SpanNotOffered: it is not replayed on so many months.
    """
    if months not in SPANS:
        raise SpanNotOffered(months=months, offered=", ".join(map(str, SPANS)))
    kept, program = loyalty.points_rule_detail(code=code, actor=actor), loyalty.rule_at(at)
    newest = kept.newest
    holding = next((one.terms for one in kept.versions[1:] if one.published_at), None)
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE)
        people = cursor.fetchone()[0]
    preview = PointsPreview.objects.create(
        rule_id=kept.rule_id, version=newest.number, terms=terms_data(newest.terms),
        instead=terms_data(holding) if holding and not newest.published_at else None,
        since=day_start(add_months(club_day(at), -months)), months=months, points_per_yuan=program.points_per_yuan,
        point_value=program.point_value, lot_months=program.lot_months, people=people, asked_by=actor.signature,
        asked_at=at,
    )  # fmt: skip
    told = PointsPreviewAsked(preview_id=preview.pk, code=code, version=newest.number, months=months)
    publish(told, actor=actor, at=at)
    return preview.uid


@use_case("loyalty.see_rules")
def preview_next(*, uid: UUID, part: int = PART, actor: Actor, at: datetime) -> int:
    """
    Replay a rule for the next readers and return how many those were; 0: it is at its end. Started again, it goes on.

    :raises PreviewOver: it was stopped meanwhile, or another worker was faster; nothing of the part is kept.
    """
    preview = PointsPreview.objects.filter(uid=uid).first()
    if preview is None or preview.ended_at or preview.stopped_at:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [preview.last_id, part])
        people, last = cursor.fetchone()
    if people:
        _replay(preview, last)
    else:
        _end(preview, at)
    held = PointsPreview.objects.select_for_update(no_key=True).get(pk=preview.pk)
    if held.stopped_at or held.ended_at or held.last_id != preview.last_id:
        raise PreviewOver()
    if people:
        PointsPreview.objects.filter(pk=held.pk).update(tried=held.tried + people, last_id=last)
        return int(people)
    share = lapse_rate(on=club_day(at))
    PointsPreview.objects.filter(pk=held.pk).update(ended_at=at, lapse_rate=share)
    publish(PointsPreviewEnded(preview_id=held.pk, people=held.tried), actor=actor, at=at)
    return 0


@use_case("loyalty.see_rules")
def stop_points_preview(*, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Stop a preview; what it has come to so far is kept.

    :raises NotFound: there is no such preview.
    :raises PreviewOver: it has ended already, or was stopped before.
    """
    preview = PointsPreview.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if preview is None:
        raise NotFound(what=_("preview"), key=uid)
    if preview.ended_at or preview.stopped_at:
        raise PreviewOver()
    PointsPreview.objects.filter(pk=preview.pk).update(stopped_at=at, stopped_by=actor.signature)
    PointsPreviewAward.objects.filter(preview=preview).delete()
    publish(PointsPreviewStopped(preview_id=preview.pk, people=preview.tried), actor=actor, at=at)


def _both(preview: PointsPreview) -> tuple[Terms, Terms | None]:
    return terms_from(preview.terms), terms_from(preview.instead) if preview.instead else None


def _replay(preview: PointsPreview, last: int) -> None:
    """Replay both terms on the orders of the next readers."""
    new, old = _both(preview)
    asked: dict[str, Cell] = {
        "zone": str(club_zone()), "since": preview.since, "until": preview.asked_at, "rate": preview.points_per_yuan,
        "preview": preview.pk, "after": preview.last_id, "last": last,
    }  # fmt: skip
    span = (preview.since.year - 1, preview.asked_at.year + 1)
    both = f"WITH {awards(new, 'new_', asked, span)}, {awards(old, 'old_', asked, span)}"
    end = _KEEP if _has_budget(new, old) else f", {_SUMS}"
    with connection.cursor() as cursor:
        cursor.execute(_MEMORY)
        cursor.execute(f"{both} {end}", asked)


def _end(preview: PointsPreview, at: datetime) -> None:
    """Divide budgets among all orders, in order of time."""
    new, old = _both(preview)
    if not _has_budget(new, old):
        return
    divide = _DIVIDE.format(new=within_budget(new, "points"), old=within_budget(old, "instead"))
    with connection.cursor() as cursor:
        cursor.execute(_MEMORY)
        cursor.execute(f"{divide} {_SUMS}", {"preview": preview.pk, "zone": str(club_zone())})
        cursor.execute("DELETE FROM orders_pointspreviewaward WHERE preview_id = %s", [preview.pk])


def _has_budget(new: Terms, old: Terms | None) -> bool:
    return bool(new.budget or (old and old.budget))
