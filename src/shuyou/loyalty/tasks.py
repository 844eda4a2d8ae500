"""What loyalty has done at night: lapsed points leave the balance; balances and lots are checked."""

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app
from shuyou.kernel.ledgers import check_by_sql
from shuyou.loyalty import services
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


@app.periodic(cron="7 3 * * *")
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
