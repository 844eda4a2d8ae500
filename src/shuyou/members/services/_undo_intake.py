"""Taking a whole file back: people it made go, values it changed return, and whoever moved on since stays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models.functions import Now

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.intake import IntakeNotUndoable
from shuyou.members.events.intake import IntakeUndoAsked, IntakeUndone
from shuyou.members.models import Intake
from shuyou.members.services._intakes import Status, hold_intake, told_by

OWN: Final = (
    "members_phone", "members_email", "members_address", "members_card", "members_consent", "members_note",
)  # fmt: skip
"""Tables whose rows come with a person, and go with one."""

GONE_WITH: Final = frozenset({*OWN, "members_member", "members_intakeperson", "members_personaldataaccess"})
REASONS: Final = {
    "orders_order": "orders", "orders_draft": "orders", "payments_receipt": "payments",
    "loyalty_pointsaccount": "points", "members_merge": "merged",
}  # fmt: skip
"""Why somebody stays, by the table that speaks of them; any other is `used`."""

_PEOPLE: Final = """
    CREATE TEMPORARY TABLE undoing ON COMMIT DROP AS
    SELECT person_id, was_made,
           coalesce((SELECT sum((c->>'rows')::int) FROM jsonb_array_elements(changes) c), 0) AS rows
      FROM members_intakeperson WHERE intake_id = %s;
    ALTER TABLE undoing ADD PRIMARY KEY (person_id), ADD COLUMN stays text NOT NULL DEFAULT '';
    ANALYZE undoing;
    SELECT FROM members_member WHERE person_id IN (SELECT person_id FROM undoing) ORDER BY person_id FOR UPDATE;
"""
_CHANGES: Final = """
    CREATE TEMPORARY TABLE undone ON COMMIT DROP AS
    SELECT j.person_id, c->>'table' AS name, (c->>'id')::bigint AS id, c->'before' AS before, c->'after' AS after
      FROM members_intakeperson j CROSS JOIN LATERAL jsonb_array_elements(j.changes) c
     WHERE j.intake_id = %s AND NOT j.was_made;
    CREATE INDEX ON undone (name, id);
    ANALYZE undone;
"""
# A row's own history since the file was begun, but for what files wrote and took back themselves: the transaction's id
# leads to the event that says so. Later files are asked about on their own.
_EDITED: Final = """
    UPDATE undoing u SET stays = 'edited'
      FROM {source}
     WHERE u.stays = '' AND {whose}
       AND c.recorded_at >= (SELECT started_at FROM kernel_import_run WHERE id = %s) AND NOT EXISTS (
        SELECT FROM kernel_event e
         WHERE e.xid = c.xid AND e.recorded_at = c.recorded_at
           AND e.name IN ('members.members_imported', 'members.intake_undone'))
"""
_HISTORIES: Final = (
    ("kernel_rowchange c", "c.table_name = 'members_person' AND c.row_id = u.person_id"),
    ("kernel_rowchange c", "c.table_name = 'members_member' AND c.row_id = u.person_id"),
    (
        "kernel_rowchange c",
        "c.operation = 'D' AND coalesce(c.before->>'person_id', c.before->>'member_id')::bigint = u.person_id",
    ),
    *(
        (
            f"{table} t JOIN kernel_rowchange c ON c.table_name = '{table}' AND c.row_id = t.id",
            f"u.was_made AND t.{owner} = u.person_id",
        )
        for table, owner in (
            ("members_phone", "person_id"),
            ("members_email", "person_id"),
            ("members_address", "person_id"),
            ("members_card", "member_id"),
            ("members_note", "person_id"),
        )
    ),
    ("undone n JOIN kernel_rowchange c ON c.table_name = n.name AND c.row_id = n.id", "n.person_id = u.person_id"),
)
"""Where the history of somebody's rows is found, and how it leads to them."""

