"""One thing done to many members: previewed, done in parts, undone where nobody has changed it since."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shuyou.kernel.actor import Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members import services
from shuyou.members.errors.lists import ChangeNotUndoable, MoreThanSeen, NobodyToChange
from shuyou.members.models import BulkChange, BulkChanged, Member, PersonTag, Tag, Task
from shuyou.members.queries import MemberFilter
from shuyou.members.rules.listing import packed
from shuyou.members.services import ManyDraft
from shuyou.members.services import _change_many as change_many
from shuyou.members.tests.factories import MemberFactory
from shuyou.members.tests.test_lists import AT, LIST, signed_in

pytestmark = pytest.mark.django_db
JOB = Actor.job("test")


@pytest.fixture
def members(monkeypatch: pytest.MonkeyPatch) -> list[Member]:
    """Return five members, and have parts of two."""
    monkeypatch.setattr(change_many, "PART", 2)
    return [MemberFactory.create(joined_via="web") for _ in range(5)]


def done(draft: ManyDraft) -> int:
    change = services.begin_many(draft, actor=JOB, at=AT)
    while services.change_some(change_id=change, actor=JOB, at=AT):
        pass
    return change


def undone(change: int) -> None:
    services.begin_undo(change_id=change, actor=JOB, at=AT)
    while services.undo_some(change_id=change, actor=JOB, at=AT):
        pass


def tagged(tag: Tag) -> set[int]:
    return set(PersonTag.objects.filter(tag=tag).values_list("person_id", flat=True))


def drafted(kind: str, **plan: object) -> ManyDraft:
    return ManyDraft(wanted=MemberFilter(joined_via="web"), query="", kind=kind, seen=5, **plan)  # type: ignore[arg-type]


def test_a_tag_is_put_on_and_taken_off_again_but_for_who_had_it(members: list[Member]) -> None:
    tag = Tag.objects.create(name="绘本")
    PersonTag.objects.create(person=members[2].person, tag=tag, added_by="before", at=AT)
    other = MemberFactory.create(joined_via="store")

    preview = services.preview_many(drafted("add_tag", tag_id=tag.pk), actor=JOB, on=AT.date())
    change = done(drafted("add_tag", tag_id=tag.pk))

    assert (preview.changed, preview.unchanged, len(preview.first)) == (4, 1, 4)
    assert tagged(tag) == {one.pk for one in members}
    assert other.pk not in tagged(tag)
    kept = BulkChange.objects.get(pk=change)
    assert (kept.expected, kept.changed, kept.ended_at) == (4, 4, AT)

    undone(change)
    assert tagged(tag) == {members[2].pk}
    with pytest.raises(ChangeNotUndoable):
        services.begin_undo(change_id=change, actor=JOB, at=AT)


def test_a_tag_taken_off_comes_back_as_it_was(members: list[Member]) -> None:
    tag = Tag.objects.create(name="绘本")
    for one in members[:3]:
        PersonTag.objects.create(person=one.person, tag=tag, added_by=f"staff:{one.pk}", at=AT)
    before = set(PersonTag.objects.values_list("person_id", "added_by", "at"))

    change = done(drafted("remove_tag", tag_id=tag.pk))
    assert tagged(tag) == set()

    undone(change)
    assert set(PersonTag.objects.values_list("person_id", "added_by", "at")) == before


def test_tasks_are_made_and_those_not_done_yet_are_taken_back(members: list[Member]) -> None:
    colleague = staff_with(Role.CALL_AGENT)
    plan = {"title": "Ring about the fair", "due_at": AT + timedelta(days=3), "assignee_id": colleague.pk}

    change = done(drafted("add_task", **plan))
    assert Task.objects.filter(assignee=colleague, title="Ring about the fair").count() == 5
    Task.objects.filter(person=members[0].person).update(done_at=AT)

    undone(change)
    assert [task.person_id for task in Task.objects.all()] == [members[0].pk]


def test_helpers_come_back_unless_somebody_changed_them_since(members: list[Member]) -> None:
    first, second, third = (staff_with(Role.MANAGER) for _ in range(3))
    Member.objects.filter(pk=members[0].pk).update(helper=first)

    change = done(drafted("set_helper", helper_id=second.pk))
    assert set(Member.objects.values_list("helper_id", flat=True)) == {second.pk}
    Member.objects.filter(pk=members[1].pk).update(helper=third)

    undone(change)
    found = dict(Member.objects.values_list("pk", "helper_id"))
    assert found == {one.pk: None for one in members} | {members[0].pk: first.pk, members[1].pk: third.pk}


def test_nobody_is_touched_whom_the_preview_did_not_count(members: list[Member]) -> None:
    tag = Tag.objects.create(name="绘本")
    MemberFactory.create(joined_via="web")

    with pytest.raises(MoreThanSeen) as refusal:
        services.begin_many(drafted("add_tag", tag_id=tag.pk), actor=JOB, at=AT)

    assert refusal.value.params == {"seen": 5, "now": 6}


def test_a_change_for_nobody_is_refused(members: list[Member]) -> None:
    with pytest.raises(NobodyToChange):
        services.begin_many(drafted("remove_tag", tag_id=0), actor=JOB, at=AT)


def test_the_page_previews_does_and_undoes(client: Client, members: list[Member]) -> None:
    signed_in(client, Role.MANAGER)
    tag = Tag.objects.create(name="绘本")
    url = f"{LIST}many/?joined_via=web"

    missing = client.post(url, {"kind": "add_tag"})
    assert missing.status_code == 422
    preview = client.post(url, {"kind": "add_tag", "tag": tag.pk})
    assert "5 members would be changed" in preview.content.decode()
    assert tagged(tag) == set()

    answer = client.post(url, {"kind": "add_tag", "tag": tag.pk, "seen": 5, "go": "1"})
    assert answer.status_code == 303
    assert len(tagged(tag)) == 5
    assert "Done: 5." in client.get(answer.headers["Location"]).content.decode()

    change = BulkChange.objects.get()
    client.post(f"{LIST}changes/{change.pk}/undo/")
    assert tagged(tag) == set()
    assert "Undone." in client.get(answer.headers["Location"]).content.decode()
    assert BulkChanged.objects.filter(change=change).count() == 5


def test_the_page_names_those_who_were_chosen(client: Client, members: list[Member]) -> None:
    signed_in(client, Role.MANAGER)

    page = client.get(f"{LIST}many/?chosen={packed(one.pk for one in members[:3])}").content.decode()

    assert "For the 3 chosen</h1>" in page
    assert "pass the filter" not in page


def test_who_may_not_change_many_sees_no_way_to(client: Client, members: list[Member]) -> None:
    signed_in(client, Role.CALL_AGENT)

    assert client.get(f"{LIST}many/").status_code == 403
    assert "members/many/" not in client.get(LIST).content.decode()


def test_the_database_counts_a_large_change_before_it_does_it(
    members: list[Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without being counted a change of 20,000 is taken for one row, and each part of it takes minutes."""
    draft = drafted("set_helper", helper_id=staff_with(Role.SERVICE_AGENT).pk)
    monkeypatch.setattr(change_many, "FEW", 4)

    with CaptureQueriesContext(connection) as seen:
        services.begin_many(draft, actor=JOB, at=AT)

    assert [one["sql"] for one in seen if "ANALYZE" in one["sql"]] == ["ANALYZE members_bulkchanged"]
