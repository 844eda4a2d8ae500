"""One thing done to many members at once: decided with a preview, done in parts, undoable."""

# ruff: noqa: S608 - every piece of these statements stands here; what was typed goes apart

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.lists import ChangeMissing, ChangeNotUndoable, MoreThanSeen, NobodyToChange
from shuyou.members.events.lists import ManyChanged, ManyChanging
from shuyou.members.models import BulkChange
from shuyou.members.queries._filtered import conditions_of, require_to_ask
from shuyou.members.rules.listing import MemberFilter

type Cell = str | int | datetime | None

PART: Final = 20_000
"""Members changed in one transaction."""

FEW: Final = 1_000
"""Members up to whom it does not matter how the database goes about a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyDraft:
    """What is to be done to whom; `seen` is how many the preview announced."""

    wanted: MemberFilter
    query: str
    kind: str
    tag_id: int = 0
    helper_id: int | None = None
    title: str = ""
    text: str = ""
    channel: str = ""
    due_at: datetime | None = None
    assignee_id: int | None = None
    seen: int = 0


@dataclass(frozen=True, slots=True)
class ManyPreview:
    """How many a change would touch, how many it would leave as they are, and the first of them."""

    changed: int
    unchanged: int
    first: tuple[int, ...] = field(default=())


# Whom a change touches: the others have what they would get.
_TOUCHED: Final = {
    "add_tag": "NOT EXISTS (SELECT FROM members_persontag g WHERE g.person_id = l.person_id AND g.tag_id = %(tag_id)s)",
    "remove_tag": "EXISTS (SELECT FROM members_persontag g WHERE g.person_id = l.person_id AND g.tag_id = %(tag_id)s)",
    "add_task": "true",
    "set_helper": (
        "EXISTS (SELECT FROM members_member m WHERE m.person_id = l.person_id"
        " AND m.helper_id IS DISTINCT FROM %(helper_id)s::bigint)"
    ),
}

_SOME: Final = """
    SELECT person_id, before FROM members_bulkchanged WHERE change_id = %(change)s AND {state}
     ORDER BY person_id LIMIT %(part)s FOR UPDATE
"""
_NOTE: Final = """
    UPDATE members_bulkchanged b SET before = {before} FROM chosen LEFT JOIN done USING (person_id)
     WHERE b.change_id = %(change)s AND b.person_id = chosen.person_id
"""
_PUT: Final = """
    INSERT INTO members_persontag (person_id, tag_id, added_by, at)
    SELECT person_id, %(tag_id)s, %(by)s, %(at)s FROM chosen ON CONFLICT DO NOTHING RETURNING person_id
"""
_TAKE: Final = """
    DELETE FROM members_persontag g USING chosen WHERE g.person_id = chosen.person_id AND g.tag_id = %(tag_id)s
    RETURNING g.person_id, g.added_by, g.at
"""
_PLAN: Final = """
    INSERT INTO members_task (uid, person_id, title, text, channel, due_at, assignee_id, created_by, created_at,
                              done_by, outcome)
    SELECT uuidv7(), person_id, %(title)s, %(text)s, %(channel)s, %(due_at)s::timestamptz, %(assignee_id)s::bigint,
           %(by)s, %(at)s, '', '' FROM chosen RETURNING person_id, id
"""
_HELP: Final = """
    UPDATE members_member m SET helper_id = %(helper_id)s::bigint FROM (
        SELECT o.person_id, o.helper_id FROM members_member o JOIN chosen USING (person_id)
         ORDER BY o.person_id FOR NO KEY UPDATE OF o) o
     WHERE m.person_id = o.person_id RETURNING m.person_id, o.helper_id
"""
_DO: Final = {
    "add_tag": (_PUT, "jsonb_build_object('put', done.person_id IS NOT NULL)"),
    "remove_tag": (_TAKE, "jsonb_build_object('added_by', done.added_by, 'at', done.at)"),
    "add_task": (_PLAN, "jsonb_build_object('task', done.id)"),
    "set_helper": (_HELP, "jsonb_build_object('helper', done.helper_id)"),
}
"""What is done to some, and what is noted of how it was."""

_TAKE_AGAIN: Final = """
    DELETE FROM members_persontag g USING chosen WHERE g.person_id = chosen.person_id AND g.tag_id = %(tag_id)s
       AND (chosen.before ->> 'put')::boolean RETURNING g.person_id
"""
_PUT_BACK: Final = """
    INSERT INTO members_persontag (person_id, tag_id, added_by, at)
    SELECT person_id, %(tag_id)s, before ->> 'added_by', (before ->> 'at')::timestamptz FROM chosen
     WHERE before ->> 'at' IS NOT NULL ON CONFLICT DO NOTHING RETURNING person_id
"""
_UNPLAN: Final = """
    DELETE FROM members_task t USING chosen WHERE t.id = (chosen.before ->> 'task')::bigint AND t.done_at IS NULL
    RETURNING t.person_id
"""
_HELP_BACK: Final = """
    UPDATE members_member m SET helper_id = o.was FROM (
        SELECT o.person_id, (chosen.before ->> 'helper')::bigint AS was
          FROM members_member o JOIN chosen USING (person_id)
         WHERE o.helper_id IS NOT DISTINCT FROM %(helper_id)s::bigint ORDER BY o.person_id FOR NO KEY UPDATE OF o) o
     WHERE m.person_id = o.person_id RETURNING m.person_id
