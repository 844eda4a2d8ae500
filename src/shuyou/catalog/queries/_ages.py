"""Titles that somebody is too young for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shuyou.catalog.models import Item
from shuyou.catalog.rules.ages import is_old_enough


@dataclass(frozen=True, slots=True)
class TooYoungFor:
    """A title that is sold from an age on which the buyer has not reached, or which nobody has shown."""

    item_id: int
    title: str
    least_age: int


def too_young_for(*, item_ids: Iterable[int], born: date | None, on: date) -> list[TooYoungFor]:
    """Return those of items that somebody born on a day may not buy yet, in one query; none for most carts."""
    rows = Item.objects.filter(pk__in=list(item_ids), least_age__isnull=False).order_by("pk")
    return [
        TooYoungFor(item_id, title, least_age)
        for item_id, title, least_age in rows.values_list("pk", "title", "least_age")
        if least_age is not None and not is_old_enough(least_age, born=born, on=on)
    ]
