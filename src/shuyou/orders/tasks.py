"""What orders have done in the background: sums are checked, titles ranked by what was sold, remittances matched."""

from datetime import timedelta

from shuyou.catalog import services as catalog
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app
from shuyou.kernel.ledgers import check_by_sql
from shuyou.orders import queries
from shuyou.orders.services._settle_remittances import match_remittances as match_slips

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


@app.task(queue="lists", lock="orders.match_remittances")
def match_new_remittances() -> int:
    """Match what came by post with the orders it is for; return how many slips were settled."""
    matched = match_slips(actor=Actor.job("orders.match_remittances"), at=clock.now())
    return matched.settled + matched.placed


@app.periodic(cron="*/10 * * * *")
@app.task(queue="lists", lock="orders.match_remittances", queueing_lock="match_remittances")
def match_remittances(timestamp: int) -> int:
    """Match again what waits: the order that a slip is for may have come after it."""
    matched = match_slips(actor=Actor.job("orders.match_remittances"), at=clock.now())
    return matched.settled + matched.placed
