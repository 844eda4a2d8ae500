"""Groups kept to, studies, answers and runs: written through services and pages, refused whole, shown in words."""

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from shuyou.catalog.tests.factories import ItemFactory
from shuyou.insight.adapters.noticing import ShiftFound, Signals
from shuyou.insight.errors import (
    AnsweredBefore,
    AnswerIncomplete,
    IntentBeyondScale,
    LakeIsFilled,
    StudyIsClosed,
    TargetNameTaken,
    UnsoundStudy,
    UnsoundTarget,
)
from shuyou.insight.models import (
    ConjointAnswer,
    ConjointStudy,
    Intent,
    LakeRun,
    Shift,
    TargetGroup,
    ValueFigure,
    ValueRun,
    ValueVersion,
)
from shuyou.insight.queries.noticed import intents, intents_of, known_customers, targets
from shuyou.insight.queries.studies import study
from shuyou.insight.rules.habits import Found
from shuyou.insight.rules.shifts import Noticed, Turn
from shuyou.insight.services import (
    StudyDraft,
    TargetDraft,
    answer_study,
    ask_filling,
    close_study,
    keep_target,
    note_intent,
    version_in_force,
    write_study,
)
from shuyou.insight.services._noticed import keep_signals
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
ANALYST = Actor(STAFF, "1", "test", frozenset({Role.ANALYST}))
CLERK = Actor(STAFF, "3", "test", frozenset({Role.SHOP_CLERK}))
WOMEN = TargetDraft(name="年轻女性", sex="F", age_from=18, age_to=35, goal=30)
STUDY = StudyDraft(name="送货", attributes=(("price", ("low", "high")), ("delivery", ("next day", "three days"))))


def a_run() -> ValueRun:
    version = ValueVersion.objects.get(pk=version_in_force(at=AT).version_id)
    return ValueRun.objects.create(day=DAY, version=version, members=1, worked_out_at=AT, seconds=1, card={})


@pytest.mark.feature("F078")
def test_a_group_is_written_changed_and_shown_with_its_share_beside_the_goal(client: Client) -> None:
    target_id = keep_target(WOMEN, actor=ANALYST, at=AT)
    run = a_run()
    for key, net in (("0", 40_000), (str(target_id), 10_000)):
        ValueFigure.objects.create(run=run, table_name="target", place=0, key=key, people=3, net=net, other=0)
    ValueFigure.objects.create(
        run=run, table_name="target_mix", place=0, key=f"{target_id}/stories", people=3, net=10_000, other=0
    )

    (row,) = targets(actor=ANALYST)

    assert row.now is not None
    assert (row.now.part, row.goal_percent, row.mix) == (0.25, 30, (("stories", 1.0),))
    client.force_login(staff_with(Role.ANALYST))
    page = client.get(reverse("insight:targets")).content.decode()
    assert "年轻女性" in page
    changed = {"name": "女性", "sex": "F", "age_from": "", "age_to": "", "life": "", "preference": "", "goal": ""}
    client.post(reverse("insight:target", args=[target_id]), changed)
    kept = TargetGroup.objects.get()
    assert (kept.name, kept.age_from, kept.goal, kept.is_watched) == ("女性", None, None, False)


@pytest.mark.parametrize(
    "draft",
    [TargetDraft(name="all"), TargetDraft(name="old", age_from=40, age_to=20), TargetDraft(name="x", life="nobody")],
)
def test_a_group_that_names_nobody_is_refused(draft: TargetDraft) -> None:
    with pytest.raises(UnsoundTarget):
        keep_target(draft, actor=ANALYST, at=AT)

    assert not TargetGroup.objects.exists()
    assert not EventRecord.objects.exists()


def test_two_groups_may_not_have_a_name_and_clerks_write_none() -> None:
    keep_target(WOMEN, actor=ANALYST, at=AT)

    with pytest.raises(TargetNameTaken):
        keep_target(WOMEN, actor=ANALYST, at=AT)
    with pytest.raises(NotPermitted):
        keep_target(TargetDraft(name="men", sex="M"), actor=CLERK, at=AT)

    assert TargetGroup.objects.count() == 1


@pytest.mark.feature("F070")
def test_what_a_reader_answers_is_kept_once_beside_what_the_model_thinks(client: Client) -> None:
    reader = MemberFactory.create()
    for answer in (3, 8):
        note_intent(member_id=reader.pk, answer=answer, source="call", asked_on=DAY, actor=CLERK, at=AT)
    with pytest.raises(IntentBeyondScale):
        note_intent(member_id=reader.pk, answer=11, source="call", asked_on=DAY, actor=CLERK, at=AT)

    assert [(one.answer, one.foretold) for one in intents_of(member_id=reader.pk, actor=CLERK)] == [(8, None)]
    assert [(row.answer, row.readers, row.bought) for row in intents(actor=ANALYST)] == [(8, 1, 0)]
    client.force_login(staff_with(Role.CALL_AGENT))
    url = reverse("insight:intent", args=[reader.number])
    assert client.get(url).status_code == HTTPStatus.OK
    client.post(url, {"answer": "9", "asked_on": "2026-11-01", "source": "survey"})
    assert sorted(Intent.objects.values_list("answer", flat=True)) == [8, 9]


