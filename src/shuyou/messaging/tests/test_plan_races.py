"""A plan that many confirm, drop or hand in at once: it goes once or not at all, and each reader gets one message."""

from uuid import uuid4

import pytest

from shuyou.messaging import services, tasks
from shuyou.messaging.models import Mailing, Message
from shuyou.messaging.services import PlanDraft
from shuyou.messaging.tests.factories import AT, BOSS, a_reader
from shuyou.messaging.tests.test_code_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan() -> Mailing:
    """Return a mailing to two readers, planned and counted."""
    numbers = [a_reader("-", f"1380000990{place}").number for place in range(2)]
    draft = PlanDraft(key=uuid4(), name="x", text="x", channels=["sms"], is_offer=False, numbers=numbers)
    uid = services.plan_mailing(draft, actor=BOSS, at=AT)
    services.count_mailing(uid=uid, actor=BOSS, at=AT)
    return Mailing.objects.get()


def test_a_plan_confirmed_by_many_at_once_goes_once(plan: Mailing) -> None:
    came = at_once(lambda: services.confirm_mailing(uid=plan.uid, readers=2, actor=BOSS, at=AT), 6)

    assert (came.count(None), came.count("MailingOver")) == (1, 5)


def test_a_plan_dropped_and_confirmed_at_once_is_either(plan: Mailing) -> None:
    turns = iter([services.drop_plan, services.confirm_mailing] * 3)

    def act() -> None:
        if (deed := next(turns)) is services.drop_plan:
            services.drop_plan(uid=plan.uid, actor=BOSS, at=AT)
        else:
            assert deed is services.confirm_mailing
            services.confirm_mailing(uid=plan.uid, readers=2, actor=BOSS, at=AT)

    came = at_once(act, 6)

    assert came.count(None) == 1
    assert set(came) <= {None, "MailingOver", "NotFound"}


def test_readers_handed_in_by_many_workers_at_once_get_one_message_each(
    plan: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)
    services.confirm_mailing(uid=plan.uid, readers=2, actor=BOSS, at=AT)

    came = at_once(tasks.hand_in, 4)

    assert Message.objects.count() == 2
    assert {one for one in came if isinstance(one, str)} <= {"MailingOver"}
    assert Mailing.objects.get().whole_at
