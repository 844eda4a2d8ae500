"""What the shop does about events: points for reviews that everybody reads; merged titles share theirs."""

from datetime import datetime
from typing import Final

from shuyou.catalog.events import ItemsMerged
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import subscribe
from shuyou.loyalty.services.activities import thank_for
from shuyou.shop.events import ReviewDecided
from shuyou.shop.services._carry_titles import carry_reviews

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
