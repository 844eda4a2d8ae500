"""What orders have done in the background: sums are checked, titles ranked by what was sold, remittances matched."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from shuyou.catalog import services as catalog
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.jobs import app
from shuyou.kernel.ledgers import check_by_sql
from shuyou.orders import queries, services
from shuyou.orders.adapters import carriers
from shuyou.orders.errors.previews import PreviewOver
from shuyou.orders.services._settle_remittances import match_remittances as match_slips

YEAR = timedelta(days=365)
FILLED_AT_ONCE = 500
FOLLOWED_AT_ONCE = 2000

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


@app.periodic(cron="25 * * * *")
@app.task(queue="maintenance", queueing_lock="give_up_unpaid")
def give_up_unpaid(timestamp: int) -> int:
    """Give up what guests ordered and did not pay for; return how many orders."""
    return services.give_up_unpaid(actor=Actor.job("orders.give_up_unpaid"), at=clock.now())


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


@app.task(queue="lists", lock="orders.fill_backorders")
def fill_from_delivery() -> int:
    """Set copies that came aside for the orders that wait for them; return for how many orders."""
    return _fill()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="lists", lock="orders.fill_backorders", queueing_lock="fill_backorders")
def fill_backorders(timestamp: int) -> int:
    """Set copies that became free in other ways aside for the orders that wait for them."""
    return _fill()


def _fill() -> int:
    actor, at, filled = Actor.job("orders.fill_backorders"), clock.now(), 0
    for number in queries.waiting_orders(at=at, limit=FILLED_AT_ONCE, actor=actor):
        with suppress(DomainError):  # it was changed or given up meanwhile
            filled += services.set_aside_what_came(number, actor=actor, at=at) > 0
    return filled


@app.periodic(cron="*/10 * * * *")
@app.task(queue="lists", queueing_lock="follow_parcels")
def follow_parcels(timestamp: int) -> int:
    """Ask carriers where parcels are; return how much of what they say is news."""
    actor, at, news = Actor.job("orders.follow_parcels"), clock.now(), 0
    for code, carrier in carriers().items():
        for waybill, handed_at in services.waybills_underway(code, limit=FOLLOWED_AT_ONCE):
            for note in carrier.track(waybill, handed_at=handed_at, now=at):
                news += services.note_tracking(note, carrier=code, actor=actor, at=at)
    return news


@app.periodic(cron="*/10 * * * *")
@app.task(queue="lists", lock="orders.pass_copies_on", queueing_lock="pass_copies_on")
def pass_copies_on(timestamp: int) -> int:
    """Let numbered copies that nobody claimed in time go on to who queues for them; return how many did."""
    return services.lapse_copies(actor=Actor.job("orders.pass_copies_on"), at=clock.now())


@app.periodic(cron="43 4 * * *")
@app.task(queue="maintenance", queueing_lock="measure_baskets")
def measure_baskets(timestamp: int) -> int:
    """Note where the baskets of prices stand today; return how many could be compared."""
    return services.measure_baskets(actor=Actor.job("orders.measure_baskets"), at=clock.now())


@app.task(queue="lists", lock="orders.make_coupons")
def make_coupons(uid: str) -> int:
    """Make the coupons of a campaign part by part, and return how many were asked for; started again, it goes on."""
    actor, coupons = Actor.job("orders.make_coupons"), 0
    while part := services.make_next(uid=UUID(uid), actor=actor, at=clock.now()):
        coupons += part
    return coupons


@app.task(queue="lists", lock="orders.take_in_orders")
def take_in_orders(file_id: int) -> None:
    """Read a file of orders that was handed in."""
    services.take_in_orders(file_id=file_id, actor=Actor.job("orders.take_in_orders"), at=clock.now())


@app.periodic(cron="31 4 * * *")
@app.task(queue="maintenance", queueing_lock="forget_order_files")
def forget_order_files(timestamp: int) -> int:
    """Delete what is kept of files of orders that came in a month ago; return of how many."""
    return services.forget_order_files(actor=Actor.job("orders.forget_order_files"), at=clock.now())


@app.periodic(cron="17 5 * * *")
@app.task(queue="maintenance", queueing_lock="offer_bundles")
def offer_bundles(timestamp: int) -> int:
    """Put bundles together for readers who bought within a year, so many at a time; return how many were offered."""
    actor, at, after, offered = Actor.job("orders.offer_bundles"), clock.now(), 0, 0
    while people := services.buyers_without_bundle(after=after, at=at):
        offered += services.offer_bundles(member_ids=people, actor=actor, at=at)
        after = people[-1]
    return offered


@app.task(queue="lists", lock="orders.preview_points")
def preview_points(uid: str) -> int:
    """Replay a rule on past orders part by part; return for how many readers. Started again, it goes on."""
    actor, people = Actor.job("orders.preview_points"), 0
    with suppress(PreviewOver):
        while part := services.preview_next(uid=UUID(uid), actor=actor, at=clock.now()):
            people += part
    return people
