"""What orders have checked at night: sums of orders against their lines and the money received."""

from shuyou.kernel.ledgers import check_by_sql

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
