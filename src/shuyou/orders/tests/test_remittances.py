"""Money that came by post finds its order, or a person who decides."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.models import Member
from shuyou.orders.models import Order
from shuyou.orders.rules.remitting import Claim, Slip, books_in, numbers_in, propose, sure
from shuyou.orders.services import Wanted, place_order
from shuyou.orders.services._settle_remittances import match_remittances, settle_remittance
from shuyou.orders.tests.factories import AT, CLERK, a_draft, a_member, a_title
from shuyou.payments.errors import SlipEnded
from shuyou.payments.models import Receipt, Remittance, RemittanceUse
from shuyou.payments.services import SlipReading, import_remittances, send_back_remittance
from shuyou.payments.tests.factories import POST, slip_file
from shuyou.supply.models import Movement

LATER = AT + timedelta(days=2)
DAY = "2026-11-23"


def take_in(folder: Path, *lines: str) -> None:
    """Take slips in, from a file of the post office."""
    import_remittances(slip_file(folder, lines), reading=SlipReading(), actor=POST, at=LATER)


def an_order(member: Member, copies: int = 1) -> Order:
    """Return a member's order of some copies at ¥38.00."""
    placed = place_order(a_draft(member.pk, Wanted(a_title(copies=9).pk, copies)), actor=CLERK, at=AT)
    return Order.objects.get(number=placed.number)


def a_book_to_send(member: Member) -> str:
    """Return the ISBN of a book that is there, for a reader whose address is known."""
    member.person.addresses.create(
        recipient=member.person.name, province="浙江省", city="杭州市", street="纸鸢路 12 号", postcode="310000",
        is_default=True,
    )  # fmt: skip
    return str(IdentifierFactory.create(item=a_title(copies=9), value="9787530216835").value)


def match() -> tuple[int, int, int]:
    """Match what waits and return what was settled, placed, and still waits."""
    done = match_remittances(actor=Actor.job("match"), at=LATER)
    return done.settled, done.placed, done.waiting


@pytest.mark.feature("F125")
@pytest.mark.django_db(transaction=True)
def test_what_is_sure_settles_at_once_and_the_rest_waits_with_reasons(tmp_path: Path) -> None:
    by_number, by_place, short, over, twin = (an_order(a_member()) for _ in range(5))
    take_in(
        tmp_path,
        f"PO0001,{DAY},别人,,,38.00,{by_number.number}的书款",
        f"PO0002,{DAY},林晚舟,310000,,30.00,{short.number}",
        f"PO0003,{DAY},林晚舟,310000,,50.00,订单号{over.number}",
        f"PO0004,{DAY},谁也不是,,,38.00,",
        f"PO0005,{DAY},林晚舟,310000,,38.00,",
    )

    done = match()

    assert done == (3, 0, 2)  # the last fits two orders of the same reader's name, sum and place
    states = dict(Order.objects.values_list("number", "state"))
    assert [states[one.number] for one in (by_number, by_place, short, over, twin)] == [
        "paid", "placed", "placed", "paid", "placed",
    ]  # fmt: skip
    assert Order.objects.get(pk=short.pk).paid_total == Decimal("30.00")
    left = Remittance.objects.get(slip="PO0003")
    assert (left.used, left.state) == (Decimal("38.00"), "waiting")
    assert RemittanceUse.objects.get(remittance__slip="PO0001").evidence == ["number", "amount", "day"]
    assert match() == (0, 0, 3)


@pytest.mark.feature("F125")
@pytest.mark.django_db(transaction=True)
def test_a_slip_that_carries_an_order_makes_it_once(tmp_path: Path) -> None:
    member = a_member()
    take_in(tmp_path, f"PO0001,{DAY},{member.person.name},310000,,76.00,订 {a_book_to_send(member)} 2")

    assert match() == (0, 1, 0)
    assert match() == (0, 0, 0)
    order = Order.objects.get()
    assert (order.channel, order.state, order.total, order.member_id) == ("post", "paid", Decimal("76.00"), member.pk)
    assert order.lines.get().quantity == 2


