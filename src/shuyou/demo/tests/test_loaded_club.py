"""The sample club once it is loaded: whole, alive, and left alone. One load serves all that is asked of it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from shuyou.callcenter import queries as calls
from shuyou.callcenter.models import Call
from shuyou.catalog.models import Identifier
from shuyou.demo.queries import sign_ins
from shuyou.demo.rules import daily
from shuyou.demo.rules.club import paper_club
from shuyou.demo.rules.files import FAULTY_ROWS, REPEATED_ROWS
from shuyou.demo.services import SEED
from shuyou.demo.tests.conftest import UNTIL
from shuyou.demo.tests.test_load_club import PLAN, load
from shuyou.kernel import ledgers, numbers
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.models import ImportRun, User
from shuyou.kernel.numbers import BLOCK, is_sound
from shuyou.kernel.permissions import Role
from shuyou.loyalty.models import (
    ActivityRecord,
    AdjustmentRequest,
    ClubMembership,
    MerchantCheck,
    PartnerPosting,
    PointsRule,
    Referral,
    Reward,
    RewardUse,
    TierGrant,
)
from shuyou.loyalty.queries import points_why
from shuyou.members.models import (
    Card,
    Contact,
    HouseholdPerson,
    Inquiry,
    Institution,
    Member,
    Note,
    PersonTag,
    Phone,
    Preference,
    Relation,
    Task,
)
from shuyou.orders.models import Order, OrderLine, Till
from shuyou.orders.services import Destination, OrderDraft, Wanted, place_order
from shuyou.supply.models import Layer, Shelf

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Loaded:
    """Where its files are, and which constraints and indexes there were before."""

    folder: Path
    shape_before: list[tuple[str, ...]]


def shape() -> list[tuple[str, ...]]:
    """Return every constraint and every index of the tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace UNION ALL"
            " SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2, 3"
        )
        return [tuple(row) for row in cursor.fetchall()]


@pytest.fixture(scope="module")
def loaded(
    tmp_path_factory: pytest.TempPathFactory, renew: Callable[[], None], django_db_blocker: DjangoDbBlocker
) -> Iterator[Loaded]:
    """A club that is committed; what a test does to it is rolled back."""
    folder = tmp_path_factory.mktemp("club")
    with django_db_blocker.unblock():
        before = shape()
        load(folder)
    numbers.forget_blocks()  # what this process held before the load is nothing that a shop's processes know
    yield Loaded(folder, before)
    with django_db_blocker.unblock():
        renew()


def test_something_goes_on_between_readers_and_staff(loaded: Loaded) -> None:
    rows = [table.objects.count() for table in (Contact, Inquiry, Note, Task, PersonTag, Preference, Relation)]
    assert min(rows) > 2
    program = (
        ActivityRecord, AdjustmentRequest, ClubMembership, MerchantCheck, PartnerPosting, Reward, RewardUse, PointsRule,
    )  # fmt: skip
    assert [table.__name__ for table in program if table.objects.count() < 3] == []
    assert Referral.objects.exists()
    assert TierGrant.objects.exists()
    assert Institution.objects.count() == len(daily.INSTITUTIONS)
    assert set(Till.objects.values_list("code", flat=True)) == {"h1", "h2", "y1"}
    assert HouseholdPerson.objects.filter(role="child", is_reader=True, is_buyer=False).exists()
    assert {touch.staff.roles[0] for touch in Contact.objects.select_related("staff") if touch.staff} == {
        Role.CALL_AGENT.value, Role.SERVICE_AGENT.value, Role.SHOP_CLERK.value,
    }  # fmt: skip


def test_the_call_center_has_weeks_to_go_by(loaded: Loaded) -> None:
    """Forecasts can be tried on them, and reports tell of first contacts."""
    boss = Actor(STAFF, "1", "test", frozenset({Role.MANAGER}))
    day = UNTIL.date()
    assert calls.week_ahead(first_day=day, queue="", at=UNTIL, actor=boss).tried is not None
    rows = calls.call_report(
        by="queue", since=day - timedelta(days=30), until=day - timedelta(days=10), at=UNTIL, actor=boss
    )  # fmt: skip
    assert sum(row.answered for row in rows) > 100
    assert 0 < sum(row.solved for row in rows) < sum(row.first for row in rows)
    assert all(row.cost > 0 for row in rows if row.answered)


