"""Cards that readers bought for others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.shop.models import Gift

MOST: Final = 20
_COLUMNS: Final = ("number", "amount", "state", "shown", "giver", "greeting", "made_at", "card__number", "told")


@dataclass(frozen=True, slots=True)
class GiftRow:
    """A card that a reader bought for somebody; its number only once it is paid."""

    number: str
    amount: Decimal
    state: str
    shown: str
    giver: str
    greeting: str
    made_at: datetime
    card: str | None
    told: int
    """Which version of what holds for such cards was confirmed."""

    @property
    def state_label(self) -> str:
        """Return how it stands, in words."""
        return str(Gift.State(self.state).label)

    @property
    def is_to_pay(self) -> bool:
        """Tell whether its money has not come."""
        return self.state == Gift.State.ASKED


@query("shop.keep_account")
def gifts_of(*, member_id: int, actor: Actor) -> Sequence[GiftRow]:
    """Return what a reader bought for others, the latest first, in one query (index `gifts_of_buyer`)."""
    rows = Gift.objects.filter(member_id=member_id).order_by("-pk").values_list(*_COLUMNS)
    return [GiftRow(*row) for row in rows[:MOST]]


@query("shop.keep_account")
def gift_of(*, number: str, member_id: int, actor: Actor) -> GiftRow:
    """
    Return a card that a reader bought for somebody.

    :raises NotFound: there is none, or somebody else bought it.
    """
    row = Gift.objects.filter(number=number, member_id=member_id).values_list(*_COLUMNS).first()
    if row is None:
        raise NotFound(what=_("gift card"), key=number)
    return GiftRow(*row)
