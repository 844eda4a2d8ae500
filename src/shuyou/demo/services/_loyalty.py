"""The loyalty program of the sample club: a rule for 1 June, rewards, clubs, merchants, friends, partners."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid5

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import DomainError
from shuyou.kernel.money import ZERO
from shuyou.kernel.paging import Place
from shuyou.loyalty import queries as loyalty_queries
from shuyou.loyalty import services as loyalty
from shuyou.loyalty.errors import TierNotHigher
from shuyou.loyalty.queries import Gives, PointsRuleFilter, Terms
from shuyou.loyalty.queries.clubs import club_names
from shuyou.loyalty.services import Adjustment, RuleDraft
from shuyou.loyalty.services.activities import ActivityDraft, keep_activity, record_activity
from shuyou.loyalty.services.alliance import MerchantDraft, check_entitlement, keep_merchant
from shuyou.loyalty.services.clubs import ClubDraft, join_club, keep_club
from shuyou.loyalty.services.coalition import PartnerTerms, keep_partner, post_partner_rows
from shuyou.loyalty.services.referrals import TermsDraft, name_referrer, referral_code, set_referral_terms
from shuyou.loyalty.services.reminders import note_lapses
from shuyou.loyalty.services.rewards import RewardDraft, keep_reward
from shuyou.members import queries as members
from shuyou.orders import services as orders
from shuyou.orders.services import CampaignDraft, RewardWish

READERS: Final = 24
"""Readers who take part, the most active first."""
_SPACE: Final = UUID("5b1e6f0a-6f5e-4c55-9f0e-6d1c54f0a001")
_READERS: Final = """
    SELECT m.person_id FROM members_member m JOIN members_person p ON p.id = m.person_id
     WHERE m.status = 'active' AND NOT m.is_blocked AND NOT p.is_restricted
     ORDER BY p.search_rank DESC, p.id LIMIT %s
"""
_LATEST: Final = """
    SELECT person_id FROM members_member WHERE status = 'active' AND NOT is_blocked
     ORDER BY joined_on DESC, person_id DESC LIMIT %s