@pytest.mark.django_db(transaction=True)
def test_a_slip_that_was_sent_back_meanwhile_makes_no_order(tmp_path: Path, client: Client) -> None:
    member = a_member()
    take_in(tmp_path, f"PO0001,{DAY},{member.person.name},310000,,76.00,订 {a_book_to_send(member)} 2")
    slip = Remittance.objects.get()
    client.force_login(StaffFactory.create(roles=[Role.SERVICE_AGENT.value], language="en"))
    send_back_remittance(remittance_id=slip.pk, reason="unreadable", actor=Actor.job("post"), at=LATER)

    late = client.post(f"/console/remittances/{slip.pk}/order/", {"member": member.number})

    assert late.status_code == 409
    assert not Order.objects.exists()
    assert not Movement.objects.filter(kind=Movement.Kind.RESERVE).exists()


@pytest.mark.django_db(transaction=True)
def test_two_clerks_use_a_slip_once(tmp_path: Path) -> None:
    orders = [an_order(a_member()) for _ in range(2)]
    take_in(tmp_path, f"PO0001,{DAY},谁,,,38.00,")
    slip = Remittance.objects.get()

    def use(number: str) -> str:
        try:
            settle_remittance(number, remittance_id=slip.pk, actor=CLERK, at=LATER)
        except DomainError as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return "settled"

    with ThreadPoolExecutor(2) as clerks:
        ended = sorted(clerks.map(use, [order.number for order in orders]))

    assert ended == [SlipEnded.__name__, "settled"]
    assert Receipt.objects.get().amount == Decimal("38.00")


@pytest.mark.feature("F125")
@pytest.mark.django_db(transaction=True)
def test_somebody_decides_by_hand_and_sends_the_rest_back(tmp_path: Path, client: Client) -> None:
    order = an_order(a_member())
    take_in(tmp_path, f"PO0001,{DAY},她的先生,,,50.00,给太太")
    slip = Remittance.objects.get()
    client.force_login(StaffFactory.create(roles=[Role.SERVICE_AGENT.value], language="en"))

    assert "No order that waits for money looks like it." in client.get("/console/remittances/").content.decode()
    wrong = client.post(f"/console/remittances/{slip.pk}/settle/", {"number": "SO999"})
    assert wrong.status_code == 404
    used = client.post(f"/console/remittances/{slip.pk}/settle/", {"number": order.number}, follow=True)
    assert "¥12.00 is left" in used.content.decode()
    bare = client.post(f"/console/payments/slips/{slip.pk}/send-back/", {"reason": ""})
    assert "There is no reason." in bare.content.decode()
    client.post(f"/console/payments/slips/{slip.pk}/send-back/", {"reason": "too much"})
    page = client.get(f"/console/payments/slips/{slip.pk}/").content.decode()
    slip.refresh_from_db()
    assert (slip.state, slip.used, slip.member_id) == ("sent_back", Decimal("38.00"), order.member_id)
    assert order.number in page
    assert "PO0001" in client.get("/console/payments/slips/", {"state": "sent_back"}).content.decode()
    assert client.get("/console/payments/slips/", {"as": "csv"}).status_code == 403


_ASK = Slip("林晚舟", Decimal("38.00"), date(2026, 11, 23), "310000", "")


def a_claim(number: str = "SO000000018", **changes: object) -> Claim:
    """Return an order that waits for ¥38.00."""
    told: dict[str, object] = {
        "number": number, "member_id": 1, "due": Decimal("38.00"), "recipient": "林晚舟", "member_name": "林晚舟",
        "postcode": "310000", "placed_on": date(2026, 11, 20), **changes,
    }  # fmt: skip
    return Claim(**told)  # type: ignore[arg-type]


def test_two_orders_alike_are_never_sure() -> None:
    assert sure(propose(_ASK, [a_claim()])) is not None
    assert sure(propose(_ASK, [a_claim(), a_claim("SO000000024")])) is None
    assert sure(propose(_ASK, [a_claim(placed_on=date(2026, 11, 24), postcode="")])) is None


@pytest.mark.parametrize(
    ("text", "books"),
    [
        ("订 9787530216835 2", (("9787530216835", 2),)),
        ("订９７８７５３０２１６８３５×２本、978-7-5302-1683-5", (("9787530216835", 3),)),
        ("9787530216835x2 9787544253994", (("9787530216835", 2), ("9787544253994", 1))),
        ("电话 13800002046", ()),
        ("9787530216836 2", ()),
    ],
)
def test_books_are_read_from_what_a_payer_wrote(text: str, books: tuple[tuple[str, int], ...]) -> None:
    assert books_in(text) == books


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_slips(text: str) -> None:
    assert all(number.startswith("SO") and len(number) == 11 for number in numbers_in(text))
    assert all(copies >= 1 for _isbn, copies in books_in(text))
