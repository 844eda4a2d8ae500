"""Earning rules from the first draft to their end: written, published version by version, paused and ended."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound, refuse
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import use_case
from shuyou.loyalty.errors import (
    BudgetTooSmall,
    NothingToPublish,
    RuleCodeRefused,
    RuleNameMissing,
    RuleTaken,
    RuleTermsWrong,
    RuleWrongState,
)
from shuyou.loyalty.events import PointsRulePublished, PointsRuleSwitched, PointsRuleWritten, ProgramTermsSet
from shuyou.loyalty.models import EarningRule, PointsRule, PointsRuleStamp, PointsRuleVersion, PointsTally
from shuyou.loyalty.rules import Terms, faults, terms_data, terms_from

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
_STEPS: Final[Mapping[str, str]] = {"paused": "live", "live": "paused"}
"""From which state a rule is paused, and from which it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """The terms of an earning rule's next version."""

    code: str
    name_zh: str
    name_en: str = ""
    terms: Terms
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@use_case("loyalty.write_rules")
def add_points_rule(draft: RuleDraft, *, actor: Actor, at: datetime) -> str:
    """
    Begin an earning rule and return its code; it gives nothing until it is published.

    :raises DomainError: for what cannot be kept.
    """
    code = unicodedata.normalize("NFKC", draft.code).strip().lower()
    if not _CODE.fullmatch(code):
        raise RuleCodeRefused(value=draft.code)
    _check(draft)
    if PointsRule.objects.filter(code=code).exists():
        raise RuleTaken(value=code)
    rule = PointsRule.objects.create(code=code, made_at=at, **_names(draft))
    _write(rule, draft, actor, at)
    return code


@use_case("loyalty.write_rules")
def change_points_rule(draft: RuleDraft, *, actor: Actor, at: datetime) -> int:
    """
    Write the terms of a rule's next version and return its number; what is published stays as it is.

    :raises NotFound: no rule goes by this code.
    :raises RuleWrongState: it has ended.
    :raises DomainError: for what cannot be kept.
    """
    rule = _held(draft.code)
    if rule.state == PointsRule.State.ENDED:
        raise RuleWrongState(code=rule.code, state=rule.get_state_display())
    _check(draft)
    PointsRule.objects.filter(pk=rule.pk).update(**_names(draft))
    return _write(rule, draft, actor, at)


@use_case("loyalty.publish_rules")
def publish_points_rule(code: str, *, actor: Actor, at: datetime) -> int:
    """
    Have a rule's newest version hold, from its first day on, and return its number.

    :raises NotFound: no rule goes by this code.
    :raises NothingToPublish: every version is published already.
    :raises RuleWrongState: it has ended.
    :raises BudgetTooSmall: it has given more already than the new budget allows.
    """
    rule = _held(code)
    if rule.state == PointsRule.State.ENDED:
        raise RuleWrongState(code=code, state=rule.get_state_display())
    version = PointsRuleVersion.objects.filter(rule=rule, published_at=None).first()
    if version is None:
        raise NothingToPublish(code=code)
    _bind(code, terms_from(version.terms))
    PointsRuleVersion.objects.filter(pk=version.pk).update(published_at=at, published_by=actor.signature)
    if rule.state == PointsRule.State.DRAFT:
        PointsRule.objects.filter(pk=rule.pk).update(state=PointsRule.State.LIVE)
    _stamp()
    publish(PointsRulePublished(rule_id=rule.pk, code=code, version=version.number), actor=actor, at=at)
    return version.number


