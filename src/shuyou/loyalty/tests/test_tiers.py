"""Tiers as data: reached at once, kept for a time, lost after grace; granted by hand; tried out on everybody."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from shuyou.catalog.tests.factories import PriceListFactory
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty import queries
from shuyou.loyalty.errors import NoTierTableWritten, TierNotHigher, TierTermsNotPossible
from shuyou.loyalty.models import TierChange, TierFlow, TierGrant, TierStanding, TierTable
from shuyou.loyalty.rules.tiers import Asked, Need, question, reached
from shuyou.loyalty.services import (
    TableDraft,
    TermsDraft,
    begin_tier_trial,
    end_tier_grant,
    grant_tier,
    keep_tiers,
    publish_tier_table,
    try_next,
    write_tier_table,
)
from shuyou.members.models import Member, Tier
from shuyou.members.services import merge_members, undo_merge
from shuyou.members.tests.factories import CardFactory, MemberFactory, TierFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MANAGER = Actor(STAFF, "2", "test", frozenset({Role.MANAGER}))
CLERK = Actor(STAFF, "1", "test", frozenset({Role.SHOP_CLERK}))
AGENT = Actor(STAFF, "3", "test", frozenset({Role.SERVICE_AGENT}))
JOB = Actor.job("loyalty.keep_tiers")
CODES = ("green", "bamboo", "silk", "langhuan")
LEAST = {"bamboo": 3, "silk": 8, "langhuan": 20}
"""Years as a member that the tiers of these tests ask for."""


@pytest.fixture(autouse=True)
def tiers(db: None) -> Mapping[str, Tier]:
    """Four tiers with a price list, whatever the database began with."""
    PriceListFactory.create()
    TierTable.objects.all().delete()
    return {code: TierFactory.create(code=code, rank=rank, price_list="member") for rank, code in enumerate(CODES, 1)}


def table(least: Mapping[str, int] = LEAST, **more: Decimal) -> TableDraft:
    """Return terms by years as a member; the multiplier goes up by a half with each tier."""
    terms = [
        TermsDraft(
            tier=code, price_list="member", multiplier=Decimal("1.0") + place * Decimal("0.5"),
            needs=[Need("tenure", Decimal(least[code]), 0)] if code in least else [],
        )
        for place, code in enumerate(CODES)
    ]  # fmt: skip
    return TableDraft(terms=terms, keep_months=12, grace_days=30)


def publish(draft: TableDraft | None = None) -> int:
    write_tier_table(draft or table(), actor=MANAGER, at=AT)
    return publish_tier_table(actor=MANAGER, at=AT)


def joined(years: int, tier: str = "green") -> Member:
    return MemberFactory.create(tier=Tier.objects.get(code=tier), joined_on=date(2026 - years, 1, 1))


def code_of(member: Member) -> str:
    return str(Member.objects.values_list("tier__code", flat=True).get(pk=member.pk))


def night(at: datetime = AT) -> None:
    after = 0
    while kept := keep_tiers(after=after, batch=2, actor=JOB, at=at):
        after = kept.last


def told(member: Member) -> list[str]:
    return list(TierChange.objects.filter(member=member).order_by("pk").values_list("why", flat=True))


def test_nobody_moves_before_terms_are_published() -> None:
    member = joined(30)
    write_tier_table(table(), actor=MANAGER, at=AT)
    night()

    assert code_of(member) == "green"
    assert TierChange.objects.count() == 0


@pytest.mark.feature("F029")
def test_the_highest_tier_whose_terms_are_met_is_reached_and_a_repeat_moves_nobody() -> None:
    publish()
    members = [joined(years) for years in (1, 3, 9, 25)]
    night()

    assert [code_of(member) for member in members] == ["green", "bamboo", "silk", "langhuan"]
    assert TierStanding.objects.get(member=members[3]).keep_until == date(2027, 11, 22)
    rows, events = list(TierChange.objects.values()), EventRecord.objects.count()
    night()
    assert (list(TierChange.objects.values()), EventRecord.objects.count()) == (rows, events)


def test_whoever_falls_short_is_warned_first_and_then_lands_softly() -> None:
    publish()
    member = joined(1, "langhuan")
    night()
    assert (code_of(member), told(member)) == ("langhuan", [])  # taken over from before: good for a year

    for days, code, last in (
        (364, "langhuan", []),
        (366, "langhuan", ["warned"]),
        (390, "langhuan", ["warned"]),
        (397, "silk", ["warned", "lowered"]),
        (500, "silk", ["warned", "lowered"]),
    ):
        night(AT + timedelta(days=days))
        assert (code_of(member), told(member)) == (code, last), days


def test_whoever_makes_up_for_it_within_grace_keeps_the_tier() -> None:
    publish()
    member = joined(5, "silk")
    night()
    night(AT + timedelta(days=366))
    assert TierStanding.objects.get(member=member).grace_until is not None

    Member.objects.filter(pk=member.pk).update(joined_on=date(2015, 1, 1))
    night(AT + timedelta(days=370))

    standing = TierStanding.objects.get(member=member)
    assert (standing.grace_until, code_of(member)) == (None, "silk")
    assert standing.keep_until == club_day(AT + timedelta(days=370)).replace(year=2028)


def test_one_of_several_needs_is_enough_where_the_terms_say_so() -> None:
    needs = [Need("tenure", Decimal(20), 0), Need("fee", Decimal(50), 0), Need("proof", Decimal(1), 0)]
    terms = [
        TermsDraft(tier=code, price_list="member", needs=needs if code == "silk" else (), needs_all=False)
        for code in CODES
    ]
    publish(TableDraft(terms=terms))
    paid, proved, neither = joined(1), joined(1), joined(1)
    CardFactory.create(member=paid, fee=Decimal("60.00"), issued_for="fee")
    CardFactory.create(member=proved, proof="学生证 2024001")
    CardFactory.create(member=neither, fee=Decimal("10.00"), issued_for="fee")
    night()

    assert [code_of(member) for member in (paid, proved, neither)] == ["silk", "silk", "green"]


def test_a_granted_tier_ends_by_itself_and_leaves_what_was_earned() -> None:
    publish()
    member = joined(4)
    night()
    grant_tier(member_id=member.pk, tier="langhuan", until=date(2026, 12, 1), reason="读书会主持", actor=MANAGER, at=AT)
    assert code_of(member) == "langhuan"
    night(AT + timedelta(days=9))
    assert code_of(member) == "langhuan"

    night(AT + timedelta(days=10))

    assert code_of(member) == "bamboo"
    assert told(member) == ["raised", "granted", "grant_over"]
    assert not TierGrant.objects.filter(ended_at=None).exists()


def test_a_grant_is_above_what_somebody_has_for_a_reason_by_a_manager_and_can_be_taken_back() -> None:
    publish()
    member = joined(4, "bamboo")
    until = date(2027, 1, 1)
    with pytest.raises(TierNotHigher):
        grant_tier(member_id=member.pk, tier="bamboo", until=until, reason="谢谢", actor=MANAGER, at=AT)
    with pytest.raises(NotPermitted):
        grant_tier(member_id=member.pk, tier="silk", until=until, reason="谢谢", actor=CLERK, at=AT)
    assert TierChange.objects.count() == 0

    grant_tier(member_id=member.pk, tier="silk", until=until, reason="谢谢", actor=MANAGER, at=AT)
    end_tier_grant(member_id=member.pk, reason="误授", actor=MANAGER, at=AT)
    assert (code_of(member), told(member)) == ("bamboo", ["granted", "grant_over"])


def test_two_who_were_both_granted_a_tier_become_one_and_two_again() -> None:
    publish()
    kept, absorbed = joined(1), joined(1)
    until = date(2027, 1, 1)
    for member, tier in ((kept, "silk"), (absorbed, "silk"), (absorbed, "langhuan")):
        grant_tier(member_id=member.pk, tier=tier, until=until, reason="谢谢", actor=MANAGER, at=AT)

    merge = merge_members(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=AGENT, at=AT)
    assert grants(kept) == ["silk"]
    assert TierGrant.objects.filter(member=kept).count() == 2
    night(AT + timedelta(days=90))
    assert grants(kept) == []

    undo_merge(merge_id=merge.merge_id, actor=AGENT, at=AT + timedelta(days=91))
    assert (grants(absorbed), code_of(absorbed)) == (["langhuan"], "langhuan")
    night(AT + timedelta(days=92))
    assert (grants(absorbed), code_of(absorbed)) == ([], "green")


def grants(member: Member) -> list[str]:
    """Return the tiers that are granted to a member now."""
    return list(TierGrant.objects.filter(member=member, ended_at=None).values_list("tier__code", flat=True))


def test_the_history_of_a_tier_refuses_change() -> None:
    publish()
    joined(5)
    night()
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE loyalty_tierchange SET why = 'granted'")


@pytest.mark.feature("X06")
def test_a_trial_says_who_moves_where_as_publishing_then_does() -> None:
    publish()
    members = [joined(years) for years in (1, 4, 9, 25)]
    night()
    number = write_tier_table(table({"bamboo": 1, "silk": 4, "langhuan": 30}), actor=MANAGER, at=AT)
    uid = begin_tier_trial(number=number, actor=MANAGER, at=AT)
    while try_next(uid=uid, part=3, actor=MANAGER, at=AT):
        pass

    flows = queries.tier_trial(uid=uid, actor=MANAGER).flows
    moved = {(flow.was.code, flow.becomes.code): flow.people for flow in flows}
    assert moved == {
        ("green", "bamboo"): 1, ("bamboo", "silk"): 1, ("silk", "silk"): 1, ("langhuan", "silk"): 1,
    }  # fmt: skip
    assert [code_of(member) for member in members] == ["green", "bamboo", "silk", "langhuan"]
    again = TierFlow.objects.count()
    assert try_next(uid=uid, part=3, actor=MANAGER, at=AT) == 0
    assert TierFlow.objects.count() == again

    publish_tier_table(actor=MANAGER, at=AT)
    night()
    assert [code_of(member) for member in members] == ["bamboo", "silk", "silk", "langhuan"]  # down only later


def test_terms_that_cannot_be_kept_are_refused_with_the_field() -> None:
    wrong = TableDraft(
        terms=[*table().terms[:3], TermsDraft(tier="langhuan", price_list="nowhere", needs=[Need("x", Decimal(1))])]
    )
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - several at once
        write_tier_table(wrong, actor=MANAGER, at=AT)

    problems = refusal.value.problems  # type: ignore[attr-defined]
    assert {one.params["field"] for one in problems} == {"langhuan-needs", "langhuan-price_list"}
    assert all(isinstance(one, TierTermsNotPossible) for one in problems)
    assert TierTable.objects.count() == 0
    with pytest.raises(NoTierTableWritten):
        publish_tier_table(actor=MANAGER, at=AT)


def test_multipliers_are_those_of_the_version_that_held_then() -> None:
    publish()
    by_tier = queries.earning_at(AT).multipliers
    assert by_tier == {"bamboo": Decimal("1.5"), "silk": Decimal("2.0"), "langhuan": Decimal("2.5")}
    assert queries.earning_at(AT - timedelta(days=1)).multipliers == {}


needs = st.builds(Need, st.sampled_from(["a", "b", "unknown"]), st.integers(1, 9).map(Decimal), st.sampled_from([0, 6]))


@settings(max_examples=40)
@given(
    asked=st.lists(st.tuples(st.lists(needs, max_size=3, unique_by=lambda one: one.key), st.booleans()), max_size=3),
    has=st.tuples(*[st.integers(0, 10)] * 2),
)
def test_the_statement_judges_as_the_rule_does(asked: Sequence[tuple[list[Need], bool]], has: tuple[int, int]) -> None:
    known = [Asked(place + 2, place + 2, tuple(wanted), is_all) for place, (wanted, is_all) in enumerate(asked)]
    values = dict(zip("ab", has, strict=True))
    sources = {fact: f"SELECT 7 AS person_id, {value}::numeric AS value" for fact, value in values.items()}
    figures = {f"{fact}:{months}": Decimal(value) for fact, value in values.items() for months in (0, 6)}

    judged = question(known, sources, lowest=1, at=AT)
    with connection.cursor() as cursor:
        cursor.execute(judged.sql, {**judged.values, "people": [7]})
        person_id, tier_id, _figures = cursor.fetchone()

    assert (person_id, tier_id) == (7, reached(known, figures, lowest=1))


def test_pages_show_terms_standing_and_trial(client: Client) -> None:
    client.force_login(staff_with(Role.MANAGER))
    publish()
    member = joined(2)
    page = client.get(reverse("loyalty:tiers"))
    assert page.status_code == HTTPStatus.OK

    sent = {"keep_months": 6, "grace_days": 14, "lands_softly": "on", "note": "冬"}
    for code in CODES:
        sent |= {f"{code}-price_list": "member", f"{code}-multiplier": "1.5", f"{code}-service": "ordinary"}
    sent |= {"bamboo-fact-1": "tenure", "bamboo-least-1": "2", "bamboo-months-1": "0", "bamboo-needs_all": "1"}
    assert client.post(reverse("loyalty:tier_terms"), sent).status_code == HTTPStatus.SEE_OTHER
    assert queries.tier_table(number=2).terms[1].needs == (Need("tenure", Decimal(2), 0),)

    here = reverse("loyalty:member_tier", args=[member.number])
    refused = client.post(here, {"tier": "silk", "until": "2020-01-01", "reason": ""})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (
        client.post(here, {"tier": "silk", "until": "2027-06-01", "reason": "评奖"}).status_code == HTTPStatus.SEE_OTHER
    )
    assert "评奖" in client.get(here).content.decode()
    assert client.get(reverse("loyalty:tier_changes"), {"number": member.number}).status_code == HTTPStatus.OK
