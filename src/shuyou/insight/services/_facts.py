"""Facts about members: worked out for all at night, kept as a table of the lake; what pages show is in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from shuyou.insight.models import LakeRun, MemberFacts, MemberValue
from shuyou.insight.ports import Engine, Source
from shuyou.insight.services._refresh_values import refresh_values
from shuyou.insight.services._value_model import version_in_force
from shuyou.kernel.bulk import copy_table
from shuyou.kernel.clock import club_day
from shuyou.kernel.lake import Export
from shuyou.kernel.registry import registry

if TYPE_CHECKING:
    import pyarrow as pa

TABLE: Final = "member_facts"
AT_ONCE: Final = 500
"""Members whose facts are worked out anew at once."""
SHOWN: Final = tuple(
    field.name for field in MemberFacts._meta.local_fields if field.name not in ("member", "refreshed_at", "due_at")
)
"""Facts that the database has for pages."""


def make_member_facts(engine: Engine, at: datetime) -> None:
    """Work the facts about all members out and keep them."""
    from shuyou.insight.adapters.valuing import sold_lines  # engines are only loaded where they work
    from shuyou.insight.rules.facts import member_facts

    lines = sold_lines(engine, version_in_force(at=at).model)
    found = member_facts(engine.table, keep=engine.keep, as_of=club_day(at), sold=lines)
    engine.write(found, TABLE)
    _replace(engine.arrow(engine.table(TABLE).select("member_id", *SHOWN)), at=at, members=None)


def facts_of(member_ids: Sequence[int], *, at: datetime) -> "pa.Table":
    """Return all facts about some members as the database is now, by the expressions of the night."""
    return _facts(given_rows(member_ids), at)


def _facts(given: "Mapping[str, pa.Table]", at: datetime) -> "pa.Table":
    from shuyou.insight.adapters.engines import open_engine
    from shuyou.insight.rules.facts import member_facts

    with open_engine(given) as engine:
        return engine.arrow(member_facts(engine.table, keep=engine.keep, as_of=club_day(at)))


def note_members(member_ids: Sequence[int], *, at: datetime) -> int:
    """Note that something happened about members, if facts are kept at all; return how many are due."""
    if not LakeRun.objects.filter(state=LakeRun.State.DONE).exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"members": sorted(set(member_ids)), "at": at})
        return int(cursor.rowcount)


def forget_value(*, member_id: int) -> None:
    """Show nobody any more what was worked out about a reader; what they did stays where it is."""
    MemberValue.objects.filter(pk=member_id).delete()
    MemberFacts.objects.filter(pk=member_id).delete()


def refresh_due(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Work the facts about members out anew who are due, so many at once; return how many were."""
    due = MemberFacts.objects.filter(due_at__isnull=False).order_by("due_at", "pk").values_list("pk", flat=True)
    members = list(due[:limit])
    count, given = _refreshed(members, at)
    if not count:
        return 0
    refresh_values(given, members, at=at)
    return len(members)


def refresh_members(*, member_ids: Sequence[int], at: datetime) -> int:
    """Work the facts about some members out anew and show them on pages; return how many members there are."""
    return _refreshed(member_ids, at)[0]


def _refreshed(member_ids: Sequence[int], at: datetime) -> "tuple[int, Mapping[str, pa.Table]]":
    """Work the facts about some members out anew; return how many members there are, and the rows that tell it."""
    wanted = sorted(set(member_ids))
    if not wanted:
        return 0, {}
    was = list(MemberFacts.objects.filter(pk__in=wanted, due_at__isnull=False).values_list("pk", "due_at"))
    given = given_rows(wanted)
    found = _facts(given, at).select(["member_id", *SHOWN])
    _replace(found, at=at, members=wanted)
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [[pk for pk, _ in was], [due for _, due in was]])
    return int(found.num_rows), given


_NOTE: Final = """
    INSERT INTO insight_member_facts (member_id, refreshed_at, due_at, orders_all, orders_365, orders_730, copies_all,
        list_all, net_all, net_365, net_730, margin_all, margin_365, net_textbook_365, returned_365, saved_365,
        children, main_channel, main_subject, main_time)
    SELECT m.id, %(at)s, clock_timestamp(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '', ''
      FROM unnest(%(members)s::bigint[]) m (id) ORDER BY m.id
        ON CONFLICT (member_id) DO UPDATE SET due_at = EXCLUDED.due_at
"""
_SETTLE: Final = """
    UPDATE insight_member_facts f SET due_at = NULL FROM unnest(%s::bigint[], %s::timestamptz[]) s (id, due)
     WHERE f.member_id = s.id AND f.due_at = s.due
"""


