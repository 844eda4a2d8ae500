"""Which channel a reader answers by, as far as that shows in what they were sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LEAST_SENT: Final = 3
LEAST_ANSWERED: Final = 2
"""Fewer answers than these are chance."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A channel that a reader answers more often than by the others: of so many messages, so many."""

    channel: str
    sent: int
    answered: int


def learned_channel(counted: Mapping[str, tuple[int, int]]) -> Learned | None:
    """
    Return the channel that a reader answers most readily by; None where none stands out.

    `counted` says of each channel how many messages went out by it, and how many of these were answered or followed.
    Two more messages and one more answer are added to each, so that few messages weigh little.
    """
    rates = sorted(
        ((answered + 1) / (sent + 2), channel)
        for channel, (sent, answered) in counted.items()
        if sent >= LEAST_SENT and answered >= LEAST_ANSWERED and answered <= sent
    )
    if not rates or (len(rates) > 1 and rates[-1][0] == rates[-2][0]):
        return None
    channel = rates[-1][1]
    return Learned(channel, *counted[channel])