def test_some_readers_were_upset_and_some_agents_calm_people(loaded: Loaded) -> None:
    """So that it can be seen how they are brought together."""
    boss = Actor(STAFF, "1", "test", frozenset({Role.MANAGER}))
    lately = Call.objects.filter(started_at__gte=UNTIL - timedelta(days=30))
    assert calls.mood_terms(actor=boss).able >= 3
    assert 0 < lately.filter(was_upset=True).count() < lately.count() / 10


def test_a_loaded_club_is_whole(loaded: Loaded) -> None:
    assert shape() == loaded.shape_before
    assert ledgers.differences() == []
    assert Member.objects.count() == PLAN.members
    assert {"delivered", "cancelled"} <= set(Order.objects.values_list("state", flat=True).distinct())
    sent = OrderLine.objects.exclude(order__channel="till")
    assert set(sent.values_list("discount_rate", flat=True)) == {Decimal("0.95"), Decimal("0.88")}
    assert set(Layer.objects.values_list("terms", flat=True)) == {"firm", "returnable", "consignment"}
    numbers = Order.objects.exclude(channel="till").order_by("placed_at", "pk").values_list("number", flat=True)
    assert all(is_sound(number.removeprefix("SO")) for number in numbers)
    assert list(numbers) == sorted(numbers)
    assert points_that_nobody_explains() == []
    assert User.objects.filter(pk__in=staff_who_took_orders()).count() == len(staff_who_took_orders()) > 2


def points_that_nobody_explains() -> list[int]:
    """Return the members whose points are not what their lots, the rules and the receipts behind them come to."""
    actor, members = Actor.job("test"), Member.objects.values_list("pk", flat=True)
    found = ((pk, points_why(member_id=pk, actor=actor, limit=1_000)) for pk in members)
    return [pk for pk, why in found if not why.balance == why.posted == sum(lot.left for lot in why.lots)]


def staff_who_took_orders() -> set[int]:
    placed_by = Order.objects.filter(placed_by__startswith="staff:").values_list("placed_by", flat=True)
    return {int(who.removeprefix("staff:")) for who in placed_by}


def test_every_row_was_imported_merged_or_reported(loaded: Loaded) -> None:
    paper = paper_club(seed=SEED, until=UNTIL, count=PLAN.members, share_of_books=float(PLAN.share_of_books))
    run = ImportRun.objects.get(kind="members")
    assert (run.imported, run.merged, run.reported) == (PLAN.members, REPEATED_ROWS, FAULTY_ROWS)
    faults = (loaded.folder / "members.csv.errors.csv").read_text("gb18030").splitlines()
    assert len(faults) == FAULTY_ROWS + 1
    phones: Counter[tuple[int, str]] = Counter(Phone.objects.values_list("person_id", "digits"))
    ids = dict(Card.objects.values_list("number", "member_id"))
    for member in paper.members:
        wanted = [number.replace("-", "") for number in (member.mobile, member.home_phone) if number]
        assert [phones[ids[member.card], digits] for digits in wanted] == [1] * len(wanted)
    isbns = dict(Identifier.objects.filter(kind="isbn13").values_list("value", "is_synthetic"))
    assert {book.isbn: book.is_synthetic for book in paper.catalogue}.items() <= isbns.items()


def test_what_comes_after_goes_on_from_the_history(loaded: Loaded) -> None:
    shelf = next(shelf for shelf in Shelf.objects.order_by("-on_hand") if shelf.on_hand > shelf.reserved)
    last = max(Order.objects.values_list("number", flat=True))  # tills sold with numbers of their own blocks
    draft = OrderDraft(
        member_id=Member.objects.order_by("pk")[0].pk,
        wanted=(Wanted(shelf.item_id, 1),),
        request_key=uuid4(),
        channel="phone",
        payment="remittance",
        destination=Destination("林晚", "13800002046", "浙江省杭州市西湖区芸窗路18号"),
    )

    placed = place_order(draft, actor=Actor.job("test"), at=UNTIL)

    # Numbers that the loading process had in hand for sales at tills are never used.
    assert 0 < int(placed.number[2:-1]) - int(last[2:-1]) <= BLOCK
    assert ledgers.differences() == []


def test_a_loaded_club_is_left_alone(loaded: Loaded) -> None:
    orders = Order.objects.count()

    told = load(loaded.folder)

    assert told == []
    assert Order.objects.count() == orders


def test_every_role_can_sign_in(loaded: Loaded) -> None:
    found = sign_ins()

    roles: set[Role] = set()
    for one in found:
        user = authenticate(username=one.username, password=one.password)
        assert isinstance(user, User)
        roles |= user.role_set
    assert roles == set(Role)
    assert len(found) == len(Role) + 1  # and a supplier
