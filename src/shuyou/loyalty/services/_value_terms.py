"""What the club adds to money on cards, and what buyers are told, as data; and who took the list of cards away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import day_start
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.loyalty.errors import NoticeEmpty, ValueNotPositive
from shuyou.loyalty.events import ValueCardsExported, ValueTermsChanged
from shuyou.loyalty.models import ValueBonus, ValueCard, ValueNotice
from shuyou.members import services as members

LONGEST_NOTICE: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusDraft:
    """What the club adds: from how much loaded on, how much, and until when."""

    name: str
    from_amount: Decimal
    bonus: Decimal
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDraft:
    """What buyers of a kind of card are told from now on."""

    kind: str
    text_zh: str
    text_en: str


@use_case("loyalty.set_value_terms")
def word_value_notice(draft: NoticeDraft, *, actor: Actor, at: datetime) -> int:
    """
    Word anew what buyers of a kind of card are told and confirm, and return the version; the one before stays readable.

    :raises NoticeEmpty: it says nothing in one of the languages.
    """
    kind = ValueCard.Kind(draft.kind)
    texts = [draft.text_zh.strip()[:LONGEST_NOTICE], draft.text_en.strip()[:LONGEST_NOTICE]]
    if not all(texts):
        raise NoticeEmpty()
    earlier = ValueNotice.objects.filter(kind=kind).order_by("-version").first()
    row = ValueNotice.objects.create(
        kind=kind, version=(earlier.version if earlier else 0) + 1, text_zh=texts[0], text_en=texts[1],
        written_by=actor.signature, valid_from=at,
    )  # fmt: skip
    publish(ValueTermsChanged(what="notice", row_id=row.pk), actor=actor, at=at)
    return row.version


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


@use_case("loyalty.sell_value")
def note_value_sheet(*, cards: int, actor: Actor, at: datetime) -> None:
    """Note that somebody printed the numbers of cards that wait to be activated."""
    publish(ValueCardsExported(wanted=f"sheet of {cards} cards"), actor=actor, at=at)
