"""Events that a subscriber could not digest, taken up again by a person."""

from datetime import datetime

from shuyou.kernel import delivery
from shuyou.kernel.actor import Actor


def retry_parked_event(*, parked_id: int, actor: Actor, at: datetime) -> bool:
    """
    Hand a parked event to its subscriber once more; tell whether it went through.

    :raises NotPermitted: the actor may not retry events.
    :raises NotFound: it is not parked, or no longer.
    """
    actor.require("kernel.retry_events")
    return delivery.retry_one(parked_id, at=at)
