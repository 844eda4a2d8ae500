"""Points by hand above the limits: a day's sum, asking, somebody else approving, once; who sets the limits."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import DomainError, NotPermitted
from shuyou.kernel.ledgers import differences
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.loyalty import queries
from shuyou.loyalty.errors import (
    DayLimitReached,
    LimitNotPossible,
    NotEnoughPoints,
    OwnRequest,
    RequestDecided,
)
from shuyou.loyalty.models import AdjustmentLimit, AdjustmentRequest, PointsAccount, PointsAdjustment
from shuyou.loyalty.services import (
    Adjustment,
    adjust_points,
    approve_adjustment,
    ask_adjustment,
    refuse_adjustment,
    set_adjustment_limit,
)
from shuyou.members.models import Member
from shuyou.members.services import merge_members
from shuyou.members.tests.factories import MemberFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CLERK = Actor(STAFF, "1", "test", frozenset({Role.SHOP_CLERK}))
MANAGER = Actor(STAFF, "2", "test", frozenset({Role.MANAGER}))
OTHER = Actor(STAFF, "3", "test", frozenset({Role.MANAGER}))
ADMINISTRATOR = Actor(STAFF, "4", "test", frozenset({Role.ADMINISTRATOR}))
REQUESTS = "/console/points/requests/"
LIMITS = "/console/settings/points-limits/"


@pytest.fixture
def member(db: None) -> Member:
    return MemberFactory.create()


def draft(member: Member, points: int, reason: str = "包裹迟到致歉") -> Adjustment:
    return Adjustment(member_id=member.pk, points=str(points), reason=reason, request_key=uuid4())


def give(member: Member, points: int, at: datetime = AT) -> int:
    return adjust_points(draft(member, points), actor=CLERK, at=at)


def balance() -> int:
    return sum(PointsAccount.objects.values_list("balance", flat=True))


def at_once(calls: list[Callable[[], object]]) -> Counter[str]:
    """Run calls in threads let loose together, and count what became of them."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        connection.ensure_connection()
        barrier.wait()
        try:
            call()
        except DomainError as refusal:
            return refusal.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(run, calls))


# --- the day


def test_a_day_has_a_limit_given_and_taken_together(member: Member) -> None:
    for points in (200, 200, -200, 200, 150):
        give(member, points)

    with pytest.raises(DayLimitReached) as refusal:
        give(member, 51)
    assert refusal.value.params == {"limit": 1000, "left": 50, "asked": 51}
    assert balance() == 550
    assert give(member, 200, AT + timedelta(days=1)) == 200


@pytest.mark.django_db(transaction=True)
def test_the_days_limit_holds_for_one_pair_of_hands_at_many_members() -> None:
    AdjustmentLimit.objects.update_or_create(role="shop_clerk", defaults={"points": 200, "points_per_day": 500})
    members = [MemberFactory.create() for _ in range(8)]

    results = at_once([partial(give, member, 200) for member in members])

    assert results == {"done": 2, DayLimitReached.code: 6}
    assert balance() == 400


# --- asking and approving


def test_points_above_the_limits_move_when_somebody_else_approves(member: Member) -> None:
    asked = draft(member, 5000)
    request_id = ask_adjustment(asked, actor=CLERK, at=AT)
    assert ask_adjustment(asked, actor=CLERK, at=AT) == request_id
    assert balance() == 0

    assert approve_adjustment(request_id=request_id, actor=MANAGER, at=AT) == 5000

    line = PointsAdjustment.objects.get()
    assert (line.adjusted_by, line.approved_by, line.points) == ("staff:1", "staff:2", 5000)
    assert (balance(), differences()) == (5000, [])
    with pytest.raises(RequestDecided):
        approve_adjustment(request_id=request_id, actor=OTHER, at=AT)
    assert queries.adjusted_on(by="staff:1", at=AT) == 0


def test_a_refusal_moves_nothing_and_says_why(member: Member) -> None:
    request_id = ask_adjustment(draft(member, 5000), actor=CLERK, at=AT)

    refuse_adjustment(request_id=request_id, note="已补偿过", actor=MANAGER, at=AT)

    row = queries.adjustment_requests(actor=CLERK).rows[0]
    assert (row.status, row.note, balance()) == ("refused", "已补偿过", 0)
    with pytest.raises(RequestDecided):
        approve_adjustment(request_id=request_id, actor=MANAGER, at=AT)


def test_nobody_approves_their_own_or_without_the_permission(member: Member) -> None:
    own = ask_adjustment(draft(member, 30_000), actor=MANAGER, at=AT)
    with pytest.raises(OwnRequest):
        approve_adjustment(request_id=own, actor=MANAGER, at=AT)
    with pytest.raises(NotPermitted):
        approve_adjustment(request_id=own, actor=CLERK, at=AT)
    assert approve_adjustment(request_id=own, actor=OTHER, at=AT) == 30_000


