"""Facts about who a member is, as far as the lake knows: membership, tier, household, leave."""

from collections.abc import Sequence
from typing import Final

import ibis

from shuyou.insight.rules.calendars import school_year
from shuyou.insight.rules.facts.model import Fact, Group, Tables, Unit

GROWN_UP: Final = 18


def members(tables: Tables) -> ibis.Table:
    """Return members with their tier and region."""
    table, tiers = tables.of_members("members"), tables.read("tiers")
    regions = tables.of_members("regions")
    home = regions.filter(regions.is_default)
    home = home.group_by("member_id").aggregate(province=home.province.max(), city=home.city.max())
    joined = table.left_join(tiers.select("tier_id", "code", "rank"), "tier_id").drop("tier_id_right")
    joined = joined.left_join(home, "member_id").drop("member_id_right")
    return joined.mutate(
        age=ibis.literal(tables.as_of.year, "int64") - joined.birth_year,
        tenure=tables.age(joined.joined_on),
        grade=grade(tables, joined.first_grade_year),
    )


def grade(tables: Tables, first: ibis.Value) -> ibis.Value:
    """Return the school year of whoever entered first grade in a year: 1 in the first, 0 and less before."""
    return ibis.literal(school_year(tables.as_of), "int64") - first + 1


def household(tables: Tables) -> ibis.Table:
    """Return for each member the others of their household, with their ages and school years."""
    places = tables.read("household_places")
    own = tables.of_members("members").select("member_id")
    mine = own.join(places, own.member_id == places.person_id).select("member_id", "household_id")
    others = places.select(
        "household_id", other_id=places.person_id, role=places.role, is_reader=places.is_reader,
        birth_year=places.birth_year, grade=grade(tables, places.first_grade_year),
    )  # fmt: skip
    joined = mine.join(others, "household_id")
    joined = joined.filter(joined.other_id != joined.member_id)
    years = ibis.literal(tables.as_of.year, "int64") - joined.birth_year
    return joined.mutate(years=years, is_child=(joined.role == "child") | (years < GROWN_UP).fill_null(False))


def consents(tables: Tables) -> ibis.Table:
    """
    Return the latest word of each member for each purpose and channel, as it counts.

    What was said of a channel is void after a later no to all.
    """
    table = tables.of_members("consents")
    place = ibis.row_number().over(
        group_by=[table.member_id, table.purpose, table.channel],
        order_by=[table.at.desc(), table.consent_id.desc()],
    )
    ranked = table.mutate(place=place)
    latest = ranked.filter(ranked.place == 0)
    refusals = latest.filter(latest.channel == "any", ~latest.is_granted)
    refused = refusals.select(refuser="member_id", about="purpose", refused_at=refusals.at)
    words = latest.left_join(refused, [latest.member_id == refused.refuser, latest.purpose == refused.about])
    is_void = (words.channel != "any") & (words.refused_at > words.at).fill_null(False)
    return words.select("member_id", "purpose", "channel", is_granted=words.is_granted & ~is_void)


def cards(tables: Tables) -> ibis.Table:
    """Return cards in use."""
    table = tables.of_members("cards")
    return table.filter(table.status == "active")


def clubs(tables: Tables) -> ibis.Table:
    """Return clubs that members are in."""
    table = tables.of_members("club_memberships")
    return table.filter(table.left_at.isnull())


def _own(name: str, zh: str, en: str, unit: Unit, column: str) -> Fact:
    return Fact(name, zh, en, unit, column, lambda rows: rows[column].max(), is_none_else=True)


def _leave(purpose: str, zh: str, en: str) -> Fact:
    return Fact(
        f"may_{purpose}", zh, en, Unit.YES, f"some latest word for {purpose} is given, with no later no to all",
        lambda rows: (rows.is_granted & (rows.purpose == purpose)).ifelse(1, 0).max(),
    )  # fmt: skip


def _grown(name: str, zh: str, en: str, low: int, high: int) -> Fact:
    return Fact(
        name, zh, en, Unit.PEOPLE, f"children where {low} <= grade <= {high}",
        lambda rows: (rows.is_child & (rows.grade >= low) & (rows.grade <= high)).fill_null(False).ifelse(1, 0).sum(),
    )  # fmt: skip


