"""Figures lead to readers: each list that a page leads to has as many as the figure says."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import ItemFactory
from shuyou.insight.adapters.valuing import Evaluation, work_out
from shuyou.insight.models import Intent, MemberValue, Shift, TargetGroup, ValueFigure, ValueRun, YearMove
from shuyou.insight.queries import ValueFilter, list_values
from shuyou.insight.queries.pyramid import figures, pyramid
from shuyou.insight.queries.value import count_values
from shuyou.insight.rules.scales import DEFAULT
from shuyou.insight.services import keep_values, version_in_force
from shuyou.insight.tests.factories import an_order
from shuyou.insight.tests.tables import GRADES, NOVEL, PICTURE, Club, TablesEngine
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.paging import Place
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
ANALYST = Actor(STAFF, "1", "test", frozenset({Role.ANALYST}))
IDS = range(900_101, 900_125)
BORN = (1955, 1980, 1995, 2012)


@pytest.fixture(scope="module")
def night() -> Evaluation:
    """Two dozen readers of four ages: some rise, some fall, some are lost, some come new, and two never bought."""
    club = Club()
    for place, member_id in enumerate(IDS):
        club.join(member_id, born=BORN[place % 4])
        for order in range(place % 12):
            gone = (0, 200, 400)[place % 3] if order else 20 * place
            club.buy(member_id, DAY - timedelta(days=30 * order + gone + 1), (NOVEL, PICTURE, GRADES + 4)[order % 3],
                     yuan=20 + 9 * place)  # fmt: skip
    return work_out(TablesEngine(club.tables()), DEFAULT, DAY, is_thorough=True)


@pytest.fixture
def readers(db: None, night: Evaluation) -> list[Member]:
    """The readers, born and joined as the night knows them, whose value has been kept."""
    joined = {int(one): date(1970, 1, 1) + timedelta(days=int(days))
              for one, days in zip(night.rows["member_id"], night.rows["joined_on"], strict=True)}  # fmt: skip
    members = [
        MemberFactory.create(person__id=one, person__birth_date=date(BORN[place % 4], 5, 1), joined_on=joined[one])
        for place, one in enumerate(IDS)
    ]
    version = version_in_force(at=AT)
    keep_values(night, version_id=version.version_id, seconds=1.5, actor=Actor.job("test"), at=AT)
    return members


def counted(**wanted: str) -> int:
    return count_values(wanted=ValueFilter(**wanted), actor=ANALYST)


OF_TABLES = {
    "tenth": "tenth", "label": "label", "mix": "bought", "needs": "need", "users": "user", "score": "score",
    "preference": "preference", "life": "life", "use": "use", "stage": "stage", "treatment": "treatment",
}  # fmt: skip


@pytest.mark.feature("F062")
def test_each_figure_of_the_tables_has_a_list_of_as_many(readers: list[Member]) -> None:
    found = figures(tables=[*OF_TABLES, "risk", "tenure", "joined"], actor=ANALYST)

    for table, name in OF_TABLES.items():
        told = {row.key: row.people for row in found[table] if row.key != "0"}
        assert sum(told.values()) > 0, table
        assert {key: counted(**{name: key}) for key in told} == told, table
    for table, names in (("risk", ("risk", "worth")), ("tenure", ("age", "years"))):
        for row in found[table]:
            keys = row.key.split("/")
            asked = [str(int(key) + 1) for key in keys] if table == "risk" else keys
            assert counted(**dict(zip(names, asked, strict=True))) == row.people, (table, row.key)
    assert len({row.key for row in found["risk"] if row.people}) > 3
    for row in found["joined"]:
        assert counted(joined=row.key) == row.people
        assert counted(joined=row.key, buys="1") == row.other


@pytest.mark.feature("F064")
@pytest.mark.parametrize("days", [90, 365])
def test_who_moved_is_listed_since_a_quarter_and_over_a_year(readers: list[Member], days: int) -> None:
    seen, since = pyramid(period_days=days, actor=ANALYST), "365" if days == 365 else ""

    assert seen is not None
    assert seen.is_listed
    told = {"rose": seen.risen, "fell": seen.fallen, "lost": seen.lost, "woke": seen.woken, "joined": seen.joined}
    assert {name: counted(moved=name, since=since) for name in told} == told
    assert seen.risen + seen.fallen > 0
    for flow in seen.flows:
        if (flow.was, flow.now) != (0, 0):
            pair = seen.people(flow.was, flow.now)
            assert counted(was_tier=str(flow.was), tier=str(flow.now), since=since) == pair
    for cause in seen.causes:
        assert counted(cause=cause.cause, moved="down", since=since) == cause.fallen
        assert counted(cause=cause.cause, moved="up", since=since) == cause.risen
    for tier in seen.tiers:
        assert counted(tier=str(tier.tier), moved="up", since=since) == tier.risen
        assert counted(was_tier=str(tier.tier), moved="down", since=since) == tier.fallen


def test_moves_over_a_year_lead_nowhere_before_they_are_counted(client: Client, readers: list[Member]) -> None:
    YearMove.objects.all().delete()
    client.force_login(staff_with(Role.ANALYST))

    seen = pyramid(period_days=365, actor=ANALYST)

    assert seen is not None
    assert not seen.is_listed
    assert "since=365&amp;" not in client.get(reverse("insight:flows"), {"since": "365"}).content.decode().replace(
        "?since=365&amp;as=csv", ""
    )


LISTED = re.compile(r'<a [^>]*href="(/[^"]*insight/readers/\?[^"]+)"')


def addresses(client: Client) -> Iterator[str]:
    for page in ("pyramid", "flows", "lost", "money", "segments", "tenure", "shifts", "known", "targets"):
        for since in ("90", "365"):
            shown = client.get(reverse(f"insight:{page}"), {"since": since}).content.decode()
            yield from (unescape(one) for one in LISTED.findall(shown))


def test_every_address_of_a_list_filters_and_says_so(client: Client, readers: list[Member]) -> None:
    run, target = ValueRun.objects.get(), TargetGroup.objects.create(
        name="Young women", sex="F", age_from=18, written_by="test", written_at=AT
    )  # fmt: skip
    for name in ("target", "target_mix"):
        key = f"{target.pk}/stories" if name == "target_mix" else str(target.pk)
        ValueFigure.objects.create(run=run, table_name=name, place=0, key=key, people=1, net=100, other=1)
    Intent.objects.create(member=readers[1], asked_on=DAY, answer=0, source="talk", noted_by="test", noted_at=AT)
    client.force_login(staff_with(Role.ANALYST))

    found = set(addresses(client))

    names = {part.partition("=")[0] for one in found for part in one.partition("?")[2].split("&")}
    assert names >= {
        "tier", "was_tier", "moved", "cause", "since", "ranked", "buys", "stood", "tenth", "label", "bought", "need",
        "user", "risk", "worth", "score", "preference", "life", "use", "stage", "treatment", "age", "years",
        "joined", "first", "target", "answer", "at_risk", "to_win_back",
    }  # fmt: skip
    assert names <= {*ValueFilter.__dataclass_fields__, "sort", "way"}
    for name in sorted(names - {"sort", "way"}):
        one = next(address for address in sorted(found) if f"{name}=" in address)
        answer = client.get(one)
        assert answer.status_code == HTTPStatus.OK, one
        assert answer.context["is_filtered"], one


def test_who_stood_where_on_a_kept_day_and_who_answered_and_is_kept_to(readers: list[Member]) -> None:
    group = TargetGroup.objects.create(name="Born late", age_to=20, written_by="test", written_at=AT)
    Intent.objects.create(member=readers[3], asked_on=DAY, answer=7, source="talk", noted_by="test", noted_at=AT)
    day = f"{DAY:%Y-%m-%d}"

    assert counted(stood=f"{day} ranked") == MemberValue.objects.filter(tier__in=(1, 2, 3, 4)).count() > 0
    assert counted(stood=f"{day} dormant") == MemberValue.objects.filter(tier=5).count() > 0
    assert (counted(stood="2026-13-45 ranked"), counted(answer="7")) == (len(readers), 1)
    late = MemberValue.objects.filter(member__person__birth_date__year=2012, net__gt=0).count()
    assert (counted(target=str(group.pk)), counted(target="77777")) == (late, 0)


def test_who_bought_of_a_shelf_that_shifts(readers: list[Member]) -> None:
    title, other = (ItemFactory.create() for _number in range(2))
    Item.objects.filter(pk=title.pk).update(category=None)
    Item.objects.filter(pk=other.pk).update(category=None)
    an_order(readers[0], title, title, days_ago=5)
    an_order(readers[1], title, days_ago=100)
    cancelled = an_order(readers[2], other, days_ago=5)
    type(cancelled).objects.filter(pk=cancelled.pk).update(state="cancelled")
    shift = Shift.objects.create(
        run=ValueRun.objects.get(), shelf_id=0, onset=DAY - timedelta(days=30), size=300, strength=5, copies=9,
        expected=5, market_size=0, movers=[], readers=[],
    )  # fmt: skip

    found = list_values(wanted=ValueFilter(shift=str(shift.pk)), place=Place(by="score"), actor=ANALYST).rows
    assert [row.number for row in found] == [readers[0].number]
    assert counted(shift="777777") == 0


def test_moves_losses_and_the_card_of_the_models_go_out_as_files(client: Client, readers: list[Member]) -> None:
    client.force_login(staff_with(Role.ANALYST))
    text = ""

    for page, told in (("flows", "365"), ("lost", "90"), ("models", "")):
        answer = client.get(reverse(f"insight:{page}"), {"as": "csv", "since": told})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        assert len(text.splitlines()) > 1, page
    assert "orders.r.1," in text
    client.force_login(staff_with(Role.WAREHOUSE))
    assert client.get(reverse("insight:models"), {"as": "csv"}).status_code == HTTPStatus.FORBIDDEN
