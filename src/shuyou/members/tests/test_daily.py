"""Contacts, questions, notes, tasks and tags: kept, told on one line of time, refused without a trace."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import DomainError, NotFound, NotPermitted
from shuyou.kernel.models import EventRecord, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members import queries, services
from shuyou.members.errors import (
    ColleagueUnknown,
    DateNotPossible,
    DateNotReadable,
    DateOutOfRange,
    MinutesNotPossible,
    NobodyToRecognise,
    NothingWritten,
    TagTaken,
    TagUnknown,
    TaskClosed,
    TextTooLong,
    WordUnknown,
)
from shuyou.members.models import Contact, Inquiry, Member, Note, PersonTag, Tag, Task
from shuyou.members.queries import TaskFilter
from shuyou.members.services import NewContact, NewInquiry, NewTask
from shuyou.members.tests.factories import MemberFactory, PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LATER = AT + timedelta(days=30)
PARTS = list(queries.STORY_KINDS)


@pytest.fixture
def member() -> Member:
    return MemberFactory.create(person=PersonFactory.create(name="林晚舟"))


@pytest.fixture
def agent() -> User:
    return StaffFactory.create(full_name="何思远")


@pytest.fixture
def actor(agent: User) -> Actor:
    return Actor(STAFF, str(agent.pk), "test", frozenset({Role.CALL_AGENT, Role.MANAGER}))


def contact(member: Member | None, **words: str) -> NewContact:
    told = {"channel": "phone", "recognition": "name" if member else "none", **words}
    return NewContact(member_id=member.pk if member else None, **told)


def task(member: Member, **words: str) -> NewTask:
    return NewTask(member_id=member.pk, **{"title": "回访新书", "due": "2026-11-24", **words})


def story(member: Member, actor: Actor, parts: list[str] | None = None) -> list[tuple[str, dict[str, Any]]]:
    lines = queries.member_story(member_id=member.pk, parts=parts or PARTS, before=LATER, limit=50, actor=actor)
    return [(line.part, dict(line.facts)) for line in lines]


def trace() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Contact, Inquiry, Note, Task, PersonTag, EventRecord))


# --- contacts


@pytest.mark.feature("F022", "F023")
def test_a_contact_is_told_with_how_the_reader_was_known(member: Member, agent: User, actor: Actor) -> None:
    services.log_contact(contact(member, topic="缺页", text="第 97 页\n缺一帖", minutes="6"), actor=actor, at=AT)

    ((part, facts),) = story(member, actor)
    assert part == "contacts"
    assert (facts["topic"], facts["text"], facts["minutes"]) == ("缺页", "第 97 页\n缺一帖", 6)
    assert facts["recognition"] == "name"
    row = Contact.objects.get()
    assert (row.person_id, row.staff_id, row.at) == (member.pk, agent.pk, AT)
    told = EventRecord.objects.get(name="members.contact_logged").payload
    assert told["recognition"] == "name"
    assert "缺页" not in str(told)


def test_a_caller_nobody_knows_is_logged_without_making_a_person_up(actor: Actor) -> None:
    services.log_contact(contact(None, topic="问路"), actor=actor, at=AT)

    assert (Contact.objects.get().person_id, Contact.objects.get().recognition) == (None, "none")


@pytest.mark.parametrize(
    ("words", "refusal", "field"),
    [
        ({"channel": "pigeon"}, WordUnknown, "channel"),
        ({"direction": "up"}, WordUnknown, "direction"),
        ({"recognition": "maybe"}, WordUnknown, "recognition"),
        ({"minutes": "a while"}, MinutesNotPossible, "minutes"),
        ({"minutes": "1441"}, MinutesNotPossible, "minutes"),
        ({"minutes": "-3"}, MinutesNotPossible, "minutes"),
        ({"topic": "长" * 61}, TextTooLong, "topic"),
        ({"text": "长" * 1001}, TextTooLong, "text"),
    ],
)
def test_a_contact_that_cannot_be_kept_names_its_field(
    member: Member, actor: Actor, words: dict[str, str], refusal: type[DomainError], field: str
) -> None:
    before = trace()

    with pytest.raises(refusal) as told:
        services.log_contact(contact(member, **words), actor=actor, at=AT)

    assert told.value.at_field == field
    assert trace() == before


def test_nobody_can_be_recognised_without_being_found(actor: Actor) -> None:
    with pytest.raises(NobodyToRecognise):
        services.log_contact(contact(None, recognition="name"), actor=actor, at=AT)


def test_who_may_not_log_may_not(member: Member) -> None:
    with pytest.raises(NotPermitted):
        services.log_contact(contact(member), actor=Actor(STAFF, "1", "t", frozenset({Role.ANALYST})), at=AT)


def test_a_contact_with_a_member_who_is_not_there(actor: Actor) -> None:
    with pytest.raises(NotFound):
        services.log_contact(NewContact(member_id=7, channel="phone"), actor=actor, at=AT)
    assert Contact.objects.count() == 0


# --- how many were known by name


@pytest.mark.feature("F023")
def test_the_share_known_by_name_by_week_channel_and_colleague(member: Member, agent: User, actor: Actor) -> None:
    other = Actor(STAFF, str(StaffFactory.create(full_name="温静仪").pk), "test", frozenset({Role.CALL_AGENT}))
    week = timedelta(days=7)
    for told, who, at in (
        (contact(member), actor, AT - week),
        (contact(member, recognition="clue"), actor, AT - week),
        (contact(member, channel="counter", recognition="card"), other, AT),
        (contact(member), other, AT),
        (contact(member), other, AT),
        (contact(None), other, AT),
        (contact(member, direction="out"), other, AT),
    ):
        services.log_contact(told, actor=who, at=at)

    told_all = queries.recognition(first=date(2026, 11, 1), last=date(2026, 11, 22), actor=actor)

    def counts(shares: tuple[queries.Share, ...]) -> list[tuple[str, int, int, int, int, int]]:
        return [(one.label, one.total, one.by_name, one.by_card, one.by_clue, one.unknown) for one in shares]

    assert counts(told_all.weeks) == [("2026-11-09", 2, 1, 0, 1, 0), ("2026-11-16", 4, 2, 1, 0, 1)]
    by_key = {one.key: (one.total, one.by_name, one.by_card, one.by_clue, one.unknown) for one in told_all.channels}
    assert by_key == {"counter": (1, 0, 1, 0, 0), "phone": (5, 3, 0, 1, 1)}
    assert counts(told_all.staff) == [("温静仪", 4, 2, 1, 0, 1), ("何思远", 2, 1, 0, 1, 0)]
    assert (told_all.whole.total, told_all.whole.rate) == (6, 0.5)


def test_a_time_without_contacts_has_no_share(actor: Actor) -> None:
    told = queries.recognition(first=date(2026, 1, 1), last=date(2026, 1, 31), actor=actor)

    assert (told.whole.total, told.whole.rate, told.weeks) == (0, 0.0, ())


def test_the_log_goes_on_where_it_stopped(member: Member, actor: Actor) -> None:
    for number in range(5):
        services.log_contact(contact(member, topic=str(number)), actor=actor, at=AT)

    first = queries.list_contacts(wanted=queries.ContactFilter(), limit=3, actor=actor)
    rest = queries.list_contacts(wanted=queries.ContactFilter(), before=first.next_before, limit=3, actor=actor)

    assert [row.topic for row in (*first.rows, *rest.rows)] == ["4", "3", "2", "1", "0"]
    assert rest.next_before is None


# --- questions


@pytest.mark.feature("F006")
def test_questions_searches_and_views_stand_in_the_story(member: Member, actor: Actor) -> None:
    for kind, text, hits in (("question", "有没有张岱全集", None), ("search", "陶庵梦忆", 0), ("view", "夜航船", None)):
        draft = NewInquiry(member_id=member.pk, kind=kind, channel="web", text=text, hits=hits)
        services.note_inquiry(draft, actor=actor, at=AT)

    told = [(facts["kind"], facts["channel"], facts["text"], facts["hits"]) for _, facts in story(member, actor)]
    assert sorted(told, key=str) == [
        ("question", "web", "有没有张岱全集", None), ("search", "web", "陶庵梦忆", 0), ("view", "web", "夜航船", None),
    ]  # fmt: skip
    rows = queries.member_inquiries(member_id=member.pk, limit=2, actor=actor)
    assert [row.text for row in rows] == ["夜航船", "陶庵梦忆"]


def test_nothing_asked_is_no_question(member: Member, actor: Actor) -> None:
    with pytest.raises(NothingWritten):
        services.note_inquiry(
            NewInquiry(member_id=member.pk, kind="question", channel="phone", text=" \n"), actor=actor, at=AT
        )
    assert trace() == (0, 0, 0, 0, 0, 0)


# --- notes


def test_a_note_keeps_every_version(member: Member, actor: Actor) -> None:
    note_id = services.add_note(member_id=member.pk, text="  爱读园林\n书  ", actor=actor, at=AT)
    services.edit_note(member_id=member.pk, note_id=note_id, text="爱读造园书", actor=actor, at=AT)
    assert not services.edit_note(member_id=member.pk, note_id=note_id, text="爱读造园书", actor=actor, at=LATER)

    detail = queries.note_detail(member_id=member.pk, note_id=note_id, actor=actor)

    assert (detail.note.text, detail.note.edited_at) == ("爱读造园书", AT)
    assert [(version.text, version.who) for version in detail.versions] == [("爱读园林\n书", "何思远")]


def test_what_is_said_keeps_its_chinese_marks(member: Member, actor: Actor) -> None:
    services.add_note(member_id=member.pk, text="喜欢线装书，周末来电！（ＶＩＰ　１２）", actor=actor, at=AT)
    task = NewTask(member_id=member.pk, title="回访：换货，先问书脊？", due="2026-11-30")
    services.add_task(task, actor=actor, at=AT)

    assert Note.objects.get().text == "喜欢线装书，周末来电！（VIP 12）"
    assert Task.objects.get().title == "回访：换货，先问书脊？"


def test_pinned_notes_come_first_and_removed_ones_come_back(member: Member, actor: Actor) -> None:
    old, new = (services.add_note(member_id=member.pk, text=text, actor=actor, at=AT) for text in ("旧", "新"))

    def shown() -> list[str]:
        return [note.text for note in queries.member_daily(member_id=member.pk, actor=actor).notes]

    assert shown() == ["新", "旧"]
    services.pin_note(member_id=member.pk, note_id=old, is_pinned=True, actor=actor, at=AT)
    assert shown() == ["旧", "新"]
    services.remove_note(member_id=member.pk, note_id=new, actor=actor, at=AT)
    assert shown() == ["旧"]
    assert [facts["text"] for _, facts in story(member, actor)] == ["旧"]
    with pytest.raises(NotFound):
        services.edit_note(member_id=member.pk, note_id=new, text="x", actor=actor, at=AT)
    services.restore_note(member_id=member.pk, note_id=new, actor=actor, at=AT)
    assert shown() == ["旧", "新"]


def test_a_note_of_another_member_is_not_found(member: Member, actor: Actor) -> None:
    note_id = services.add_note(member_id=MemberFactory.create().pk, text="x", actor=actor, at=AT)

    with pytest.raises(NotFound):
        services.remove_note(member_id=member.pk, note_id=note_id, actor=actor, at=AT)
    assert not Note.objects.get().is_removed


# --- tasks


def test_a_task_is_ones_own_unless_it_is_given_away(member: Member, agent: User, actor: Actor) -> None:
    other = StaffFactory.create(full_name="温静仪")
    services.add_task(task(member), actor=actor, at=AT)
    services.add_task(task(member, title="寄书单", assignee=str(other.pk)), actor=actor, at=AT)

    mine = queries.tasks_of(user_id=agent.pk, until=LATER, limit=9, actor=actor)

    assert ([row.title for row in mine.rows], mine.total) == (["回访新书"], 1)
    assert mine.rows[0].due_at == datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    assert queries.tasks_of(user_id=agent.pk, until=AT, limit=9, actor=actor).total == 0


@pytest.mark.parametrize(
    ("words", "refusal", "field"),
    [
        ({"title": " "}, NothingWritten, "title"),
        ({"due": ""}, DateNotReadable, "due"),
        ({"due": "2026-11-21"}, DateOutOfRange, "due"),
        ({"due": "2026-11-31"}, DateNotPossible, "due"),
        ({"due": "2026-11-24 25:00"}, DateNotPossible, "due"),
        ({"channel": "pigeon"}, WordUnknown, "channel"),
        ({"assignee": "999999"}, ColleagueUnknown, "assignee"),
        ({"assignee": "me"}, ColleagueUnknown, "assignee"),
    ],
)
def test_a_task_that_cannot_be_kept_names_its_field(
    member: Member, actor: Actor, words: dict[str, str], refusal: type[DomainError], field: str
) -> None:
    with pytest.raises(refusal) as told:
        services.add_task(task(member, **words), actor=actor, at=AT)

    assert told.value.at_field == field
    assert (Task.objects.count(), EventRecord.objects.count()) == (0, 0)


def test_a_task_moves_and_is_done_once(member: Member, actor: Actor) -> None:
    other = StaffFactory.create()
    task_id = services.add_task(task(member), actor=actor, at=AT)
    services.postpone_task(task_id=task_id, until="2026-12-01 15:30", actor=actor, at=AT)
    services.reassign_task(task_id=task_id, assignee=str(other.pk), actor=actor, at=AT)
    services.finish_task(task_id=task_id, outcome="已订两种", actor=actor, at=LATER)

    row = queries.task_row(task_id=task_id, actor=actor)
    assert (row.due_at, row.assignee_id) == (datetime(2026, 12, 1, 7, 30, tzinfo=UTC), other.pk)
    assert (row.done_at, row.outcome) == (LATER, "已订两种")
    for change in (
        lambda: services.finish_task(task_id=task_id, outcome="再来", actor=actor, at=LATER),
        lambda: services.postpone_task(task_id=task_id, until="2026-12-09", actor=actor, at=AT),
    ):
        with pytest.raises(TaskClosed):
            change()
    assert queries.task_row(task_id=task_id, actor=actor).outcome == "已订两种"


@pytest.mark.parametrize("state", ["open", "done"])
def test_the_list_of_tasks_goes_on_where_it_stopped(member: Member, actor: Actor, state: str) -> None:
    for number in range(5):
        task_id = services.add_task(task(member, title=str(number)), actor=actor, at=AT)
        if state == "done":
            services.finish_task(task_id=task_id, outcome="", actor=actor, at=AT)

    wanted = TaskFilter(state=state)
    first = queries.list_tasks(wanted=wanted, at=AT, limit=3, actor=actor)
    rest = queries.list_tasks(wanted=wanted, at=AT, after=first.next_after, limit=3, actor=actor)

    titles = [row.title for row in (*first.rows, *rest.rows)]
    assert titles == (["0", "1", "2", "3", "4"] if state == "open" else ["4", "3", "2", "1", "0"])


def test_overdue_and_nobodys_tasks_are_found(member: Member, actor: Actor) -> None:
    services.add_task(task(member, title="早"), actor=actor, at=AT)
    services.add_task(task(member, title="晚", due="2026-12-20"), actor=Actor.job("night"), at=AT)

    def titles(**words: str) -> list[str]:
        page = queries.list_tasks(wanted=TaskFilter(**words), at=AT + timedelta(days=9), actor=actor)
        return [row.title for row in page.rows]

    assert (titles(state="late"), titles(whose="nobody"), titles(whose=actor.id)) == (["早"], ["晚"], ["早"])


# --- tags


def test_tags_are_put_on_by_name_and_taken_off(member: Member, actor: Actor) -> None:
    tag_id = services.define_tag(name="VIP 读者", colour="2", actor=actor, at=AT)
    for name in ("vip 读者", "VIP 读者"):
        services.put_tag(member_id=member.pk, name=name, actor=actor, at=AT)

    assert [tag.name for tag in queries.member_daily(member_id=member.pk, actor=actor).tags] == ["VIP 读者"]
    assert EventRecord.objects.filter(name="members.tag_put").count() == 1
    services.take_tag(member_id=member.pk, tag_id=tag_id, actor=actor, at=AT)
    services.take_tag(member_id=member.pk, tag_id=tag_id, actor=actor, at=AT)
    assert PersonTag.objects.count() == 0
    assert EventRecord.objects.filter(name="members.tag_put").count() == 2


def test_a_retired_tag_stays_with_its_readers_and_goes_to_no_others(member: Member, actor: Actor) -> None:
    tag_id = services.define_tag(name="老友", colour="1", actor=actor, at=AT)
    services.put_tag(member_id=member.pk, name="老友", actor=actor, at=AT)
    services.retire_tag(tag_id=tag_id, is_active=False, actor=actor, at=AT)

    with pytest.raises(TagUnknown):
        services.put_tag(member_id=MemberFactory.create().pk, name="老友", actor=actor, at=AT)
    assert [(tag.readers, tag.is_active) for tag in queries.all_tags(actor=actor)] == [(1, False)]
    assert [tag.name for tag in queries.member_daily(member_id=member.pk, actor=actor).tags] == ["老友"]


@pytest.mark.parametrize(
    ("name", "colour", "refusal"),
    [("老友", "1", TagTaken), ("", "1", NothingWritten), ("新", "7", WordUnknown), ("长" * 31, "1", TextTooLong)],
)
def test_a_tag_that_cannot_be_kept(actor: Actor, name: str, colour: str, refusal: type[DomainError]) -> None:
    services.define_tag(name="老友", colour="1", actor=actor, at=AT)

    with pytest.raises(refusal):
        services.define_tag(name=name, colour=colour, actor=actor, at=AT)
    assert Tag.objects.count() == 1


# --- the whole


@pytest.mark.feature("F022")
def test_all_parts_of_the_story_come_in_one_query(member: Member, actor: Actor, django_assert_num_queries: Any) -> None:
    services.log_contact(contact(member), actor=actor, at=AT)
    services.add_note(member_id=member.pk, text="x", actor=actor, at=AT)
    services.add_task(task(member), actor=actor, at=AT)
    services.block_member(member_id=member.pk, reason="x", actor=actor, at=AT)

    with django_assert_num_queries(1):
        told = story(member, actor)
    with django_assert_num_queries(1):
        queries.member_daily(member_id=member.pk, actor=actor)

    assert sorted(part for part, _ in told) == ["contacts", "data", "notes", "tasks"]
    assert [part for part, _ in story(member, actor, ["notes"])] == ["notes"]


def test_ways_are_kept_and_told_once(member: Member, actor: Actor) -> None:
    for _ in range(2):
        services.prefer_ways(member_id=member.pk, channel="sms", best_time="晚 7 点后", actor=actor, at=AT)

    head = queries.member_head(number=member.number, actor=actor)
    assert (bool(head.preferred_channel), head.best_time) == (True, "晚 7 点后")
    assert EventRecord.objects.filter(name="members.ways_preferred").count() == 1
    with pytest.raises(WordUnknown):
        services.prefer_ways(member_id=member.pk, channel="pigeon", best_time="", actor=actor, at=AT)
