"""Partner brands: kept, and what their readers earned and spent with them posted, each once."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty.errors import PartnerKeyTaken, PartnerLineWrong, PartnerRefused, ReaderNotMeant
from shuyou.loyalty.events import PartnerPosted, ProgramChanged
from shuyou.loyalty.models import CoalitionPartner, PartnerPosting
from shuyou.loyalty.services._adjust import Allowance, hold_allowance
from shuyou.loyalty.services._award import award_points
from shuyou.loyalty.services._redeem import redeem_points, restore_points
from shuyou.loyalty.services.activities import MOST_LINES, LineFault, Recorded, hold_meant

CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
_CELLS: Final = 4
_KEY: Final = 40
_BACK: Final = "back"
_GIVING: Final = {"earn": "unearn", "spend": "unspend"}
"""What a line does, and what taking it back does."""
_MOST: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerTerms:
    """A partner brand, as typed."""

    code: str
    name: str
    pays: Decimal
    gets: Decimal
    is_active: bool


@use_case("loyalty.keep_program")
def keep_partner(draft: PartnerTerms, *, actor: Actor, at: datetime) -> str:
    """
    Add a partner brand, or change the one of this code, and return the code; the row history keeps what it was.

    :raises PartnerRefused: its code cannot stand in an address, or it has no name.
    """
    code, name = draft.code.strip().lower(), tidy(draft.name)[:80]
    if not CODE.fullmatch(code):
        raise PartnerRefused(why=_("its code must be letters, digits and hyphens"), field="code")
    if not name:
        raise PartnerRefused(why=_("it has no name"), field="name")
    row = CoalitionPartner.objects.select_for_update(no_key=True).filter(code=code).first()
    row = row or CoalitionPartner(code=code)
    row.name, row.pays, row.gets, row.is_active = name, draft.pays, draft.gets, draft.is_active
    row.save()
    publish(ProgramChanged(what="coalition partner", row_id=row.pk), actor=actor, at=at)
    return code


@use_case("loyalty.post_partner")
def post_partner_rows(code: str, *, said: Sequence[str], actor: Actor, at: datetime) -> Recorded:
    """
    Post lines `key,number,earn|spend,points` of a partner, each key once; what is wrong is told line by line.

    A line `key,number,back,EARLIER` undoes the posting of an earlier key, as a whole.

    :raises NotFound: there is no such partner.
    :raises PartnerRefused: it is stopped, or there are more lines than one request takes.
    """
    partner = CoalitionPartner.objects.filter(code=code).first()
    if partner is None:
        raise NotFound(what=_("partner"), key=code)
    if not partner.is_active or len(said) > MOST_LINES:
        raise PartnerRefused(why=_("it is stopped, or these are more than 500 lines"), field="said")
    rows = [_cells(line) for line in said]
    meant = hold_meant([row[1].upper() for row in rows if len(row) == _CELLS])
    # After the readers: what one partner sends at the same time is posted one after the other.
    partner = CoalitionPartner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    sent = _Sent(partner, hold_allowance(actor=actor, at=at), actor.signature, at)
    faults, readers, points, repeats = [], 0, 0, 0
    for line, row in enumerate(rows, 1):
        if row == [""]:
            continue
        try:
            posted = _post(sent, row, meant.get(row[1].upper() if len(row) == _CELLS else ""))
        except DomainError as why:
            faults.append(LineFault(line, why))
        else:
            readers, points, repeats = readers + bool(posted), points + posted, repeats + (not posted)
    publish(PartnerPosted(partner_id=partner.pk, postings=readers, points=points), actor=actor, at=at)
    return Recorded(readers=readers, points=points, repeats=repeats, faults=tuple(faults))


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a partner sent: by whom it is posted, and how much they may give."""

    partner: CoalitionPartner
    allowance: Allowance
    noted_by: str
    at: datetime


def _cells(line: str) -> list[str]:
    """Return the cells of a line by itself, so that a quote that stays open spoils no other; none: it is no line."""
    try:
        return [tidy(cell) for row in csv.reader([line], strict=True) for cell in row] or [""]
    except csv.Error:
        return []


@step
def _post(sent: _Sent, row: Sequence[str], member: int | None) -> int:
    """
    Post a line and return its points; 0: it was posted before.

    :raises PartnerLineWrong: it is no line of four cells with a key, a kind and a number of points.
    :raises PartnerKeyTaken: its key stands for another line.
    :raises AdjustmentTooLarge: whoever posts it may give fewer at a time, as by hand; DayLimitReached: or in a day.
    """
    if len(row) != _CELLS or not row[0] or len(row[0]) > _KEY or row[2] not in {*_GIVING, _BACK}:
        raise PartnerLineWrong()
    earlier = PartnerPosting.objects.filter(partner=sent.partner, key=row[0]).first()
    if row[2] == _BACK:
        return _take_back(sent, row, member, earlier)
    points = int(row[3]) if row[3].isascii() and row[3].isdigit() and len(row[3]) < 8 else 0
    if not 0 < points <= _MOST:
        raise PartnerLineWrong()
    if member is None:
        raise ReaderNotMeant(value=row[1][:40])
    if earlier:
        if (earlier.member_id, earlier.kind, earlier.points) != (member, row[2], points):
            raise PartnerKeyTaken(key=row[0])
        return 0
    contra, at = f"partner:{sent.partner.code}", sent.at
    source, rate = f"{contra}:{row[0]}", sent.partner.gets
    if row[2] == PartnerPosting.Kind.EARN:
        sent.allowance.check(points)
        rate, why = sent.partner.pays, sent.partner.name
        points = award_points(member_id=member, points=points, source=source, why=why, at=at, contra=contra)
        sent.allowance.left -= points
    else:
        redeem_points(member_id=member, points=points, source=source, at=at, contra=contra)
    _note(sent, row[0], PartnerPosting(member_id=member, kind=row[2], points=points, rate=rate))
    return points


def _take_back(sent: _Sent, row: Sequence[str], member: int | None, earlier: PartnerPosting | None) -> int:
    """
    Undo the posting that a line names in its last cell, and return its points; 0: it was undone by this key before.

    :raises PartnerLineWrong: no posting of this reader has the key, or it was undone.
    :raises NotEnoughPoints: what was earned is spent.
    """
    first = PartnerPosting.objects.filter(partner=sent.partner, key=row[3], kind__in=_GIVING).first()
    if first is None or first.member_id != member:
        raise PartnerLineWrong()
    if earlier:
        if earlier.takes_back_id != first.pk:
            raise PartnerKeyTaken(key=row[0])
        return 0
    if PartnerPosting.objects.filter(takes_back=first).exists():
        raise PartnerLineWrong()
    contra = f"partner:{sent.partner.code}"
    if first.kind == PartnerPosting.Kind.EARN:
        source = f"{contra}:{row[0]}"
        redeem_points(member_id=first.member_id, points=first.points, source=source, at=sent.at, contra=contra)
    else:
        restore_points(member_id=first.member_id, source=f"{contra}:{first.key}", at=sent.at)
    line = PartnerPosting(
        member_id=first.member_id, kind=_GIVING[first.kind], points=first.points, rate=first.rate, takes_back=first
    )
    _note(sent, row[0], line)
    return first.points


def _note(sent: _Sent, key: str, line: PartnerPosting) -> None:
    line.partner, line.key, line.noted_by, line.posted_at = sent.partner, key, sent.noted_by, sent.at
    line.save(force_insert=True)