"""
_UNDO: Final = {"add_tag": _TAKE_AGAIN, "remove_tag": _PUT_BACK, "add_task": _UNPLAN, "set_helper": _HELP_BACK}
"""How it is undone, where it still stands as it was done."""


def preview_many(draft: ManyDraft, *, actor: Actor, on: date, first: int = 10) -> ManyPreview:
    """Return whom a change would touch, in two queries; nothing is written."""
    actor.require("members.change_many")
    require_to_ask(draft.wanted, actor)
    found = conditions_of(draft.wanted, on, actor)
    touched = _TOUCHED[draft.kind]
    values = {**found.values, **_values(draft)}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FILTER (WHERE {touched}), count(*) FROM members_listing l WHERE {found.where}", values
        )
        changed, total = cursor.fetchone()
        cursor.execute(
            f"SELECT l.person_id FROM members_listing l WHERE {found.where} AND {touched}"
            " ORDER BY l.joined_on DESC, l.person_id DESC LIMIT %(first)s",
            {**values, "first": first},
        )
        return ManyPreview(changed, total - changed, tuple(row[0] for row in cursor.fetchall()))


@use_case("members.change_many")
def begin_many(draft: ManyDraft, *, actor: Actor, at: datetime) -> int:
    """
    Decide on a change and whom it touches, as the preview said, and return its id; `change_some` does it part by part.

    :raises NobodyToChange: it would change nothing.
    :raises MoreThanSeen: it would touch more than the preview said.
    """
    require_to_ask(draft.wanted, actor)
    change = BulkChange.objects.create(
        kind=draft.kind, value=_value(draft), query=draft.query[:2000], done_by=actor.signature,
        done_at=at,
    )  # fmt: skip
    found = conditions_of(draft.wanted, club_day(at), actor)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_bulkchanged (change_id, person_id) SELECT %(change)s, l.person_id"
            f" FROM members_listing l WHERE {found.where} AND {_TOUCHED[draft.kind]} ORDER BY l.person_id",
            {**found.values, **_values(draft), "change": change.pk},
        )
        people = cursor.rowcount
        if not people:
            raise NobodyToChange()
        if people > draft.seen:
            raise MoreThanSeen(seen=draft.seen, now=people)
        if people > FEW:
            # Without it the database takes a change it has not counted yet for one row, and its parts for minutes.
            cursor.execute("ANALYZE members_bulkchanged")
    change.expected = people
    change.save(update_fields=["expected"])
    publish(ManyChanging(change_id=change.pk, people=people, is_undoing=False), actor=actor, at=at)
    return change.pk


@use_case("members.change_many")
def change_some(*, change_id: int, actor: Actor, at: datetime) -> int:
    """Do the next part of a change and return how many it touched; 0 when all is done."""
    change = _held(change_id)
    if change.ended_at is not None:
        return 0
    doing, before = _DO[change.kind]
    people = _run(change, doing, before, state="before IS NULL")
    change.changed += people
    if change.changed >= change.expected or not people:
        change.ended_at = at
    change.save(update_fields=["changed", "ended_at"])
    publish(ManyChanged(change_id=change.pk, people=people, is_undoing=False), actor=actor, at=at)
    return people


@use_case("members.change_many")
def begin_undo(*, change_id: int, actor: Actor, at: datetime) -> int:
    """
    Decide to undo a change and return how many it touched; `undo_some` does it part by part.

    :raises ChangeMissing: there is none.
    :raises ChangeNotUndoable: it is at work, or undone.
    """
    change = _held(change_id)
    if change.ended_at is None or change.undone_by:
        raise ChangeNotUndoable()
    change.undone_by = actor.signature
    change.save(update_fields=["undone_by"])
    publish(ManyChanging(change_id=change.pk, people=change.changed, is_undoing=True), actor=actor, at=at)
    return change.changed


@use_case("members.change_many")
def undo_some(*, change_id: int, actor: Actor, at: datetime) -> int:
    """Change the next part back, where nobody changed it since, and return how many were looked at; 0 at the end."""
    change = _held(change_id)
    if not change.undone_by or change.undone_at is not None:
        return 0
    people = _run(change, _UNDO[change.kind], "chosen.before || '{\"undone\": true}'", state="NOT before ? 'undone'")
    change.changed -= people
    if people < PART:
        change.undone_at = at
    change.save(update_fields=["changed", "undone_at"])
    publish(ManyChanged(change_id=change.pk, people=people, is_undoing=True), actor=actor, at=at)
    return people


def _run(change: BulkChange, doing: str, before: str, *, state: str) -> int:
    """Do a part of a change and note what stood there before."""
    chosen, note = _SOME.format(state=state), _NOTE.format(before=before)
    values: dict[str, Cell] = {**change.value, "change": change.pk, "part": PART, "by": change.done_by}
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH chosen AS MATERIALIZED ({chosen}), done AS ({doing}) {note}", {**values, "at": change.done_at}
        )
        return int(cursor.rowcount)


def _held(change_id: int) -> BulkChange:
    change = BulkChange.objects.select_for_update(no_key=True).filter(pk=change_id).first()
    if change is None:
        raise ChangeMissing()
    return change


def _values(draft: ManyDraft) -> dict[str, Cell]:
    return {"tag_id": draft.tag_id, "helper_id": draft.helper_id}


def _value(draft: ManyDraft) -> dict[str, object]:
    """Return what is done, as the change keeps it."""
    left_out = ("wanted", "query", "kind", "seen")
    kept = {name: value for name, value in asdict(draft).items() if name not in left_out}
    return kept | {"due_at": draft.due_at.isoformat() if draft.due_at else None}
