"""What is asked of partner brands: who they are, and each month's statement of what both owe."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, F, Q, Sum, When
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_zone
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO, cents
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.loyalty.models import CoalitionPartner, PartnerPosting


@dataclass(frozen=True, slots=True, kw_only=True)
class CoalitionFilter:
    """Which partners a list shows; empty fields do not filter."""

    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoalitionRow:
    """A partner brand."""

    code: str
    name: str
    pays: Decimal
    gets: Decimal
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A month with a partner: points of both sides, and what each owes the other."""

    month: date
    earned: int
    spent: int
    owes_us: Decimal
    we_owe: Decimal

    @property
    def balance(self) -> Decimal:
        """Return what the partner pays us in the end; below nothing, we pay."""
        return self.owes_us - self.we_owe


@dataclass(frozen=True, slots=True)
class CoalitionPage:
    """A partner with its statements, the latest month first."""

    row: CoalitionRow
    months: tuple[StatementRow, ...]


@query("loyalty.view")
def list_coalition(*, wanted: CoalitionFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[CoalitionRow]:
    """Return partners that pass the filter, page by page."""
    rows = CoalitionPartner.objects.all()
    if wanted.words:
        rows = rows.filter(name__icontains=wanted.words)
    found, after = behind(rows, place, limit=limit)
    return Page(tuple(_row(one) for one in found), after)


@query("loyalty.view")
def coalition_page(*, code: str, actor: Actor) -> CoalitionPage:
    """
    Return a partner with its statements, each posting at the terms it was posted on, in two queries.

    :raises NotFound: there is no such partner.
    """
    partner = CoalitionPartner.objects.filter(code=code).first()
    if partner is None:
        raise NotFound(what=_("partner"), key=code)
    rows = (
        PartnerPosting.objects.filter(partner=partner)
        .annotate(month=TruncMonth("posted_at", tzinfo=club_zone()))
        .values_list("month")
        .annotate(**_sums(partner))
        .order_by("-month")
    )
    months = tuple(
        StatementRow(
            month=month.date(), earned=earned or 0, spent=spent or 0, owes_us=cents(owes_us or ZERO),
            we_owe=cents(we_owe or ZERO),
        )
        for month, earned, spent, owes_us, we_owe in rows
    )  # fmt: skip
    return CoalitionPage(_row(partner), months)


def _row(partner: CoalitionPartner) -> CoalitionRow:
    return CoalitionRow(
        code=partner.code, name=partner.name, pays=partner.pays, gets=partner.gets, is_active=partner.is_active
    )


def _sums(partner: CoalitionPartner) -> dict[str, Sum]:
    """Return the points of both sides and their money; what was taken back lowers both."""
    points = Case(When(kind__in=["earn", "spend"], then=F("points")), default=-F("points"))
    sides = (
        ("earned", "owes_us", ["earn", "unearn"], partner.pays),
        ("spent", "we_owe", ["spend", "unspend"], partner.gets),
    )
    sums = {name: Sum(points, filter=Q(kind__in=kinds)) for name, _money, kinds, _rate in sides}
    for _name, money, kinds, rate in sides:
        sums[money] = Sum(points * Coalesce("rate", rate), filter=Q(kind__in=kinds))
    return sums
