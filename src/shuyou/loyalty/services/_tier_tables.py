"""Terms of the tiers, version by version: written, tried out, published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import Max

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, refuse
from shuyou.kernel.events import publish
from shuyou.kernel.registry import registry
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.loyalty import queries
from shuyou.loyalty.errors import NoTierTableWritten, TierTermsNotPossible
from shuyou.loyalty.events import TierChangesExported, TierTablePublished, TierTableWritten
from shuyou.loyalty.models import TierTable, TierTerms
from shuyou.loyalty.rules.tiers import MOST_MONTHS, Need, needs_data
from shuyou.members import services as members

MOST_NEEDS: Final = 6
MOST_MULTIPLIER: Final = Decimal(10)
MOST_MONEY: Final = Decimal(10_000_000)
MOST_DAYS: Final = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsDraft:
    """What one tier asks for and gives, as typed."""

    tier: str
    needs: Sequence[Need] = ()
    needs_all: bool = True
    price_list: str
    multiplier: Decimal = Decimal(1)
    free_delivery_from: Decimal | None = None
    event_days: int = 0
    service: str = TierTerms.Service.ORDINARY


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDraft:
    """The terms of all tiers as typed."""

    terms: Sequence[TermsDraft]
    keep_months: int = 12
    grace_days: int = 30
    lands_softly: bool = True
    note: str = ""


@use_case("loyalty.write_tiers")
def write_tier_table(draft: TableDraft, *, actor: Actor, at: datetime) -> int:
    """
    Write the terms of the next version and return its number; those that are published stay as they are.

    :raises DomainError: with everything that cannot be kept.
    """
    tiers = {row.code: row for row in queries.tier_ranks()}
    problems = _faults(draft, set(tiers))
    if problems:
        refuse(problems)
    table = TierTable.objects.select_for_update(no_key=True).filter(published_at=None).first()
    if table is None:
        last = TierTable.objects.aggregate(last=Max("number"))["last"] or 0
        table = TierTable(number=last + 1)
    table.keep_months, table.grace_days, table.lands_softly = draft.keep_months, draft.grace_days, draft.lands_softly
    table.note, table.written_by, table.written_at = tidy(draft.note)[:200], actor.signature, at
    table.save()
    table.trials.all().delete()  # they were of other terms
    table.terms.all().delete()
    TierTerms.objects.bulk_create(
        TierTerms(
            table=table, tier_id=tiers[terms.tier].tier_id, needs=needs_data(terms.needs), needs_all=terms.needs_all,
            price_list=terms.price_list, multiplier=terms.multiplier, free_delivery_from=terms.free_delivery_from,
            event_days=terms.event_days, service=terms.service,
        )
        for terms in draft.terms
    )  # fmt: skip
    publish(TierTableWritten(number=table.number), actor=actor, at=at)
    return table.number


@use_case("loyalty.publish_tiers")
def publish_tier_table(*, actor: Actor, at: datetime) -> int:
    """
    Have the version that is written hold from now on, and return its number; the night moves whoever it moves.

    :raises NoTierTableWritten: every version is published already.
    """
    table = TierTable.objects.select_for_update(no_key=True).filter(published_at=None).first()
    if table is None:
        raise NoTierTableWritten()
    table.published_by, table.published_at = actor.signature, at
    table.save(update_fields=["published_by", "published_at"])
    lists = dict(table.terms.order_by("tier__rank").values_list("tier_id", "price_list"))
    members.set_tier_price_lists(lists=lists)
    publish(TierTablePublished(number=table.number), actor=actor, at=at)
    return table.number


@use_case("loyalty.export_tiers")
def note_tiers_export(*, wanted: str, readers: Iterable[object] = (), actor: Actor, at: datetime) -> None:
    """
    Note that somebody took the history of tiers out of the house as a file.

    :raises FileAboveLimits: more readers are named than the actor may take on their own word.
    """
    if readers:
        members.take_named_file(what="tier-changes", readers=readers, actor=actor, at=at)
    publish(TierChangesExported(wanted=wanted[:200]), actor=actor, at=at)


def _faults(draft: TableDraft, known: set[str]) -> list[DomainError]:
    """Return what cannot be kept of a draft, each with the field it is about."""
    wrong = []
    if {terms.tier for terms in draft.terms} != known or len(draft.terms) != len(known):
        wrong.append("tiers")
    if not 1 <= draft.keep_months <= MOST_MONTHS:
        wrong.append("keep_months")
    if not 0 <= draft.grace_days <= MOST_DAYS:
        wrong.append("grace_days")
    lists = {row.code for row in catalog.price_lists()}
    facts = {figure.key for figure in registry.figures}
    for terms in draft.terms:
        wrong += [f"{terms.tier}-{name}" for name in _wrong_terms(terms, lists, facts)]
    return [TierTermsNotPossible(field=name, what=name) for name in wrong]


def _wrong_terms(terms: TermsDraft, lists: set[str], facts: set[str]) -> list[str]:
    needs = terms.needs
    are_needs = len(needs) <= MOST_NEEDS and all(
        need.fact in facts and 0 < need.least <= MOST_MONEY and 0 <= need.months <= MOST_MONTHS for need in needs
    )
    is_free = terms.free_delivery_from
    checks = {
        "needs": are_needs and len({need.key for need in needs}) == len(needs),
        "price_list": terms.price_list in lists,
        "multiplier": 0 <= terms.multiplier <= MOST_MULTIPLIER,
        "free_delivery_from": is_free is None or 0 <= is_free <= MOST_MONEY,
        "event_days": 0 <= terms.event_days <= MOST_DAYS,
        "service": terms.service in set(TierTerms.Service),
    }
    return [name for name, is_right in checks.items() if not is_right]
