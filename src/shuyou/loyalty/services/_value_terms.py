"""What the club adds to money that is loaded on cards, as data; and who took the list of cards as a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import day_start
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.loyalty.errors import ValueNotPositive
from shuyou.loyalty.events import ValueCardsExported, ValueTermsChanged
from shuyou.loyalty.models import ValueBonus
from shuyou.members import services as members


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusDraft:
    """What the club adds: from how much loaded on, how much, and until when."""

    name: str
    from_amount: Decimal
    bonus: Decimal
    until: date | None


@use_case("loyalty.set_value_terms")
def offer_bonus(draft: BonusDraft, *, actor: Actor, at: datetime) -> int:
    """
    Add something to money that is loaded from now on, and return its id.

    :raises ValueNotPositive: nothing is added, or the last day is over.
    """
    until = day_start(draft.until + timedelta(days=1)) if draft.until else None
    if draft.bonus <= 0 or draft.from_amount <= 0 or (until and until <= at):
        raise ValueNotPositive(value=draft.bonus)
    row = ValueBonus.objects.create(
        name=tidy(draft.name)[:60], from_amount=draft.from_amount, bonus=draft.bonus, valid_from=at, valid_until=until
    )
    publish(ValueTermsChanged(what="bonus", row_id=row.pk), actor=actor, at=at)
    return row.pk


@use_case("loyalty.set_value_terms")
def end_bonus(*, bonus_id: int, actor: Actor, at: datetime) -> None:
    """
    Add it no more from now on.

    :raises NotFound: there is no such bonus, or it is over.
    """
    row = ValueBonus.objects.select_for_update().filter(pk=bonus_id).exclude(valid_until__lte=at).first()
    if row is None:
        raise NotFound(what=_("bonus"), key=bonus_id)
    row.valid_until = max(at, row.valid_from)
    row.save(update_fields=["valid_until"])
    publish(ValueTermsChanged(what="bonus ended", row_id=row.pk), actor=actor, at=at)


@use_case("loyalty.export_value")
def note_value_export(*, wanted: str, readers: Iterable[object] = (), actor: Actor, at: datetime) -> None:
    """
    Note that somebody took the list of cards as a file.

    :raises FileAboveLimits: more readers are named than the actor may take on their own word.
    """
    if readers:
        members.take_named_file(what="value-cards", readers=readers, actor=actor, at=at)
    publish(ValueCardsExported(wanted=wanted), actor=actor, at=at)
