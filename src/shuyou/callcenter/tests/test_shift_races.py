"""Two supervisors, two weeks that meet at midnight, one agent: one of the shifts is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection

from shuyou.callcenter import services
from shuyou.callcenter.errors import ShiftsOverlap
from shuyou.callcenter.models import Shift
from shuyou.callcenter.services import PlanDraft, ShiftDraft
from shuyou.callcenter.tests.factories import AT, BOSS, agent

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = date(2026, 11, 30)
SUNDAY = MONDAY - timedelta(days=1)


def test_an_agent_gets_one_of_two_shifts_at_once() -> None:
    he = int(agent("he", extension="1001", skills={"club": 4}).id)
    empty = [[0] * 48] * 7
    for week in (MONDAY - timedelta(days=7), MONDAY):
        draft = PlanDraft(first_day=week, turns=(), needs=empty, calls=empty, terms={})
        services.keep_plan(draft, actor=BOSS, at=AT)

    def put(draft: ShiftDraft) -> bool:
        try:
            services.put_shift(draft, shift_id=0, actor=BOSS, at=AT)
        except ShiftsOverlap:
            return False
        finally:
            connection.close()
        return True

    drafts = [
        ShiftDraft(agent_id=he, day=SUNDAY, begins=22 * 60, ends=30 * 60),
        ShiftDraft(agent_id=he, day=MONDAY, begins=5 * 60, ends=13 * 60),
    ]
    with ThreadPoolExecutor(6) as pool:
        put_down = list(pool.map(put, drafts * 3))

    assert (sum(put_down), Shift.objects.count()) == (1, 1)
