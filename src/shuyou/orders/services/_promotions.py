"""Promotions from the first draft to their end: written, published version by version, paused and ended."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import Count, Max, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound, refuse
from shuyou.kernel.money import ZERO
from shuyou.kernel.text import tidy
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members
from shuyou.orders.errors import (
    BudgetNeedsManager,
    BudgetSpent,
    NothingToPublish,
    PromotionCodeRefused,
    PromotionNameMissing,
    PromotionTaken,
    PromotionWrongState,
    TermsMissing,
)
from shuyou.orders.events import PromotionPublished, PromotionsExported, PromotionSwitched, PromotionWritten
from shuyou.orders.models import Promotion, PromotionStamp, PromotionTally, PromotionUse, PromotionVersion
from shuyou.orders.rules import Rule, faults, rule_data

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
STEPS: Final[Mapping[str, str]] = {"paused": "live", "live": "paused"}
"""From which state a promotion is paused, and from which it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionDraft:
    """The terms of a promotion's next version."""

    code: str
    name_zh: str
    name_en: str = ""
    rule: Rule
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    most_uses: int | None = None
    budget: Decimal | None = None


@use_case("orders.write_promotions")
def add_promotion(draft: PromotionDraft, *, actor: Actor, at: datetime) -> str:
    """
    Begin a promotion and return its code; it costs nothing until it is published.

    :raises DomainError: for what cannot be kept.
    """
    code = unicodedata.normalize("NFKC", draft.code).strip().lower()
    if not _CODE.fullmatch(code):
        raise PromotionCodeRefused(value=draft.code)
    _check(draft)
    if Promotion.objects.filter(code=code).exists():
        raise PromotionTaken(value=code)
    promotion = Promotion.objects.create(code=code, made_at=at, **_names(draft))
    PromotionTally.objects.create(promotion=promotion)
    _write(promotion, draft, actor, at)
    return code


@use_case("orders.write_promotions")
def change_promotion(draft: PromotionDraft, *, actor: Actor, at: datetime) -> int:
    """
    Write the terms of a promotion's next version and return its number; what is published stays as it is.

    :raises NotFound: no promotion goes by this code.
    :raises PromotionWrongState: it has ended.
    :raises DomainError: for what cannot be kept.
    """
    promotion = _held(draft.code)
    if promotion.state == Promotion.State.ENDED:
        raise PromotionWrongState(code=promotion.code, state=promotion.get_state_display())
    _check(draft)
    Promotion.objects.filter(pk=promotion.pk).update(**_names(draft))
    return _write(promotion, draft, actor, at)


@use_case("orders.publish_promotions")
def publish_promotion(code: str, *, actor: Actor, at: datetime) -> int:
    """
    Have a promotion's newest version hold, from its first day on, and return its number.

    :raises NotFound: no promotion goes by this code.
    :raises NothingToPublish: every version is published already.
    :raises PromotionWrongState: it has ended.
    :raises BudgetNeedsManager: it may cost more than the actor may give away.
    :raises BudgetSpent: it has cost more already than the new bounds allow.
    """
    promotion = _held(code)
    if promotion.state == Promotion.State.ENDED:
        raise PromotionWrongState(code=code, state=promotion.get_state_display())
    version = PromotionVersion.objects.filter(promotion=promotion, published_at=None).first()
    if version is None:
        raise NothingToPublish(code=code)
    limit = stamped().open_budget
    if not actor.may("orders.publish_any_promotion") and (version.budget is None or version.budget > limit):
        raise BudgetNeedsManager(code=code, limit=limit)
    _bind(promotion, version)
    PromotionVersion.objects.filter(pk=version.pk).update(published_at=at, published_by=actor.signature)
    if promotion.state == Promotion.State.DRAFT:
        Promotion.objects.filter(pk=promotion.pk).update(state=Promotion.State.LIVE)
    told = PromotionPublished(promotion_id=promotion.pk, code=code, version=version.number)
    events.publish(told, actor=actor, at=at)
    return version.number


