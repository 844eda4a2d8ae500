"""What is asked of merchants of the alliance: the directory, and how often who was entitled there."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import TOKEN, Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import Change, rows_history
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.loyalty.models import Merchant, MerchantCheck
from shuyou.loyalty.queries._names import named
from shuyou.loyalty.queries.clubs import club_codes_of

# By month, the last twelve: asked, entitled, readers.
_MONTHS: Final = """
    SELECT to_char(date_trunc('month', noted_at), 'YYYY-MM'), count(*), count(*) FILTER (WHERE answer = 'yes'),
           count(DISTINCT member_id) FILTER (WHERE answer = 'yes')
      FROM loyalty_merchantcheck WHERE merchant_id = %s AND noted_at >= %s::timestamptz - interval '1 year'
     GROUP BY 1 ORDER BY 1 DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantFilter:
    """Which merchants a list shows; empty fields do not filter."""

    words: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantRow:
    """A merchant of the directory."""

    code: str
    kind: str
    kind_label: str
    name: str
    place: str
    phone: str
    benefit: str
    benefit_zh: str
    benefit_en: str
    tiers: tuple[str, ...]
    clubs: tuple[str, ...]
    valid_from: date
    valid_to: date
    has_word: bool
    is_active: bool

    def holds(self, on: date) -> bool:
        """Tell whether it gives its benefit on a day."""
        return self.is_active and self.valid_from <= on <= self.valid_to


@dataclass(frozen=True, slots=True)
class CheckMonth:
    """How often a merchant asked in a month, and how many readers were entitled."""

    month: str
    asked: int
    entitled: int
    readers: int


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A time that a merchant asked; nobody is named."""

    noted_at: datetime
    answer: str
    answer_label: str
    via: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantPage:
    """A merchant in full: how often it asked, what it was told lately, and what it was before."""

    row: MerchantRow
    months: tuple[CheckMonth, ...]
    checks: tuple[CheckRow, ...]
    changes: tuple[Change, ...]


@query("loyalty.view")
def list_merchants(*, wanted: MerchantFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[MerchantRow]:
    """Return merchants that pass the filter, page by page."""
    rows = Merchant.objects.all()
    if wanted.words:
        rows = rows.filter(Q(name__icontains=wanted.words) | Q(place__icontains=wanted.words))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    found, after = behind(rows, place, limit=limit)
    return Page(tuple(_row(one) for one in found), after)


@query("loyalty.view")
def merchant_page(*, code: str, at: datetime, actor: Actor) -> MerchantPage:
    """
    Return a merchant in full, in four queries.

    :raises NotFound: there is no such merchant.
    """
    return _page(code, at)


def merchant_name(code: str) -> str:
    """Return as whom a merchant asks."""
    return f"merchant:{code}"


@query("loyalty.check_entitlement")
def merchant_desk(*, code: str, at: datetime, actor: Actor) -> MerchantPage:
    """
    Return a merchant as it sees itself: what it gives and what it asked, without who kept it.

    :raises NotFound: there is no such merchant, or another one asks.
    """
    if actor.kind == TOKEN and actor.id != merchant_name(code):
        raise NotFound(what=_("merchant"), key=code)
    return replace(_page(code, at), changes=())


def _page(code: str, at: datetime) -> MerchantPage:
    merchant = Merchant.objects.filter(code=code).first()
    if merchant is None:
        raise NotFound(what=_("merchant"), key=code)
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, [merchant.pk, at])
        months = tuple(CheckMonth(*row) for row in cursor.fetchall())
    checks = MerchantCheck.objects.filter(merchant=merchant).order_by("-pk")[:PAGE]
    return MerchantPage(
        row=_row(merchant), months=months,
        checks=tuple(
            CheckRow(one.noted_at, one.answer, str(MerchantCheck.Answer(one.answer).label), one.via) for one in checks
        ),
        changes=tuple(rows_history([("loyalty_merchant", merchant.pk)])),
    )  # fmt: skip


@query("loyalty.view")
def merchants_for(*, member_id: int, tier: str, at: datetime, actor: Actor) -> list[MerchantRow]:
    """Return the merchants that give a reader of a tier something today, by name, in two queries."""
    on, clubs = club_day(at), club_codes_of(member_id=member_id)
    rows = Merchant.objects.filter(is_active=True, valid_from__lte=on, valid_to__gte=on).order_by("name", "pk")
    for_tier, for_club = Q(tiers=[]) | Q(tiers__contains=[tier]), Q(clubs=[]) | Q(clubs__overlap=list(clubs))
    return [_row(one) for one in rows.filter(for_tier, for_club)[:PAGE]]


def answer_label(answer: str) -> str:
    """Return what a merchant was told, in words."""
    return str(MerchantCheck.Answer(answer).label)


def _row(one: Merchant) -> MerchantRow:
    return MerchantRow(
        code=one.code, kind=one.kind, kind_label=str(Merchant.Kind(one.kind).label), name=one.name, place=one.place,
        phone=one.phone, benefit=named(one.benefit_zh, one.benefit_en), benefit_zh=one.benefit_zh,
        benefit_en=one.benefit_en, tiers=tuple(one.tiers), clubs=tuple(one.clubs), valid_from=one.valid_from,
        valid_to=one.valid_to, has_word=bool(one.key_digest), is_active=one.is_active,
    )  # fmt: skip
