"""The suppliers' own pages: what they see and do, and that nobody sees another's rows."""

import base64
from datetime import date, timedelta
from decimal import Decimal
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory
from shuyou.kernel.clock import now
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.members.tests.factories import MemberFactory
from shuyou.supply import services
from shuyou.supply.adapters.edifact import SignedEdifact
from shuyou.supply.models import (
    Dispatch,
    PurchaseLine,
    PurchaseOrder,
    Receipt,
    ReceiptLine,
    Reorder,
    Supplier,
    SupplierAccess,
)
from shuyou.supply.ports import AnswerLine, AnswerMessage
from shuyou.supply.services import PurchaseItem
from shuyou.supply.tests.factories import RECEIVER, main_place, make_supplier, sent_order, stock_up
from shuyou.supply.tests.test_pages import press, signed_in

pytestmark = pytest.mark.django_db

ISBN = "9787530216835"


@pytest.fixture
def item() -> Item:
    made = ItemFactory.create(title="江南造园记")
    IdentifierFactory.create(item=made, value=ISBN)
    return made


def partner(client: Client, code: str, *, language: str = "en") -> User:
    """Sign somebody in for a supplier."""
    supplier = Supplier.objects.get(code=code)
    name = f"user-{code}"
    services.invite_supplier_user(supplier_id=supplier.pk, username=name, full_name="区老师", actor=RECEIVER, at=now())
    user = User.objects.get(username=name)
    User.objects.filter(pk=user.pk).update(language=language)
    client.force_login(user)
    return user


def southern() -> Supplier:
    """Return another supplier."""
    return Supplier.objects.create(
        code="south", name="南风", licence_number="7", licence_until=date(2030, 1, 1), discount_rate=Decimal("0.7")
    )


@pytest.mark.feature("F147")
def test_a_supplier_sees_how_its_copies_sell_confirms_an_order_and_sends_it(client: Client, item: Item) -> None:
    stock_up(item.pk, 9, at=now() - timedelta(days=40))
    services.plan_reorders(actor=RECEIVER, at=now())
    number = sent_order(PurchaseItem(item_id=item.pk, copies=5), at=now())
    partner(client, "north")

    assert number in client.get("/supplier/").content.decode()
    page = client.get(f"/supplier/orders/{number}/").content.decode()
    assert "江南造园记" in page
    press(
        client, f"/supplier/orders/{number}/answer/",
        **{f"copies-{item.pk}": "3", f"on-{item.pk}": "2026-12-01", f"answer-{item.pk}": "later"},
    )  # fmt: skip
    press(client, f"/supplier/orders/{number}/dispatch/", note_number="DN-7", **{f"sending-{item.pk}": "3"})
    assert f'name="sending-{item.pk}" value="2"' in client.get(f"/supplier/orders/{number}/").content.decode()
    for copies, status in (("3", HTTPStatus.UNPROCESSABLE_ENTITY), ("2", HTTPStatus.SEE_OTHER)):
        press(
            client, f"/supplier/orders/{number}/dispatch/", status, note_number="DN-8",
            **{f"sending-{item.pk}": copies},
        )  # fmt: skip
    stock = client.get("/supplier/stock/").content.decode()
    assert "江南造园记" in stock
    press(client, "/supplier/stock/propose/", place="main", **{f"propose-{item.pk}": "12"})
    assert ISBN in client.get("/supplier/stock/?as=csv").getvalue().decode()
    for path in ("money", "score"):
        assert client.get(f"/supplier/{path}/").status_code == HTTPStatus.OK

    line = PurchaseLine.objects.get(order__number=number)
    assert (line.confirmed, line.promised_on, line.answer) == (3, date(2026, 12, 1), "later")
    assert PurchaseOrder.objects.get(number=number).expected_on == date(2026, 12, 1)
    assert PurchaseOrder.objects.get(source="vendor").lines.get().ordered == 12
    signed_in(client, Role.WAREHOUSE)
    press(client, "/console/buying/deliveries/new/", order=number, note_number="DN-7")
    assert ReceiptLine.objects.get().expected == 3
    assert Dispatch.objects.get(note_number="DN-7").receipt == Receipt.objects.get()


