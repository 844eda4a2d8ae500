"""What left the house as a file, and what was done to many at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.members.models import BulkChange, ListExport

PAGE = 50


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A list that somebody asked for as a file: who, which, how many, why, and what became of it."""

    export_id: int
    uid: UUID
    query: str
    is_masked: bool
    rows: int
    reason: str
    status: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    taken_at: datetime | None
    is_own: bool

    @property
    def status_label(self) -> str:
        """Return the status in the reader's language."""
        return str(ListExport.Status(self.status).label)


@dataclass(frozen=True, slots=True)
class BulkRow:
    """A change of many members: what, to how many, by whom, and how far it is."""

    change_id: int
    kind: str
    query: str
    expected: int
    changed: int
    what: str
    by: str
    done_at: datetime
    ended_at: datetime | None
    failure: str
    undone_by: str
    undone_at: datetime | None

    @property
    def kind_label(self) -> str:
        """Return the kind in the reader's language."""
        return str(BulkChange.Kind(self.kind).label)

    @property
    def is_at_work(self) -> bool:
        """Tell whether some are still to be changed, or changed back."""
        return self.ended_at is None or bool(self.undone_by and self.undone_at is None)

    @property
    def may_be_undone(self) -> bool:
        """Tell whether all is done and nothing undone."""
        return self.ended_at is not None and not self.undone_by


@query("members.export")
def list_exports(*, before: int, actor: Actor, limit: int = PAGE) -> list[ExportRow]:
    """Return exports, the latest first, before an id (0: from the top); one's own unless the actor approves."""
    sees_all = actor.may("members.approve_export")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.uid, e.query, e.is_masked, e.rows, e.reason, e.status, u.full_name, e.asked_at,"
            " coalesce(d.full_name, ''), e.decided_at, e.taken_at, e.asked_by_id = %(own)s"
            " FROM members_listexport e JOIN kernel_user u ON u.id = e.asked_by_id"
            " LEFT JOIN kernel_user d ON d.id = e.decided_by_id"
            " WHERE (%(before)s = 0 OR e.id < %(before)s) AND (%(all)s OR e.asked_by_id = %(own)s)"
            " ORDER BY e.id DESC LIMIT %(limit)s",
            {"own": int(actor.id) if actor.kind == "staff" else 0, "before": before, "all": sees_all, "limit": limit},
        )
        return [ExportRow(*row) for row in cursor.fetchall()]


@query("members.change_many")
def bulk_changes(*, before: int, actor: Actor, limit: int = PAGE, change_id: int = 0) -> list[BulkRow]:
    """Return changes of many, the latest first, before an id (0: from the top), or the one with an id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, c.kind, c.query, c.expected, c.changed,"
            " coalesce(g.name, h.full_name, c.value ->> 'title', ''), coalesce(u.full_name, c.done_by),"
            " c.done_at, c.ended_at, c.failure, c.undone_by, c.undone_at FROM members_bulkchange c"
            " LEFT JOIN members_tag g ON c.kind IN ('add_tag', 'remove_tag') AND g.id = (c.value ->> 'tag_id')::bigint"
            " LEFT JOIN kernel_user h ON c.kind = 'set_helper' AND h.id = (c.value ->> 'helper_id')::bigint"
            " LEFT JOIN kernel_user u ON c.done_by = 'staff:' || u.id"
            " WHERE (%(before)s = 0 OR c.id < %(before)s) AND (%(one)s = 0 OR c.id = %(one)s)"
            " ORDER BY c.id DESC LIMIT %(limit)s",
            {"before": before, "limit": limit, "one": change_id},
        )
        return [BulkRow(*row) for row in cursor.fetchall()]
