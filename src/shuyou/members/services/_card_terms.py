"""The shop's own settings about cards: kinds and their terms, partners whose brands stand on them."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import partial

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound, refuse
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.cards import AmountNotPossible, CardKindTaken, CodeNotPossible, PartnerTaken
from shuyou.members.events.cards import CardKindSaved, CardPartnerSaved
from shuyou.members.models import CardKind, CardPartner
from shuyou.members.rules import short_text
from shuyou.members.rules.kinds import number_pattern
from shuyou.members.rules.touches import written

LONGEST_KIND, LONGEST_PARTNER = 10, 20
OLDEST_AGE, LONGEST_TERM = 120, 240
MOST_MONEY = Decimal(99999)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class KindDraft:
    """A kind of card as typed; empty amounts ask for nothing."""

    code: str = ""
    name_zh: str
    name_en: str
    benefits_zh: str = ""
    benefits_en: str = ""
    minimum_age: str = ""
    needs_proof: bool = False
    valid_months: str = ""
    issue_spend: str = ""
    issue_fee: str = ""
    is_offered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerDraft:
    """A partner as typed; the share is that of each card's fee, in percent."""

    code: str = ""
    name: str
    number_pattern: str = ""
    benefits_zh: str = ""
    benefits_en: str = ""
    share: str = ""
    is_active: bool = True


@use_case("members.manage_cards")
def save_card_kind(draft: KindDraft, *, kind_id: int | None = None, actor: Actor, at: datetime) -> int:
    """
    Make a kind of card, or give one other terms, and return its id; its code stays. Cards in use keep their term.

    :raises NotFound: there is no such kind.
    :raises CardKindTaken: another one has this code.
    :raises DomainError: with everything that is wrong about the draft.
    """
    kind = CardKind() if kind_id is None else _held_kind(kind_id)
    if kind_id is None:
        kind.code = _code(draft.code, LONGEST_KIND)
        if CardKind.objects.filter(code=kind.code).exists():
            raise CardKindTaken(value=kind.code)
        kind.rank = (CardKind.objects.aggregate(last=Max("rank"))["last"] or 0) + 1
    for name, value in _terms(draft).items():
        setattr(kind, name, value)
    kind.save()
    publish(CardKindSaved(kind_id=kind.pk, is_offered=kind.is_offered), actor=actor, at=at)
    return kind.pk


@use_case("members.manage_cards")
def save_card_partner(draft: PartnerDraft, *, partner_id: int | None = None, actor: Actor, at: datetime) -> int:
    """
    Enter a partner, or change what was agreed, and return its id; its code stays. Cards given out stay as they are.

    :raises NotFound: there is no such partner.
    :raises PartnerTaken: another one has this code.
    :raises DomainError: with everything that is wrong about the draft.
    """
    partner = CardPartner() if partner_id is None else _held_partner(partner_id)
    if partner_id is None:
        partner.code = _code(draft.code, LONGEST_PARTNER)
        if CardPartner.objects.filter(code=partner.code).exists():
            raise PartnerTaken(value=partner.code)
    for name, value in _agreement(draft).items():
        setattr(partner, name, value)
    partner.save()
    publish(CardPartnerSaved(partner_id=partner.pk, is_active=partner.is_active), actor=actor, at=at)
    return partner.pk


type Value = str | int | bool | Decimal | None
type Rule = Callable[[], Value]


def _terms(draft: KindDraft) -> dict[str, Value]:
    return _cleaned(
        {
            "name_zh": lambda: written(draft.name_zh, field="name_zh", limit=20),
            "name_en": lambda: written(draft.name_en, field="name_en", limit=30),
            "benefits_zh": lambda: short_text(draft.benefits_zh, field="benefits_zh", limit=200),
            "benefits_en": lambda: short_text(draft.benefits_en, field="benefits_en", limit=200),
            "minimum_age": partial(_whole, draft.minimum_age, "minimum_age", OLDEST_AGE),
            "needs_proof": lambda: draft.needs_proof,
            "valid_months": partial(_whole, draft.valid_months, "valid_months", LONGEST_TERM),
            "issue_spend": partial(_amount, draft.issue_spend, "issue_spend"),
            "issue_fee": partial(_amount, draft.issue_fee, "issue_fee"),
            "is_offered": lambda: draft.is_offered,
        }
    )


def _agreement(draft: PartnerDraft) -> dict[str, Value]:
    return _cleaned(
        {
            "name": lambda: written(draft.name, field="name", limit=60),
            "number_pattern": lambda: _pattern(draft.number_pattern),
            "benefits_zh": lambda: short_text(draft.benefits_zh, field="benefits_zh", limit=200),
            "benefits_en": lambda: short_text(draft.benefits_en, field="benefits_en", limit=200),
            "share": lambda: (_amount(draft.share, "share", most=Decimal(100)) or Decimal(0)) / 100,
            "is_active": lambda: draft.is_active,
        }
    )


def _cleaned(rules: Mapping[str, Rule]) -> dict[str, Value]:
    problems: list[DomainError] = []
    clean: dict[str, Value] = {}
    for name, rule in rules.items():
        try:
            clean[name] = rule()
        except DomainError as problem:
            problems.append(problem)
    if problems:
        refuse(problems)
    return clean


def _pattern(typed: str) -> str:
    return number_pattern(short_text(typed, field="number_pattern", limit=80))


def _code(typed: str, limit: int) -> str:
    code = unicodedata.normalize("NFKC", typed).strip().lower()
    if not re.fullmatch(r"[a-z][a-z0-9-]*", code, re.ASCII) or len(code) > limit:
        raise CodeNotPossible(value=typed, limit=limit)
    return code


def _whole(typed: str, field: str, most: int) -> int | None:
    bare = unicodedata.normalize("NFKC", typed).strip()
    if not bare:
        return None
    if not (bare.isascii() and bare.isdigit() and len(bare) < 6 and 1 <= int(bare) <= most):
        raise AmountNotPossible(field=field, value=typed, least=1, most=most)
    return int(bare)


def _amount(typed: str, field: str, most: Decimal = MOST_MONEY) -> Decimal | None:
    bare = unicodedata.normalize("NFKC", typed).strip().removesuffix("%").lstrip("¥").replace(",", "").strip()
    if not bare:
        return None
    try:
        amount = Decimal(bare)
    except InvalidOperation:
        amount = Decimal(-1)
    if not (amount.is_finite() and 0 <= amount <= most and amount == amount.quantize(CENT)):
        raise AmountNotPossible(field=field, value=typed, least=0, most=most)
    return amount


def _held_kind(kind_id: int) -> CardKind:
    kind = CardKind.objects.filter(pk=kind_id).select_for_update(no_key=True, of=("self",)).first()
    if kind is None:
        raise NotFound(what=_("kind of card"), key=kind_id)
    return kind


def _held_partner(partner_id: int) -> CardPartner:
    partner = CardPartner.objects.filter(pk=partner_id).select_for_update(no_key=True, of=("self",)).first()
    if partner is None:
        raise NotFound(what=_("partner"), key=partner_id)
    return partner