@use_case("loyalty.publish_rules")
def switch_points_rule(code: str, *, state: str, actor: Actor, at: datetime) -> None:
    """
    Pause a rule, have it go on, or end it for good.

    :raises NotFound: no rule goes by this code.
    :raises RuleWrongState: it is not in force, or not paused, or has ended.
    """
    rule = _held(code)
    is_possible = (
        rule.state != PointsRule.State.ENDED if state == PointsRule.State.ENDED else _STEPS.get(state) == rule.state
    )
    if not is_possible:
        raise RuleWrongState(code=code, state=rule.get_state_display())
    PointsRule.objects.filter(pk=rule.pk).update(state=state)
    _stamp()
    publish(PointsRuleSwitched(rule_id=rule.pk, code=code, state=state), actor=actor, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramDraft:
    """The terms of the program from a moment on."""

    points_per_yuan: Decimal
    point_value: Decimal
    lot_months: int
    pending_days: int = 0
    gift_most: int = 0


@use_case("loyalty.publish_rules")
def set_program_terms(draft: ProgramDraft, *, actor: Actor, at: datetime) -> int:
    """
    Have the program give and take points on other terms from now on; return the number of their version.

    Points that were earned before keep what they are worth until when.

    :raises RuleTermsWrong: terms nobody could live by.
    """
    wrong = [
        name
        for name, is_right in (
            ("points_per_yuan", 0 < draft.points_per_yuan < 100), ("point_value", 0 < draft.point_value < 100),
            ("lot_months", 1 <= draft.lot_months <= 120), ("pending_days", 0 <= draft.pending_days <= 90),
            ("gift_most", 0 <= draft.gift_most <= 10_000_000),
        )
        if not is_right
    ]  # fmt: skip
    if wrong:
        refuse([RuleTermsWrong(field=name) for name in wrong])
    stamp = _stamp()
    last = EarningRule.objects.filter(code="base").aggregate(last=Max("version"))["last"] or 0
    EarningRule.objects.create(
        code="base", version=last + 1, points_per_yuan=draft.points_per_yuan, point_value=draft.point_value,
        lot_months=draft.lot_months, pending_days=draft.pending_days, gift_most=draft.gift_most, valid_from=at,
    )  # fmt: skip
    publish(ProgramTermsSet(version=last + 1, stamp=str(stamp)), actor=actor, at=at)
    return last + 1


def _held(code: str) -> PointsRule:
    rule = PointsRule.objects.select_for_update(no_key=True).filter(code=code).first()
    if rule is None:
        raise NotFound(what=_("earning rule"), key=code)
    return rule


def _check(draft: RuleDraft) -> None:
    problems: list[DomainError] = [] if tidy(draft.name_zh) else [RuleNameMissing()]
    problems += [RuleTermsWrong(field=name) for name in faults(draft.terms)]
    if draft.starts_at and draft.ends_at and draft.ends_at <= draft.starts_at:
        problems.append(RuleTermsWrong(field="ends_on"))
    if problems:
        refuse(problems)


def _names(draft: RuleDraft) -> dict[str, str]:
    return {"name_zh": tidy(draft.name_zh)[:60], "name_en": (tidy(draft.name_en) or tidy(draft.name_zh))[:60]}


def _write(rule: PointsRule, draft: RuleDraft, actor: Actor, at: datetime) -> int:
    """Write the one version that is not published, begun now if there is none."""
    waiting = PointsRuleVersion.objects.filter(rule=rule, published_at=None).first()
    last = PointsRuleVersion.objects.filter(rule=rule).aggregate(last=Max("number"))["last"] or 0
    version = waiting or PointsRuleVersion(rule=rule, number=last + 1)
    version.terms, version.starts_at, version.ends_at = terms_data(draft.terms), draft.starts_at, draft.ends_at
    version.written_by, version.written_at = actor.signature, at
    version.save()
    publish(PointsRuleWritten(rule_id=rule.pk, code=rule.code, version=version.number), actor=actor, at=at)
    return version.number


def _bind(code: str, terms: Terms) -> None:
    """
    Bind the tally to the budget of a version, which what was given before counts against; without one it is free.

    :raises BudgetTooSmall: more was given already.
    """
    tally = PointsTally.objects.select_for_update(no_key=True).filter(code=f"rule:{code}").first()
    if not terms.budget:
        return
    tally = tally or PointsTally(code=f"rule:{code}")
    if tally.given > terms.budget:
        raise BudgetTooSmall(given=tally.given)
    tally.budget = terms.budget
    tally.save()


def _stamp() -> UUID:
    """Tell every process that what earns points is another thing now."""
    stamp = uuid7()
    if not PointsRuleStamp.objects.filter(pk=1).update(stamp=stamp):
        PointsRuleStamp.objects.create(pk=1, stamp=stamp)
    return stamp
