"""People who may be there twice: the queue, two beside each other with what speaks for and against, the searches."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import staff_names
from shuyou.kernel.usecase import query
from shuyou.members.models import HouseholdPerson, MatchRun, Member, Pair, Person
from shuyou.members.queries._list import MemberRow, member_rows
from shuyou.members.queries._mask import mask_birth, mask_email, mask_phone, mask_street
from shuyou.members.rules.likeness import FIELDS, LEVELS, ONE_DIGIT, TURNED_DIGITS, Field, is_turned

PAGE: Final = 50
MOST_COUNTED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Clue:
    """What one field says of two people: how alike it is and what that weighs; below zero it speaks against."""

    field: str
    level: str
    label: str
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two people who may be one, in a list."""

    pair_id: int
    score: Decimal
    left_name: str
    left_number: str
    right_name: str
    right_number: str
    clues: tuple[Clue, ...]
    verdict: str
    decided_by: str
    decided_at: datetime | None

    @property
    def verdict_label(self) -> str:
        """The verdict in the reader's language."""
        return str(Pair.Verdict(self.verdict).label)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFilter:
    """Which pairs a list shows: waiting or decided ones, from a score on, with one thing alike in a certain way."""

    is_decided: bool = False
    is_automatic: bool = False
    """Of the decided ones, only those that nobody decided: they were merged at night."""
    least: Decimal = Decimal(0)
    field: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class PairPage:
    """A page of pairs, and where the next one begins; empty when this is the last."""

    rows: tuple[PairRow, ...]
    next_after: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of one of two people, masked where it is personal, and whether the other has the very same."""

    text: str
    is_shared: bool
    kind: str = ""
    """What is revealed, such as `phone`; empty where nothing is masked."""
    key: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One field of two people beside each other."""

    label: str
    left: tuple[Cell, ...]
    right: tuple[Cell, ...]
    clue: Clue | None = None


@dataclass(frozen=True, slots=True)
class PairSides:
    """Two members beside each other, and which of them to keep unless somebody thinks otherwise."""

    pair_id: int
    score: Decimal
    verdict: str
    verdict_label: str
    decided_by: str
    decided_at: datetime | None
    left: MemberRow
    right: MemberRow
    lines: tuple[Line, ...]
    kept_id: int


@dataclass(frozen=True, slots=True)
class RunRow:
    """A search of the base."""

    scope: str
    people: int
    pairs: int
    started_at: datetime
    ended_at: datetime | None
    failure: str

    @property
    def stage(self) -> str:
        """What the search is doing: `reading`, `weighing`, `done` or `failed`."""
        if self.ended_at:
            return "failed" if self.failure else "done"
        return "weighing" if self.people else "reading"


_ROW = """
    SELECT p.id, p.score, l.name, lm.number, r.name, rm.number, p.evidence, p.verdict, p.decided_by, p.decided_at
      FROM members_pair p
      JOIN members_person l ON l.id = p.left_id JOIN members_member lm ON lm.person_id = p.left_id
      JOIN members_person r ON r.id = p.right_id JOIN members_member rm ON rm.person_id = p.right_id
"""
_TWO = "lm.merged_into_id IS NULL AND rm.merged_into_id IS NULL"
_WAITING = f"""{_ROW}
     WHERE p.verdict = 'waiting' AND {_TWO} AND p.score >= %(least)s AND p.evidence @> %(clue)s::jsonb
       AND (p.score < %(score)s OR p.score = %(score)s AND p.id > %(id)s)
     ORDER BY p.score DESC, p.id LIMIT %(limit)s
"""
_DECIDED = f"""{_ROW}
     WHERE p.verdict <> 'waiting'
       AND (NOT %(automatic)s OR p.decided_by LIKE 'system:%%') AND p.score >= %(least)s
       AND p.evidence @> %(clue)s::jsonb
       AND (%(at)s::timestamptz IS NULL OR (p.decided_at, p.id) < (%(at)s, %(id)s))
     ORDER BY p.decided_at DESC, p.id DESC LIMIT %(limit)s
"""


