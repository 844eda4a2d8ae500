"""What loyalty has checked at night: balances and lots against the ledger."""

from shuyou.kernel.ledgers import check_by_sql

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
