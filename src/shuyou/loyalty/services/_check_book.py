"""Summing the points ledger up anew: balances, lots, both sides of gifts and merges, and what lots say they are of."""

from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.ledgers import differences
from shuyou.kernel.usecase import use_case
from shuyou.loyalty.events import PointsBookChecked


@use_case("loyalty.check_book")
def check_points_book(*, actor: Actor, at: datetime) -> int:
    """Compare the ledger with all that is kept of it and tell how many differences there are; there must be none."""
    found = len(differences(of="points"))
    publish(PointsBookChecked(differences=found), actor=actor, at=at)
    return found
