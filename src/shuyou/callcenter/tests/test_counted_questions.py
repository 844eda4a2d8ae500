"""What pages of the call center ask the database does not grow with what they list."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shuyou.callcenter.models import (
    Absence,
    Agent,
    Alert,
    AlertRule,
    Call,
    CallList,
    Feedback,
    Holiday,
    Line,
    Menu,
    Offer,
    PauseReason,
    QualityForm,
    QualityMark,
    Queue,
    RecordedPrompt,
    Recording,
    Shift,
    ShiftPlan,
    Site,
    Skill,
    Spell,
    ToCall,
    WantedCall,
    WrapCode,
)
from shuyou.callcenter.rules.rota import monday_of
from shuyou.callcenter.services import CardDraft, put_card
from shuyou.callcenter.tests.factories import BOSS, agent
from shuyou.kernel.clock import club_day, day_start, now
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.members.tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LISTS = (
    "agents", "queues", "absences", "calls", "recordings", "feedback", "marks", "quality_forms", "lists", "menus",
    "plans", "own_shifts", "day", "desk", "wall", "floor", "morning", "prompts", "ahead",
)  # fmt: skip
STEADY = {"/shifts/ ", "/report/ day", "/report/ hour"}
"""Pages of one agent, or of hours and days, which do not list what was added."""


def more(begins: int, ends: int) -> None:
    """Add one of everything that lists show for each number, all of different people."""
    site = Site.objects.get(code="main")
    for number in range(begins, ends):
        who = int(agent(f"a{number}", extension=f"20{number:02d}", skills={"club": 4, "sales": 3}).id)
        skill = Skill.objects.create(code=f"s{number}", name_zh=f"技{number}", name_en=f"S{number}")
        queue = Queue.objects.create(
            code=f"q{number}", name_zh=f"队{number}", name_en=f"Q{number}", skill=skill, order=number
        )
        reason = WrapCode.objects.create(code=f"w{number}", name_zh=f"事{number}", name_en=f"W{number}")
        _of_calls(number, who, site, queue, reason)
        _of_people(number, who, skill)
        _of_set_up(number, site, queue)


def _of_calls(number: int, who: int, site: Site, queue: Queue, reason: WrapCode) -> None:
    """Have a reader call who is spoken with, one who leaves a message and one who waits; judge and keep the first."""
    at, member = now() - timedelta(hours=1), MemberFactory.create()
    told = {"site": site, "direction": "in", "queue": queue, "started_at": at, "queued_at": at, "member": member}
    over = Call.objects.create(
        key=f"o{number}", stage="over", agent_id=who, answered_at=at, ended_at=at, wrap_code=reason, wrapped_at=at,
        **told,
    )  # fmt: skip
    Offer.objects.create(call=over, agent_id=who, queue=queue, leg="1", offered_at=at, answered_at=at, ended_at=at)
    Call.objects.create(key=f"m{number}", stage="over", ended_at=at, has_message=True, **told)
    Call.objects.create(key=f"w{number}", stage="queue", **told)
    Call.objects.create(key=f"t{number}", stage="talking", agent_id=who, answered_at=at, **told)
    Recording.objects.create(
        call=over, record_id=f"r{number}", path=f"{number}.wav", seconds=Decimal(9), sha256="0" * 64, made_at=at
    )
    form = QualityForm.objects.create(code=f"f{number}", name_zh=f"表{number}", name_en=f"F{number}")
    QualityMark.objects.create(call=over, form=form, agent_id=who, share=80, marked_by=f"staff:{who}", marked_at=at)
    Feedback.objects.create(
        kind="complaint", member=member, call=over, text="慢", came_at=at, answered_by=f"staff:{who}", answered_at=at
    )
    WantedCall.objects.create(key=f"k{number}", member=member, queue=queue, asked_at=at, due_at=at)
    one = CallList.objects.create(
        name=f"单{number}", kind="satisfied", mode="preview", queue=queue, made_by=f"staff:{who}", made_at=at,
        state="running",
    )  # fmt: skip
    for each in {one, CallList.objects.order_by("pk")[0]}:
        ToCall.objects.create(
            list=each, member=member, key=f"{each.pk}-{number}", taken_by_id=who, call=over, added_at=at
        )


def _of_people(number: int, who: int, skill: Skill) -> None:
    """Give an agent shifts, spells and days off."""
    today = club_day(now())
    Agent.objects.filter(pk=who).update(state="talking", call=Call.objects.get(key=f"t{number}"))
    week, _made = ShiftPlan.objects.get_or_create(
        first_day=monday_of(today), defaults={
            "needs": [[0] * 48] * 7, "calls": [[0] * 48] * 7, "terms": {"talk": 210}, "made_by": "staff:1",
            "made_at": now(), "state": "published", "published_at": now(),
        },
    )  # fmt: skip
    begins = day_start(today) + timedelta(hours=9)
    Shift.objects.create(agent_id=who, plan=week, begins=begins, ends=begins + timedelta(hours=8), skill=skill)
    ShiftPlan.objects.create(
        first_day=week.first_day + (number + 1) * 7 * DAY, made_by=f"staff:{who}", made_at=now(),
        needs=[[0] * 48] * 7, calls=[[0] * 48] * 7,
    )  # fmt: skip
    Spell.objects.create(agent_id=who, state="ready", since=begins, until=begins + timedelta(hours=1))
    Absence.objects.create(
        agent_id=who, first_day=today + 60 * DAY, last_day=today + 60 * DAY, asked_by=f"staff:{who}", asked_at=now()
    )


def _of_set_up(number: int, site: Site, queue: Queue) -> None:
    """Add a number, a holiday, a reason to pause, a question, an alert and a menu."""
    menu = Menu.objects.create(code=f"m{number}", name=f"单{number}")
    menu.versions.create(number=1, graph={"start": "", "nodes": {}}, made_by="staff:1", made_at=now())
    Line.objects.create(number=f"400900{number:04d}", name="热线", site=site, menu=menu)
    Site.objects.create(code=f"s{number}", name=f"点{number}")
    Holiday.objects.create(day=club_day(now()) + (number + 1) * DAY, name="节")
    PauseReason.objects.create(code=f"p{number}", name_zh="歇", name_en="Rest")
    RecordedPrompt.objects.create(
        digest=f"{number:064d}", language="zh", words="您好", sound=b"RIFF", put_by="staff:1", put_at=now()
    )
    card = CardDraft(question_zh=f"问{number}", answer_zh="答", queue=queue.code)
    put_card(card, uid=None, actor=BOSS, at=now())
    rule = AlertRule.objects.create(what=AlertRule.What.values[0], queue=queue, limit=5)
    Alert.objects.create(rule=rule, figure=9, began_at=now())


def pages() -> Iterator[tuple[str, dict[str, str]]]:
    """Return every page that lists something, with what is asked of it."""
    week, today = monday_of(club_day(now())).isoformat(), club_day(now()).isoformat()
    days = {"since": today, "until": today}
    for name in LISTS:
        yield reverse(f"callcenter:{name}"), {}
    yield reverse("callcenter:adherence"), days
    yield reverse("callcenter:plan", args=[week]), {}
    yield reverse("callcenter:list", args=[CallList.objects.order_by("pk")[0].uid]), {}
    yield reverse("callcenter:call", args=[Call.objects.get(key="o0").uid]), {}
    for by in ("queue", "agent", "hour", "day", "code", "list"):
        yield reverse("callcenter:report"), {**days, "by": by}
    for kind in ("line", "site", "code", "reason", "holiday", "card", "alert"):
        yield reverse("callcenter:things", args=[kind]), {}


def counted(client: Client) -> dict[str, tuple[int, int]]:
    """Return how many questions each page asks the database, and how long it is."""
    asked = {}
    for address, typed in pages():
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address, typed)
        assert answer.status_code == 200, address
        asked[f"{address} {typed.get('by', '')}"] = len(queries), len(answer.content)
    return asked


def test_no_page_asks_more_the_more_it_lists(client: Client) -> None:
    boss = agent("boss", extension="1999", skills={"club": 4})
    User.objects.filter(pk=int(boss.id)).update(roles=[Role.MANAGER])
    client.force_login(User.objects.get(pk=int(boss.id)))
    more(0, 2)
    counted(client)  # what is learned once by a process is not counted
    few = counted(client)
    more(2, 8)
    many = counted(client)

    assert {page: (few[page][0], asked) for page, (asked, _long) in many.items() if asked > few[page][0]} == {}
    steady = {page for page, (_asked, long) in many.items() if long <= few[page][1] + 100}
    assert {page.partition("/calls")[2] for page in steady} == STEADY
