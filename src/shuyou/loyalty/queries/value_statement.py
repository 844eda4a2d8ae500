"""The statement of a stored-value card for its holder: its movements within a time, what was there before and after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import MEMBER, Actor
from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO
from shuyou.kernel.templatetags.trade import posted_for
from shuyou.kernel.templatetags.ui import iso
from shuyou.kernel.usecase import query
from shuyou.loyalty.exports.value_statement import statement_pdf
from shuyou.loyalty.models import ValueCard, ValueDeed
from shuyou.loyalty.rules import masked

MOST: Final = 2_000
"""Movements on one statement; whoever has more asks for a shorter time."""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A movement of a card as its holder reads it."""

    at: datetime
    label: str
    what_for: str
    amount: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A card's movements from one day to another."""

    number: str
    """Its last digits: nobody can pay with what they read."""
    kind_label: str
    since: date
    until: date
    before: Decimal
    after: Decimal
    principal: Decimal
    bonus: Decimal
    lines: tuple[StatementLine, ...]

    @property
    def adds_up(self) -> bool:
        """Tell whether what was there before and all movements come to what is there after."""
        return self.before + sum((line.amount for line in self.lines), ZERO) == self.after


@query("loyalty.view")
def value_statement(*, uid: UUID, since: date, until: date, actor: Actor, member_id: int | None = None) -> Statement:
    """
    Return a card's statement for the days from one to another, in four queries; a reader names themselves as holder.

    :raises NotFound: there is no such card, or it is not in this reader's name.
    """
    cards = ValueCard.objects.filter(uid=uid)
    if actor.kind == MEMBER:
        cards = cards.filter(holder_id=member_id or 0)
    card = cards.first()
    if card is None:
        raise NotFound(what=_("stored-value card"), key=uid)
    begin, end = day_start(since), day_start(until + timedelta(days=1))
    deeds = ValueDeed.objects.filter(card=card)
    before = deeds.filter(at__lt=begin).aggregate(sum=Sum("amount"))["sum"] or ZERO
    rows = list(deeds.filter(at__gte=begin, at__lt=end).exclude(amount=0).order_by("pk")[:MOST])
    lines = tuple(
        StatementLine(
            row.at, str(ValueDeed.Kind(row.kind).label), _what_for(row.source), row.amount, row.left
        )
        for row in rows
    )  # fmt: skip
    return Statement(
        number=masked(card.number), kind_label=str(ValueCard.Kind(card.kind).label), since=since, until=until,
        before=before, after=lines[-1].left if lines else before, principal=card.principal, bonus=card.bonus,
        lines=lines,
    )  # fmt: skip


def _what_for(source: str) -> str:
    """Return what a movement was for; of another card only the last digits are told."""
    kind, _sep, name = source.partition(":")
    return posted_for(f"card:{masked(name)}" if kind == "card" else source) if source else ""


def statement_header() -> Sequence[str]:
    """Return the heads of the columns of a statement."""
    return [gettext("Day"), gettext("What"), gettext("Moved for"), gettext("Amount"), gettext("Left")]


def statement_rows(statement: Statement) -> Iterator[Sequence[str]]:
    """Return the lines of a statement as they are written down, from what was there before to what is there after."""
    yield [iso(statement.since), gettext("Before"), "", "", str(statement.before)]
    for line in statement.lines:
        yield [iso(club_day(line.at)), line.label, line.what_for, str(line.amount), str(line.left)]
    yield [iso(statement.until), gettext("After"), "", "", str(statement.after)]


def statement_paper(statement: Statement) -> bytes:
    """Return a statement as a PDF in the present language."""
    told = [
        gettext("Card %(number)s · %(kind)s") % {"number": statement.number, "kind": statement.kind_label},
        gettext("From %(since)s to %(until)s") % {"since": iso(statement.since), "until": iso(statement.until)},
    ]
    rows = [statement_header(), *statement_rows(statement)]
    return statement_pdf(title=gettext("Statement of a stored-value card"), told=told, rows=rows)
