"""The list of orders: its filters, its pages, its file, its work for the day."""

import csv
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from io import StringIO

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.models import EventRecord, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import registry
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.models import ExportLimit, Member, NamedFile
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders.models import Order
from shuyou.orders.queries import list_orders
from shuyou.orders.queries._list import PAGE, OrderFilter
from shuyou.orders.services import PaymentDraft, Wanted, place_order, take_payment
from shuyou.orders.tests.factories import AT, CLERK, a_draft, a_member, a_title

pytestmark = pytest.mark.django_db

LIST = "/console/orders/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def clerk(client: Client) -> User:
    user = staff_with(Role.CALL_AGENT)
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return user


def place(member: Member, item_id: int, *, payment: str = "remittance", at: datetime = AT) -> str:
    return place_order(a_draft(member.pk, Wanted(item_id, 1), payment=payment), actor=CLERK, at=at).number


def numbers(client: Client, **asked: str) -> list[str]:
    return [row.number for row in client.get(LIST, asked).context["page"].rows]


def test_filters_narrow_the_list(client: Client, clerk: User) -> None:
    member, other, item = a_member(), MemberFactory.create(), a_title(copies=9)
    remitted, at_the_door = place(member, item.pk), place(other, item.pk, payment="cod", at=AT + timedelta(days=1))
    paid = place(member, item.pk, at=AT + timedelta(days=2))
    take_payment(
        PaymentDraft(number=paid, tender="remittance", reference="P1", amount=Order.objects.get(number=paid).total),
        actor=CLERK, at=AT + timedelta(days=3),
    )  # fmt: skip

    assert numbers(client) == [paid, at_the_door, remitted]
    assert numbers(client, state="paid") == [paid]
    assert numbers(client, payment="cod") == [at_the_door]
    assert numbers(client, state="placed", payment="remittance") == [remitted]
    assert numbers(client, member=member.number) == [paid, remitted]
    assert numbers(client, channel="web") == []
    assert numbers(client, placed_from="2026-11-23", placed_to="2026-11-23") == [at_the_door]


def test_a_day_begins_when_it_does_in_the_club(client: Client, clerk: User) -> None:
    member, item = a_member(), a_title(copies=9)
    before, after = datetime(2026, 11, 22, 15, 59, tzinfo=UTC), datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    late, early = place(member, item.pk, at=before), place(member, item.pk, at=after)

    assert numbers(client, placed_to="2026-11-22") == [late]
    assert numbers(client, placed_from="2026-11-23") == [early]


def test_filters_in_force_are_shown_and_taken_off(client: Client, clerk: User) -> None:
    answer = client.get(LIST, {"payment": "cod", "placed_from": "2026-11-01", "state": "paid"})

    chips = {chip.label: chip.query for chip in answer.context["chips"]}
    assert chips == {
        "Payment: Cash on delivery": "state=paid&placed_from=2026-11-01",
        "From: 2026-11-01": "state=paid&payment=cod",
    }
    assert "No order passes this filter." in answer.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"state": "eaten"}, {"placed_from": "soon"}, {"channel": "pigeon"}, {"placed_from": "0001-01-01"},
        {"placed_to": "9999-12-31"},
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_is_said(client: Client, clerk: User, asked: dict[str, str]) -> None:
    answer = client.get(LIST, asked)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.context["form"].errors.keys() == asked.keys()


@pytest.mark.parametrize(
    "after", ["", "0", "x-y", "nan-1", "1-", "-1", "9" * 40 + "-1", "1763776800000000-" + "9" * 30]
)
def test_no_place_to_go_on_from_breaks_the_list(client: Client, clerk: User, after: str) -> None:
    assert client.get(LIST, {"after": after}).status_code == HTTPStatus.OK


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    member, item = a_member(), a_title(copies=9)
    placed = [place(member, item.pk, at=AT) for _ in range(5)]
    actor = Actor(STAFF, "1", "test", frozenset({Role.CALL_AGENT}))

    seen: list[str] = []
    after = ""
    while True:
        page = list_orders(wanted=OrderFilter(), after=after, actor=actor, limit=2)
        seen += [row.number for row in page.rows]
        after = page.next_after
        if not after:
            break

    assert seen == placed[::-1]


