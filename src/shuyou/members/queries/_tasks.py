"""Tasks: one's own work, and everybody's list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.members.models import Contact

PAGE: Final = 50

_ROW = """
    SELECT t.id, t.title, t.text, t.channel, t.due_at, t.assignee_id, coalesce(u.full_name, ''), t.done_at, t.outcome,
           p.name, coalesce(m.number, '')
      FROM members_task t JOIN members_person p ON p.id = t.person_id
      LEFT JOIN members_member m ON m.person_id = t.person_id
      LEFT JOIN kernel_user u ON u.id = t.assignee_id
"""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task, for whom it is to be done, and by whom."""

    task_id: int
    title: str
    text: str
    channel: str
    due_at: datetime
    assignee_id: int | None
    assignee: str
    done_at: datetime | None
    outcome: str
    person: str
    number: str

    @property
    def channel_label(self) -> str:
        """The channel's name in the reader's language."""
        return str(Contact.Channel(self.channel).label) if self.channel else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks a list shows: whose (an id, `nobody` or `all`), and which (`open`, `late` or `done`)."""

    whose: str = "all"
    state: str = "open"


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A stretch of tasks, and where the next one begins."""

    rows: tuple[TaskRow, ...]
    next_after: tuple[datetime, int] | None


@dataclass(frozen=True, slots=True)
class MyTasks:
    """Open tasks, the first that are due, and how many there are."""

    rows: tuple[TaskRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may be given work."""

    user_id: int
    name: str


@query("members.plan_tasks")
def tasks_of(*, user_id: int, until: datetime, limit: int, actor: Actor) -> MyTasks:
    """Return the open tasks of a colleague that are due before a moment, in one query (index `open_tasks`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT q.*, count(*) OVER () FROM ({_ROW}"  # noqa: S608 - all parts are ours
            " WHERE t.assignee_id = %s AND t.done_at IS NULL AND t.due_at < %s) q (id, title, text, channel, due_at)"
            " ORDER BY q.due_at, q.id LIMIT %s",
            [user_id, until, limit],
        )
        rows = cursor.fetchall()
    return MyTasks(tuple(TaskRow(*row[:-1]) for row in rows), int(rows[0][-1]) if rows else 0)


@query("members.plan_tasks")
def list_tasks(
    *, wanted: TaskFilter, at: datetime, after: tuple[datetime, int] | None = None, limit: int = PAGE, actor: Actor
) -> TaskPage:
    """Return tasks that pass a filter: open ones as they fall due, done ones the latest first, in one query."""
    is_done = wanted.state == "done"
    moment, way, turn = ("t.done_at", "<", "DESC") if is_done else ("t.due_at", ">", "ASC")
    where, values = _where(wanted, at)
    if after is not None:
        where.append(f"({moment}, t.id) {way} (%s, %s)")
        values += after
    sql = f"{_ROW} WHERE {' AND '.join(where)} ORDER BY {moment} {turn}, t.id {turn} LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit + 1])
        rows = [TaskRow(*row) for row in cursor.fetchall()]
    last = rows[limit - 1] if len(rows) > limit else None
    place = (last.done_at if is_done else last.due_at, last.task_id) if last else None
    return TaskPage(tuple(rows[:limit]), place)  # type: ignore[arg-type] # what is done knows when


def _where(wanted: TaskFilter, at: datetime) -> tuple[list[str], list[str | int | datetime]]:
    where = ["t.done_at IS NOT NULL" if wanted.state == "done" else "t.done_at IS NULL"]
    values: list[str | int | datetime] = []
    if wanted.state == "late":
        where.append("t.due_at < %s")
        values.append(at)
    if wanted.whose == "nobody":
        where.append("t.assignee_id IS NULL")
    elif wanted.whose.isdecimal():
        where.append("t.assignee_id = %s")
        values.append(int(wanted.whose))
    return where, values


@query("members.plan_tasks")
def task_row(*, task_id: int, actor: Actor) -> TaskRow:
    """
    Return one task, in one query.

    :raises NotFound: there is no such task.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{_ROW} WHERE t.id = %s", [task_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(what=_("task"), key=task_id)
    return TaskRow(*row)


@query("members.plan_tasks")
def colleagues(*, actor: Actor) -> Sequence[Colleague]:
    """Return everybody who may be given work, by name, in one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, full_name FROM kernel_user WHERE is_staff AND is_active ORDER BY full_name, id")
        return [Colleague(*row) for row in cursor.fetchall()]
