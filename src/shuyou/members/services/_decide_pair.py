"""What somebody says of two people who look alike, and taking it back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.matching import AlreadyDecided, NotDecided, NotOfPair
from shuyou.members.events.matching import PairDecided, PairReopened
from shuyou.members.models import Merge, Pair
from shuyou.members.services._hold_member import hold_member
from shuyou.members.services._households import Housed, house_together, part_household
from shuyou.members.services._merge_members import merge_members, undo_merge

WAITING = Pair.Verdict.WAITING
TWO = (Pair.Verdict.DIFFERENT, Pair.Verdict.HOUSEHOLD)
DECIDED = ("verdict", "decided_by", "decided_at", "housed")


@use_case("members.decide_pairs")
def decide_pair(*, pair_id: int, verdict: str, actor: Actor, at: datetime) -> None:
    """
    Say that two people are two: `different`, or of one `household`, which they have from then on. None is shown again.

    :raises NotFound: there is no such pair.
    :raises AlreadyDecided: somebody said so, or otherwise, before.
    :raises TwoHouseholds: each of the two has a household of their own.
    :raises PersonRestricted: the data of one of the two are only kept.
    """
    assert verdict in TWO, verdict
    is_household = verdict == Pair.Verdict.HOUSEHOLD
    if is_household:
        _hold_two(_pair(pair_id))
    pair = _pair(pair_id, is_held=True)
    _refuse_decided(pair)
    housed = house_together(people=(pair.left_id, pair.right_id), at=at) if is_household else None
    pair.verdict, pair.decided_by, pair.decided_at = verdict, actor.signature, at
    pair.housed = {"household_id": housed.household_id, "joined": list(housed.joined)} if housed else {}
    pair.save(update_fields=DECIDED)
    event = PairDecided(
        pair_id=pair_id, left_id=pair.left_id, right_id=pair.right_id, verdict=verdict,
        household_id=housed.household_id if housed else None,
    )  # fmt: skip
    publish(event, actor=actor, at=at)


def merge_pair(*, pair_id: int, kept_id: int, reason: str = "", actor: Actor, at: datetime) -> int:
    """
    Make one member of a pair: the one that is kept takes everything of the other, and the merge settles the pair.

    :raises NotFound: there is no such pair.
    :raises AlreadyDecided: somebody decided about these two before.
    :raises NotOfPair: the member to keep is neither of them.
    :raises DomainError: the two cannot be merged.
    """
    pair = _pair(pair_id)
    _refuse_decided(pair)
    others = {pair.left_id: pair.right_id, pair.right_id: pair.left_id}
    if kept_id not in others:
        raise NotOfPair()
    merged = merge_members(kept_id=kept_id, absorbed_id=others[kept_id], reason=reason, actor=actor, at=at)
    return merged.merge_id


def reopen_pair(*, pair_id: int, actor: Actor, at: datetime) -> None:
    """
    Take a verdict back: the two wait for another one. Who was merged become two again, who was housed together parts.

    :raises NotFound: there is no such pair.
    :raises NotDecided: there is no verdict.
    :raises DomainError: the merge cannot be undone.
    """
    pair = _pair(pair_id)
    ids = (pair.left_id, pair.right_id)
    merge = Merge.objects.filter(kept_id__in=ids, absorbed_id__in=ids, undone_at=None).order_by("-pk").first()
    if merge is not None:
        undo_merge(merge_id=merge.pk, actor=actor, at=at)
    else:
        _reopen(pair_id=pair_id, actor=actor, at=at)


@use_case("members.decide_pairs")
def _reopen(*, pair_id: int, actor: Actor, at: datetime) -> None:
    if (seen := _pair(pair_id)).housed:
        _hold_two(seen)
    pair = _pair(pair_id, is_held=True)
    if pair.verdict == WAITING:
        raise NotDecided()
    if pair.housed:
        part_household(housed=Housed(pair.housed["household_id"], tuple(pair.housed["joined"])))
    was, pair.verdict, pair.decided_by, pair.decided_at, pair.housed = pair.verdict, WAITING, "", None, {}
    pair.save(update_fields=DECIDED)
    event = PairReopened(pair_id=pair_id, left_id=pair.left_id, right_id=pair.right_id, verdict=was)
    publish(event, actor=actor, at=at)


def _pair(pair_id: int, *, is_held: bool = False) -> Pair:
    rows = Pair.objects.select_for_update(no_key=True) if is_held else Pair.objects
    pair = rows.filter(pk=pair_id).first()
    if pair is None:
        raise NotFound(what=_("pair"), key=pair_id)
    return pair


def _hold_two(pair: Pair) -> None:
    """Hold both members before the pair, in order of ids, as a merge does."""
    for member_id in (pair.left_id, pair.right_id):
        hold_member(member_id=member_id)


def _refuse_decided(pair: Pair) -> None:
    if pair.verdict != WAITING:
        raise AlreadyDecided(verdict=Pair.Verdict(pair.verdict).label)