_GREW: Final = """
    UPDATE undoing u SET stays = 'edited'
     WHERE u.stays = '' AND u.was_made AND u.rows <> (SELECT count(*) FROM members_phone WHERE person_id = u.person_id)
         + (SELECT count(*) FROM members_email WHERE person_id = u.person_id)
         + (SELECT count(*) FROM members_address WHERE person_id = u.person_id)
         + (SELECT count(*) FROM members_card WHERE member_id = u.person_id)
         + (SELECT count(*) FROM members_consent WHERE person_id = u.person_id)
         + (SELECT count(*) FROM members_note WHERE person_id = u.person_id)
"""
_CAME_AGAIN: Final = """
    UPDATE undoing u SET stays = 'again'
      FROM members_intakeperson j JOIN members_intake i ON i.id = j.intake_id
     WHERE u.stays = '' AND j.person_id = u.person_id AND j.intake_id > %s AND (i.status <> 'undone' OR j.stays <> '')
"""
_REFERENCES: Final = """
    SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.confrelid = %s::regclass AND array_length(c.conkey, 1) = 1 AND c.conparentid = 0
     ORDER BY 1, 2
"""
_REMOVE: Final = (
    "DELETE FROM members_pair t USING undoing u WHERE {gone} AND u.person_id IN (t.left_id, t.right_id)",
    "DELETE FROM members_personaldataaccess t USING undoing u WHERE {gone} AND t.person_id = u.person_id",
    "DELETE FROM members_consent t USING undoing u WHERE {gone} AND t.person_id = u.person_id",
    "DELETE FROM members_phone t USING undoing u WHERE {gone} AND t.person_id = u.person_id",
    "DELETE FROM members_email t USING undoing u WHERE {gone} AND t.person_id = u.person_id",
    "DELETE FROM members_address t USING undoing u WHERE {gone} AND t.person_id = u.person_id",
    "DELETE FROM members_card t USING undoing u WHERE {gone} AND t.member_id = u.person_id",
    "DELETE FROM members_note t USING undoing u WHERE {gone} AND t.person_id = u.person_id",
    "DELETE FROM members_intakeperson t USING undoing u WHERE {gone} AND t.person_id = u.person_id",
    "DELETE FROM kernel_rowchange t USING undoing u WHERE {gone} AND {own} AND t.row_id = u.person_id",
    "DELETE FROM members_member t USING undoing u WHERE {gone} AND t.person_id = u.person_id",
    "DELETE FROM members_person t USING undoing u WHERE {gone} AND t.id = u.person_id",
)
_BACK: Final = "n.person_id IN (SELECT person_id FROM undoing WHERE NOT was_made AND stays = '')"
_RESTORE: Final = (
    *(
        f"DELETE FROM {table} t USING undone n"  # noqa: S608 - names are ours
        f" WHERE n.name = '{table}' AND n.before = 'null' AND t.id = n.id AND {_BACK}"
        for table in ("members_phone", "members_email", "members_address", "members_card", "members_note")
    ),
    f"""UPDATE members_person t SET name = v.name, pinyin = v.pinyin, initials = v.initials, gender = v.gender,
            birth_date = v.birth_date
          FROM undone n JOIN members_person o ON o.id = n.id
          CROSS JOIN LATERAL jsonb_populate_record(o, n.before) v
         WHERE n.name = 'members_person' AND t.id = n.id AND {_BACK}""",  # noqa: S608
    f"""UPDATE members_member t SET tier_id = v.tier_id, joined_on = v.joined_on, source_key = v.source_key
          FROM undone n JOIN members_member o ON o.person_id = n.id
          CROSS JOIN LATERAL jsonb_populate_record(o, n.before) v
         WHERE n.name = 'members_member' AND t.person_id = n.id AND {_BACK}""",  # noqa: S608
    f"""UPDATE members_address t SET is_default = true FROM undone n
         WHERE n.name = 'members_address' AND n.before <> 'null' AND t.id = n.id AND {_BACK}""",  # noqa: S608
    f"""UPDATE members_card t SET status = 'active' FROM undone n
         WHERE n.name = 'members_card' AND n.before <> 'null' AND t.id = n.id AND {_BACK}""",  # noqa: S608
)
# Words are only ever added: one that this file brought is answered by the word before it, or by none being given.
_UNSAY: Final = f"""
    INSERT INTO members_consent (person_id, purpose, channel, is_granted, text_version, given_via, evidence,
                                 recorded_by, at)
    SELECT c.person_id, c.purpose, c.channel, coalesce((n.before->>'is_granted')::boolean, false), c.text_version,
           'undo', %(evidence)s, %(by)s, greatest(%(at)s, c.at)
      FROM undone n JOIN members_consent c ON c.id = n.id
     WHERE n.name = 'members_consent' AND {_BACK}
       AND coalesce((n.before->>'is_granted')::boolean, false) IS DISTINCT FROM c.is_granted
       AND NOT EXISTS (SELECT FROM members_consent l WHERE l.person_id = c.person_id AND l.purpose = c.purpose
                          AND l.channel = c.channel AND (l.at, l.id) > (c.at, c.id))
"""  # noqa: S608 - the condition is ours


