"""What is asked of tiers: their terms, who stands where, what is missing to the next one, and what trials came to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import signers
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.registry import registry
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.loyalty.models import TierChange, TierTable, TierTerms, TierTrial
from shuyou.loyalty.rules.tiers import Asked, Missing, Need, missing, needs_from, question

_RANKS: Final = "SELECT id, code, {name}, rank, style, price_list FROM members_tier ORDER BY rank"
_COUNTS: Final = "SELECT tier_id, count(*) FROM members_member WHERE status = 'active' GROUP BY tier_id"
_FLOWS: Final = """
    SELECT w.id, b.id, f.people, f.spent, f.points_cost, f.price_cost FROM loyalty_tierflow f
      JOIN members_tier w ON w.id = f.was_id JOIN members_tier b ON b.id = f.becomes_id
     WHERE f.trial_id = %s ORDER BY w.rank, b.rank
"""


@dataclass(frozen=True, slots=True)
class TierRank:
    """A tier and where it stands among the others."""

    tier_id: int
    code: str
    name: str
    rank: int
    style: int
    price_list: str


@dataclass(frozen=True, slots=True)
class TierTerm:
    """What one tier asks for and gives, in one version."""

    tier: TierRank
    needs: tuple[Need, ...]
    needs_all: bool
    price_list: str
    multiplier: Decimal
    free_delivery_from: Decimal | None
    event_days: int
    service: str
    service_label: str
    asks: tuple[str, ...]
    """The needs in words."""


@dataclass(frozen=True, slots=True)
class TierTableRow:
    """One version of the terms of all tiers."""

    table_id: int
    number: int
    keep_months: int
    grace_days: int
    lands_softly: bool
    note: str
    written_by: str
    written_at: datetime
    published_by: str
    published_at: datetime | None
    terms: tuple[TierTerm, ...]

    @property
    def lowest(self) -> int:
        """Return the id of the tier that everybody has at least."""
        return self.terms[0].tier.tier_id

    def asked(self) -> list[Asked]:
        """Return what each tier asks for, as it is judged."""
        return [Asked(one.tier.tier_id, one.tier.rank, one.needs, one.needs_all) for one in self.terms]


@dataclass(frozen=True, slots=True)
class MissingRow:
    """How far a member is with one need, in words."""

    label: str
    unit: str
    least: Decimal
    has: Decimal
    lacks: Decimal


@dataclass(frozen=True, slots=True)
class TierProgress:
    """Where a member stands, until when, and what is missing to the next tier."""

    number: str
    tier: TierRank
    earned: TierRank
    since: date | None
    keep_until: date | None
    grace_until: date | None
    granted_until: date | None
    granted_for: str
    terms: TierTerm | None
    next: TierTerm | None
    missing: tuple[MissingRow, ...]


@dataclass(frozen=True, slots=True)
class TierChangeRow:
    """A line of the history of tiers."""

    change_id: int
    member_id: int
    member_number: str
    member_name: str
    was: str
    tier: str
    why: str
    why_label: str
    reason: str
    until: date | None
    table_number: int | None
    figures: tuple[tuple[str, Decimal, str], ...]
    done_by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TierChangeFilter:
    """Which changes a list shows; empty fields do not filter."""

    why: str = ""
    tier: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class FlowRow:
    """How many go from one tier to another, and what that costs in a year."""

    was: TierRank
    becomes: TierRank
    people: int
    spent: Decimal
    points_cost: Decimal
    price_cost: Decimal

    @property
    def cost(self) -> Decimal:
        """Return what both benefits cost together."""
        return self.points_cost + self.price_cost

    @property
    def way(self) -> int:
        """Return 1 for up, −1 for down, 0 for staying."""
        return (self.becomes.rank > self.was.rank) - (self.becomes.rank < self.was.rank)


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A trial of a version: how far it is, and what it has come to."""

    uid: UUID
    number: int
    people: int
    tried: int
    begun_at: datetime
    ended_at: datetime | None
    flows: tuple[FlowRow, ...]


def tier_ranks() -> list[TierRank]:
    """Return all tiers, the lowest first, in one query."""
    with planned() as cursor:
        cursor.execute(_RANKS.format(name="name_zh" if _is_zh() else "name_en"))
        return [TierRank(*row) for row in cursor.fetchall()]


def lowest_tier() -> int:
    """Return the id of the tier that everybody has at least."""
    return tier_ranks()[0].tier_id


def _is_zh() -> bool:
    return (get_language() or "").startswith("zh")


def event_days_by_tier() -> Mapping[str, int]:
    """Return by a tier's code how many days before others its readers come to what is not for all, in three queries."""
    table = tier_table_in_force()
    return {one.tier.code: one.event_days for one in (table.terms if table else ()) if one.event_days}


def service_by_tier() -> Mapping[str, str]:
    """Return by a tier's code which class of service its readers have beyond the ordinary, in three queries."""
    table = tier_table_in_force()
    ordinary = TierTerms.Service.ORDINARY
    return {one.tier.code: one.service for one in (table.terms if table else ()) if one.service != ordinary}


