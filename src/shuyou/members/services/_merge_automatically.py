"""Merging at night who is one person without doubt, from the likeness on that the club has set."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.members import queries
from shuyou.members.errors.matching import LikenessNotPossible
from shuyou.members.events.matching import MergingRuleSet
from shuyou.members.models import MergingRule
from shuyou.members.services._decide_pair import merge_pair

STEP = Decimal("0.0001")


@use_case("members.set_merging")
def set_merging_rule(*, least: str, is_on: bool, actor: Actor, at: datetime) -> None:
    """
    Say from how likely on, in percent, pairs are merged at night, or that none are.

    :raises LikenessNotPossible: no percentage from 90 to 100.
    """
    rate = likeness(least)
    MergingRule.objects.create(is_on=is_on, least=rate, set_by=actor.signature, set_at=at)
    publish(MergingRuleSet(is_on=is_on, least=int(rate * 10_000)), actor=actor, at=at)


def likeness(typed: str) -> Decimal:
    """
    Return a likeness typed as a percentage, as a rate.

    :raises LikenessNotPossible: no percentage from 90 to 100.
    """
    text = tidy(typed).removesuffix("%").strip()
    try:
        rate = (Decimal(text) / 100).quantize(STEP)
    except InvalidOperation:
        raise LikenessNotPossible(value=typed) from None
    if not (rate.is_finite() and queries.LEAST_LIKELY <= rate <= 1):
        raise LikenessNotPossible(value=typed)
    return rate


def merge_automatically(*, actor: Actor, at: datetime) -> int:
    """
    Merge the waiting pairs that the rule in force leaves no doubt about, and return how many; each can be undone.

    One after the other, each as the rows are by then; a merge that is refused leaves its pair to a person.

    :raises NotPermitted: the actor may not merge.
    """
    rule, merged = queries.merging_rule(actor=actor), 0
    pair = None
    while rule.is_on and (pair := queries.next_undoubted_pair(least=rule.least, after=pair, actor=actor)):
        try:
            merge_pair(pair_id=pair.pair_id, kept_id=pair.kept_id, reason=f"{pair.score * 100:f}%", actor=actor, at=at)
        except DomainError:
            continue
        merged += 1
    return merged