# What a partner's list said of people who are still there, where nothing newer was said by partners.
_SAID: Final = """
    CREATE TEMPORARY TABLE said ON COMMIT DROP AS
    SELECT DISTINCT ON (p.person_id, p.attribute_id) p.person_id, p.attribute_id, p.at
      FROM members_preference p JOIN members_person o ON o.id = p.person_id AND o.erased_at IS NULL
     WHERE p.source = 'partner' AND p.via = %(via)s AND NOT EXISTS (
        SELECT FROM members_preference l
         WHERE l.person_id = p.person_id AND l.attribute_id = p.attribute_id AND l.source = 'partner'
           AND l.via <> p.via AND (l.at, l.id) > (p.at, p.id))
     ORDER BY p.person_id, p.attribute_id, p.at DESC;
    SELECT FROM members_member WHERE person_id IN (SELECT person_id FROM said) ORDER BY person_id FOR SHARE;
"""
_UNSAY_PREFERENCES: Final = """
    INSERT INTO members_preference (person_id, attribute_id, value, source, confidence, via, recorded_by, at)
    SELECT s.person_id, s.attribute_id, coalesce(b.value, 'null'), 'partner', coalesce(b.confidence, 0), 'undo',
           %(by)s, greatest(%(at)s, s.at)
      FROM said s LEFT JOIN LATERAL (
        SELECT p.value, p.confidence FROM members_preference p
         WHERE p.person_id = s.person_id AND p.attribute_id = s.attribute_id AND p.source = 'partner'
           AND p.via <> %(via)s AND p.at <= s.at
           AND NOT EXISTS (SELECT FROM members_intake i WHERE i.status = 'undone' AND p.via = 'intake:' || i.id)
         ORDER BY p.at DESC, p.id DESC LIMIT 1) b ON true
"""


@dataclass(frozen=True, slots=True)
class UndoneIntake:
    """What taking a file back came to."""

    intake_id: int
    removed: int
    restored: int
    stayed: Mapping[str, int]
    """How many stay, by the reason."""


@use_case("members.import")
def ask_to_undo_intake(*, intake_id: int, actor: Actor, at: datetime) -> None:
    """
    Have a file taken back by a job, since it may hold very many people.

    :raises NotFound: there is no such intake.
    :raises IntakeNotUndoable: it is under way, or taken back already.
    """
    _refuse_undoing(hold_intake(intake_id), {Status.DONE, Status.FAILED})
    Intake.objects.filter(pk=intake_id).update(status=Status.UNDOING, undone_by=told_by(actor), failure="")
    publish(IntakeUndoAsked(intake_id=intake_id), actor=actor, at=at)


@use_case("members.import")
def undo_intake(*, intake_id: int, actor: Actor, at: datetime) -> UndoneIntake:
    """
    Take a file back: remove whom it made, return what it changed of people who were known.

    Whoever has orders, payments or points since, or was edited or imported again since, stays as they are, with the
    reason. What can be told is told by the database's own keys: no table that speaks of somebody is forgotten.

    :raises NotFound: there is no such intake.
    :raises IntakeNotUndoable: it is under way, or taken back already.
    """
    intake = hold_intake(intake_id)
    _refuse_undoing(intake, {Status.DONE, Status.FAILED, Status.UNDOING})
    if intake.kind == Intake.Kind.PREFERENCES:
        return _unsay_preferences(intake, actor, at)
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [intake_id])
        cursor.execute(_CHANGES, [intake_id])
    _mark_those_who_stay(intake)
    removed, restored = _remove(intake), _restore(intake, actor, at)
    _keep_who_stays(intake_id)
    stayed = dict(_count("SELECT stays, count(*) FROM undoing WHERE stays <> '' GROUP BY stays ORDER BY stays"))
    Intake.objects.filter(pk=intake_id).update(
        status=Status.UNDONE, undone_by=intake.undone_by or told_by(actor), undone_at=Now(), failure=""
    )
    event = IntakeUndone(intake_id=intake_id, removed=removed, restored=restored, stayed=sum(stayed.values()))
    publish(event, actor=actor, at=at)
    return UndoneIntake(intake_id, removed, restored, stayed)


