"""What the shop does about events: points for reviews that everybody reads; merged titles share theirs; gifts sent."""

from datetime import datetime
from typing import Final

from shuyou.catalog.events import ItemsMerged
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import subscribe
from shuyou.loyalty.services.activities import thank_for
from shuyou.payments.events import ChargeSettled
from shuyou.shop.events import ReviewDecided
from shuyou.shop.services._carry_titles import carry_reviews
from shuyou.shop.services._gifts import PREFIX, settle_gift

ACTOR: Final = Actor.job("shop.thank_for_reviews")


@subscribe(ReviewDecided)
def thank_for_review(event: ReviewDecided, at: datetime) -> None:
    """Give the points of activities for reviews, once for each title, when everybody reads what was written."""
    if event.is_published:
        thank_for("review", member_id=event.member_id, reference=f"item-{event.item_id}", actor=ACTOR, at=at)


@subscribe(ItemsMerged)
def carry_title(event: ItemsMerged, at: datetime) -> None:
    """Have what readers said of a title, and lists that hold it, be of the one that is kept."""
    carry_reviews(kept_id=event.kept_id, gone_id=event.gone_id)


@subscribe(ChargeSettled)
def send_gifts(event: ChargeSettled, at: datetime) -> None:
    """Make and send a card that a reader bought for somebody, once its money is there."""
    if event.source.startswith(PREFIX):
        settle_gift(charge_id=event.charge_id, number=event.source.removeprefix(PREFIX), at=at)
