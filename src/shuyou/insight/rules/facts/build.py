"""One wide row for each member: every group of facts, joined to the members."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final

import ibis

from shuyou.insight.rules.facts.model import Fact, Group, Keep, Tables
from shuyou.insight.rules.facts.modes import MODES
from shuyou.insight.rules.facts.person import MEMBER, PERSON
from shuyou.insight.rules.facts.purchases import LINES, ORDERS, RETURNS
from shuyou.insight.rules.facts.touches import TOUCHES

GROUPS: Final[Sequence[Group]] = (MEMBER, *PERSON, ORDERS, LINES, RETURNS, *MODES, *TOUCHES)
FACTS: Final[Sequence[Fact]] = tuple(fact for group in GROUPS for fact in group.facts)


def facts_by_name() -> Mapping[str, Fact]:
    """Return every fact by its name."""
    return {fact.name: fact for fact in FACTS}


def member_facts(
    read: Callable[[str], ibis.Table],
    *,
    as_of: date,
    keep: Keep = lambda expression, _: expression,
    only: Callable[[ibis.Table], ibis.Table] = lambda table: table,
    sold: ibis.Table | None = None,
) -> ibis.Table:
    """
    Return one row for each member that is asked for, with all facts as of a day, in the order of `FACTS`.

    `read` gives tables of the lake, `keep` works parts out that others rest on, `only` keeps the rows of the members
    that are asked for, by `member_id`; `sold` are lines as `basis.laid_out` puts them together.
    """
    tables = Tables(read, keep, as_of, only, sold=sold)
    found = {group.name: tables.kept(f"facts_{group.name}", partial(_of, group)) for group in GROUPS}
    first = found[MEMBER.name]
    joined = first
    for group in GROUPS[1:]:
        other = found[group.name].rename({f"{group.name}_of": "member_id"})
        joined = joined.left_join(other, first.member_id == other[f"{group.name}_of"])
    return joined.select(
        joined.member_id, as_of=ibis.date(as_of), **{fact.name: _filled(joined, fact) for fact in FACTS}
    )


def _of(group: Group, tables: Tables) -> ibis.Table:
    rows = group.rows(tables)
    summed = {fact.name: fact.value(rows) for fact in group.facts}
    return rows.group_by("member_id").aggregate(**summed)


def _filled(found: ibis.Table, fact: Fact) -> ibis.Value:
    column = found[fact.name]
    return column.fill_null(0) if fact.is_added else column