def test_what_the_member_no_longer_has_cannot_be_taken(member: Member) -> None:
    give(member, 100)
    request_id = ask_adjustment(draft(member, -5000), actor=CLERK, at=AT)

    with pytest.raises(NotEnoughPoints):
        approve_adjustment(request_id=request_id, actor=MANAGER, at=AT)

    assert AdjustmentRequest.objects.values_list("status", flat=True).get() == "asked"
    assert balance() == 100


def test_a_request_goes_along_when_the_member_is_merged(member: Member) -> None:
    request_id = ask_adjustment(draft(member, 5000), actor=CLERK, at=AT)
    kept = MemberFactory.create()
    merge_members(kept_id=kept.pk, absorbed_id=member.pk, actor=MANAGER, at=AT)

    approve_adjustment(request_id=request_id, actor=MANAGER, at=AT)

    assert PointsAccount.objects.get(member_id=kept.pk).balance == 5000


@pytest.mark.django_db(transaction=True)
def test_many_who_decide_at_once_post_once() -> None:
    member = MemberFactory.create()
    request_id = ask_adjustment(draft(member, 5000), actor=CLERK, at=AT)
    actors = [Actor(STAFF, str(number), "test", frozenset({Role.MANAGER})) for number in range(10, 18)]

    results = at_once([partial(approve_adjustment, request_id=request_id, actor=actor, at=AT) for actor in actors])

    assert results == {"done": 1, RequestDecided.code: 7}
    assert (balance(), PointsAdjustment.objects.count()) == (5000, 1)


# --- the limits


@pytest.mark.parametrize(
    ("points", "day"), [("", "1"), ("-1", "5"), ("10", "9"), ("1.5", "9"), ("999999999", "999999999")]
)
def test_a_limit_that_is_none_is_refused(member: Member, points: str, day: str) -> None:
    before = list(AdjustmentLimit.objects.order_by("pk").values())

    with pytest.raises(LimitNotPossible):
        set_adjustment_limit(role="shop_clerk", points=points, points_per_day=day, actor=ADMINISTRATOR, at=AT)

    assert list(AdjustmentLimit.objects.order_by("pk").values()) == before


def test_limits_are_set_by_administrators_and_keep_their_history(member: Member) -> None:
    with pytest.raises(NotPermitted):
        set_adjustment_limit(role="shop_clerk", points="9", points_per_day="9", actor=MANAGER, at=AT)
    set_adjustment_limit(role="shop_clerk", points="50", points_per_day="1,000", actor=ADMINISTRATOR, at=AT)

    row = next(row for row in queries.adjustment_limit_rows(actor=ADMINISTRATOR) if row.role == "shop_clerk")
    assert (row.at_a_time, row.per_day) == (50, 1000)
    assert [(change.before, change.after) for change in row.history] == [({"points": 200}, {"points": 50})]


# --- the pages


def test_a_clerk_asks_on_the_form_and_a_manager_approves_in_the_list(member: Member) -> None:
    clerk, manager = Client(), Client()
    clerk.force_login(StaffFactory.create(roles=[Role.SHOP_CLERK.value], language="en"))
    manager.force_login(StaffFactory.create(roles=[Role.MANAGER.value], language="en"))
    form = f"/console/members/{member.number}/points/adjust/"
    typed = {"points": "900", "reason": "迟到", "key": str(uuid4())}

    refused = clerk.post(form, typed)
    assert refused.status_code == 403
    assert "Ask for approval" in refused.content.decode()
    assert clerk.post(form, {**typed, "do": "ask"}).status_code == 303
    seen = clerk.get(REQUESTS).content.decode()
    assert "To be approved" in seen
    assert "is_approved" not in seen
    request_id = AdjustmentRequest.objects.get().pk
    assert clerk.post(f"{REQUESTS}{request_id}/decide/", {"is_approved": "1"}).status_code == 403
    assert balance() == 0

    assert "is_approved" in manager.get(REQUESTS).content.decode()
    assert manager.post(f"{REQUESTS}{request_id}/decide/", {"is_approved": "1"}).status_code == 303
    assert balance() == 900
    assert manager.post(f"{REQUESTS}{request_id}/decide/", {"is_approved": "0"}).status_code == 409


def test_the_page_of_limits_keeps_what_was_refused(client: Client, db: None) -> None:
    client.force_login(StaffFactory.create(roles=[Role.ADMINISTRATOR.value], language="en"))

    refused = client.post(LIMITS, {"role": "manager", "points": "70", "points_per_day": "9"})
    assert refused.status_code == 422
    assert 'value="70"' in refused.content.decode()
    assert client.post(LIMITS, {"role": "manager", "points": "70", "points_per_day": "90"}).status_code == 303
    page = client.get(LIMITS).content.decode()
    assert "20,000 → 70" in page
    client.force_login(StaffFactory.create(roles=[Role.MANAGER.value], language="en"))
    assert client.get(LIMITS).status_code == 403