def given_rows(member_ids: Sequence[int]) -> "Mapping[str, pa.Table]":
    """Return the rows of some members as the database is now, to stand in for those of the lake."""
    from shuyou.insight.adapters.database import snapshot

    with snapshot() as source:
        return _given(source, sorted(set(member_ids)))


def _given(source: Source, member_ids: Sequence[int]) -> "Mapping[str, pa.Table]":
    """Read the rows of some members, and of what they bought, where the lake may be a day old."""
    ids = ",".join(map(str, member_ids))
    resting = {
        one for rest in registry.at_rest for one in source.ids(f"SELECT id FROM ({rest.sql}) r WHERE id IN ({ids})")
    }
    given = {}
    for export in registry.lake:
        if export.member and export.name != "household_places":
            rows = source.read(export.select(f"({export.owner}) = ANY ('{{{ids}}}')")).read_all()
            given[export.name] = _without(rows, export, resting)
    by_name = {export.name: export for export in registry.lake}
    returns = ",".join(map(str, given["returns"].column("return_id").to_pylist() or [0]))
    came = by_name["return_lines"].select(f"t.asked_id = ANY ('{{{returns}}}')")
    given["return_lines"] = source.read(came).read_all().drop(["_key"])
    given["household_places"] = _households(source, by_name["household_places"], ids)
    items = sorted({one for one in given["order_lines"].column("item_id").to_pylist() if one is not None}) or [0]
    listed = ",".join(map(str, items))
    for name, column in (("items", "id"), ("subjects", "item_id"), ("shelves", "item_id")):
        given[name] = source.read(by_name[name].select(f"t.{column} = ANY ('{{{listed}}}')")).read_all().drop(["_key"])
    for name in ("tiers", "categories"):
        given[name] = source.read(by_name[name].select()).read_all().drop(["_key"])
    return given


def _households(source: Source, export: Export, ids: str) -> "pa.Table":
    theirs = f"SELECT household_id FROM {export.table} WHERE person_id = ANY ('{{{ids}}}')"
    return source.read(export.select(f"t.household_id IN ({theirs})")).read_all().drop(["_key"])


def _without(rows: "pa.Table", export: Export, resting: set[int]) -> "pa.Table":
    import pyarrow as pa

    rows = rows.drop(["_key"])
    owners = rows.column(export.member).to_pylist()
    return rows.filter(pa.array([owner not in resting for owner in owners], pa.bool_()))


def _replace(rows: "pa.Table", *, at: datetime, members: Sequence[int] | None) -> None:
    """Have the database show these rows: of all members, or of some; rows that say the same are left alone."""
    listed = None if members is None else list(members)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS facts_in")
        cursor.execute(f"CREATE TEMPORARY TABLE facts_in ON COMMIT DROP AS SELECT {_COLUMNS} FROM insight_member_facts"
                       " WHERE false")  # fmt: skip
        copy_table("facts_in", _worded(rows))
        cursor.execute("ANALYZE facts_in (member_id)")
        cursor.execute(_KEEP, {"at": at})
        cursor.execute(
            "DELETE FROM insight_member_facts f WHERE (%s::bigint[] IS NULL OR f.member_id = ANY (%s))"
            " AND f.refreshed_at <= %s AND NOT EXISTS (SELECT FROM facts_in i WHERE i.member_id = f.member_id)",
            [listed, listed, at],
        )


def _listed(alias: str) -> str:
    return ", ".join(f"{alias}.{name}" for name in SHOWN)


def _worded(rows: "pa.Table") -> "pa.Table":
    """Return rows whose words are never NULL, as in the database."""
    for name in _WORDS:
        rows = rows.set_column(rows.column_names.index(name), name, rows.column(name).fill_null(""))
    return rows


_WORDS: Final = ("main_channel", "main_subject", "main_time")
_COLUMNS: Final = ", ".join(("member_id", *SHOWN))
# Most rows say at night what they said: to find that out by writing them takes longer than the night's sums.
_KEEP: Final = f"""
    INSERT INTO insight_member_facts AS f ({_COLUMNS}, refreshed_at)
    SELECT {", ".join(f"i.{name}" for name in ("member_id", *SHOWN))}, %(at)s
      FROM facts_in i LEFT JOIN insight_member_facts o ON o.member_id = i.member_id
     WHERE o.member_id IS NULL OR (o.refreshed_at <= %(at)s AND ({_listed("i")}) IS DISTINCT FROM ({_listed("o")}))
     ORDER BY i.member_id
        ON CONFLICT (member_id) DO UPDATE
       SET {", ".join(f"{name} = EXCLUDED.{name}" for name in (*SHOWN, "refreshed_at"))}
     WHERE f.refreshed_at <= EXCLUDED.refreshed_at
"""
