"""Points that lapse: gone from what is shown at once, and from the ledger at night, whoever else is at it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, transaction

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.ledgers import differences
from shuyou.kernel.models import EventRecord
from shuyou.loyalty import tasks
from shuyou.loyalty.models import PointsAccount, PointsEntry, PointsLot
from shuyou.loyalty.queries import points_entries, points_state
from shuyou.loyalty.services import Expired, earn_points, expire_points, redeem_points, restore_points
from shuyou.members.tests.factories import MemberFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=800)
NIGHT = Actor.job("night")
RUNS = 4


def a_saver(lapsed: int, kept: int) -> int:
    """Return the id of a member with points that have lapsed and points that have not."""
    member = MemberFactory.create()
    with transaction.atomic():
        earn_points(member_id=member.pk, amount=Decimal(lapsed), source="order:OLD", at=LONG_AGO)
        earn_points(member_id=member.pk, amount=Decimal(kept), source="order:NEW", at=AT)
    return int(member.pk)


def balance_of(member_id: int) -> int:
    return PointsAccount.objects.get(pk=member_id).balance


@pytest.mark.django_db
def test_what_has_lapsed_is_not_shown_even_before_the_night() -> None:
    member_id = a_saver(lapsed=70, kept=30)

    state = points_state(member_id=member_id, today=club_day(AT), actor=NIGHT)

    assert (state.usable, [lot.source for lot in state.lots]) == (30, ["order:NEW"])


@pytest.mark.django_db
def test_what_is_left_of_a_lapsed_lot_is_written_off_once() -> None:
    member_id = a_saver(lapsed=100, kept=30)
    redeem_points(member_id=member_id, points=25, source="order:SO1", at=LONG_AGO)

    first = expire_points(actor=NIGHT, at=AT)
    again = expire_points(actor=NIGHT, at=AT)

    assert (first, again) == (Expired(accounts=1, lots=1, points=75, last=member_id), None)
    line = points_entries(member_id=member_id, before=AT + timedelta(days=1), limit=9, actor=NIGHT)[0]
    assert (line.kind, line.points, line.source) == ("EXPIRE", -75, "lapse:2026-11-22")
    assert (balance_of(member_id), differences()) == (30, [])
    told = EventRecord.objects.get(name="loyalty.points_expired")
    assert told.payload == {"accounts": 1, "lots": 1, "points": 75}


@pytest.mark.django_db
def test_points_last_through_their_last_day() -> None:
    member_id = a_saver(lapsed=0, kept=30)
    last_day = datetime(2028, 11, 22, 15, 59, 59, tzinfo=UTC)
    assert PointsLot.objects.get().expires_on == club_day(last_day)

    assert expire_points(actor=NIGHT, at=last_day) is None
    assert expire_points(actor=NIGHT, at=last_day + timedelta(seconds=1)) is not None
    assert balance_of(member_id) == 0


@pytest.mark.django_db
def test_points_given_back_to_a_lapsed_lot_go_with_the_next_night() -> None:
    member_id = a_saver(lapsed=100, kept=30)
    redeem_points(member_id=member_id, points=25, source="order:SO1", at=LONG_AGO)
    expire_points(actor=NIGHT, at=AT)
    restore_points(member_id=member_id, source="order:SO1", at=AT)

    same_day = expire_points(actor=NIGHT, at=AT)

    assert same_day == Expired(accounts=0, lots=0, points=0, last=member_id)
    assert (balance_of(member_id), EventRecord.objects.count()) == (55, 1)
    assert expire_points(actor=NIGHT, at=AT + timedelta(days=1)) == Expired(1, 1, 25, member_id)
    assert (balance_of(member_id), differences()) == (30, [])


@pytest.mark.django_db
def test_batches_go_on_after_the_last_account_and_the_job_takes_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    savers = [a_saver(lapsed=number, kept=9) for number in (1, 2, 3)]

    assert expire_points(batch=1, after=savers[0], actor=NIGHT, at=AT) == Expired(1, 1, 2, savers[1])
    monkeypatch.setattr(clock, "now", lambda: AT)
    assert (tasks.expire_points(timestamp=0), tasks.expire_points(timestamp=0)) == (4, 0)
    assert [balance_of(member_id) for member_id in savers] == [9, 9, 9]


@pytest.mark.django_db(transaction=True)
def test_several_nights_at_once_write_off_once() -> None:
    savers = [a_saver(lapsed=70, kept=30) for _ in range(20)]
    together = Barrier(RUNS)

    def run(_night: int) -> int:
        connection.ensure_connection()
        together.wait(10)
        try:
            expired = expire_points(actor=NIGHT, at=AT)
            return expired.points if expired else 0
        finally:
            connection.close()

    with ThreadPoolExecutor(RUNS) as pool:
        points = list(pool.map(run, range(RUNS)))

    assert sum(points) == 70 * len(savers)
    assert PointsEntry.objects.filter(kind="EXPIRE").count() == len(savers)
    assert ({balance_of(member_id) for member_id in savers}, differences()) == ({30}, [])