def test_what_a_supplier_mistypes_is_refused_and_stays_on_the_page(client: Client, item: Item) -> None:
    stock_up(item.pk, 9, at=now() - timedelta(days=40))
    number = sent_order(PurchaseItem(item_id=item.pk, copies=5), at=now())
    partner(client, "north")
    order, key = f"/supplier/orders/{number}/", item.pk
    odd = ({f"on-{key}": "2027-02-30"}, {f"on-{key}": "soon"}, {f"copies-{key}": "1,5"}, {f"price-{key}": "4o"})

    for wrong in odd:
        page = press(client, f"{order}answer/", 422, **{f"copies-{key}": "4", f"answer-{key}": "later", **wrong})
        assert f'value="{next(iter(wrong.values()))}"' in page
        assert '<option value="later" selected>' in page
    for wrong in ({"sent_on": "2027-02-30"}, {f"sending-{key}": "three"}):
        page = press(client, f"{order}dispatch/", 422, **{"note_number": "DN-7", f"sending-{key}": "2", **wrong})
        assert f'value="{next(iter(wrong.values()))}"' in page
    press(client, "/supplier/stock/propose/", 422, place="main", **{f"propose-{key}": "a dozen"})

    line = PurchaseLine.objects.get()
    assert (line.confirmed, line.promised_on, Dispatch.objects.count()) == (None, None, 0)
    # A title that stands in two places has two fields of one name: the empty one takes nothing from the other.
    press(client, "/supplier/stock/propose/", place="main", **{f"propose-{key}": ["12", ""]})
    assert PurchaseOrder.objects.get(source="vendor").lines.get().ordered == 12


def test_a_supplier_sees_nothing_of_another_whatever_address_it_tries(client: Client, item: Item) -> None:
    member = MemberFactory.create()
    stock_up(item.pk, 9, at=now() - timedelta(days=40))
    services.note_want(services.WantDraft(member_id=member.pk, item_id=item.pk), actor=RECEIVER, at=now())
    number = sent_order(PurchaseItem(item_id=item.pk, copies=5), at=now())
    Reorder.objects.create(warehouse=main_place(), item=item, supplier=make_supplier(), weekly=Decimal(7))
    southern()
    partner(client, "south")

    shown = [
        client.get(f"/supplier/{path}").content.decode() for path in ("", "?state=all", "stock/", "money/", "score/")
    ]
    for page in shown:
        assert not [word for word in (number, "江南造园记", ISBN, "北方图书", member.person.name) if word in page]
    assert client.get(f"/supplier/orders/{number}/").status_code == HTTPStatus.NOT_FOUND
    for what in ("answer", "dispatch"):
        sent = {f"copies-{item.pk}": "0", f"sending-{item.pk}": "1", "note_number": "X"}
        assert client.post(f"/supplier/orders/{number}/{what}/", sent).status_code == HTTPStatus.NOT_FOUND
    refused = press(client, "/supplier/stock/propose/", 404, place="main", **{f"propose-{item.pk}": "12"})
    assert "江南造园记" not in refused
    assert PurchaseLine.objects.get().confirmed is None
    assert not PurchaseOrder.objects.filter(source="vendor").exists()
    assert client.get("/console/").status_code == HTTPStatus.FORBIDDEN
    assert client.get("/console/stock/").status_code == HTTPStatus.FORBIDDEN


def test_who_acts_for_no_supplier_is_refused_and_so_is_one_who_no_longer_does(client: Client, item: Item) -> None:
    number = sent_order(PurchaseItem(item_id=item.pk, copies=5), at=now())
    assert client.get("/supplier/").headers["Location"] == f"{reverse('account_login')}?next=/supplier/"
    signed_in(client, Role.ADMINISTRATOR)
    assert client.get("/supplier/").status_code == HTTPStatus.FORBIDDEN
    partner(client, "north")
    assert client.get(f"/supplier/orders/{number}/").status_code == HTTPStatus.OK

    access = SupplierAccess.objects.get()
    services.end_supplier_access(supplier_id=access.supplier_id, access_id=access.pk, actor=RECEIVER, at=now())

    assert client.get(f"/supplier/orders/{number}/").status_code == HTTPStatus.FORBIDDEN
    assert client.post(f"/supplier/orders/{number}/answer/").status_code == HTTPStatus.FORBIDDEN