@use_case("orders.publish_promotions")
def switch_promotion(code: str, *, state: str, actor: Actor, at: datetime) -> None:
    """
    Pause a promotion, have it go on, or end it for good.

    :raises NotFound: no promotion goes by this code.
    :raises PromotionWrongState: it is not running, or not paused, or has ended.
    """
    promotion = _held(code)
    is_possible = (
        promotion.state != Promotion.State.ENDED if state == Promotion.State.ENDED
        else STEPS.get(state) == promotion.state
    )  # fmt: skip
    if not is_possible:
        raise PromotionWrongState(code=code, state=promotion.get_state_display())
    Promotion.objects.filter(pk=promotion.pk).update(state=state)
    stamped()
    events.publish(PromotionSwitched(promotion_id=promotion.pk, code=code, state=state), actor=actor, at=at)


@use_case("orders.see_promotions")
def note_promotions_export(
    *, what: str, wanted: str, readers: Iterable[object] = (), actor: Actor, at: datetime
) -> None:
    """
    Note that somebody took promotions, coupons or uses out of the house as a file.

    :raises FileAboveLimits: more readers are named than the actor may take on their own word.
    """
    if readers:
        members.take_named_file(what=what, readers=readers, actor=actor, at=at)
    events.publish(PromotionsExported(what=what, wanted=wanted[:200]), actor=actor, at=at)


def _held(code: str) -> Promotion:
    promotion = Promotion.objects.select_for_update(no_key=True).filter(code=code).first()
    if promotion is None:
        raise NotFound(what=_("promotion"), key=code)
    return promotion


def _check(draft: PromotionDraft) -> None:
    problems: list[DomainError] = [] if tidy(draft.name_zh) else [PromotionNameMissing()]
    wrong = faults(draft.rule, starts_at=draft.starts_at, ends_at=draft.ends_at)
    problems += [TermsMissing(name=name, field=name) for name in wrong]
    if problems:
        refuse(problems)


def _names(draft: PromotionDraft) -> dict[str, str]:
    return {"name_zh": tidy(draft.name_zh)[:60], "name_en": (tidy(draft.name_en) or tidy(draft.name_zh))[:60]}


def _write(promotion: Promotion, draft: PromotionDraft, actor: Actor, at: datetime) -> int:
    """Write the one version that is not published, begun now if there is none."""
    waiting = PromotionVersion.objects.filter(promotion=promotion, published_at=None).first()
    last = PromotionVersion.objects.filter(promotion=promotion).aggregate(last=Max("number"))["last"] or 0
    version = waiting or PromotionVersion(promotion=promotion, number=last + 1)
    version.kind, version.rule = draft.rule.kind, rule_data(draft.rule)
    version.starts_at, version.ends_at = draft.starts_at, draft.ends_at
    version.most_uses, version.budget = draft.most_uses, draft.budget
    version.written_by, version.written_at = actor.signature, at
    version.save()
    told = PromotionWritten(promotion_id=promotion.pk, code=promotion.code, version=version.number)
    events.publish(told, actor=actor, at=at)
    return version.number


def _bind(promotion: Promotion, version: PromotionVersion) -> None:
    """Bind the tally to the bounds of a version; what was used while there were none counts too."""
    tally = PromotionTally.objects.select_for_update(no_key=True).get(pk=promotion.pk)
    used = PromotionUse.objects.filter(promotion=promotion, released_at=None)
    sums = used.aggregate(uses=Count("pk"), spent=Sum("saving"))
    tally.uses, tally.spent = sums["uses"], sums["spent"] or ZERO
    is_beyond = (version.budget is not None and tally.spent > version.budget) or (
        version.most_uses is not None and tally.uses > version.most_uses
    )
    if is_beyond:
        raise BudgetSpent(spent=tally.spent, uses=tally.uses)
    tally.most_uses, tally.budget = version.most_uses, version.budget
    tally.save(update_fields=["most_uses", "budget", "uses", "spent"])


def stamped() -> PromotionStamp:
    """Tell every process that promotions or fees are others now, and return what goes for all of them."""
    stamp, _is_new = PromotionStamp.objects.update_or_create(pk=1, defaults={"stamp": uuid7()})
    return stamp
