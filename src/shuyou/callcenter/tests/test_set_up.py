"""How the call center is set up on its pages: seats, queues, menus tried and published, staffing."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.callcenter.errors import GraphNotSound, NoDraft
from shuyou.callcenter.models import Agent, AgentSkill, MenuVersion, Queue
from shuyou.callcenter.queries import things
from shuyou.callcenter.rules import ivr
from shuyou.callcenter.services import (
    LineDraft,
    NodeDraft,
    drop_node,
    look_up,
    meet_caller,
    publish_menu,
    put_line,
    save_node,
)
from shuyou.callcenter.tests.factories import AT, BOSS, SWITCH, agent
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def boss(client: Client) -> Client:
    """Sign a manager in."""
    client.force_login(
        User.objects.create_user(username="wen", full_name="温", is_staff=True, roles=[Role.MANAGER], language="en")
    )
    return client


def test_a_manager_gives_a_colleague_a_seat(boss: Client) -> None:
    user = User.objects.create_user(username="he", full_name="何", is_staff=True, roles=[Role.CALL_AGENT])
    typed = {"user_id": user.pk, "site": "main", "extension": "1001", "phone": "soft", "skill_club": "4"}

    assert boss.post(reverse("callcenter:agent_new"), {**typed, "is_active": "on"}).status_code == HTTPStatus.SEE_OTHER
    assert AgentSkill.objects.filter(agent=user.pk).values_list("skill__code", "level").get() == ("club", 4)
    assert "何" in boss.get(reverse("callcenter:agents")).content.decode()


def test_an_extension_belongs_to_one_agent(boss: Client) -> None:
    agent("he", extension="1001", skills={"club": 4})
    who = agent("xu", extension="1002", skills={"club": 4})
    typed = {"site": "main", "extension": "1001", "phone": "soft", "skill_sales": "2", "is_active": "on"}

    answer = boss.post(reverse("callcenter:agent", args=[int(who.id)]), typed)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Agent.objects.get(pk=int(who.id)).extension == "1002"
    assert list(AgentSkill.objects.filter(agent=int(who.id)).values_list("skill__code", flat=True)) == ["club"]


@pytest.mark.feature("F160")
def test_seven_work_groups_and_a_line_for_seniors_are_there_from_the_first_day(boss: Client) -> None:
    page = boss.get(reverse("callcenter:queues")).content.decode()

    assert Queue.objects.filter(is_for_seniors=False).count() == 7
    assert Queue.objects.filter(is_for_seniors=True, priority__gt=0).count() == 1
    assert all(name in page for name in Queue.objects.values_list("name_en", flat=True))


def test_a_queue_is_changed_and_refuses_to_close_before_it_opens(boss: Client) -> None:
    address = reverse("callcenter:queue", args=["club"])
    form = boss.get(address).context["form"]
    typed = {name: "" if value is None else value for name, value in form.initial.items()}
    typed.pop("is_recorded")
    typed |= {"is_active": "on", "wrap_for": "60", "opens": "09:00", "closes": "21:00"}

    assert boss.post(address, typed).status_code == HTTPStatus.SEE_OTHER
    assert (
        boss.post(address, {**typed, "wrap_for": "5", "closes": "08:00"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    )
    assert Queue.objects.get(code="club").wrap_for == 60


def test_a_menu_is_changed_in_a_draft_tried_out_and_published(boss: Client) -> None:
    typed = {"name": "hello", "kind": "say", "zh": "书友会新年好。", "next": "who"}

    assert boss.post(reverse("callcenter:menu_node", args=["main", "hello"]), typed).status_code == HTTPStatus.SEE_OTHER
    tried = boss.get(reverse("callcenter:menu_trial", args=["main"]), {"keys": "yes.yes.0"})
    assert ("said", "书友会新年好。") in tried.context["said"]
    assert MenuVersion.objects.get(state="published", menu__code="main").number == 1
    assert boss.post(reverse("callcenter:menu_deed", args=["main", "publish"])).status_code == HTTPStatus.SEE_OTHER
    assert MenuVersion.objects.get(state="published", menu__code="main").graph["nodes"]["hello"]["text"] == {
        "zh": "书友会新年好。"
    }
    assert MenuVersion.objects.get(number=1, menu__code="main").state == "retired"


def test_a_menu_that_leads_nowhere_is_not_published(boss: Client) -> None:
    drop_node(menu="main", name="menu", actor=BOSS, at=AT)

    with pytest.raises(GraphNotSound):
        publish_menu(menu="main", actor=BOSS, at=AT)

    assert (
        boss.post(reverse("callcenter:menu_deed", args=["main", "publish"])).status_code
        == HTTPStatus.UNPROCESSABLE_ENTITY
    )
    assert MenuVersion.objects.get(state="published", menu__code="main").number == 1
    assert boss.post(reverse("callcenter:menu_deed", args=["main", "drop-draft"])).status_code == HTTPStatus.SEE_OTHER
    with pytest.raises(NoDraft):
        publish_menu(menu="main", actor=BOSS, at=AT)


def test_one_draft_goes_on_until_it_is_published() -> None:
    first = save_node(NodeDraft(name="hello", kind="say", zh="一", next="who"), menu="main", actor=BOSS, at=AT)
    second = save_node(NodeDraft(name="bye", kind="hangup", zh="二"), menu="main", actor=BOSS, at=AT)

    assert first == second == 2
    assert MenuVersion.objects.filter(menu__code="main").count() == 2


@pytest.mark.parametrize("by", ["queue", "agent", "hour", "day", "code", "known"])
def test_reports_are_drawn_and_taken_away(boss: Client, by: str) -> None:
    assert boss.get(reverse("callcenter:report"), {"by": by}).status_code == HTTPStatus.OK
    assert (
        boss.get(reverse("callcenter:report"), {"by": by, "as": "csv"}).headers["Content-Type"].startswith("text/csv")
    )


def test_staffing_says_what_one_agent_fewer_costs(boss: Client) -> None:
    page = boss.get(reverse("callcenter:staffing"), {"calls": "1808", "talk": "210"})

    assert page.context["plan"]["agents"] == pytest.approx(113, abs=1)
    assert page.context["one_less"]["in_time"] < page.context["plan"]["in_time"]


TYPED = {
    "site": {"code": "north", "name": "北方", "adapter": "asterisk", "dials_at_once": "4", "cost_per_minute": "0.1",
             "cost_per_hour": "40", "is_active": "on"},
    "line": {"number": "057188881234", "name": "杭州", "site": "main", "menu": "after_call"},
    "code": {"code": "gift", "name_zh": "礼品", "name_en": "Gift", "order": "3", "is_active": "on"},
    "reason": {"code": "coach", "name_zh": "辅导", "name_en": "Coaching", "order": "9", "is_active": "on"},
    "holiday": {"day": "2027-02-06", "name": "春节"},
    "card": {"question_zh": "几点开门？", "answer_zh": "九点。", "order": "0", "queue": "club", "is_active": "on"},
}  # fmt: skip


@pytest.mark.parametrize("kind", TYPED)
def test_what_else_a_manager_sets_up_is_kept_once_and_shown(boss: Client, kind: str) -> None:
    address = reverse("callcenter:thing_new", args=[kind])

    assert boss.post(address, TYPED[kind]).status_code == HTTPStatus.SEE_OTHER
    rows = things(kind=kind, actor=BOSS)
    shown = boss.get(reverse("callcenter:things", args=[kind])).content.decode()
    assert all(row.title in shown for row in rows)
    if kind in ("site", "line", "code", "reason"):
        assert boss.post(address, TYPED[kind]).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    if kind == "holiday":
        assert boss.post(reverse("callcenter:drop_holiday", args=["2027-02-06"])).status_code == HTTPStatus.SEE_OTHER
    assert len(things(kind=kind, actor=BOSS)) == len(rows) - (kind == "holiday")


def test_a_second_menu_is_begun_and_answers_a_number_once_it_is_published(boss: Client) -> None:
    assert boss.post(reverse("callcenter:menu_new"), {"code": "events", "name": "活动"}).status_code == 303
    save_node(NodeDraft(name="line", kind="queue", queue="sales"), menu="events", actor=BOSS, at=AT)
    publish_menu(menu="events", actor=BOSS, at=AT)
    put_line(LineDraft(number="95", name="活动", site="main", menu="events"), number="", actor=BOSS, at=AT)

    answer = meet_caller(call_key="?", number="139", called="95", actor=SWITCH, at=AT)

    assert answer.graph["start"] == "line"
    assert "95" in boss.get(reverse("callcenter:menus")).content.decode()


def test_agents_do_not_set_up(client: Client) -> None:
    who = agent("he", extension="1001", skills={"club": 4})
    client.force_login(User.objects.get(pk=int(who.id)))

    for name in ("agents", "queues", "menus", "set_up", "floor", "report", "staffing"):
        assert client.get(reverse(f"callcenter:{name}")).status_code == HTTPStatus.FORBIDDEN


def test_changing_a_node_keeps_what_the_page_does_not_show_and_sets_language_and_start(boss: Client) -> None:
    address = reverse("callcenter:menu_node", args=["main", "closed"])
    shown = boss.get(address).context["form"].initial
    typed = {key: value for key, value in shown.items() if value} | {
        "language": "en",
        "is_start": "on",
        "en": "Closed.",
    }

    assert boss.post(address, typed).status_code == HTTPStatus.SEE_OTHER

    graph = MenuVersion.objects.get(state="draft").graph
    assert graph["start"] == "closed"
    assert (graph["nodes"]["closed"]["tries"], graph["nodes"]["closed"]["language"]) == (1, "en")


def test_a_node_asks_for_the_hours_of_its_own_queue() -> None:
    graph = {"start": "h", "nodes": {"h": {"kind": "hours", "queue": "finance", "next": "h"}}}
    (asked,) = ivr.step(graph, ivr.IvrState(), ivr.Begin()).commands
    assert isinstance(asked, ivr.LookUp)
    Queue.objects.filter(code="finance").update(days=[7])

    own = look_up(call_key="c", what=asked.what, values=asked.values, actor=SWITCH, at=AT)
    any_queue = look_up(call_key="c", what="hours", values={}, actor=SWITCH, at=AT)

    assert (own.is_found, any_queue.is_found) == (False, True)
