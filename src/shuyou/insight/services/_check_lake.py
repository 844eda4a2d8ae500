"""Comparing the lake with the database, table by table."""

from collections.abc import Sequence
from dataclasses import dataclass

from shuyou.insight.adapters.lake import Lake
from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import registry


@dataclass(frozen=True, slots=True)
class Checked:
    """A table: rows in the lake, and rows that the database had written since or has otherwise."""

    table: str
    rows: int
    in_database: int
    changed_since: int

    @property
    def is_sound(self) -> bool:
        """Whether the two can only differ by what was written since."""
        return abs(self.rows - self.in_database) <= self.changed_since


def check_lake(*, actor: Actor) -> Sequence[Checked]:
    """
    Count rows of every table in the lake and in the database.

    :raises NotPermitted: the actor may not look.
    :raises LakeIsEmpty: the lake was never filled.
    """
    import duckdb  # only loaded where it works

    from shuyou.insight.adapters.database import snapshot

    actor.require("insight.see_runs")
    lake = Lake.here()
    manifest, checked = lake.manifest(), []
    with snapshot() as source, duckdb.connect() as engine:
        resting = frozenset(one for rest in registry.at_rest for one in source.ids(rest.sql))
        for export in sorted(registry.lake, key=lambda one: one.name):
            state = manifest.tables.get(export.name)
            if state is None:
                checked.append(Checked(export.name, 0, -1, 0))
                continue
            leaves = f"{export.owner} = ANY ('{{{','.join(map(str, sorted(resting)))}}}')" if export.member else ""
            where = f"({leaves}) IS NOT TRUE" if leaves and not export.stays_as_nobodys else "true"
            counted = f"SELECT count(*)::bigint AS n FROM {export.table} t {export.joins}"
            here = source.ids(f"{counted} WHERE ({export.keep}) AND {where}")[0]
            since = source.ids(f"SELECT count(*)::bigint AS n FROM ({export.touched(source.age(state.horizon))}) k")[0]
            paths = [str(lake.path(block)) for block in state.blocks.values()]
            found = engine.execute("SELECT count(*) FROM read_parquet(?)", [paths]).fetchone() if paths else (0,)
            gone = f"table_name = '{export.table}' AND xid >= '{state.horizon}'::xid8"
            since += source.ids(f"SELECT count(*)::bigint AS n FROM insight_gone WHERE {gone}")[0]
            checked.append(Checked(export.name, found[0] if found else 0, here, since))
    return checked
