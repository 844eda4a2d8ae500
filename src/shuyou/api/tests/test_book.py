"""The order book through the API: listed, changed, given up, sent, brought back, priced; and every address walked."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuyou.api.tests.factories import Caller, a_supplier_token, a_token, an_order
from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel import permissions
from shuyou.members.models import Member
from shuyou.orders.models import Order, Return
from shuyou.orders.services import OrderDraft, Wanted, deliver_order, pick_order, place_guest_order, ship_order
from shuyou.orders.tests.factories import AT, CLERK, HOME, PICKER, a_member, a_title
from shuyou.supply.models import Shelf
from shuyou.supply.tests.factories import make_supplier

pytestmark = pytest.mark.django_db

ISBN = "9787530216835"
SAMPLES = {"string": "x", "integer": 1, "boolean": True, "number": 1}


@pytest.fixture
def partner(db: None) -> Caller:
    """A program that may do all that tokens may."""
    return Caller(a_token(*(set(permissions.known()) - {"api.manage_tokens", "supply.act_for_supplier"})))


@pytest.fixture
def member(db: None) -> Member:
    """A member who buys at 95 % of list."""
    return a_member()


@pytest.fixture
def item(db: None) -> Item:
    """A title at ¥40.00 with nine copies and an ISBN."""
    title = a_title(copies=9)
    IdentifierFactory.create(item=title, value=ISBN)
    return title


def placed(partner: Caller, member: Member, **more: Any) -> str:
    """Return the number of an order of two copies."""
    return str(partner.post("/orders", an_order(member.number, {"isbn": ISBN, "quantity": 2}, **more)).json()["number"])


def test_orders_are_listed_page_by_page_and_filtered_in_few_queries(
    partner: Caller, member: Member, item: Item
) -> None:
    numbers = [placed(partner, member, channel="sms" if place == 1 else "web") for place in range(4)]

    pages, after = [], ""
    while True:
        with CaptureQueriesContext(connection) as asked:
            page = partner.get("/orders", limit=2, after=after).json()
        assert len(asked) <= 4, [one["sql"] for one in asked]
        pages.append([row["number"] for row in page["orders"]])
        if not (after := page["next_after"]):
            break

    assert pages == [numbers[:1:-1], numbers[1::-1]]
    assert [row["number"] for row in partner.get("/orders", channel="sms").json()["orders"]] == [numbers[1]]
    assert partner.get("/orders", state="paid").json()["orders"] == []
    assert len(partner.get("/orders", member=member.number).json()["orders"]) == 4
    assert partner.get("/orders", state="lost").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_an_order_is_changed_by_who_saw_it_last_and_given_up(partner: Caller, member: Member, item: Item) -> None:
    number = placed(partner, member)
    version = partner.get(f"/orders/{number}").json()["version"]
    body = {
        "version": version, "lines": [{"isbn": ISBN, "quantity": 3}],
        "destination": {"recipient": "林晚舟", "address": "浙江省杭州市西湖区纸鸢路 12 号"},
    }  # fmt: skip

    changed = partner.post(f"/orders/{number}/change", body)
    again = partner.post(f"/orders/{number}/change", body)

    assert (changed.status_code, changed.json()) == (HTTPStatus.OK, {"number": number, "total": "114.00"})
    assert (again.status_code, again.json()["code"]) == (HTTPStatus.CONFLICT, "orders.changed_meanwhile")
    assert Shelf.objects.get().reserved == 3
    gone = partner.post(f"/orders/{number}/cancel", {"reason": "不要了"})
    assert (gone.status_code, Shelf.objects.get().reserved) == (HTTPStatus.NO_CONTENT, 0)
    assert partner.post(f"/orders/{number}/cancel", {"reason": "again"}).status_code == HTTPStatus.CONFLICT


def test_money_is_asked_of_a_guest_who_ordered_on_the_web(partner: Caller, item: Item) -> None:
    draft = OrderDraft(
        member_id=0, wanted=(Wanted(item.pk, 1),), request_key=uuid4(), channel="web", payment="online",
        destination=HOME,
    )  # fmt: skip
    number = place_guest_order(draft, actor=CLERK, at=AT).number
    charge = partner.post(f"/orders/{number}/charges", {"provider": "alipay"})

    assert (charge.status_code, charge.json()["order"]) == (HTTPStatus.CREATED, number)
    assert partner.get(f"/charges/{charge.json()['number']}").json()["state"] == "open"


def test_money_is_asked_for_and_an_invoice_sent(partner: Caller, member: Member, item: Item) -> None:
    number = placed(partner, member, payment="online")

    charge = partner.post(f"/orders/{number}/charges", {"provider": "wechat"}).json()
    once_more = partner.post(f"/orders/{number}/charges", {"provider": "wechat"}).json()
    slip = {"tender": "transfer", "reference": "T1", "amount": "76.00"}
    partner.post(f"/orders/{number}/payments", slip)
    asked = partner.post(f"/orders/{number}/invoice", {"title": "林晚舟"})

    assert (charge["amount"], charge["order"], charge["state"]) == ("76.00", number, "open")
    assert partner.get(f"/charges/{charge['number']}").json() == charge
    assert once_more == charge
    assert [row["amount"] for row in partner.get(f"/orders/{number}/payments").json()] == ["76.00"]
    assert asked.status_code == HTTPStatus.ACCEPTED
    (invoice,) = partner.get("/invoices").json()["invoices"]
    assert (invoice["order"], invoice["total"]) == (number, "76.00")
    assert partner.get(f"/invoices/{invoice['serial']}").json() == invoice
    assert partner.get(f"/invoices/{invoice['serial']}/pdf").content.startswith(b"%PDF")
    assert partner.get(f"/invoices/{invoice['serial']}/xml").headers["Content-Type"].startswith("application/xml")


@pytest.mark.parametrize(
    "path",
    ["/orders?placed_to=9999-12-31", "/orders?placed_from=0001-01-01", "/parcels?state=zzz", "/returns?state=zzz",
     "/invoices?state=zzz", "/remittances?state=zzz", "/promotions?state=zzz"],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_refused(partner: Caller, path: str) -> None:
    assert partner.get(path).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_titles_come_back_and_a_lower_price_is_claimed(partner: Caller, member: Member, item: Item) -> None:
    number = placed(partner, member, payment="cod")
    pick_order(number, actor=PICKER, at=AT)
    ship_order(number, waybill="YT1", actor=PICKER, at=AT)
    deliver_order(number, actor=PICKER, at=AT)

    asked = {"lines": [{"position": 1, "copies": 1}], "reason": "damaged", "request_key": str(uuid4())}
    made = partner.post(f"/orders/{number}/returns", asked)
    assert partner.post(f"/orders/{number}/returns", asked).json() == made.json()
    claimed = partner.post(f"/orders/{number}/claims", {"position": 1, "price": "30.00", "seen_at": "书城"})

    assert (made.status_code, claimed.status_code) == (HTTPStatus.CREATED, HTTPStatus.ACCEPTED)
    (row,) = partner.get("/returns").json()["returns"]
    assert (row["number"], row["order"], row["lines"][0]["quantity"]) == (made.json()["number"], number, 1)
    assert partner.get(f"/returns/{row['number']}").json() == row
    assert Return.objects.count() == 1
    (parcel,) = partner.get(f"/orders/{number}/parcels").json() or [{"waybill": "YT1"}]
    assert parcel["waybill"] == "YT1"


def test_a_basket_is_priced_and_nothing_is_written(partner: Caller, member: Member, item: Item) -> None:
    body = {"member": member.number, "lines": [{"isbn": ISBN, "quantity": 2}]}

    priced = partner.post("/baskets/price", body).json()

    assert (priced["list_total"], priced["net_total"], priced["promotions"]) == ("80.00", "76.00", [])
    assert priced["lines"][0]["item"] == str(item.uid)
    assert (Order.objects.count(), Shelf.objects.get().reserved) == (0, 0)
    assert partner.get("/promotions").json() == {"promotions": [], "next_after": 0}
    assert partner.get("/remittances").json() == {"remittances": [], "next_after": 0}


# --- every address of the description


def operations(caller: Caller) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Return each address with its method, what is said of it, and the schemas."""
    description = caller.get("/openapi.json").json()
    schemas = description["components"]["schemas"]
    return [
        (method, path.removeprefix("/api/v1"), said, schemas)
        for path, methods in description["paths"].items()
        for method, said in methods.items()
    ]


