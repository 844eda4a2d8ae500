"""Rewards: kept in the catalogue, taken for points, and given back within their days."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import services as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.numbers import next_number
from shuyou.kernel.registry import registry
from shuyou.kernel.text import tidy
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty.errors import (
    RewardGoneBack,
    RewardKeyTaken,
    RewardNeedsMore,
    RewardNotForReader,
    RewardRefused,
    RewardsOut,
)
from shuyou.loyalty.events import ProgramChanged, ProgramListExported, RewardGivenBack, RewardTaken
from shuyou.loyalty.models import Reward, RewardUse
from shuyou.loyalty.queries.clubs import club_codes_of
from shuyou.loyalty.queries.rewards import terms_of
from shuyou.loyalty.rules.rewards import goes_back, why_no_reward
from shuyou.loyalty.services._redeem import redeem_points, restore_points
from shuyou.members import services as members

VOUCHERS: Final = "loyalty.voucher"
"""Where other packages offer campaigns whose coupons are had for points."""
_MORE: Final = Q(cash__gt=0) | Q(item__isnull=False) | Q(campaign__isnull=False)
WHY_NOT: Final = {
    "stopped": _("it is stopped"),
    "early": _("it does not hold yet"),
    "late": _("it is over"),
    "tier": _("it is for other tiers"),
    "club": _("it is for readers of a club"),
    "own": _("they had it as often as anybody may"),
    "blocked": _("staff have stopped them"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardDraft:
    """A reward of the catalogue, as typed."""

    kind: str
    name_zh: str
    name_en: str
    detail: str
    points: int
    cash: Decimal
    item_id: int | None = None
    campaign: UUID | None = None
    stock: int | None
    most_per_member: int | None
    tiers: tuple[str, ...]
    clubs: tuple[str, ...] = ()
    valid_from: date
    valid_to: date
    undo_days: int
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A reward that was taken: its slip's number, and what was spent and is to be paid for it."""

    use_id: int
    number: str
    points: int
    cash: Decimal
    is_repeat: bool
    item_id: int | None = None
    campaign: UUID | None = None
    voucher: str = ""


@use_case("loyalty.keep_rewards")
def keep_reward(
    draft: RewardDraft, *, uid: UUID | None = None, key: UUID | None = None, actor: Actor, at: datetime
) -> UUID:
    """
    Add a reward to the catalogue, or change one, and return what it is found by; the row history keeps what it was.

    A repeat of the key that made a reward changes that one.

    :raises NotFound: there is none to change.
    :raises RewardRefused: it has no name, costs no points, is no article or coupon, ends too early, or more were taken.
    """
    reward = Reward.objects.select_for_update(no_key=True).filter(uid=uid or key or uuid7()).first()
    reward = reward or (None if uid else Reward(uid=key or uuid7()))
    if reward is None:
        raise NotFound(what=_("reward"), key=uid)
    _check(draft, reward.taken, actor)
    name = tidy(draft.name_zh)[:80]
    reward.kind, reward.name_zh, reward.name_en = draft.kind, name, tidy(draft.name_en)[:80] or name
    reward.item_id, reward.campaign = draft.item_id, draft.campaign
    reward.detail, reward.points, reward.cash = tidy(draft.detail)[:500], draft.points, draft.cash
    reward.stock, reward.most_per_member, reward.tiers = draft.stock, draft.most_per_member, list(draft.tiers)
    reward.clubs = list(draft.clubs)
    reward.valid_from, reward.valid_to = draft.valid_from, draft.valid_to
    reward.undo_days, reward.is_active = draft.undo_days, draft.is_active
    reward.save()
    publish(ProgramChanged(what="reward", row_id=reward.pk), actor=actor, at=at)
    return reward.uid


@use_case("loyalty.redeem")
def take_reward(uid: UUID, *, member_id: int, key: UUID, actor: Actor, at: datetime) -> Taken:
    """
    Give a reader a reward for points, or return what a repeat of the key took.

    :raises NotFound: there is no such reward, or member.
    :raises RewardNeedsMore: money, an article or a coupon belongs to it, which orders give and take.
    :raises RewardKeyTaken: the key took another reward, or one for somebody else.
    :raises RewardNotForReader: they may not have it.
    :raises NotEnoughPoints: it costs more than they can spend.
    :raises RewardsOut: none is left.
    """
    if Reward.objects.filter(_MORE, uid=uid).exists():
        raise RewardNeedsMore()
    return post_reward(uid=uid, member_id=member_id, key=key, actor=actor, at=at)


@step
def post_reward(*, uid: UUID, member_id: int, key: UUID, actor: Actor, at: datetime) -> Taken:
    """Give a reader a reward as `take_reward` does; whoever calls sees to money, article and coupon."""
    member = members.hold_kept_member(member_id=member_id)
    if earlier := RewardUse.objects.filter(uid=key).first():
        if earlier.member_id != member.member_id or earlier.reward.uid != uid:
            raise RewardKeyTaken()
        return _taken(earlier, is_repeat=True)
    reward = Reward.objects.filter(uid=uid).first()
    if reward is None:
        raise NotFound(what=_("reward"), key=uid)
    own = RewardUse.objects.filter(reward=reward, member_id=member.member_id, state=RewardUse.State.TAKEN).count()
    why = (
        "blocked"
        if member.is_blocked
        else why_no_reward(
            terms_of(reward),
            tier=member.tier_code,
            own=own,
            on=club_day(at),
            clubs=club_codes_of(member_id=member.member_id) if reward.clubs else (),
        )
    )
    if why:
        raise RewardNotForReader(name=member.name, why=WHY_NOT[why])
    redeem_points(member_id=member.member_id, points=reward.points, source=f"reward:{key}", at=at, contra="rewards")
    if not _count(reward.pk):
        raise RewardsOut()
    use = RewardUse.objects.create(
        uid=key, number=next_number("RW", "reward", width=7), reward=reward, member_id=member.member_id,
        points=reward.points, cash=reward.cash, item_id=_article(reward.item_id), via=actor.via[:12],
        taken_by=actor.signature, taken_at=at,
    )  # fmt: skip
    members.measure_members(member_ids=[member.member_id], at=at)
    told = RewardTaken(reward_id=reward.pk, use_id=use.pk, member_id=member.member_id, points=use.points)
    publish(told, actor=actor, at=at)
    return _taken(use, is_repeat=False)


