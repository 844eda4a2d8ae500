"""Which places somebody works in: services ask before anything moves there."""

from shuyou.kernel.actor import Actor
from shuyou.supply.errors import NotYourPlace
from shuyou.supply.queries import places_of


def require_place(*warehouse_ids: int, actor: Actor) -> None:
    """
    Pass if the actor works in one of these places.

    :raises NotYourPlace: the actor belongs to others only.
    """
    own = places_of(actor=actor)
    if own is not None and own.isdisjoint(warehouse_ids):
        raise NotYourPlace()