@query("members.decide_pairs")
def list_pairs(*, wanted: PairFilter, after: str = "", actor: Actor, limit: int = PAGE) -> PairPage:
    """
    Return pairs from behind the place `after`, in one query.

    Waiting ones come the likeliest first, by the index `pairs_to_decide`; decided ones the latest first.
    """
    first, _sep, last_id = after.partition(",")
    values: dict[str, str | int | Decimal | None] = {
        "least": wanted.least,
        "automatic": wanted.is_automatic,
        "clue": f'[{{"field": "{wanted.field}", "level": "{wanted.level}"}}]' if wanted.field else "[]",
        "score": first or "2",
        "at": first or None,
        "id": int(last_id) if last_id.isdigit() else 0,
        "limit": limit + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED if wanted.is_decided else _WAITING, values)
        rows = [_pair_row(row) for row in cursor.fetchall()]
    if len(rows) <= limit:
        return PairPage(tuple(_named(rows)), "")
    last = rows[limit - 1]
    place = last.decided_at.isoformat() if wanted.is_decided and last.decided_at else str(last.score)
    return PairPage(tuple(_named(rows[:limit])), f"{place},{last.pair_id}")


@query("members.decide_pairs")
def pairs_waiting(*, actor: Actor) -> int:
    """Return how many pairs wait for a verdict, at most so many, by the index `pairs_to_decide`."""
    return Pair.objects.filter(verdict=Pair.Verdict.WAITING)[:MOST_COUNTED].count()


@query("members.decide_pairs")
def next_pair(*, pair_id: int, actor: Actor) -> int | None:
    """Return the pair that is to be decided after this one: the next likely, or the likeliest of all."""
    pair = Pair.objects.filter(pk=pair_id).values_list("score", "pk").first()
    after = f"{pair[0]},{pair[1]}" if pair else ""
    for start in (after, ""):
        rows = list_pairs(wanted=PairFilter(), after=start, actor=actor, limit=1).rows
        if rows and rows[0].pair_id != pair_id:
            return rows[0].pair_id
    return None


@query("members.decide_pairs")
def pair_sides(*, pair_id: int, actor: Actor) -> PairSides:
    """
    Return two members beside each other with all that is compared; what is personal is masked and says if both have it.

    :raises NotFound: there is no such pair.
    """
    pair = Pair.objects.select_related("left", "right").filter(pk=pair_id).first()
    if pair is None:
        raise NotFound(what=_("pair"), key=pair_id)
    rows = {row.member_id: row for row in member_rows(member_ids=[pair.left_id, pair.right_id])}
    left, right = rows[pair.left_id], rows[pair.right_id]
    clues = {clue.field: clue for clue in _clues(pair.evidence)}
    kept = keep_first({pair.left_id: pair.left.search_rank, pair.right_id: pair.right.search_rank}, left, right)
    return PairSides(
        pair_id=pair.pk,
        score=pair.score,
        verdict=pair.verdict,
        verdict_label=str(Pair.Verdict(pair.verdict).label),
        decided_by=_who(pair.decided_by, staff_names([pair.decided_by.removeprefix("staff:")])),
        decided_at=pair.decided_at,
        left=left,
        right=right,
        lines=tuple(_lines(pair.left, pair.right, clues)),
        kept_id=kept,
    )


def keep_first(ranks: Mapping[int, int], left: MemberRow, right: MemberRow) -> int:
    """Return which of two members to keep: who is active, then who is asked for more often, then who joined first."""
    better = min(
        (left, right),
        key=lambda row: (row.status != Member.Status.ACTIVE, -ranks[row.member_id], row.joined_on, row.member_id),
    )
    return better.member_id


@query("members.decide_pairs")
def match_runs(*, actor: Actor, limit: int = 5) -> list[RunRow]:
    """Return the latest searches, the last one first."""
    return [
        RunRow(str(MatchRun.Scope(run.scope).label), run.people, run.pairs, run.started_at, run.ended_at, run.failure)
        for run in MatchRun.objects.order_by("-pk")[:limit]
    ]


def _pair_row(row: Sequence[object]) -> PairRow:
    pair_id, score, left, left_number, right, right_number, evidence, *decided = row
    clues = tuple(_clues(json.loads(str(evidence))))
    return PairRow(pair_id, score, left, left_number, right, right_number, clues, *decided)  # type: ignore[arg-type]


