"""What supply does about events: titles that are one stand, are set aside and are ordered as one."""

from datetime import datetime
from typing import Final

from shuyou.catalog.events import ItemsMerged, ItemsParted
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import subscribe
from shuyou.supply.services._carry_titles import carry_title, part_title

ACTOR: Final = Actor.job("supply.carry_titles")


@subscribe(ItemsMerged, ItemsParted)
def carry_titles(event: ItemsMerged | ItemsParted, at: datetime) -> None:
    """Carry the stock and open papers of a title that was merged, or give back what is still there."""
    if isinstance(event, ItemsMerged):
        carry_title(merge_id=event.merge_id, kept_id=event.kept_id, gone_id=event.gone_id, actor=ACTOR, at=at)
    else:
        part_title(merge_id=event.merge_id, actor=ACTOR, at=at)