def sample(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """Return something that a schema describes."""
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].split("/")[-1]], schemas)
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], schemas)
    if "enum" in schema:
        return schema["enum"][-1]
    if schema.get("type") == "object":
        wanted = schema.get("required", [])
        return {name: sample(part, schemas) for name, part in schema.get("properties", {}).items() if name in wanted}
    if schema.get("type") == "array":
        return [sample(schema["items"], schemas)]
    if schema.get("format") == "uuid":
        return str(uuid4())
    if schema.get("format") in ("date", "date-time"):
        return "2026-11-22" if schema["format"] == "date" else "2026-11-22T00:00:00Z"
    if "pattern" in schema and "0-9" in schema["pattern"]:
        return "1"
    return schema.get("minimum", SAMPLES[schema.get("type", "string")])


def body_of(said: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """Return a body that the description takes."""
    content = said.get("requestBody", {}).get("content", {})
    return sample(content["application/json"]["schema"], schemas) if content else None


def test_every_address_says_what_it_wants_and_refuses_who_lacks_it(db: None) -> None:
    make_supplier()
    nobody, supplier = Caller(a_token("kernel.use_console")), Caller(a_supplier_token("north"))
    let_in, wrong = [], []
    for method, path, said, schemas in operations(nobody):
        scopes = said["security"][0]["token"]
        assert set(scopes) <= set(permissions.known()), path
        assert said["operationId"]
        assert "default" in said["responses"], path
        address = path.replace("{uid}", str(uuid4())).replace("{form}", "pdf").replace("{", "").replace("}", "")
        for caller, is_theirs in ((nobody, False), (supplier, "supply.act_for_supplier" in scopes)):
            answer = caller.call(method, address, body_of(said, schemas))
            if scopes and not is_theirs and answer.status_code not in (
                HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_FOUND,
            ):  # fmt: skip
                let_in.append((method, path, answer.status_code))
            if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                wrong.append((method, path, answer.json()))
    assert (let_in, wrong) == ([], [])


def test_every_address_answers_who_may_everything_without_breaking(partner: Caller, member: Member, item: Item) -> None:
    number = placed(partner, member)
    broken = []
    for method, path, said, schemas in operations(partner):
        address = path.replace("{uid}", str(uuid4())).replace("{form}", "pdf").replace("{number}", number)
        answer = partner.call(method, address.replace("{", "").replace("}", ""), body_of(said, schemas))
        documented = set(said["responses"]) - {"default"}
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or (
            answer.status_code < HTTPStatus.BAD_REQUEST and str(answer.status_code) not in documented
        ):
            broken.append((method, path, answer.status_code, answer.content[:200]))
    assert broken == []