@step
def taker_of(*, use_id: int) -> int:
    """Return who took a reward: of two members who are one by now, it is that one."""
    return RewardUse.objects.values_list("member_id", flat=True).get(pk=use_id)


@step
def note_voucher(*, use_id: int, code: str) -> None:
    """Note the code of the coupon that was made for a reward."""
    RewardUse.objects.filter(pk=use_id).update(voucher=code)


@use_case("loyalty.redeem")
def give_reward_back(number: str, *, actor: Actor, at: datetime) -> int:
    """
    Take a reward back and return the points that went to the very lots they came from, with their old expiry.

    :raises NotFound: there is no such slip.
    :raises RewardNeedsMore: money, an article or a coupon goes back with it, which orders see to.
    :raises RewardGoneBack: it was given back before, or its days are over.
    """
    if RewardUse.objects.filter(Q(cash__gt=0) | Q(item__isnull=False) | ~Q(voucher=""), number=number).exists():
        raise RewardNeedsMore()
    return post_reward_back(number=number, actor=actor, at=at).points


@step
def post_reward_back(*, number: str, actor: Actor, at: datetime) -> Taken:
    """Take a reward back as `give_reward_back` does; whoever calls gives back what belonged to it besides."""
    found = RewardUse.objects.filter(number=number).values_list("member_id", flat=True).first()
    if found is None:
        raise NotFound(what=_("slip"), key=number)
    members.hold_kept_member(member_id=found, even_restricted=True)
    use = RewardUse.objects.get(number=number)  # read anew: whoever else gave it back held the member
    reward = Reward.objects.get(pk=use.reward_id)
    if use.state != RewardUse.State.TAKEN or not goes_back(use.taken_at, reward.undo_days, at):
        raise RewardGoneBack(number=number)
    points = restore_points(member_id=use.member_id, source=f"reward:{use.uid}", at=at)
    Reward.objects.filter(pk=reward.pk).update(taken=F("taken") - 1)
    use.state, use.undone_by, use.undone_at = RewardUse.State.UNDONE, actor.signature, at
    use.save(update_fields=["state", "undone_by", "undone_at"])
    members.measure_members(member_ids=[use.member_id], at=at)
    told = RewardGivenBack(reward_id=reward.pk, use_id=use.pk, member_id=use.member_id, points=points)
    publish(told, actor=actor, at=at)
    return replace(_taken(use, is_repeat=False), points=points)


@use_case("loyalty.export")
def note_program_export(*, wanted: str, readers: Iterable[object] = (), actor: Actor, at: datetime) -> None:
    """
    Note that somebody took a list of the program as a file.

    :raises FileAboveLimits: more readers are named than the actor may take on their own word.
    """
    if readers:
        members.take_named_file(what=wanted.partition(" ")[0], readers=readers, actor=actor, at=at)
    publish(ProgramListExported(wanted=wanted[:500]), actor=actor, at=at)


def _check(draft: RewardDraft, taken: int, actor: Actor) -> None:
    campaigns = {key for key, _name in registry.choices_of(VOUCHERS, actor)}
    wrong = {
        "name_zh": (not tidy(draft.name_zh), _("it has no name")),
        "points": (draft.points <= 0, _("it costs no points")),
        "cash": (draft.cash < 0, _("it costs less than nothing")),
        "item": (draft.item_id is not None and draft.kind != Reward.Kind.GOODS, _("only goods are articles")),
        "campaign": (
            draft.campaign is not None and (draft.kind != Reward.Kind.VOUCHER or str(draft.campaign) not in campaigns),
            _("only vouchers make coupons, of campaigns for rewards"),
        ),
        "valid_to": (draft.valid_to < draft.valid_from, _("it ends before it begins")),
        "stock": (draft.stock is not None and draft.stock < taken, _("more were taken already")),
    }
    for field, (is_wrong, why) in wrong.items():
        if is_wrong:
            raise RewardRefused(why=why, field=field)


@step
def _article(item_id: int | None) -> int | None:
    """Return the title that an article is by now, if it was merged with another; it stays that until the end."""
    return catalog.hold_items(item_ids=[item_id])[item_id] if item_id else None


def _taken(use: RewardUse, *, is_repeat: bool) -> Taken:
    return Taken(
        use_id=use.pk, number=use.number, points=use.points, cash=use.cash, is_repeat=is_repeat, item_id=use.item_id,
        campaign=use.reward.campaign, voucher=use.voucher,
    )  # fmt: skip


def _count(reward_id: int) -> bool:
    """Take one of what is left, if anything is; the row is held to the end, after the account's."""
    left = Q(stock=None) | Q(taken__lt=F("stock"))
    return bool(Reward.objects.filter(left, pk=reward_id).update(taken=F("taken") + 1))
