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
from shuyou.loyalty.errors import PartnerLineWrong, PartnerRefused, ReaderNotMeant
from shuyou.loyalty.events import PartnerPosted, ProgramChanged
from shuyou.loyalty.models import CoalitionPartner, PartnerPosting
from shuyou.loyalty.services._adjust import signature
from shuyou.loyalty.services._award import award_points
from shuyou.loyalty.services._redeem import redeem_points
from shuyou.loyalty.services.activities import MOST_LINES, LineFault, Recorded, hold_meant

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
_CELLS: Final = 4
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
    if not _CODE.fullmatch(code):
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

    :raises NotFound: there is no such partner.
    :raises PartnerRefused: it is stopped, or there are more lines than one request takes.
    """
    partner = CoalitionPartner.objects.filter(code=code).first()
    if partner is None:
        raise NotFound(what=_("partner"), key=code)
    if not partner.is_active or len(said) > MOST_LINES:
        raise PartnerRefused(why=_("it is stopped, or these are more than 500 lines"), field="said")
    rows = [[tidy(cell) for cell in row] for row in csv.reader(said)]
    meant = hold_meant([row[1].upper() for row in rows if len(row) == _CELLS])
    # After the readers: what one partner sends at the same time is posted one after the other.
    CoalitionPartner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    faults, readers, points, repeats = [], 0, 0, 0
    for line, row in enumerate(rows, 1):
        if not any(row):
            continue
        try:
            posted = _post(partner, row, meant.get(row[1].upper() if len(row) == _CELLS else ""), actor, at)
        except DomainError as why:
            faults.append(LineFault(line, why))
        else:
            readers, points, repeats = readers + bool(posted), points + posted, repeats + (not posted)
    publish(PartnerPosted(partner_id=partner.pk, postings=readers, points=points), actor=actor, at=at)
    return Recorded(readers=readers, points=points, repeats=repeats, faults=tuple(faults))


@step
def _post(partner: CoalitionPartner, row: Sequence[str], member: int | None, actor: Actor, at: datetime) -> int:
    """
    Post a line and return its points; 0: it was posted before.

    :raises PartnerLineWrong: it is no line of four cells with a key, a kind and a number of points.
    """
    if len(row) != _CELLS or not row[0] or row[2] not in PartnerPosting.Kind.values:
        raise PartnerLineWrong()
    points = int(row[3]) if row[3].isascii() and row[3].isdigit() and len(row[3]) < 8 else 0
    if not 0 < points <= _MOST:
        raise PartnerLineWrong()
    if member is None:
        raise ReaderNotMeant(value=row[1][:40])
    key, contra = row[0][:40], f"partner:{partner.code}"
    if PartnerPosting.objects.filter(partner=partner, key=key).exists():
        return 0
    source = f"{contra}:{key}"
    if row[2] == PartnerPosting.Kind.EARN:
        award_points(member_id=member, points=points, source=source, why=partner.name, at=at, contra=contra)
    else:
        redeem_points(member_id=member, points=points, source=source, at=at, contra=contra)
    PartnerPosting.objects.create(
        partner=partner, key=key, member_id=member, kind=row[2], points=points, noted_by=signature(actor), posted_at=at
    )
    return points