def test_a_buyer_lets_somebody_in_who_then_signs_in_for_the_supplier(client: Client) -> None:
    make_supplier()
    signed_in(client, Role.BUYER)

    page = press(client, "/console/buying/suppliers/north/access/", username="ou", full_name="区老师")

    password = page.split("with the password ")[1].split(";")[0]
    client.logout()
    answer = client.post(reverse("account_login"), {"login": "ou", "password": password})
    assert answer.headers["Location"] == "/supplier/"
    signed_in(client, Role.BUYER)
    staff = signed_in(client, Role.BUYER)
    refused = press(
        client, "/console/buying/suppliers/north/access/", 404, username=staff.username, full_name="x"
    )  # fmt: skip
    assert "who is not staff" in refused


def test_a_supplier_s_signed_answer_is_read_in(client: Client, item: Item) -> None:
    theirs = SignedEdifact("their secret")
    make_supplier(edi_key=base64.b64encode(theirs.public_key).decode())
    number = sent_order(PurchaseItem(item_id=item.pk, copies=5), at=now())
    message = AnswerMessage(
        order_number=number, answered_on=date(2026, 11, 22), supplier="north",
        lines=[AnswerLine(isbn=ISBN, copies=2, promised_on=date(2026, 12, 3), list_price=Decimal("42.00"),
                          answer="reprinting")],
    )  # fmt: skip
    assert theirs.read_answer(theirs.write_answer(message)) == message
    signed_in(client, Role.BUYER)
    url = f"/console/buying/{number}/answer/"

    forged = SimpleUploadedFile("a.zip", SignedEdifact("a thief's").write_answer(message))
    assert client.post(url, {"file": forged}).status_code in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert PurchaseLine.objects.get().confirmed is None
    page = press(client, url, file=SimpleUploadedFile("a.zip", theirs.write_answer(message)))

    assert "2 confirmed" in page
    line = PurchaseLine.objects.get()
    assert (line.confirmed, line.answer, str(line.confirmed_price)) == (2, "reprinting", "42.00")


def test_reports_say_what_is_old_what_sells_and_what_was_corrected(client: Client, item: Item) -> None:
    at = now()
    still = ItemFactory.create(title="静物").pk
    stock_up(still, 4, at=at - timedelta(days=400))
    stock_up(item.pk, 10, at=at - timedelta(days=30))
    services.reserve_copies(wanted={item.pk: 6}, titles={}, warehouse="main", source="order:1", at=at)
    services.issue_copies(source="order:1", at=at)
    services.write_off(
        item_id=item.pk, place_id=main_place().pk, copies=1, request_key="k", actor=RECEIVER, at=at
    )  # fmt: skip
    sent_order(PurchaseItem(item_id=item.pk, copies=5), at=at)
    services.sum_up_figures(actor=RECEIVER, at=at)
    signed_in(client, Role.BUYER)

    age = client.get("/console/stock/reports/age/").content.decode()
    assert "One to two years" in age
    assert "¥160.00" in age
    dead = client.get("/console/stock/reports/still/").content.decode()
    assert "静物" in dead
    assert "江南造园记" not in dead
    sold = client.get(f"/console/stock/reports/suppliers/?place={main_place().pk}").content.decode()
    assert "北方图书发行" in sold
    assert "46.15%" in sold  # 6 of 13 that were there
    assert "静物" not in client.get("/console/stock/reports/coming/").content.decode()
    assert "江南造园记" in client.get("/console/stock/reports/coming/?as=csv").getvalue().decode()
    assert "-1" in client.get("/console/stock/reports/corrections/").content.decode()
    services.sum_up_figures(actor=RECEIVER, at=at)
    subjects = client.get("/console/stock/reports/subjects/").content.decode()
    assert [word for word in ("No subject", ">6</td>", "46.15%", "¥280.00") if word not in subjects] == []