def test_the_next_page_comes_as_rows(client: Client, clerk: User) -> None:
    a_member()

    page = client.get(LIST, headers=HTMX).content.decode()

    assert "<table" not in page
    assert PAGE == 50


@pytest.mark.django_db(transaction=True)
def test_the_file_holds_what_the_filter_lets_through_and_is_noted(client: Client, clerk: User) -> None:
    member, item = a_member(), a_title(copies=9)
    number = place(member, item.pk)
    place(member, item.pk, payment="cod")
    member.person.name = "=cmd|' /C calc'!A0"
    member.person.save(update_fields=["name"])

    answer = client.get(f"{LIST}export.csv", {"payment": "remittance"})
    text = answer.getvalue().decode()

    header, row = csv.reader(StringIO(text.removeprefix("\ufeff")))
    assert text.startswith("\ufeff")
    assert header[0] == "Order"
    assert (row[0], row[3], row[-1]) == (number, "'=cmd|' /C calc'!A0", "38.00")
    noted = EventRecord.objects.get(name="orders.orders_exported")
    assert (noted.payload, noted.actor_id) == ({"wanted": "payment=remittance"}, str(clerk.pk))


@pytest.mark.django_db(transaction=True)
def test_a_file_of_orders_names_no_more_readers_than_a_list_of_members_would(client: Client, clerk: User) -> None:
    item = a_title(copies=99)
    first, second = a_member(), a_member()
    for member in (first, first, second):
        place(member, item.pk)
    ExportLimit.objects.update(rows=1, rows_per_day=2)
    of_first = f"{LIST}export.csv?member={first.number}"

    assert client.get(f"{LIST}export.csv").status_code == HTTPStatus.FORBIDDEN
    assert not NamedFile.objects.exists()
    assert [client.get(of_first).status_code for _ in range(3)] == [200, 200, 403]
    assert list(NamedFile.objects.values_list("what", "readers", "taken_by")) == [("orders", 1, clerk.pk)] * 2

    bare = client.get(f"{LIST}export.csv?names=no").getvalue().decode("utf-8-sig")
    assert len(bare.splitlines()) == 4
    assert not [secret for one in (first, second) for secret in (one.number, one.person.name) if secret in bare]


@pytest.mark.parametrize("role", [Role.MARKETER])
def test_who_sees_no_orders_gets_neither_list_nor_file(client: Client, role: Role) -> None:
    client.force_login(staff_with(role))

    assert client.get(LIST).status_code == HTTPStatus.FORBIDDEN
    assert client.get(f"{LIST}export.csv").status_code == HTTPStatus.FORBIDDEN
    assert not EventRecord.objects.filter(name="orders.orders_exported").exists()


def test_the_list_asks_the_database_so_often(
    client: Client, clerk: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    member, item = a_member(), a_title(copies=9)
    for _ in range(3):
        place(member, item.pk)

    # session, user, orders; how many wait to join
    with django_assert_num_queries(4):
        client.get(LIST)


# --- the work of the day


def test_each_role_is_told_of_the_orders_that_wait_for_it() -> None:
    member, item = a_member(), a_title(copies=9)
    place(member, item.pk)
    place(member, item.pk)
    place(member, item.pk, payment="cod")
    place(member, item.pk, payment="online")
    (source,) = [source for source in registry.work if source.kind == "orders"]

    def waiting(role: Role) -> dict[str, tuple[str, str]]:
        actor = Actor(STAFF, "1", "test", frozenset({role}))
        return {row.title: (row.who, row.url) for row in source.load(actor, AT, 9).rows}

    assert waiting(Role.CALL_AGENT) == {}
    assert waiting(Role.SERVICE_AGENT) == {
        "Match remittances": ("2 orders", "/console/orders/?state=placed&payment=remittance")
    }
    assert waiting(Role.WAREHOUSE) == {
        "Pick for cash on delivery": ("1 order", "/console/orders/?state=placed&payment=cod")
    }
    assert waiting(Role.BUYER) == {}
