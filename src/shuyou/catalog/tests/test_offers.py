"""Prices by tier, store, channel and time: SQL and rule agree, the page says why, claims look back."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from shuyou.catalog import queries
from shuyou.catalog.errors import (
    DaysOutOfOrder,
    PriceListBoundless,
    PriceListCodeRefused,
    PriceListNameMissing,
    PriceListTaken,
    RateNotReadable,
)
from shuyou.catalog.models import Item, PriceChange, PriceEntry, PriceList
from shuyou.catalog.rules.offers import Offer, Reader, Standing, lowest, standing
from shuyou.catalog.rules.rates import rate_of
from shuyou.catalog.services import PriceListDraft, add_price_list, change_price_list, enter_prices
from shuyou.catalog.tests.factories import ItemFactory
from shuyou.kernel.actor import Actor
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
JOB = Actor.job("test")
FORTNIGHT = {"starts_at": AT - timedelta(days=1), "ends_at": AT + timedelta(days=13)}

pytestmark = pytest.mark.django_db


def offer(code: str = "fortnight", **more: object) -> str:
    """Make an offer of a fortnight."""
    draft = PriceListDraft(**{"code": code, "name_zh": "双周惠", "name_en": "Fortnight", **FORTNIGHT, **more})  # type: ignore[arg-type]
    return add_price_list(draft, actor=JOB, at=AT)


def paid(item: Item, tier: str = "member", *, at: datetime = AT, **where: str) -> tuple[Decimal, str]:
    """Return the rate that readers of a tier pay, and why."""
    price = queries.prices(item_ids=[item.pk], price_list=tier, at=at, **where)[item.pk]
    return price.rate, price.reason


@pytest.mark.parametrize(
    ("typed", "rate"),
    [("88", "0.88"), ("88%", "0.88"), ("8.8折", "0.88"), ("62 折", "0.62"), ("0.62", "0.62"), ("12% off", "0.88"),
     ("9", "0.9"), ("¥20", "0.5"), ("20元", "0.5"), ("CNY 20", "0.5"), ("1", "1")],
)  # fmt: skip
def test_discounts_are_read_as_the_trade_writes_them(typed: str, rate: str) -> None:
    assert rate_of(typed, Decimal(40)) == Decimal(rate)


@pytest.mark.parametrize("typed", ["", "0", "101%", "¥41", "viel", "-5", "100% off", "¥0", "1e2"])
def test_what_is_no_discount_is_refused(typed: str) -> None:
    with pytest.raises(RateNotReadable):
        rate_of(typed, Decimal(40))


@pytest.mark.feature("F044")
def test_an_offer_for_one_tier_holds_for_its_readers_and_its_time() -> None:
    item, other = ItemFactory.create(), ItemFactory.create()
    code = offer(audience=("vip",))
    enter_prices(code=code, rates={item.pk: "75"}, actor=JOB, at=AT)

    assert paid(item, "vip") == (Decimal("0.75"), "offer:fortnight")
    assert paid(item, "member") == (Decimal("0.95"), "list:member")
    assert paid(other, "vip") == (Decimal("0.88"), "list:vip")
    for at in (AT - timedelta(days=2), AT + timedelta(days=13)):
        assert paid(item, "vip", at=at) == (Decimal("0.88"), "list:vip")
    change_price_list(
        PriceListDraft(code=code, name_zh="x", audience=("vip",), is_active=False, **FORTNIGHT),  # type: ignore[arg-type]
        actor=JOB,
        at=AT,
    )
    assert paid(item, "vip") == (Decimal("0.88"), "list:vip")


def test_a_channel_or_store_has_prices_of_its_own_and_a_fixed_price_none() -> None:
    item, fixed = ItemFactory.create(barred_channels=["web"]), ItemFactory.create(has_fixed_price=True)
    offer("web", kind="channel", channel="web", rate="80", starts_at=None, ends_at=None)
    offer("east", kind="store", store="E1", rate="70", starts_at=None, ends_at=None)

    assert paid(item) == (Decimal("0.95"), "list:member")
    assert paid(item, channel="web") == (Decimal("0.80"), "offer:web")
    assert paid(item, channel="web", store="E1") == (Decimal("0.70"), "offer:east")
    assert paid(fixed, channel="web", store="E1") == (Decimal("1.0000"), "fixed:member")
    barred = queries.prices(item_ids=[item.pk, fixed.pk], price_list="member", channel="web")
    assert [barred[one.pk].is_barred for one in (item, fixed)] == [True, False]


def test_prices_of_many_come_with_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    items = ItemFactory.create_batch(5)
    offer(rate="50")

    with django_assert_num_queries(1):
        found = queries.prices(item_ids=[item.pk for item in items], price_list="vip", at=AT)
    with translation.override("zh-hans"), django_assert_num_queries(1):
        ladder = queries.price_ladder(item_ids=[item.pk for item in items], at=AT)

    assert {price.rate for price in found.values()} == {Decimal("0.5000")}
    assert {(step.price, step.offer) for steps in ladder.values() for step in steps} == {(Decimal("20.00"), "双周惠")}
    assert queries.prices(item_ids=[items[0].pk], price_list="nobody") == {}


rates = st.none() | st.sampled_from([Decimal("0.5"), Decimal("0.9"), Decimal("0.95"), Decimal(1)])
moments = st.none() | st.sampled_from([AT - timedelta(days=2), AT, AT + timedelta(days=2)])
drafts = st.fixed_dictionaries(
    {"rate": rates, "own": rates, "store": st.sampled_from(["", "E1"]), "channel": st.sampled_from(["", "web"]),
     "audience": st.sampled_from([[], ["vip"], ["member", "vip"]]), "starts_at": moments, "ends_at": moments,
     "is_active": st.booleans()}
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=st.lists(drafts, max_size=4), tier=st.sampled_from(["list", "member", "vip"]),
    store=st.sampled_from(["", "E1"]), channel=st.sampled_from(["", "web"]),
)  # fmt: skip
def test_the_database_and_the_rule_agree(made: list[dict[str, object]], tier: str, store: str, channel: str) -> None:
    with transaction.atomic():
        item = ItemFactory.create()
        for place, told in enumerate(made):
            own, starts, ends = told.pop("own"), told["starts_at"], told["ends_at"]
            if isinstance(starts, datetime) and isinstance(ends, datetime) and ends <= starts:
                told["ends_at"] = None
            held = PriceList.objects.create(
                code=f"o{place}", name_zh="x", name_en="x", kind="offer", rank=100 + place, **told
            )
            if own is not None:
                PriceEntry.objects.create(item=item, price_list=held, rate=Decimal(str(own)))
        (explained,) = (one for one in queries.prices_explained(item_id=item.pk, at=AT, store=store, channel=channel)
                        if one.code == tier)  # fmt: skip
        rate, reason = paid(item, tier, store=store, channel=channel)
        assert rate == explained.rate
        assert [one.code for one in explained.lists if one.is_paid] == [reason.partition(":")[2]]
        transaction.set_rollback(True)


def test_why_a_list_does_not_hold_is_said() -> None:
    def told(**more: object) -> Standing:
        made = Offer(**{"code": "o", "kind": "offer", "rank": 9, "rate": Decimal("0.5"), "own_rate": None, **more})  # type: ignore[arg-type]
        return standing(made, Reader("member", AT))

    assert told() is Standing.HOLDS
    assert told(rate=None) is Standing.NOT_ENTERED
    assert told(audience=("vip",)) is Standing.OTHER_TIER
    assert told(store="E1") is Standing.OTHER_STORE
    assert told(channel="web") is Standing.OTHER_CHANNEL
    assert told(starts_at=AT + timedelta(days=1)) is Standing.NOT_YET
    assert told(ends_at=AT) is Standing.ENDED
    assert told(is_active=False, audience=("vip",)) is Standing.STOPPED
    assert lowest([], Reader("member", AT)) is None


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"code": "Größe!"}, PriceListCodeRefused),
        ({"code": "vip"}, PriceListTaken),
        ({"name_zh": " "}, PriceListNameMissing),
        ({"rate": "120%"}, RateNotReadable),
        ({"ends_at": None}, PriceListBoundless),
        ({"ends_at": FORTNIGHT["starts_at"]}, DaysOutOfOrder),
    ],
)
def test_a_list_that_cannot_be_is_refused(more: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        offer(**more)  # type: ignore[arg-type]

    assert PriceList.objects.count() == 3


def test_a_tiers_list_holds_always() -> None:
    for change in ("is_active = false", "rate = NULL", "channel = 'web'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE catalog_pricelist SET {change} WHERE code = 'vip'")


@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_every_change_of_a_price_and_a_claim_finds_the_lowest() -> None:
    item = ItemFactory.create(list_price=Decimal("40.00"))
    begun = datetime.now(UTC) - timedelta(hours=1)
    enter_prices(code="member", rates={item.pk: "60"}, actor=JOB, at=AT)
    enter_prices(code="member", rates={item.pk: "80"}, actor=JOB, at=AT)
    Item.objects.filter(pk=item.pk).update(list_price=Decimal("50.00"))
    enter_prices(code="member", rates={item.pk: ""}, actor=JOB, at=AT)

    told = [(row.list_code, row.before, row.after) for row in queries.price_history(item_id=item.pk, actor=JOB)]
    assert told == [
        ("member", Decimal("0.8000"), None), ("", Decimal("40.0000"), Decimal("50.0000")),
        ("member", Decimal("0.6000"), Decimal("0.8000")), ("member", None, Decimal("0.6000")),
    ]  # fmt: skip
    until = datetime.now(UTC) + timedelta(hours=1)
    least = queries.lowest_price(item_id=item.pk, price_list="member", since=begun, until=until)
    assert least == Decimal("24.00")
    assert queries.lowest_price(item_id=item.pk, price_list="member", since=until, until=until) == Decimal("47.50")
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceChange.objects.update(after=None)


@pytest.fixture
def manager(client: Client) -> Client:
    """Return a browser in which a manager is signed in."""
    user = staff_with(Role.MANAGER)
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return client


def test_an_offer_is_made_filled_and_explained_on_pages(manager: Client) -> None:
    item = ItemFactory.create(title="江南造园记")
    sent = {
        "code": "vip-xmas", "name_zh": "圣诞惠", "name_en": "Christmas", "kind": "offer", "audience": ["vip"],
        "starts_on": "2020-12-01", "ends_on": "2099-12-24", "is_active": "on",
    }  # fmt: skip
    refused = manager.post("/console/prices/new/", sent | {"ends_on": "2019-01-01"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert manager.post("/console/prices/new/", sent).status_code == HTTPStatus.SEE_OTHER
    entered = manager.post("/console/prices/vip-xmas/enter/", {"item": item.pk, "rate": "¥30"}, follow=True)
    assert "¥30.00" in entered.content.decode()
    wrong = manager.post("/console/prices/vip-xmas/enter/", {"item": item.pk, "rate": "x"}, follow=True)
    assert "is no discount" in wrong.content.decode()

    page = manager.get(f"/console/titles/{item.uid}/prices/")

    tiers = {tier.code: tier.price for tier in page.context["tiers"]}
    assert tiers == {"list": Decimal("40.00"), "member": Decimal("38.00"), "vip": Decimal("30.00")}
    shown = page.content.decode()
    for said in ("this is what they pay", "for other tiers", "Christmas"):
        assert said in shown
    past = manager.get(f"/console/titles/{item.uid}/prices/", {"on": "2019-05-05"}).content.decode()
    assert "not begun yet" in past
    changed = manager.post("/console/prices/member/", {"name_zh": "会员价", "name_en": "Member", "rate": "93"})
    assert changed.status_code == HTTPStatus.SEE_OTHER
    assert paid(item) == (Decimal("0.93"), "list:member")


def test_only_who_may_price_does(client: Client) -> None:
    item = ItemFactory.create()
    client.force_login(staff_with(Role.SHOP_CLERK))

    assert client.get("/console/prices/").status_code == HTTPStatus.OK
    assert client.get(f"/console/titles/{item.uid}/prices/").status_code == HTTPStatus.OK
    for path in ("new/", "member/", "member/enter/"):
        assert client.post(f"/console/prices/{path}").status_code == HTTPStatus.FORBIDDEN, path
    assert not PriceEntry.objects.exists()


def test_an_offer_of_days_that_no_calendar_shares_is_refused_and_prices_stay_readable(client: Client) -> None:
    client.force_login(staff_with(Role.BUYER))
    item = ItemFactory.create()
    sent = {"code": "old", "name_zh": "旧", "kind": "offer", "rate": "88"}

    for first, last in (("0001-01-01", "2026-12-01"), ("2026-12-01", "9999-12-31")):
        answer = client.post("/console/prices/new/", {**sent, "starts_on": first, "ends_on": last})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    assert not PriceList.objects.filter(code="old").exists()
    assert client.get(f"/console/titles/{item.uid}/prices/").status_code == HTTPStatus.OK
    odd = client.post("/console/prices/member/enter/", {"item": "9" * 30, "rate": "88"})
    assert (odd.status_code, PriceEntry.objects.count()) == (HTTPStatus.SEE_OTHER, 0)