MEMBER: Final = Group(
    "member", "members, tiers, regions", members,
    (
        _own("status", "会员状态", "Membership", Unit.CODE, "status"),
        _own("tier", "会员等级", "Tier", Unit.CODE, "code"),
        _own("tier_rank", "等级次序", "Rank of the tier", Unit.TIMES, "rank"),
        _own("joined_on", "入会日期", "Joined", Unit.DAY, "joined_on"),
        _own("joined_via", "入会途径", "Joined by", Unit.CODE, "joined_via"),
        _own("tenure_days", "入会天数", "Days as a member", Unit.DAYS, "tenure"),
        _own("sex", "性别", "Sex", Unit.CODE, "sex"),
        _own("birth_year", "出生年", "Year of birth", Unit.YEARS, "birth_year"),
        _own("age_years", "年龄", "Age", Unit.YEARS, "age"),
        _own("birth_month", "生日月份", "Month of birth", Unit.TIMES, "birth_month"),
        _own("own_grade", "本人年级", "Own school year", Unit.YEARS, "grade"),
        _own("province", "省份", "Province", Unit.CODE, "province"),
        _own("city", "城市", "City", Unit.CODE, "city"),
        _own("preferred_channel", "偏好渠道", "Preferred channel", Unit.CODE, "preferred_channel"),
        Fact(
            "is_blocked", "停单", "Orders are stopped", Unit.YES, "is_blocked",
            lambda rows: rows.is_blocked.ifelse(1, 0).max(),
        ),
        Fact(
            "has_helper", "有专人照顾", "Looked after in person", Unit.YES, "has_helper",
            lambda rows: rows.has_helper.ifelse(1, 0).max(),
        ),
    ),
)  # fmt: skip

PERSON: Final[Sequence[Group]] = (
    Group(
        "household", "household_places, members", household,
        (
            Fact("housemates", "同住人数", "Others in the household", Unit.PEOPLE, "rows", lambda rows: rows.count()),
            Fact(
                "children", "家中子女数", "Children in the household", Unit.PEOPLE, "others who are children",
                lambda rows: rows.is_child.ifelse(1, 0).sum(),
            ),
            Fact(
                "youngest_birth_year", "最小子女出生年", "Year of birth of the youngest child", Unit.YEARS,
                "greatest birth_year of children", lambda rows: rows.birth_year.max(where=rows.is_child),
            ),
            Fact(
                "youngest_grade", "最小在读年级", "Lowest school year of children", Unit.YEARS,
                "least grade of children", lambda rows: rows.grade.min(where=rows.is_child),
            ),
            Fact(
                "oldest_grade", "最高在读年级", "Highest school year of children", Unit.YEARS,
                "greatest grade of children up to 12",
                lambda rows: rows.grade.max(where=rows.is_child & (rows.grade <= 12)),
            ),
            _grown("children_before_school", "学龄前子女数", "Children before school", -6, 0),
            _grown("children_in_primary", "小学子女数", "Children in primary school", 1, 6),
            _grown("children_in_secondary", "中学子女数", "Children in secondary school", 7, 12),
            Fact(
                "elders", "家中长辈数", "Elders in the household", Unit.PEOPLE, "others whose role is elder",
                lambda rows: (rows.role == "elder").ifelse(1, 0).sum(),
            ),
        ),
    ),
    Group(
        "consents", "consents", consents,
        (
            _leave("marketing", "可营销联系", "May be told of offers"),
            _leave("profiling", "可用于推荐", "Purchases may be used for recommendations"),
            _leave("sharing", "可提供合作方", "Data may be passed to partners"),
        ),
    ),
    Group(
        "cards", "cards", cards,
        (
            Fact("cards", "有效卡数", "Cards in use", Unit.TIMES, "rows", lambda rows: rows.count()),
            Fact("card_kind", "卡种", "Kind of card", Unit.CODE, "greatest kind", lambda rows: rows.kind.max()),
        ),
    ),
    Group(
        "clubs", "club_memberships", clubs,
        (Fact("clubs", "参加俱乐部数", "Themed clubs", Unit.TIMES, "rows", lambda rows: rows.count()),),
    ),
)  # fmt: skip
