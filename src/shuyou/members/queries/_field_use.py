"""Which fields anybody uses: the report by which a club stops asking for what nobody needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.usecase import query
from shuyou.members.models import Attribute, RetiredField
from shuyou.members.queries._attributes import attribute_row
from shuyou.members.rules.fields import CONTACTED, EXPORTED, FILLED, FILTERED, MINE, READ, RETIRABLE, USING

UNUSED_AFTER: Final = 90
"""Days without any use after which a field is called unused."""

_USES: Final = """
    SELECT field, purpose, sum(count) FILTER (WHERE day > %(since)s)::bigint, max(day)
      FROM members_fielduse GROUP BY field, purpose
"""


@dataclass(frozen=True, slots=True)
class FieldUseRow:
    """A field and how often it was written down and used within the days asked for."""

    field: str
    name: str
    group: str
    attribute_id: int | None
    filled: int
    read: int
    filtered: int
    exported: int
    contacted: int
    last_used_on: date | None
    is_retired: bool
    is_unused: bool
    """Nobody has used it for ninety days, and it is old enough to say so."""

    @property
    def uses(self) -> int:
        """How often it was used, for whatever."""
        return self.read + self.filtered + self.exported + self.contacted


@dataclass(frozen=True, slots=True)
class _Asked:
    field: str
    name: str
    group: str
    attribute_id: int | None
    is_retired: bool
    since: date | None


@dataclass(frozen=True, slots=True)
class _Counts:
    by_purpose: Mapping[str, int]
    last_used_on: date | None


@query("members.see_field_use")
def field_use_report(*, days: int, at: datetime, actor: Actor) -> list[FieldUseRow]:
    """Return how often each field was used within so many days, the unused ones first, in four queries."""
    today = club_day(at)
    counts, limit = _counts(today - timedelta(days=days)), today - timedelta(days=UNUSED_AFTER)
    rows = [_row(one, counts.get(one.field, _Counts({}, None)), limit) for one in _asked_fields()]
    return sorted(rows, key=lambda row: (row.is_retired, not row.is_unused, row.uses))


def retired_fields() -> frozenset[str]:
    """Return the fields of every member that are asked for no more, in one query."""
    return frozenset(RetiredField.objects.values_list("field", flat=True))


def _asked_fields() -> Iterator[_Asked]:
    """Find every field, and since when silence about it says something."""
    began, retired = _counting_since(), retired_fields()
    for code, label in RETIRABLE.items():
        yield _Asked(code, str(label), "", None, code in retired, began)
    for one in Attribute.objects.order_by("rank", "pk"):
        shown, since = attribute_row(one), max(club_day(one.added_at), began) if began else None
        yield _Asked(
            f"{MINE}{one.code}", shown.name, shown.group_label, one.pk, one.retired_at is not None, since
        )  # fmt: skip


def _row(asked: _Asked, found: _Counts, limit: date) -> FieldUseRow:
    last = found.last_used_on
    is_old = asked.since is not None and asked.since <= limit
    filled, read, filtered, exported, contacted = (
        found.by_purpose.get(purpose, 0) for purpose in (FILLED, READ, FILTERED, EXPORTED, CONTACTED)
    )
    return FieldUseRow(
        asked.field, asked.name, asked.group, asked.attribute_id, filled, read, filtered, exported, contacted, last,
        asked.is_retired, not asked.is_retired and is_old and (last is None or last <= limit),
    )  # fmt: skip


def _counts(since: date) -> Mapping[str, _Counts]:
    found: dict[str, dict[str, int]] = {}
    last: dict[str, date] = {}
    with connection.cursor() as cursor:
        cursor.execute(_USES, {"since": since})
        for field, purpose, count, day in cursor.fetchall():
            found.setdefault(field, {})[purpose] = count or 0
            if purpose in USING:
                last[field] = max(day, last.get(field, day))
    return {field: _Counts(purposes, last.get(field)) for field, purposes in found.items()}


def _counting_since() -> date | None:
    """Return the first day anything was counted: before it, silence says nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(day) FROM members_fielduse")
        row: Sequence[date | None] = cursor.fetchone()
        return row[0]