def turn_by_tier() -> Mapping[str, int]:
    """
    Return by a tier's code how far its readers are ahead in any line, of parcels or of calls, in three queries.

    Who is not named has no turn before others; the higher the number, the sooner.
    """
    turns = {TierTerms.Service.PREFERRED: 1, TierTerms.Service.PERSONAL: 2}
    return {code: turns[TierTerms.Service(service)] for code, service in service_by_tier().items()}


def free_delivery_by_tier() -> Mapping[str, Decimal]:
    """Return by a tier's code from which amount on its readers' parcels go for nothing, in three queries."""
    table = tier_table_in_force()
    terms = table.terms if table else ()
    return {one.tier.code: one.free_delivery_from for one in terms if one.free_delivery_from is not None}


def tier_table_in_force() -> TierTableRow | None:
    """Return the version that holds, in three queries; None: none was ever published."""
    return _first(TierTable.objects.filter(published_at__isnull=False).order_by("-number")[:1])


def tier_table(*, number: int) -> TierTableRow:
    """
    Return a version, in three queries.

    :raises NotFound: there is no such version.
    """
    found = _first(TierTable.objects.filter(number=number).order_by("number"))
    if found is None:
        raise NotFound(what=_("version"), key=number)
    return found


@query("loyalty.view")
def tier_tables(*, actor: Actor) -> list[TierTableRow]:
    """Return every version, the latest first, in four queries."""
    return _tables(TierTable.objects.order_by("-number"))


def _first(found: QuerySet[TierTable]) -> TierTableRow | None:
    tables = _tables(found)
    return tables[0] if tables else None


def _tables(found: QuerySet[TierTable]) -> list[TierTableRow]:
    tables = list(found)
    if not tables:
        return []
    ranks = {tier.tier_id: tier for tier in tier_ranks()}
    terms: dict[int, list[TierTerm]] = {table.pk: [] for table in tables}
    for row in TierTerms.objects.filter(table_id__in=terms).order_by("tier__rank"):
        terms[row.table_id].append(_term(row, ranks[row.tier_id]))
    names = signers(key for one in tables for key in (one.written_by, one.published_by))
    return [
        TierTableRow(
            table.pk, table.number, table.keep_months, table.grace_days, table.lands_softly, table.note,
            names[table.written_by], table.written_at,
            names[table.published_by], table.published_at,
            tuple(terms[table.pk]),
        )
        for table in tables
    ]  # fmt: skip


def _term(row: TierTerms, tier: TierRank) -> TierTerm:
    needs = needs_from(row.needs)
    return TierTerm(
        tier, needs, row.needs_all, row.price_list, row.multiplier, row.free_delivery_from, row.event_days, row.service,
        str(TierTerms.Service(row.service).label), tuple(need_said(need) for need in needs),
    )  # fmt: skip


def need_said(need: Need) -> str:
    """Return a need in words, such as “Paid for orders ≥ 800 in 12 months”."""
    figure = next((one for one in registry.figures if one.key == need.fact), None)
    label = str(figure.label) if figure else need.fact
    if figure is not None and figure.unit == "yes":
        return label
    said = {"label": label, "least": f"{need.least.normalize():,f}", "months": need.months}
    if figure is not None and not figure.has_window:
        return gettext("%(label)s ≥ %(least)s") % said
    if not need.months:
        return gettext("%(label)s ≥ %(least)s in all") % said
    return gettext("%(label)s ≥ %(least)s in %(months)s months") % said


@query("loyalty.view")
def tier_counts(*, actor: Actor) -> Mapping[int, int]:
    """Return how many members are in each tier, by the tiers' ids, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        return dict(cursor.fetchall())


@query("loyalty.view")
def tier_progress(*, member_id: int, at: datetime, actor: Actor) -> TierProgress:
    """
    Return where a member stands and what is missing to the next tier, in at most six queries.

    :raises NotFound: there is no such member.
    """
    ranks = tier_ranks()
    with planned() as cursor:
        cursor.execute(_WHERE_ONE_STANDS, [member_id])
        if (row := cursor.fetchone()) is None:
            raise NotFound(what=_("member"), key=member_id)
    number, tier_id, earned_id, since, keep_until, grace_until, granted_until, granted_why = row
    held = next(rank for rank in ranks if rank.tier_id == tier_id)
    earned = next((rank for rank in ranks if rank.tier_id == earned_id), held)
    table = tier_table_in_force()
    terms = {one.tier.tier_id: one for one in table.terms} if table else {}
    above = next((one for one in terms.values() if one.tier.rank > earned.rank and one.needs), None)
    lacks = _lacks(above, member_id, at) if above else ()
    return TierProgress(
        number, held, earned, since, keep_until, grace_until, granted_until, granted_why or "",
        terms.get(held.tier_id), above, tuple(_row(one) for one in lacks),
    )  # fmt: skip


_WHERE_ONE_STANDS: Final = """
    SELECT m.number, m.tier_id, s.tier_id, s.since, s.keep_until, s.grace_until, g.until, g.reason
      FROM members_member m LEFT JOIN loyalty_tierstanding s ON s.member_id = m.person_id
      LEFT JOIN LATERAL (SELECT t.until, t.reason FROM loyalty_tiergrant t
                          WHERE t.member_id = m.person_id AND t.ended_at IS NULL ORDER BY t.id LIMIT 1) g ON true
     WHERE m.person_id = %s
