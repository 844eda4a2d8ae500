"""How a provider's bill and our books differ: a pure function."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuyou.kernel.money import ZERO


@dataclass(frozen=True, slots=True)
class Entry:
    """A payment or refund in somebody's books."""

    number: str
    amount: Decimal
    is_refund: bool


@dataclass(frozen=True, slots=True)
class Differs:
    """A number under which the two say differently; None: they do not know it."""

    number: str
    is_refund: bool
    ours: Decimal | None
    theirs: Decimal | None

    @property
    def kind(self) -> str:
        """Return which way they differ."""
        if self.ours is None:
            return "theirs"
        return "ours" if self.theirs is None else "amount"


def differences(ours: Sequence[Entry], theirs: Sequence[Entry]) -> list[Differs]:
    """Return what the two books say differently, by number; what stands there twice is added up."""
    mine, other = _sums(ours), _sums(theirs)
    return [
        Differs(number, is_refund, mine.get((number, is_refund)), other.get((number, is_refund)))
        for number, is_refund in sorted(mine.keys() | other.keys())
        if mine.get((number, is_refund)) != other.get((number, is_refund))
    ]


def _sums(entries: Sequence[Entry]) -> dict[tuple[str, bool], Decimal]:
    sums: dict[tuple[str, bool], Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        sums[entry.number, entry.is_refund] += entry.amount
    return dict(sums)