def _named(rows: Sequence[PairRow]) -> Sequence[PairRow]:
    """Put the names of colleagues in place of their ids."""
    decided = [row for row in rows if row.decided_by]
    if not decided:
        return rows
    names = staff_names([row.decided_by.removeprefix("staff:") for row in decided])
    return [replace(row, decided_by=_who(row.decided_by, names)) for row in rows]


def _who(decided_by: str, names: Mapping[str, str]) -> str:
    if decided_by.startswith("system:"):
        return gettext("automatically")
    return names.get(decided_by.removeprefix("staff:"), decided_by)


_LABELS: Final = {(field, level.code): level.label for field, levels in LEVELS.items() for level in levels}


def _clues(evidence: object) -> list[Clue]:
    assert isinstance(evidence, list)
    return [
        Clue(
            row["field"],
            row["level"],
            str(FIELDS[Field(row["field"])]),
            str(_LABELS.get((Field(row["field"]), row["level"]), row["level"])),
            row["weight"],
        )
        for row in evidence
    ]


type Kept = tuple[int, str, str]
"""The key by which a value is revealed, the value itself, and how it is shown."""


def _lines(left: Person, right: Person, clues: Mapping[str, Clue]) -> list[Line]:
    """Return the fields beside each other, in seven queries."""
    sides = (left, right)
    shown: dict[Field, tuple[str, list[Sequence[Kept]]]] = {
        Field.NAME: ("", [_some(p.name, p.pinyin) for p in sides]),
        Field.BIRTH: ("birth", [_births(p) for p in sides]),
        Field.PHONE: ("phone", [_phones(p) for p in sides]),
        Field.EMAIL: ("email", [_emails(p) for p in sides]),
        Field.ADDRESS: ("address", [_homes(p) for p in sides]),
        Field.GENDER: ("", [_some(str(Person.Gender(p.gender).label) if p.gender else "") for p in sides]),
    }
    lines = [
        _line(str(FIELDS[field]), kind, mine, others, clues.get(field))
        for field, (kind, (mine, others)) in shown.items()
    ]
    places = HouseholdPerson.objects.filter(person__in=sides).values_list("person_id", "household__name")
    homes_of = dict(places.order_by("person_id"))
    one, other = (_some(homes_of.get(person.pk, "")) for person in sides)
    return [*lines, _line(gettext("Household"), "", one, other, None)]


def _line(label: str, kind: str, left: Sequence[Kept], right: Sequence[Kept], clue: Clue | None) -> Line:
    sides = [{value for _key, value, _shown in side} for side in (left, right)]
    cells = [
        tuple(Cell(shown, value in others, kind, key) for key, value, shown in side)
        for side, others in ((left, sides[1]), (right, sides[0]))
    ]
    if clue and clue.level == "digit":
        bare = [{value.replace("-", "") for value in side} for side in sides]
        turned = any(is_turned(one, other) for one in bare[0] for other in bare[1])
        clue = replace(clue, words=str(TURNED_DIGITS if turned else ONE_DIGIT))
    return Line(label, cells[0], cells[1], clue)


def _phones(person: Person) -> Sequence[Kept]:
    rows = person.phones.order_by("-is_primary", "pk").values_list("pk", "digits")
    return [(pk, digits, mask_phone(digits)) for pk, digits in rows]


def _emails(person: Person) -> Sequence[Kept]:
    rows = person.emails.order_by("-is_primary", "pk").values_list("pk", "address")
    return [(pk, address, mask_email(address)) for pk, address in rows]


def _homes(person: Person) -> Sequence[Kept]:
    rows = person.addresses.order_by("-is_default", "pk").values_list("pk", "province", "city", "district", "street")
    return [(pk, "".join((*region, street)), f"{''.join(region)}{mask_street(street)}") for pk, *region, street in rows]


def _births(person: Person) -> Sequence[Kept]:
    day = person.birth_date
    return [(person.pk, day.isoformat(), mask_birth(day))] if day else []


def _some(*texts: str) -> Sequence[Kept]:
    """Return values that everybody may see."""
    return [(0, text, text) for text in texts if text]
