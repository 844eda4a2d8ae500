"""Things to be done for a reader: made, moved to another day or colleague, done."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.models import User
from shuyou.kernel.usecase import step, use_case
from shuyou.members.errors import ColleagueUnknown, TaskClosed
from shuyou.members.events import TaskAdded, TaskDone, TaskMoved
from shuyou.members.models import Contact, Task
from shuyou.members.rules import one_line
from shuyou.members.rules.touches import due, longer_text, one_of, written
from shuyou.members.services._hold_member import hold_member

LONGEST_TITLE = 120
LONGEST_TEXT = 1000
LONGEST_OUTCOME = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """Something to be done, as typed; without a colleague it is the writer's own."""

    member_id: int
    title: str
    due: str
    text: str = ""
    channel: str = ""
    assignee: str = ""


@use_case("members.plan_tasks")
def add_task(draft: NewTask, *, actor: Actor, at: datetime) -> int:
    """
    Keep something to be done for a reader and return its id (see `plan_task`).

    :raises DomainError: it cannot be kept.
    """
    return plan_task(draft, actor=actor, at=at)


@step
def plan_task(draft: NewTask, *, actor: Actor, at: datetime) -> int:
    """
    Keep something to be done for a reader, as part of another change too, and return its id.

    :raises NotFound: there is no such member.
    :raises NothingWritten: it says not what is to be done.
    :raises ColleagueUnknown: nobody of that account works here.
    :raises DomainError: for a day or a word that cannot be kept.
    """
    task = Task(
        person_id=draft.member_id,
        title=written(one_line(draft.title, field="title", limit=LONGEST_TITLE), field="title", limit=LONGEST_TITLE),
        text=longer_text(draft.text, field="text", limit=LONGEST_TEXT),
        channel=one_of(draft.channel, ["", *Contact.Channel.values], field="channel"),
        due_at=due(draft.due, at=at),
        assignee_id=_colleague(draft.assignee or (actor.id if actor.kind == STAFF else "")),
        created_by=actor.signature,
        created_at=at,
    )
    hold_member(member_id=draft.member_id)
    task.save(force_insert=True)
    publish(TaskAdded(member_id=draft.member_id, task_id=task.pk, assignee_id=task.assignee_id), actor=actor, at=at)
    return task.pk


@use_case("members.plan_tasks")
def postpone_task(*, task_id: int, until: str, actor: Actor, at: datetime) -> None:
    """
    Let a task be due another day.

    :raises NotFound: there is no such task.
    :raises TaskClosed: it is done.
    :raises DomainError: for a day that cannot be kept.
    """
    moment = due(until, at=at)
    task = _open(task_id)
    if task.due_at != moment:
        task.due_at = moment
        task.save(update_fields=["due_at"])
        _tell_moved(task, actor, at)


@use_case("members.plan_tasks")
def reassign_task(*, task_id: int, assignee: str, actor: Actor, at: datetime) -> None:
    """
    Give a task to a colleague.

    :raises NotFound: there is no such task.
    :raises TaskClosed: it is done.
    :raises ColleagueUnknown: nobody of that account works here.
    """
    colleague = _colleague(assignee)
    task = _open(task_id)
    if task.assignee_id != colleague:
        task.assignee_id = colleague
        task.save(update_fields=["assignee"])
        _tell_moved(task, actor, at)


@use_case("members.plan_tasks")
def finish_task(*, task_id: int, outcome: str, actor: Actor, at: datetime) -> None:
    """
    Say that a task is done, and what came of it.

    :raises NotFound: there is no such task.
    :raises TaskClosed: somebody has done it already.
    :raises TextTooLong: more came of it than there is room for.
    """
    told = longer_text(outcome, field="outcome", limit=LONGEST_OUTCOME)
    task = _open(task_id)
    task.done_at, task.done_by, task.outcome = at, actor.signature, told
    task.save(update_fields=["done_at", "done_by", "outcome"])
    publish(TaskDone(member_id=task.person_id, task_id=task.pk), actor=actor, at=at)


def _open(task_id: int) -> Task:
    """Return an open task, held; the member comes first in the order of locks."""
    member_id = Task.objects.filter(pk=task_id).values_list("person_id", flat=True).first()
    if member_id is None:
        raise NotFound(what=_("task"), key=task_id)
    hold_member(member_id=member_id)
    task = Task.objects.filter(pk=task_id).select_for_update(no_key=True, of=("self",)).get()
    if task.done_at is not None:
        raise TaskClosed()
    return task


def _tell_moved(task: Task, actor: Actor, at: datetime) -> None:
    moved = TaskMoved(
        member_id=task.person_id, task_id=task.pk, assignee_id=task.assignee_id, due_at=task.due_at.isoformat()
    )
    publish(moved, actor=actor, at=at)


def _colleague(key: str) -> int | None:
    """Return the id of somebody who works here; None for nobody."""
    if not key:
        return None
    is_number = key.isascii() and key.isdigit() and len(key) < 10
    if not is_number or not User.objects.filter(pk=int(key), is_staff=True, is_active=True).exists():
        raise ColleagueUnknown(value=key)
    return int(key)
