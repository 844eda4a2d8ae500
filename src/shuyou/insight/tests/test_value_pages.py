"""Pages of value: the pyramid and its lists, a reader with reasons, weights tried and published, files, who may see."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.catalog.tests.factories import PriceListFactory
from shuyou.insight.adapters.valuing import Evaluation, work_out
from shuyou.insight.errors import UnsoundWeights, VersionIsOut
from shuyou.insight.models import MemberValue, ValueHistory, ValueRun, ValueVersion
from shuyou.insight.queries import ValueFilter
from shuyou.insight.queries.model import model_of, preview
from shuyou.insight.queries.pyramid import micro_groups, past, pyramid
from shuyou.insight.queries.reader import compared, reader_value
from shuyou.insight.queries.value import count_values, list_values, value_part
from shuyou.insight.queries.worth import reader_worth
from shuyou.insight.rules.needs import NEEDS
from shuyou.insight.rules.scales import DEFAULT
from shuyou.insight.services import keep_values, publish_model, version_in_force, write_model
from shuyou.insight.tests.tables import Club, TablesEngine
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.models import EventRecord
from shuyou.kernel.paging import Place
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty import services as loyalty
from shuyou.loyalty.models import TierChange, TierFlow, TierTable
from shuyou.loyalty.queries import tier_progress, tier_ranks
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory, TierFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
ANALYST = Actor(STAFF, "1", "test", frozenset({Role.ANALYST}))
MANAGER = Actor(STAFF, "2", "test", frozenset({Role.MANAGER}))
CLERK = Actor(STAFF, "3", "test", frozenset({Role.SHOP_CLERK}))
EVEN = {"recency": 20, "frequency": 20, "money": 20, "type": 20, "user": 20}


IDS = range(900_001, 900_009)


@pytest.fixture(scope="module")
def night() -> Evaluation:
    """Eight readers: the first buys most and the last never; the last but one has gone."""
    club = Club()
    for place, member_id in enumerate(IDS):
        club.join(member_id, born=1980)
        for month in range(0 if place == 7 else 9 - place):
            gone = 500 if place == 6 else 0
            club.buy(member_id, DAY - timedelta(days=40 * month + gone + 1), yuan=300 - 30 * place)
    return work_out(TablesEngine(club.tables()), DEFAULT, DAY, is_thorough=True)


@pytest.fixture
def readers(db: None, night: Evaluation) -> list[Member]:
    """The eight readers, whose value has been kept."""
    members = [MemberFactory.create(person__id=member_id) for member_id in IDS]
    keep(night)
    return members


def keep(night: Evaluation) -> None:
    version = version_in_force(at=AT)
    keep_values(night, version_id=version.version_id, seconds=1.5, actor=Actor.job("test"), at=AT)


@pytest.mark.feature("F064")
@pytest.mark.feature("F065")
def test_the_night_is_kept_whole_and_the_next_one_takes_its_place(readers: list[Member], night: Evaluation) -> None:
    assert (MemberValue.objects.count(), ValueRun.objects.count()) == (8, 1)
    assert ValueHistory.objects.filter(member=readers[0]).count() == 3
    MemberValue.objects.filter(pk=readers[0].pk).update(score=1)

    keep(night)

    assert (MemberValue.objects.count(), ValueRun.objects.count()) == (8, 1)
    assert MemberValue.objects.get(pk=readers[0].pk).score > 1
    assert ValueHistory.objects.filter(member=readers[0]).count() == 3
    seen = pyramid(actor=ANALYST)
    assert seen is not None
    assert sum(row.people for row in seen.tiers) == 7
    assert seen.tiers[0].people == 1
    assert sum(flow.people for flow in seen.flows) == 8
    lost = list_values(wanted=ValueFilter(tier="5"), place=Place(by="score"), actor=ANALYST).rows
    assert [row.number for row in lost] == [readers[-2].number]


def test_pages_show_figures_that_are_kept_with_the_night(readers: list[Member]) -> None:
    rows = list(MemberValue.objects.all())
    seen, groups, stood = pyramid(actor=ANALYST), micro_groups(actor=ANALYST), past(actor=ANALYST)

    assert seen is not None
    assert (seen.at_risk, seen.to_win_back) == (sum(r.is_at_risk for r in rows), sum(r.gain > 0 for r in rows))
    assert sum(group.people for group in groups) == sum(bool(row.micro) for row in rows)
    assert [(one.day, one.ranked, one.dormant) for one in stood][-1] == (DAY, 6, 1)
    assert len(stood) == 3
    value = reader_value(member_id=readers[0].pk, actor=CLERK)
    assert (value.of if value else 0) == sum(row.place > 0 for row in rows)
    MemberValue.objects.filter(pk=readers[1].pk).delete()
    ValueHistory.objects.all().delete()
    assert (pyramid(actor=ANALYST), micro_groups(actor=ANALYST), past(actor=ANALYST)) == (seen, groups, stood)


def test_moves_of_a_year_stay_until_they_are_counted_again(readers: list[Member], night: Evaluation) -> None:
    before, stood = pyramid(period_days=365, actor=ANALYST), past(actor=ANALYST)
    next_day = DAY + timedelta(days=1)

    keep(replace(night, day=next_day, moved={90: night.moved[90]}, history={next_day: night.history[DAY]}))
    keep(replace(night, moved={90: night.moved[90]}, history={DAY: night.history[DAY]}))

    seen = pyramid(period_days=365, actor=ANALYST)
    assert before is not None
    assert seen is not None
    assert (seen.period_days, seen.periods, seen.day, seen.flows_day) == (365, (90, 365), next_day, DAY)
    assert seen.flows == before.flows
    assert past(actor=ANALYST)[:2] == stood[:2]


@pytest.mark.feature("F064")
def test_lists_are_paged_by_score_and_count_what_the_pyramid_counts(readers: list[Member]) -> None:
    first = list_values(wanted=ValueFilter(), place=Place(by="score"), actor=ANALYST, limit=5)
    rest = list_values(wanted=ValueFilter(), place=Place(by="score", after=first.next_after), actor=ANALYST, limit=5)

    numbers = [row.number for row in (*first.rows, *rest.rows)]
    assert len(set(numbers)) == 8
    assert numbers[0] == readers[0].number
    assert count_values(wanted=ValueFilter(tier="1"), actor=ANALYST) == 1
    assert list(value_part("tier:1", after=0, limit=5, at=AT)) == [readers[0].pk]
    with pytest.raises(NotPermitted):
        list_values(wanted=ValueFilter(), place=Place(), actor=CLERK)


def test_a_list_takes_two_queries_however_many_rows(
    readers: list[Member], django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        list_values(wanted=ValueFilter(), place=Place(by="score"), actor=ANALYST)


@pytest.mark.feature("F059")
@pytest.mark.feature("F069")
def test_a_reader_is_explained_and_agents_see_the_one_before_them(readers: list[Member]) -> None:
    value = reader_value(member_id=readers[0].pk, actor=CLERK)

    assert value is not None
    assert float(value.row.score) == pytest.approx(sum(one.adds for one in value.reasons), abs=0.01)
    assert value.lifetime[0] <= value.row.lifetime <= value.lifetime[1]
    assert 0 < value.wallet <= 1
    assert [one.day for one in value.history] == [DAY, date(2026, 8, 24), date(2025, 11, 22)]
    one, other = compared(numbers=[readers[1].number, readers[0].number], actor=ANALYST)
    assert one.row.score < other.row.score


def test_the_card_of_a_reader_says_what_their_page_says_in_one_query(
    readers: list[Member], django_assert_num_queries: pytest.FixtureRequest
) -> None:
    value = reader_value(member_id=readers[0].pk, actor=CLERK)

    with django_assert_num_queries(1):  # type: ignore[operator]
        worth = reader_worth(member_id=readers[0].pk, actor=CLERK)

    assert worth is not None
    assert value is not None
    assert (worth.number, worth.score, worth.tier) == (value.row.number, value.row.score, value.row.tier)
    assert (worth.reasons, worth.risk, worth.ladder) == (value.reasons, value.risk, value.ladder)
    MemberValue.objects.filter(pk=readers[0].pk).delete()
    assert reader_worth(member_id=readers[0].pk, actor=CLERK) is None


def test_other_weights_are_tried_kept_and_published_once(readers: list[Member], night: Evaluation) -> None:
    before = list(MemberValue.objects.order_by("pk").values_list("score", "tier"))
    tried = preview(weights=EVEN, at=AT, actor=ANALYST)
    same = preview(weights={str(key): value for key, value in DEFAULT.weights.items()}, at=AT, actor=ANALYST)

    assert (tried.people, same.changed) == (6, 0)
    assert same.likeness == pytest.approx(1)
    assert sum(map(sum, tried.matrix)) == 6
    assert list(MemberValue.objects.order_by("pk").values_list("score", "tier")) == before
    number = write_model(weights=EVEN, note="even", actor=ANALYST, at=AT)
    assert version_in_force(at=AT).number == 1
    with pytest.raises(NotPermitted):
        publish_model(number=number, actor=ANALYST, at=AT)
    publish_model(number=number, actor=MANAGER, at=AT)
    with pytest.raises(VersionIsOut):
        publish_model(number=number, actor=MANAGER, at=AT)
    keep(night)
    assert ValueRun.objects.get().version.number == number == 2


def test_weights_that_make_no_hundred_are_refused_and_nothing_is_kept(db: None) -> None:
    with pytest.raises(UnsoundWeights) as refusal:
        write_model(weights=EVEN | {"money": 30}, note="", actor=ANALYST, at=AT)

    assert refusal.value.params == {"sum": 110}
    assert not ValueVersion.objects.filter(published_at=None).exists()
    assert not EventRecord.objects.filter(name="insight.value_model_written").exists()


PAGES = (
    "pyramid", "readers", "flows", "lost", "money", "segments", "tenure", "models", "compare", "shifts", "known",
    "targets", "studies", "runs",
)  # fmt: skip


@pytest.mark.feature("F079")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_shown_before_the_first_night_and_after(
    client: Client, db: None, night: Evaluation, language: str
) -> None:
    user = staff_with(Role.ANALYST)
    user.language = language
    user.save()
    client.force_login(user)
    for page in PAGES:
        assert client.get(reverse(f"insight:{page}")).status_code == HTTPStatus.OK
    members = [MemberFactory.create(person__id=member_id) for member_id in IDS]
    keep(night)
    for page in PAGES:
        assert client.get(reverse(f"insight:{page}")).status_code == HTTPStatus.OK
    shown = client.get(reverse("insight:reader", args=[members[0].number]))
    assert members[0].person.name in shown.content.decode()


@pytest.mark.feature("F062")
def test_figures_lead_to_readers_and_go_out_as_files(client: Client, readers: list[Member], night: Evaluation) -> None:
    user = staff_with(Role.ANALYST)
    user.language = "en"
    user.save()
    client.force_login(user)
    page = client.get(reverse("insight:pyramid"), {"since": "365"}).content.decode()
    assert f"{reverse('insight:readers')}?tier=1" in page
    assert "since=365" in page.partition("?cause=")[2].partition('"')[0]
    assert f"{reverse('insight:lost')}?since=365" in page
    rows = client.get(reverse("insight:readers"), {"tier": "1"}).content.decode()
    assert readers[0].person.name in rows
    assert readers[1].number not in rows

    shown = client.get(reverse("insight:money")).content.decode()
    spent = sorted((float(net) for net in night.rows["net"] if net), reverse=True)
    assert f"the best fifth brings {spent[0] / sum(spent):.1%}; Gini {night.card['gini']:.2f}" in shown
    assert f"{reverse('insight:readers')}?tenth=1" in shown
    file = client.get(reverse("insight:money"), {"as": "csv"})

    text = b"".join(file.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.DictReader(io.StringIO(text)))
    heads = ["Table", "Group", "Readers", "Bought in a year", "Left to us", "Titles in a year", "Worth of serving them"]
    assert list(lines[0]) == heads
    titles = {line["Group"]: line["Titles in a year"] for line in lines if line["Table"] == "Out of which need"}
    assert sum(map(int, titles.values())) == int(sum(night.rows[f"need_{one}"].sum() for one in NEEDS))
    assert set(titles) == {"Need", "Desire", "Preference", "Impulse"}
    assert {line["Left to us"] for line in lines if line["Table"] == "What they buy"} == {""}
    assert EventRecord.objects.filter(name="insight.values_exported").count() == 1


def test_who_may_not_see_values_sees_none(client: Client, readers: list[Member]) -> None:
    client.force_login(staff_with(Role.WAREHOUSE))

    assert client.get(reverse("insight:pyramid")).status_code == HTTPStatus.FORBIDDEN
    assert client.get(reverse("insight:readers")).status_code == HTTPStatus.FORBIDDEN


def test_weights_are_tried_and_kept_on_the_page(client: Client, readers: list[Member]) -> None:
    client.force_login(staff_with(Role.MANAGER))
    url = reverse("insight:models")

    assert client.post(url, {**EVEN, "try": "1"}).status_code == HTTPStatus.OK
    assert client.post(url, {**EVEN, "money": 30, "keep": "1"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not ValueVersion.objects.filter(published_at=None).exists()
    client.post(url, {**EVEN, "values_everybody": "on", "keep": "1"})
    draft = ValueVersion.objects.get(published_at=None)
    assert model_of(draft).values_everybody
    client.post(reverse("insight:model_publish", args=[draft.number]))
    draft.refresh_from_db()
    assert draft.published_at is not None


@pytest.mark.feature("F082")
def test_the_card_on_a_member_page_says_value_reason_and_goodwill(client: Client, readers: list[Member]) -> None:
    client.force_login(staff_with(Role.CALL_AGENT))

    page = client.get(reverse("console:member", args=[readers[0].number])).content.decode()

    assert reverse("insight:reader", args=[readers[0].number]) in page
    assert "¥200.00" in page


def terms_by_value(least: int) -> dict[str, str]:
    """Return the terms of all tiers as typed; one of them asks for a score, the others for nothing."""
    gives = {"price_list": "member", "multiplier": "1", "event_days": "0", "service": "ordinary"}
    form = {f"{tier.code}-{name}": value for tier in tier_ranks() for name, value in gives.items()}
    form |= {"silk-fact-1": "value_score", "silk-least-1": str(least), "silk-months-1": "0", "silk-needs_all": "1"}
    return form | {"keep_months": "12", "grace_days": "30", "lands_softly": "on"}


@pytest.mark.feature("X06")
def test_a_tier_may_ask_for_a_score_it_is_tried_out_on_everybody_and_reached(
    client: Client, readers: list[Member]
) -> None:
    PriceListFactory.create(code="member")
    TierTable.objects.all().delete()
    green, _silk = (TierFactory.create(code=code, rank=rank) for rank, code in enumerate(("green", "silk"), 1))
    Member.objects.update(tier=green)
    best, next_best = MemberValue.objects.order_by("-score").values_list("score", flat=True)[:2]
    client.force_login(staff_with(Role.MANAGER))

    client.post(reverse("loyalty:tier_terms"), terms_by_value(int(best)))
    trial = loyalty.begin_tier_trial(number=1, actor=MANAGER, at=AT)
    loyalty.try_next(uid=trial, actor=MANAGER, at=AT)
    flows = dict(TierFlow.objects.values_list("becomes__code", "people"))
    assert (flows, TierChange.objects.count()) == ({"silk": 1, "green": 7}, 0)
    loyalty.publish_tier_table(actor=MANAGER, at=AT)
    loyalty.keep_tiers(actor=Actor.job("loyalty.keep_tiers"), at=AT)

    assert list(Member.objects.filter(tier__code="silk")) == [readers[0]]
    assert TierChange.objects.get().figures["value_score:0"] == pytest.approx(float(best))
    (missing,) = tier_progress(member_id=readers[1].pk, at=AT, actor=MANAGER).missing
    assert (missing.has, missing.lacks) == (next_best, int(best) - next_best)
    shown = client.get(reverse("loyalty:member_tier", args=[readers[1].number])).content.decode()
    assert missing.label in shown
