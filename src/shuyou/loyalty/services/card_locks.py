"""Several stored-value cards that pay for one thing: held in one order, whichever is named first."""

from collections.abc import Iterable

from shuyou.kernel.usecase import step
from shuyou.loyalty.models import ValueCard
from shuyou.loyalty.services._value_ledger import card_number, held_cards


@step
def hold_cards_named(*, numbers: Iterable[str]) -> None:
    """
    Lock the cards that go by these numbers in order of their ids; numbers of none are left to whoever uses them.

    :raises CardNumberMistyped: one is no number of a card.
    """
    named = [card_number(number) for number in numbers]
    if len(named) > 1:
        held_cards(ValueCard.objects.filter(number__in=named).values_list("pk", flat=True))
