"""
What members spent within a year, as packages above this one say.

They offer it as a column `member.year_spend` of plain amounts, money that came in; each package its own part.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import registry

YEAR_SPEND = "member.year_spend"


def year_spend(member_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """Return what members spent within a year, in one query of each package; nothing for those who spent nothing."""
    # Who issues a card need not be allowed to see orders for the rule to be kept.
    asker = Actor.job("members.year_spend")
    spent: defaultdict[int, Decimal] = defaultdict(Decimal)
    for column in registry.columns_for(YEAR_SPEND, asker):
        for member_id, amount in column.load(member_ids, asker).items():
            spent[member_id] += Decimal(amount)
    return spent
