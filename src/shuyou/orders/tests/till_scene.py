"""A store with a till for tests: who stands at it, what lies on its shelves, and sales as its script sends them."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import ItemFactory
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.orders.services.till import SaleDraft, SaleLine, Tender, TillDraft, keep_till, open_drawer
from shuyou.orders.tests.factories import AT, BOSS
from shuyou.supply.models import Warehouse
from shuyou.supply.services import Delivery, DeliveryLine, receive_delivery
from shuyou.supply.tests.factories import RECEIVER, make_store, make_supplier

TILL = "r1"
FLOAT = Decimal("200.00")


def a_store() -> Warehouse:
    """Return a store with a till whose drawer nobody has."""
    store = make_store()
    draft = TillDraft(
        code=TILL, name="一号台", store_id=store.pk, most_off=Decimal("0.10"), most_differing=Decimal("20.00")
    )
    keep_till(draft, actor=BOSS, at=AT)
    return store


def acting(person: User) -> Actor:
    """Return a member of staff as one who acts."""
    return Actor(STAFF, str(person.pk), "till", person.role_set)


def a_clerk(role: Role = Role.SHOP_CLERK) -> Actor:
    """Return somebody who may stand at a till."""
    return acting(staff_with(role))


def at_the_till() -> Actor:
    """Return somebody who has the drawer of a store's only till, with its float."""
    a_store()
    clerk = a_clerk()
    open_drawer(TILL, opening=FLOAT, actor=clerk, at=AT)
    return clerk


def in_store(
    copies: int, *, store: str = "river", price: str = "40.00", item: Item | None = None, paper: str = ""
) -> Item:
    """Return a title of which a store has copies; of one that is there already so many more came."""
    item = item or ItemFactory.create(list_price=Decimal(price))
    if copies:
        make_supplier()
        lines = [DeliveryLine(item.pk, copies, Decimal(price), Decimal("0.62"))]
        delivery = Delivery(
            source=f"delivery:{item.pk}{paper}", warehouse=store, supplier="north", terms="returnable", lines=lines
        )
        receive_delivery(delivery, actor=RECEIVER, at=AT)
    return item


def cash(amount: str) -> Tender:
    """Return cash that is handed over."""
    return Tender("cash", Decimal(amount))


def a_sale(
    *lines: SaleLine, tenders: tuple[Tender, ...], member_id: int | None = None, key: UUID | None = None,
    sold_at: datetime | None = None, points: int = 0,
) -> SaleDraft:  # fmt: skip
    """Return a sale at the till."""
    return SaleDraft(
        till=TILL, request_key=key or uuid4(), lines=lines, tenders=tenders, member_id=member_id, sold_at=sold_at,
        points=points,
    )  # fmt: skip