def _unsay_preferences(intake: Intake, actor: Actor, at: datetime) -> UndoneIntake:
    """Answer each word of a partner's list that still counts with the partner's word before it, or with none."""
    with connection.cursor() as cursor:
        words: dict[str, str | datetime] = {"via": f"intake:{intake.pk}", "by": told_by(actor), "at": at}
        cursor.execute(_SAID, words)
        cursor.execute(_UNSAY_PREFERENCES, words)
        cursor.execute("SELECT count(DISTINCT person_id) FROM said")
        (restored,) = cursor.fetchone()
    Intake.objects.filter(pk=intake.pk).update(
        status=Status.UNDONE, undone_by=intake.undone_by or told_by(actor), undone_at=Now(), failure=""
    )
    publish(IntakeUndone(intake_id=intake.pk, removed=0, restored=restored, stayed=0), actor=actor, at=at)
    return UndoneIntake(intake.pk, 0, restored, {})


def _refuse_undoing(intake: Intake, allowed: Iterable[str]) -> None:
    if intake.status not in allowed:
        raise IntakeNotUndoable(number=intake.pk, status=str(Status(intake.status).label))


def _mark_those_who_stay(intake: Intake) -> None:
    """Find everybody of whom anything else speaks by now, a statement for each table that may."""
    with connection.cursor() as cursor:
        for table in ("members_person", "members_member"):
            for name, column in _references(table, without=GONE_WITH):
                extra = " AND t.verdict <> 'waiting'" if name == "members_pair" else ""
                cursor.execute(
                    f"UPDATE undoing u SET stays = %s FROM {name} t"  # noqa: S608 - names of the database's own
                    f" WHERE u.stays = '' AND u.was_made AND t.{column} = u.person_id{extra}",
                    [REASONS.get(name, "used")],
                )
        for own in OWN:
            for name, column in _references(own, without=frozenset()):
                cursor.execute(_speaks_of_row(own, name, column))
        cursor.execute(_CAME_AGAIN, [intake.pk])
        for source, whose in _HISTORIES:
            cursor.execute(_EDITED.format(source=source, whose=whose), [intake.run_id])
        cursor.execute(_GREW)


def _speaks_of_row(own: str, name: str, column: str) -> str:
    """Return the statement that keeps those a row of whom, such as a card, is spoken of by a table."""
    return (
        f"UPDATE undoing u SET stays = 'used' FROM {own} o JOIN {name} t ON t.{column} = o.id"  # noqa: S608
        f" WHERE u.stays = '' AND o.{_owner(own)} = u.person_id AND (u.was_made"
        f" OR EXISTS (SELECT FROM undone n WHERE n.name = '{own}' AND n.id = o.id AND n.before = 'null'))"
    )


def _owner(table: str) -> str:
    return "member_id" if table == "members_card" else "person_id"


def _references(table: str, *, without: frozenset[str]) -> Sequence[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_REFERENCES, [table])
        return [(name, column) for name, column in cursor.fetchall() if name not in without]


def _remove(intake: Intake) -> int:
    """Remove the people that the file made and of whom nothing else speaks, with all that came with them."""
    removed, gone = 0, "u.was_made AND u.stays = ''"
    own = "t.table_name IN ('members_person', 'members_member')"
    with connection.cursor() as cursor:
        cursor.execute("SELECT kernel_begin_erasure(%s, ARRAY[]::bigint[])", [f"undo of intake {intake.pk}"])
        for statement in _REMOVE:
            cursor.execute(statement.format(gone=gone, own=own))
            removed = cursor.rowcount
        cursor.execute("SELECT set_config('shuyou.erasing', 'off', true)")
    return removed


def _restore(intake: Intake, actor: Actor, at: datetime) -> int:
    """Return to known people what the file changed, and take away what it added."""
    words: dict[str, str | datetime] = {"evidence": f"intake {intake.pk}", "by": told_by(actor), "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_UNSAY, words)
        for statement in _RESTORE:
            cursor.execute(statement)
    return dict(_count("SELECT '', count(*) FROM undoing WHERE NOT was_made AND stays = ''"))[""]


def _keep_who_stays(intake_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_intakeperson j SET stays = u.stays FROM undoing u"
            " WHERE j.intake_id = %s AND j.person_id = u.person_id AND u.stays <> ''",
            [intake_id],
        )


def _count(sql: str) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found: list[tuple[str, int]] = cursor.fetchall()
    return found
