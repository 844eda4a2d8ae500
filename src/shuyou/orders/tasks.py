"""What orders have done at night: sums are checked, and titles are ranked by what was sold."""

from datetime import timedelta

from shuyou.catalog import services as catalog
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app
from shuyou.kernel.ledgers import check_by_sql
from shuyou.orders import queries

YEAR = timedelta(days=365)

check_by_sql(
    "order lines",
    "SELECT o.id, (o.net_total * 100)::bigint, coalesce(l.cents, 0) FROM orders_order o LEFT JOIN"
    " (SELECT order_id, (sum(net_amount) * 100)::bigint AS cents FROM orders_orderline GROUP BY order_id) l"
    " ON l.order_id = o.id WHERE (o.net_total * 100)::bigint <> coalesce(l.cents, 0) ORDER BY o.id",
)
check_by_sql(
    "order money",
    "SELECT o.id, (o.paid_total * 100)::bigint, coalesce(r.cents, 0) FROM orders_order o LEFT JOIN"
    " (SELECT source, (sum(amount) * 100)::bigint AS cents FROM payments_receipt GROUP BY source) r"
    " ON r.source = 'order:' || o.number WHERE (o.paid_total * 100)::bigint <> coalesce(r.cents, 0) ORDER BY o.id",
)


@app.periodic(cron="13 3 * * *")
@app.task(queue="maintenance", queueing_lock="rank_titles")
def rank_titles(timestamp: int) -> int:
    """Rank titles for search by the copies sold in twelve months; return how many are hot."""
    at = clock.now()
    sold = queries.copies_sold(since=at - YEAR)
    return catalog.rank_titles(copies=sold, actor=Actor.job("orders.rank_titles"), at=at)
