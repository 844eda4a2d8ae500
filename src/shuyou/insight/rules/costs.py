"""What a copy costs the club, where it is known and where it is not: one rule for facts and for value."""

from typing import Final

from ibis import Table, Value, _

COST_SHARE: Final = 65
"""Where nobody knows what a copy cost, it is taken for so many hundredths of its list price."""


def known_costs(shelves: Table) -> Table:
    """Return what a copy of each article costs at most on any shelf, in fen; articles of which nobody knows are out."""
    return shelves.filter(_.average_cost > 0).group_by("item_id").agg(known_cost=_.average_cost.max())


def cost_of(lines: Table) -> Value:
    """Return what the copies of a line cost, in fen, by their `known_cost` or a part of their `list_amount`."""
    return (lines.known_cost * lines.quantity).fill_null((lines.list_amount * COST_SHARE) // 100)
