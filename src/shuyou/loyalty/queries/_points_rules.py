"""Earning rules as staff see them: the list, and one with its versions and what it has given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import signers
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.loyalty.models import EarningRule, PointsRule, PointsRuleVersion
from shuyou.loyalty.rules import Rule, Terms, terms_from

# Counted from the lots and from what still waits; the index of lots by award is walked for one page of rules.
_GIVEN: Final = """
    SELECT v.rule_id, count(DISTINCT x.account_id), sum(x.points) FROM (
        SELECT award_id, account_id, earned AS points FROM loyalty_pointslot WHERE award_id IS NOT NULL
         UNION ALL
        SELECT award_id, account_id, points FROM loyalty_pendingpoints
         WHERE award_id IS NOT NULL AND released_at IS NULL) x
      JOIN loyalty_pointsruleversion v ON v.id = x.award_id WHERE v.rule_id = ANY (%s) GROUP BY v.rule_id
"""


@dataclass(frozen=True, slots=True)
class PointsRuleRow:
    """An earning rule in a list, with the newest of its versions."""

    code: str
    name: str
    state: str
    state_label: str
    terms: Terms
    starts_at: datetime | None
    ends_at: datetime | None
    readers: int
    points: int
    waits: bool
    """Its newest version is not published."""
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRuleFilter:
    """Which rules a list shows; empty fields do not filter."""

    state: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class PointsVersionRow:
    """One version of a rule's terms."""

    number: int
    terms: Terms
    starts_at: datetime | None
    ends_at: datetime | None
    written_by: str
    written_at: datetime
    published_by: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class PointsRuleDetail:
    """An earning rule in full, its versions from the newest on."""

    row: PointsRuleRow
    rule_id: int
    name_zh: str
    name_en: str
    versions: tuple[PointsVersionRow, ...]

    @property
    def newest(self) -> PointsVersionRow:
        """Return the version written last."""
        return self.versions[0]

    def as_rule(self, version: PointsVersionRow) -> Rule:
        """Return a version as it would hold, or held."""
        return Rule(
            rule_id=self.rule_id, version_id=0, code=self.row.code, version=version.number, name_zh=self.name_zh,
            name_en=self.name_en, terms=version.terms, starts_at=version.starts_at, ends_at=version.ends_at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """The terms of the program from a moment on."""

    version: int
    points_per_yuan: Decimal
    point_value: Decimal
    lot_months: int
    pending_days: int
    gift_most: int
    valid_from: datetime


@query("loyalty.see_rules")
def list_points_rules(
    *, wanted: PointsRuleFilter, place: Place, actor: Actor, limit: int = PAGE
) -> Page[PointsRuleRow]:
    """Return earning rules that pass the filter, in three queries."""
    rows = PointsRule.objects.all()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.word:
        word = wanted.word
        rows = rows.filter(Q(code__icontains=word) | Q(name_zh__icontains=word) | Q(name_en__icontains=word))
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_rows(found)), next_after)


@query("loyalty.see_rules")
def points_rule_detail(*, code: str, actor: Actor) -> PointsRuleDetail:
    """
    Return an earning rule in full, in five queries.

    :raises NotFound: none goes by this code.
    """
    rule = PointsRule.objects.filter(code=code).first()
    if rule is None:
        raise NotFound(what=_("earning rule"), key=code)
    versions = list(PointsRuleVersion.objects.filter(rule=rule).order_by("-number"))
    names = signers(key for one in versions for key in (one.written_by, one.published_by))
    return PointsRuleDetail(
        row=_rows([rule])[0],
        rule_id=rule.pk,
        name_zh=rule.name_zh,
        name_en=rule.name_en,
        versions=tuple(
            PointsVersionRow(
                one.number, terms_from(one.terms), one.starts_at, one.ends_at, names[one.written_by], one.written_at,
                names[one.published_by], one.published_at,
            )
            for one in versions
        ),
    )  # fmt: skip


@query("loyalty.see_rules")
def program_terms(*, actor: Actor) -> list[ProgramRow]:
    """Return the terms of the program, the newest first, in one query."""
    rows = EarningRule.objects.filter(code="base").order_by("-version")
    return [
        ProgramRow(
            one.version, one.points_per_yuan, one.point_value, one.lot_months, one.pending_days, one.gift_most,
            one.valid_from,
        )
        for one in rows
    ]  # fmt: skip


def _rows(rules: Sequence[PointsRule]) -> list[PointsRuleRow]:
    ids = [rule.pk for rule in rules]
    newest = {one.rule_id: one for one in PointsRuleVersion.objects.filter(rule_id__in=ids).order_by("rule", "number")}
    given = _given(ids)
    return [_row(rule, newest[rule.pk], *given.get(rule.pk, (0, 0))) for rule in rules]


def _row(rule: PointsRule, newest: PointsRuleVersion, readers: int, points: int) -> PointsRuleRow:
    return PointsRuleRow(
        code=rule.code, name=_named(rule.name_zh, rule.name_en), state=rule.state,
        state_label=str(PointsRule.State(rule.state).label), terms=terms_from(newest.terms),
        starts_at=newest.starts_at, ends_at=newest.ends_at, readers=readers, points=points,
        waits=newest.published_at is None, made_at=rule.made_at,
    )  # fmt: skip


def _named(name_zh: str, name_en: str) -> str:
    """Return a name in the reader's language."""
    return name_zh if (get_language() or "").startswith("zh") else name_en


def _given(ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN, [list(ids)])
        return {rule_id: (readers, int(points)) for rule_id, readers, points in cursor.fetchall()}
