"""A supplier's program: it reads and answers its own orders, and those of others are as if they were not."""

from datetime import date, timedelta
from decimal import Decimal
from http import HTTPStatus

import pytest

from shuyou.api.tests.factories import USUAL, Caller, a_supplier_token, a_token
from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory
from shuyou.kernel.clock import now
from shuyou.supply.models import Dispatch, PurchaseLine, PurchaseOrder, Supplier
from shuyou.supply.services import PurchaseItem
from shuyou.supply.tests.factories import make_supplier, sent_order, stock_up

pytestmark = pytest.mark.django_db

ISBN = "9787530216835"


def program_of(code: str) -> Caller:
    """Return a program that acts for a supplier."""
    return Caller(a_supplier_token(code))


@pytest.fixture
def number(db: None) -> str:
    """The number of an order that went to the northern distributor."""
    item = ItemFactory.create(title="江南造园记")
    IdentifierFactory.create(item=item, value=ISBN)
    stock_up(item.pk, 9, at=now() - timedelta(days=9))
    return sent_order(PurchaseItem(item_id=item.pk, copies=5), at=now())


def test_a_supplier_s_program_answers_advises_and_proposes(number: str) -> None:
    program = program_of("north")

    listed = program.get("/supplier/orders", state="open").json()
    assert [row["number"] for row in listed["orders"]] == [number]
    answer = {"lines": [{"isbn": ISBN, "copies": 3, "promised_on": "2026-12-01", "answer": "later"}]}
    assert program.post(f"/supplier/orders/{number}/answer", answer).status_code == HTTPStatus.NO_CONTENT
    dispatch = {"note_number": "DN-7", "sent_on": "2026-11-30", "lines": [{"isbn": ISBN, "copies": 3}]}
    assert program.post(f"/supplier/orders/{number}/dispatches", dispatch).status_code == HTTPStatus.CREATED
    once_more = dispatch | {"lines": [{"isbn": ISBN, "copies": 1}]}
    again = program.post(f"/supplier/orders/{number}/dispatches", once_more)
    assert (again.status_code, again.json()["code"]) == (HTTPStatus.CONFLICT, "supply.note_advised")
    made = program.post("/supplier/proposals", {"place": "main", "lines": [{"isbn": ISBN, "copies": 20}]}).json()

    line = PurchaseLine.objects.get(order__number=number)
    assert (line.confirmed, line.promised_on, line.answer) == (3, date(2026, 12, 1), "later")
    assert Dispatch.objects.get().note_number == "DN-7"
    proposed = PurchaseOrder.objects.get(number=made["number"])
    assert (proposed.state, proposed.source, proposed.lines.get().ordered) == ("proposed", "vendor", 20)
    (stock,) = program.get("/supplier/stock").json()["lines"]
    assert (stock["isbn"], stock["place_code"], stock["on_hand"]) == (ISBN, "main", 9)
    full = program.get(f"/supplier/orders/{number}").json()
    assert (full["lines"][0]["confirmed"], full["lines"][0]["net_price"]) == (3, "24.80")


def test_a_supplier_s_program_sees_nothing_of_another_supplier(number: str) -> None:
    make_supplier()
    Supplier.objects.create(code="south", name="南风", discount_rate=Decimal("0.7"))
    other = program_of("south")

    assert other.get("/supplier/orders").json() == {"orders": [], "next_after": 0}
    assert other.get("/supplier/stock").json() == {"lines": [], "next_after": 0}
    assert other.get("/supplier/papers").json() == []
    wanted = [
        other.get(f"/supplier/orders/{number}"),
        other.post(f"/supplier/orders/{number}/answer", {"lines": [{"isbn": ISBN, "copies": 0}]}),
        other.post(
            f"/supplier/orders/{number}/dispatches",
            {"note_number": "X", "sent_on": "2026-11-30", "lines": [{"isbn": ISBN, "copies": 1}]},
        ),
    ]
    assert [answer.status_code for answer in wanted] == [HTTPStatus.NOT_FOUND] * 3
    stolen = other.post("/supplier/proposals", {"place": "main", "lines": [{"isbn": ISBN, "copies": 1}]})
    assert stolen.json()["code"] == "supply.title_unknown"
    assert PurchaseLine.objects.get().confirmed is None
    assert not Dispatch.objects.exists()


def test_a_token_without_a_supplier_opens_nothing_of_suppliers(number: str) -> None:
    for caller in (Caller(a_token(*USUAL)), Caller(a_token("supply.act_for_supplier"))):
        for path in ("orders", f"orders/{number}", "stock", "papers"):
            assert caller.get(f"/supplier/{path}").status_code == HTTPStatus.FORBIDDEN