@pytest.mark.feature("F071")
def test_a_study_is_designed_answered_once_by_each_reader_and_closed(client: Client) -> None:
    study_id = write_study(STUDY, actor=ANALYST, at=AT)
    kept = ConjointStudy.objects.get()
    reader = MemberFactory.create()
    client.force_login(staff_with(Role.CALL_AGENT))
    url = reverse("insight:study_ask", args=[study_id])
    assert client.get(url).status_code == HTTPStatus.OK
    # Whoever takes the lowest price wherever there is one.
    picks = {f"task{at}": str(min(range(3), key=lambda card, task=task: task[card][0]))  # type: ignore[misc]
             for at, task in enumerate(kept.tasks)}  # fmt: skip
    assert client.post(url, {"number": reader.number}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    client.post(url, {**picks, "number": reader.number})

    with pytest.raises(AnsweredBefore):
        answer_study(study_id=study_id, member_id=reader.pk, choices=[0] * 8, actor=CLERK, at=AT)
    with pytest.raises(AnswerIncomplete):
        answer_study(study_id=study_id, member_id=MemberFactory.create().pk, choices=[0], actor=CLERK, at=AT)
    found = study(study_id=study_id, actor=ANALYST)
    assert found.everybody is not None
    assert found.everybody.worths[0].levels[0][1] > 0
    assert ConjointAnswer.objects.count() == 1
    client.force_login(staff_with(Role.ANALYST))
    assert client.get(reverse("insight:study", args=[study_id])).status_code == HTTPStatus.OK
    close_study(study_id=study_id, actor=ANALYST, at=AT)
    with pytest.raises(StudyIsClosed):
        answer_study(study_id=study_id, member_id=MemberFactory.create().pk, choices=[0] * 8, actor=CLERK, at=AT)


def test_a_study_is_typed_line_by_line_and_refused_where_levels_are_alike(client: Client) -> None:
    client.force_login(staff_with(Role.ANALYST))
    url = reverse("insight:study_new")

    assert client.post(url, {"name": "x", "lines": "价格：低，低"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    client.post(url, {"name": "开学", "lines": "价格：低，高\n送货: 次日, 三日"})

    assert ConjointStudy.objects.get().attributes == [["价格", ["低", "高"]], ["送货", ["次日", "三日"]]]
    with pytest.raises(UnsoundStudy):
        write_study(StudyDraft(name="one", attributes=(("price", ("low", "high")),)), actor=ANALYST, at=AT)


@pytest.mark.feature("F195")
def test_shifts_are_shown_with_titles_that_lead_to_the_catalog(client: Client) -> None:
    run, item = a_run(), ItemFactory.create()
    turn = Turn(onset=33, size=0.61, strength=9.3, copies=161, expected=100.0)
    noticed = Noticed(5, turn, date(2026, 8, 1), None, None)
    found = ShiftFound(noticed, ("绘本", "Picture books"), [(item.pk, 3, 40)], [("retired", 0.8)])
    keep_signals(_only(found), run_id=run.pk, day=DAY)
    client.force_login(staff_with(Role.ANALYST))

    page = client.get(reverse("insight:shifts")).content.decode()

    assert Shift.objects.get().size == 610
    assert reverse("catalog:item", args=[item.uid]) in page
    assert "&amp;life=retired" in page
    file = client.get(reverse("insight:shifts"), {"as": "csv"})
    assert "绘本" in b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]


def _only(found: ShiftFound) -> Signals:
    return Signals(Found((), np.zeros(0, dtype=np.int64)), [found])


@pytest.mark.feature("F025")
def test_known_customers_are_shown_by_month_and_channel() -> None:
    run = a_run()
    for table, people, net in (("sales", 10, 1000), ("known", 4, 600)):
        for key in ("2026-10/web", "2026-11/till"):
            ValueFigure.objects.create(run=run, table_name=table, place=0, key=key, people=people, net=net, other=0)

    seen = known_customers(actor=ANALYST)

    assert [row.key for row in seen.months] == ["2026-11", "2026-10"]
    assert {(row.key, row.part, row.money_part) for row in seen.channels} == {("web", 0.4, 0.6), ("till", 0.4, 0.6)}


def test_runs_are_shown_with_what_broke_them_off_and_can_be_asked_for(client: Client) -> None:
    LakeRun.objects.create(
        kind="day", state="failed", failure="Died", asked_by="x", started_at=AT, moved_at=AT, timings={"orders": 2.5}
    )
    client.force_login(staff_with(Role.ANALYST))
    page = client.get(reverse("insight:runs")).content.decode()
    assert "Died" in page
    assert "2.50" in page

    client.post(reverse("insight:runs_fill"), {"kind": "full"})

    assert EventRecord.objects.get(name="insight.filling_asked").payload["kind"] == "full"
    LakeRun.objects.create(kind="day", state="running", asked_by="x", started_at=AT, moved_at=AT)
    with pytest.raises(LakeIsFilled):
        ask_filling(kind="day", actor=ANALYST, at=AT)
    ask_filling(kind="day", actor=ANALYST, at=AT + timedelta(hours=1))
    client.force_login(staff_with(Role.CALL_AGENT))
    assert client.get(reverse("insight:runs")).status_code == HTTPStatus.FORBIDDEN
