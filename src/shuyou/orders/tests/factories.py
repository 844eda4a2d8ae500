"""Makes drafts and orders for tests, through the services."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import ItemFactory, PriceListFactory
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.permissions import Role
from shuyou.members.models import Institution, InstitutionContact, Member
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders.services import Destination, OrderDraft, Wanted
from shuyou.payments.services import set_credit_limit
from shuyou.supply.tests.factories import stock_up

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CLERK = Actor(STAFF, "1", "test", frozenset({Role.CALL_AGENT}))
PICKER = Actor(STAFF, "2", "test", frozenset({Role.WAREHOUSE}))
BOSS = Actor(STAFF, "3", "test", frozenset({Role.MANAGER}))
HOME = Destination("林晚舟", "13800002046", "浙江省杭州市西湖区纸鸢路 12 号", "310000")


def a_member() -> Member:
    """Return a member who buys at 95 % of list."""
    PriceListFactory.create()
    return MemberFactory.create()


def a_school(member_id: int, most: str) -> Institution:
    """Return a school that a member speaks for and that may owe so much."""
    school = Institution.objects.create(
        number=f"IN{uuid4().hex[:8].upper()}", name="纸鸢小学", kind=Institution.Kind.SCHOOL, created_at=AT
    )
    InstitutionContact.objects.create(institution=school, person_id=member_id)
    set_credit_limit(institution_id=school.pk, most=Decimal(most), actor=BOSS, at=AT)
    return school


def a_title(copies: int) -> Item:
    """Return a title at ¥40.00 with copies on the shelf."""
    item = ItemFactory.create()
    if copies:
        stock_up(item.pk, copies, at=AT)
    return item


def a_draft(member_id: int, *wanted: Wanted, points: int = 0, payment: str = "remittance") -> OrderDraft:
    """Return a draft of a phone order."""
    return OrderDraft(
        member_id=member_id,
        wanted=wanted,
        request_key=uuid4(),
        channel="phone",
        payment=payment,
        destination=HOME,
        points=points,
    )
