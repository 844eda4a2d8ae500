"""What loyalty has done at night: lapsed points leave the balance, tiers are kept; balances and lots are checked."""

from datetime import timedelta
from uuid import UUID

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app
from shuyou.kernel.ledgers import check_by_sql
from shuyou.loyalty import services
from shuyou.loyalty.queries.liability import liability
from shuyou.loyalty.queries.reminders import lapse_sources
from shuyou.loyalty.services.reminders import note_lapses, tell_next

check_by_sql(
    "points balances",
    "SELECT a.member_id, a.balance, coalesce(e.points, 0) FROM loyalty_pointsaccount a LEFT JOIN"
    " (SELECT account_id, sum(points) AS points FROM loyalty_pointsentry GROUP BY account_id) e"
    " ON e.account_id = a.member_id WHERE a.balance <> coalesce(e.points, 0) ORDER BY a.member_id",
)
check_by_sql(
    "points lots",
    "SELECT l.id, l.remaining, coalesce(e.points, 0) FROM loyalty_pointslot l LEFT JOIN"
    " (SELECT lot_id, sum(points) AS points FROM loyalty_pointsentry GROUP BY lot_id) e ON e.lot_id = l.id"
    " WHERE l.remaining <> coalesce(e.points, 0) ORDER BY l.id",
)
check_by_sql(
    "points given",
    "SELECT min(id), sum(points)::int, 0 FROM loyalty_pointsentry WHERE kind IN ('GIVE', 'GET')"
    " GROUP BY source HAVING sum(points) <> 0 ORDER BY 1",
)
check_by_sql(
    "points moved",
    "SELECT min(id), sum(points)::int, 0 FROM loyalty_pointsentry WHERE moved_by_id IS NOT NULL"
    " GROUP BY moved_by_id, source HAVING sum(points) <> 0 AND count(DISTINCT account_id) > 1 ORDER BY 1",
)
# What a lot says of what it was earned with comes to what was earned: by lines, or by the money and the terms.
check_by_sql(
    "points explained",
    "SELECT l.id, l.earned, told.points FROM loyalty_pointslot l JOIN loyalty_earningrule r ON r.id = l.rule_id"
    " CROSS JOIN LATERAL (SELECT CASE WHEN l.trace ? 'lines' THEN (SELECT coalesce(sum((line->>3)::int), 0)"
    "   FROM jsonb_array_elements(l.trace->'lines') line) - coalesce((l.trace->>'less')::int, 0)"
    "   ELSE floor((l.trace->>'amount')::numeric * r.points_per_yuan"
    "     * coalesce((l.trace->>'times')::numeric, 1))::int END AS points) told"
    " WHERE l.trace ? 'amount' AND l.earned <> told.points ORDER BY l.id",
)
check_by_sql(
    "stored value",
    "SELECT c.id, c.principal + c.bonus, coalesce(p.value, 0) FROM loyalty_valuecard c LEFT JOIN"
    " (SELECT d.card_id, sum(p.amount) AS value, sum(p.amount) FILTER (WHERE p.account = 'bonus') AS bonus"
    "    FROM loyalty_valueposting p JOIN loyalty_valuedeed d ON d.id = p.deed_id"
    "   WHERE p.account IN ('principal', 'bonus') GROUP BY d.card_id) p ON p.card_id = c.id"
    " WHERE c.principal + c.bonus <> coalesce(p.value, 0) OR c.bonus <> coalesce(p.bonus, 0) ORDER BY c.id",
)
check_by_sql(
    "stored value paid",
    "SELECT u.id, u.principal + u.bonus - u.principal_back - u.bonus_back, coalesce(p.paid, 0)"
    "  FROM loyalty_valueuse u LEFT JOIN"
    " (SELECT d.source, sum(p.amount) AS paid FROM loyalty_valueposting p JOIN loyalty_valuedeed d ON d.id = p.deed_id"
    "   WHERE p.account = 'sales' GROUP BY d.source) p ON p.source = u.source WHERE NOT EXISTS (SELECT FROM"
    " loyalty_valueuse o WHERE o.source = u.source AND o.id <> u.id)"
    "   AND u.principal + u.bonus - u.principal_back - u.bonus_back <> coalesce(p.paid, 0) ORDER BY u.id",
)


@app.periodic(cron="32 2 * * *")
@app.task(queue="maintenance", queueing_lock="release_points")
def release_points(timestamp: int) -> int:
    """Release the points that have waited long enough, batch by batch; return how many."""
    actor, at = Actor.job("loyalty.release_points"), clock.now()
    points = last = 0
    while released := services.release_points(after=last, actor=actor, at=at):
        points, last = points + released.points, released.last
    while services.let_old_holds_go(actor=actor, at=at):
        pass
    return points


@app.periodic(cron="51 3 * * *")
@app.task(queue="maintenance", queueing_lock="check_points_book")
def check_points_book(timestamp: int) -> int:
    """Sum the points ledger up anew and compare; return how many differences there are."""
    return services.check_points_book(actor=Actor.job("loyalty.check_points_book"), at=clock.now())


@app.periodic(cron="12 4 * * *")
@app.task(queue="maintenance", queueing_lock="keep_liability")
def keep_liability(timestamp: int) -> int:
    """Work out what was owed in points when yesterday ended, so that it is at hand; return how many points."""
    yesterday = clock.club_day(clock.now()) - timedelta(days=1)
    return liability(on=yesterday, actor=Actor.job("loyalty.keep_liability")).points


@app.periodic(cron="37 2 * * *")
@app.task(queue="maintenance", queueing_lock="expire_points")
def expire_points(timestamp: int) -> int:
    """Write off the points that have lapsed, batch by batch; return how many."""
    actor, at = Actor.job("loyalty.expire_points"), clock.now()
    points = last = 0
    while expired := services.expire_points(after=last, actor=actor, at=at):
        points, last = points + expired.points, expired.last
    return points


@app.periodic(cron="37 7 * * *")
@app.task(queue="maintenance", queueing_lock="tell_of_lapses")
def tell_of_lapses(timestamp: int) -> int:
    """Note who loses what soon, and hand it on to be said; return how many are to be told."""
    actor, at = Actor.job("loyalty.tell_of_lapses"), clock.now()
    for kind in lapse_sources():
        note_lapses(kind, actor=actor, at=at)
    told = 0
    while handed := tell_next(actor=actor, at=at):
        told += handed
    return told


@app.periodic(cron="37 3 * * *")
@app.task(queue="maintenance", queueing_lock="keep_tiers")
def keep_tiers(timestamp: int) -> int:
    """Raise, warn and lower whom the terms of the tiers say; return how many moved or were warned."""
    return _keep_tiers()


@app.task(queue="maintenance", queueing_lock="keep_tiers")
def keep_tiers_now() -> int:
    """Judge everybody by terms that were just published; return how many moved or were warned."""
    return _keep_tiers()


def _keep_tiers() -> int:
    actor, at = Actor.job("loyalty.keep_tiers"), clock.now()
    moved = last = 0
    while kept := services.keep_tiers(after=last, actor=actor, at=at):
        judged, last = kept.judged, kept.last
        moved += judged.raised + judged.lowered + judged.warned + kept.ended
    return moved


@app.task(queue="lists", lock="loyalty.try_tiers")
def try_tiers(uid: str) -> int:
    """Reckon a trial of tiers part by part, and return how many members it looked at; started again, it goes on."""
    actor, people = Actor.job("loyalty.try_tiers"), 0
    while part := services.try_next(uid=UUID(uid), actor=actor, at=clock.now()):
        people += part
    return people