"""


def _lacks(above: TierTerm, member_id: int, at: datetime) -> Sequence[Missing]:
    asked = Asked(above.tier.tier_id, above.tier.rank, above.needs, above.needs_all)
    judged = question([asked], {one.key: one.sql for one in registry.figures}, lowest=0, at=at)
    with connection.cursor() as cursor:
        cursor.execute(judged.sql, {**judged.values, "people": [member_id]})
        figures = json.loads(cursor.fetchone()[2])
    return missing(asked, {key: Decimal(str(value)) for key, value in figures.items()})


def _row(one: Missing) -> MissingRow:
    figure = next((each for each in registry.figures if each.key == one.need.fact), None)
    return MissingRow(need_said(one.need), figure.unit if figure else "", one.need.least, one.has, one.lacks)


@query("loyalty.view")
def list_tier_changes(
    *, wanted: TierChangeFilter, place: Place, actor: Actor, limit: int = PAGE
) -> Page[TierChangeRow]:
    """Return what happened to members' tiers, the latest first, in three queries."""
    rows = TierChange.objects.select_related("member__person", "was", "tier")
    if wanted.why:
        rows = rows.filter(why=wanted.why)
    if wanted.tier:
        rows = rows.filter(Q(tier__code=wanted.tier) | Q(was__code=wanted.tier))
    if wanted.number:
        rows = rows.filter(member__number=wanted.number.strip().upper())
    found, next_after = behind(rows, place, limit=limit)
    names = signers(row.done_by for row in found)
    return Page(tuple(_change(row, names) for row in found), next_after)


@query("loyalty.view")
def tier_changes_behind(*, change_id: int, up_to: int, actor: Actor) -> list[tuple[int, int, str]]:
    """Return who was moved or warned in a stretch of the history: line, member and why; for whoever tells them."""
    rows = TierChange.objects.filter(pk__gt=change_id, pk__lte=up_to).order_by("pk")
    return list(rows.values_list("pk", "member_id", "why"))


def _change(row: TierChange, names: Mapping[str, str]) -> TierChangeRow:
    is_zh, units = _is_zh(), {one.key: one for one in registry.figures}
    figures = []
    for key, value in row.figures.items():
        fact, _colon, months = key.partition(":")
        figure = units.get(fact)
        figures.append((need_label(fact, int(months)), Decimal(str(value)), figure.unit if figure else ""))
    return TierChangeRow(
        row.pk, row.member_id, row.member.number, row.member.person.name,
        row.was.name_zh if is_zh else row.was.name_en, row.tier.name_zh if is_zh else row.tier.name_en,
        row.why, str(TierChange.Why(row.why).label), row.reason, row.until, row.table_number, tuple(figures),
        names[row.done_by], row.at,
    )  # fmt: skip


def need_label(fact: str, months: int) -> str:
    """Return what a figure is called, with how far it looks back."""
    figure = next((one for one in registry.figures if one.key == fact), None)
    label = str(figure.label) if figure else fact
    if not months or (figure is not None and not figure.has_window):
        return label
    return gettext("%(label)s, %(months)s months") % {"label": label, "months": months}


@query("loyalty.write_tiers")
def tier_trial(*, uid: UUID, actor: Actor) -> TrialRow:
    """
    Return a trial as far as it is, in three queries.

    :raises NotFound: there is no such trial.
    """
    trial = TierTrial.objects.select_related("table").filter(uid=uid).first()
    if trial is None:
        raise NotFound(what=_("trial"), key=uid)
    ranks = {tier.tier_id: tier for tier in tier_ranks()}
    with connection.cursor() as cursor:
        cursor.execute(_FLOWS, [trial.pk])
        flows = tuple(FlowRow(ranks[was], ranks[becomes], *rest) for was, becomes, *rest in cursor.fetchall())
    return TrialRow(trial.uid, trial.table.number, trial.people, trial.tried, trial.begun_at, trial.ended_at, flows)


@query("loyalty.write_tiers")
def tier_trials(*, actor: Actor) -> list[tuple[UUID, int, datetime, datetime | None]]:
    """Return the latest trials: what they are called, of which version, begun and ended, in one query."""
    rows = TierTrial.objects.order_by("-pk").values_list("uid", "table__number", "begun_at", "ended_at")
    return list(rows[:10])
