"""What supply has done by itself: ledgers checked at night, places summed up every few minutes."""

from datetime import timedelta
from typing import Final

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app
from shuyou.kernel.ledgers import check_by_sql
from shuyou.supply import queries, services
from shuyou.supply.adapters.mail import MailPost
from shuyou.supply.exports.purchase_letter import purchase_letter
from shuyou.supply.ports import LetterRefused, Post, PostAway, PostUnclear
from shuyou.supply.services import DueLetter, Handover

LOOK_BACK: Final = timedelta(minutes=10)
"""Twice the time between two looks at what moved, so that a slow one leaves nothing out."""

_SUMS = {
    "on_hand": (
        "SELECT layer_id, sum("
        "CASE WHEN kind IN ('RECEIVE', 'ARRIVE', 'GAIN', 'TAKEBACK', 'TAKEOVER') THEN quantity"
        " WHEN kind IN ('ISSUE', 'SEND', 'LOSS', 'RETURN', 'DAMAGE', 'HANDOVER') THEN -quantity ELSE 0 END"
        ") AS copies FROM supply_movement GROUP BY layer_id"
    ),
    # What goes over a counter was never set aside for its sale: it is no part of what is reserved.
    "reserved": (
        "SELECT layer_id, sum(copies) AS copies FROM (SELECT layer_id, sum("
        "CASE WHEN kind = 'RESERVE' THEN quantity WHEN kind IN ('RELEASE', 'ISSUE') THEN -quantity ELSE 0 END"
        ") AS copies FROM supply_movement WHERE kind IN ('RESERVE', 'RELEASE', 'ISSUE')"
        " GROUP BY layer_id, source HAVING bool_or(kind = 'RESERVE')) s GROUP BY layer_id"
    ),
}

for _column, _sum in _SUMS.items():
    check_by_sql(
        f"layers {_column}",
        f"SELECT l.id, l.{_column}, coalesce(m.copies, 0) FROM supply_layer l LEFT JOIN"  # noqa: S608 - constants
        f" ({_sum}) m ON m.layer_id = l.id"
        f" WHERE l.{_column} <> coalesce(m.copies, 0) ORDER BY l.id",
    )
    check_by_sql(
        f"shelves {_column}",
        f"SELECT s.id, s.{_column}, coalesce(l.copies, 0) FROM supply_shelf s LEFT JOIN"  # noqa: S608 - constants
        f" (SELECT shelf_id, sum({_column}) AS copies FROM supply_layer GROUP BY shelf_id) l ON l.shelf_id = s.id"
        f" WHERE s.{_column} <> coalesce(l.copies, 0) ORDER BY s.id",
    )


@app.periodic(cron="*/5 * * * *")
@app.task(queue="maintenance", queueing_lock="sum_up_places")
def sum_up_places(timestamp: int) -> int:
    """Sum up what stands in each place; return how many places there are."""
    return services.sum_up_places(actor=Actor.job("sum_up_places"), at=clock.now())


@app.periodic(cron="25 2 * * *")
@app.task(queue="maintenance", queueing_lock="sum_up_figures")
def sum_up_figures(timestamp: int) -> int:
    """Sum up the figures of the reports; return how many shelves have copies."""
    return services.sum_up_figures(actor=Actor.job("sum_up_figures"), at=clock.now())


@app.periodic(cron="40 2 * * *")
@app.task(queue="maintenance", queueing_lock="plan_reorders")
def plan_reorders(timestamp: int) -> int:
    """Plan what is to be reordered of everything; return how many titles are."""
    return services.plan_reorders(actor=Actor.job("plan_reorders"), at=clock.now()).advised


@app.periodic(cron="*/5 * * * *")
@app.task(queue="maintenance", queueing_lock="reorder_what_crossed")
def reorder_what_crossed(timestamp: int) -> int:
    """Plan anew what was sold, promised or missed in a count since the last time; return of how many titles."""
    at = clock.now()
    crossed = services.crossed_since(at - LOOK_BACK)
    if crossed:
        services.plan_reorders(actor=Actor.job("reorder_what_crossed"), at=at, item_ids=crossed)
    return len(crossed)


@app.periodic(cron="* * * * *")
@app.task(queue="maintenance", queueing_lock="send_letters")
def send_letters(timestamp: int) -> int:
    """Hand over the letters to suppliers that are due; return how many were taken."""
    return hand_over_letters(MailPost())


def hand_over_letters(post: Post) -> int:
    """Hand over the letters that are due, one after the other, each written down as being sent before it leaves."""
    actor, taken = Actor.job("send_letters"), 0
    while due := services.take_letter(actor=actor, at=clock.now()):
        came, reason = _hand_over(due, post, actor)
        services.note_handover(letter_id=due.letter_id, came=came, reason=reason, actor=actor, at=clock.now())
        taken += came == Handover.TAKEN
    return taken


def _hand_over(due: DueLetter, post: Post, actor: Actor) -> tuple[Handover, str]:
    order = queries.purchase_detail(number=due.order_number, actor=actor)
    try:
        post.send(purchase_letter(order, recipient=due.recipient))
    except LetterRefused as refusal:
        return Handover.REFUSED, str(refusal)
    except PostAway as refusal:
        return Handover.AWAY, str(refusal)
    except PostUnclear as refusal:
        return Handover.UNCLEAR, str(refusal)
    return Handover.TAKEN, ""


@app.periodic(cron="10 1 * * *")
@app.task(queue="maintenance", queueing_lock="expire_wants")
def expire_wants(timestamp: int) -> int:
    """Give up wishes that nobody fetched in time; return how many."""
    return services.expire_wants(actor=Actor.job("expire_wants"), at=clock.now())