"""


def lay_out_loyalty(*, at: datetime, actor: Actor) -> None:
    """Set the program up and have some readers take part, unless that was done."""
    if club_names():
        return
    with connection.cursor() as cursor:
        cursor.execute(_READERS, [READERS])
        readers = [row[0] for row in cursor.fetchall()]
        cursor.execute(_LATEST, [3])
        latest = [row[0] for row in cursor.fetchall()]
    _write_rules(at, actor)
    _offer_activities(readers, at, actor)
    _bring_friends(readers, latest, at, actor)
    _share_points(readers, at, actor)
    _offer_rewards(readers, at, actor)
    _list_merchants(readers, at, actor)
    _open_clubs(readers, at, actor)
    _grant_tiers(readers, at, actor)
    _ask_for_points(readers, at, actor)
    for kind in ("card", "value"):
        note_lapses(kind, actor=actor, at=at)


def _write_rules(at: datetime, actor: Actor) -> None:
    if loyalty_queries.list_points_rules(wanted=PointsRuleFilter(), place=Place(), actor=actor).rows:
        return
    june = Terms(
        gives=Gives.TIMES, value=Decimal(2), titles=frozenset({"class:I28"}), tiers=frozenset({"langhuan"}),
        days=frozenset({"sun:0601"}), most_per_order=2_000,
    )  # fmt: skip
    birthday = Terms(gives=Gives.POINTS, value=Decimal(60), by_birthday=True, days_before=3, days_after=3)
    parents = Terms(gives=Gives.RATE, value=Decimal("0.5"), titles=frozenset({"class:G"}), clubs=frozenset({"parents"}))
    for code, names, terms in (
        ("children-june", ("六一童书双倍积分", "Double points on children’s books"), june),
        ("birthday", ("生日礼积分", "Birthday points"), birthday),
        ("parents", ("父母会教育书加分", "Education books for parents"), parents),
    ):
        draft = RuleDraft(code=code, name_zh=names[0], name_en=names[1], terms=terms)
        loyalty.add_points_rule(draft, actor=actor, at=at)
        loyalty.publish_points_rule(code, actor=actor, at=at)


def _offer_activities(readers: Sequence[int], at: datetime, actor: Actor) -> None:
    begin, end = _year(at)
    for code, kind, names, points in (
        ("reading", "event", ("作者见面会", "Meeting an author"), 50),
        ("survey", "survey", ("年度读者问卷", "Yearly survey"), 30),
        ("review", "review", ("写一篇书评", "A review"), 20),
    ):
        draft = ActivityDraft(
            code=code, kind=kind, name_zh=names[0], name_en=names[1], points=points, per_day=100, per_member=500,
            budget=50_000, valid_from=begin, valid_to=end, is_active=True,
        )  # fmt: skip
        keep_activity(draft, actor=actor, at=at)
    for place, member_id in enumerate(readers):
        code = ("reading", "survey", "review")[place % 3]
        when = at - timedelta(days=place % 20)
        record_activity(code, member_id=member_id, reference=f"{code}-{when:%m%d}", actor=actor, at=when)


def _bring_friends(readers: Sequence[int], latest: Sequence[int], at: datetime, actor: Actor) -> None:
    terms = TermsDraft(
        referrer_joining=20, friend_joining=20, referrer_buying=80, friend_buying=50, least_order=Decimal(30),
        friends_per_month=5, days_to_name=30,
    )  # fmt: skip
    set_referral_terms(terms, actor=actor, at=at)
    for friend, referrer in zip(latest, readers, strict=False):
        code = referral_code(member_id=referrer, actor=actor, at=at)
        try:
            name_referrer(friend_id=friend, code=code, actor=actor, at=at)
        except DomainError:  # the latest may be among the most active, or be named already
            continue


def _share_points(readers: Sequence[int], at: datetime, actor: Actor) -> None:
    numbers = members.numbers_of(member_ids=readers)
    for code, name, pays in (("cinema", "大光明影院", "0.0500"), ("tea", "一间茶室", "0.0600")):
        partner = PartnerTerms(code=code, name=name, pays=Decimal(pays), gets=Decimal("0.0400"), is_active=True)
        keep_partner(partner, actor=actor, at=at)
        lines = [
            f"{code}-{place},{numbers[member_id]},earn,{40 + 5 * place}" for place, member_id in enumerate(readers[:4])
        ]
        post_partner_rows(code, said=lines, actor=actor, at=at - timedelta(days=6))


def _offer_rewards(readers: Sequence[int], at: datetime, actor: Actor) -> None:
    draft = CampaignDraft(promotion="letter", name="积分换九折券", to="reward", ends_at=at + timedelta(days=60))
    campaign = orders.begin_campaign(draft, key=uuid5(_SPACE, "campaign"), actor=actor, at=at)
    begin, end = _year(at)
    for code, kind, names, points, more in (
        ("bookmark", "goods", ("黄铜书签", "Brass bookmark"), 80, {"stock": 60}),
        ("bag", "goods", ("帆布书袋", "Book bag"), 150, {"cash": Decimal("9.90"), "stock": 40}),
        ("coupon", "voucher", ("九折券一张", "Coupon for a tenth off"), 60, {"campaign": campaign}),
        ("film", "partner", ("大光明影票", "Cinema ticket"), 400, {"stock": 20}),
        ("tea", "event", ("与作者喝茶", "Tea with an author"), 600, {"stock": 8, "tiers": ("langhuan",)}),
        ("story", "event", ("亲子故事会", "Story hour"), 100, {"clubs": ("parents",), "stock": 15}),
    ):
        terms = {
            "kind": kind, "name_zh": names[0], "name_en": names[1], "detail": "", "points": points, "cash": ZERO,
            "stock": None, "most_per_member": 3, "tiers": (), "valid_from": begin, "valid_to": end, "undo_days": 7,
            "is_active": True,
        }  # fmt: skip
        keep_reward(RewardDraft(**{**terms, **more}), key=uuid5(_SPACE, code), actor=actor, at=at)  # type: ignore[arg-type]
    for place, member_id in enumerate(readers[:9]):
        reward = uuid5(_SPACE, ("bookmark", "coupon", "bag")[place % 3])
        wish = RewardWish(reward=reward, member_id=member_id, key=uuid5(_SPACE, f"take-{place}"))
        _try_reward(wish, at - timedelta(days=place % 5), actor)


def _try_reward(wish: RewardWish, at: datetime, actor: Actor) -> None:
    try:
        orders.give_reward(wish, actor=actor, at=at)
    except DomainError:  # whoever has too few points goes without
        return


def _list_merchants(readers: Sequence[int], at: datetime, actor: Actor) -> None:
    numbers, (begin, end) = members.numbers_of(member_ids=readers), _year(at)
    for code, kind, name, place, benefit, tiers in (
        ("lake-cafe", "food", "湖畔咖啡", "北山路 12 号", ("第二杯半价", "Second cup at half price"), ()),
        ("print-museum", "culture", "雕版印刷馆", "清波街 3 号", ("门票八折", "A fifth off tickets"), ()),
        ("calligraphy", "learning", "墨缘书法班", "学士路 8 号", ("首课免费", "First lesson free"), ("langhuan",)),
    ):
        draft = MerchantDraft(
            code=code, kind=kind, name=name, place=place, phone="", benefit_zh=benefit[0], benefit_en=benefit[1],
            tiers=tiers, clubs=(), valid_from=begin, valid_to=end, is_active=True,
        )  # fmt: skip
        keep_merchant(draft, actor=actor, at=at)
        for turn, member_id in enumerate(readers[:4]):
            when = at - timedelta(days=11 * turn)
            check_entitlement(code, shown=numbers[member_id], actor=actor, at=max(when, _start(begin, at)))


def _open_clubs(readers: Sequence[int], at: datetime, actor: Actor) -> None:
    for code, names, detail, welcome in (
        ("night", ("夜读会", "Night readers"), "每月末夜场，读完一本再走。", 0),
        ("parents", ("小书虫父母会", "Young parents"), "为孩子选书的父母：故事会、教育书加分。", 30),
    ):
        draft = ClubDraft(
            code=code, name_zh=names[0], name_en=names[1], detail=detail, segment="", welcome=welcome, is_active=True
        )
        keep_club(draft, actor=actor, at=at)
    for place, member_id in enumerate(readers[:14]):
        when = at - timedelta(days=14 * (place % 20) + 1)
        join_club("parents" if place % 2 else "night", member_id=member_id, actor=actor, at=when)


def _grant_tiers(readers: Sequence[int], at: datetime, actor: Actor) -> None:
    until = club_day(at) + timedelta(days=180)
    for member_id, why in zip(readers[-4:], ("读书会主持", "捐书百册", "义务讲故事", "作者"), strict=False):
        try:
            loyalty.grant_tier(member_id=member_id, tier="langhuan", until=until, reason=why, actor=actor, at=at)
        except TierNotHigher:
            continue


def _ask_for_points(readers: Sequence[int], at: datetime, actor: Actor) -> None:
    for place, (points, why) in enumerate((("800", "快递损坏三册，补偿"), ("-350", "重复入账"), ("1200", "捐书入库"))):
        draft = Adjustment(
            member_id=readers[place], points=points, reason=why, request_key=uuid5(_SPACE, f"asked-{place}")
        )
        loyalty.ask_adjustment(draft, actor=actor, at=at - timedelta(hours=3 * place + 1))


def _year(at: datetime) -> tuple[date, date]:
    today = club_day(at)
    return today - timedelta(days=365), today + timedelta(days=365)


def _start(begin: date, at: datetime) -> datetime:
    return at - timedelta(days=(club_day(at) - begin).days - 1)
