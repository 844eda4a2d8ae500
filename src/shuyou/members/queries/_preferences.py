"""What is known of what readers like, think and live like: whose word counts, whose else there is, how it came."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.history import staff_names
from shuyou.kernel.usecase import query
from shuyou.members.models import Attribute, HouseholdPerson, Preference
from shuyou.members.queries._attributes import AttributeRow, attribute_row
from shuyou.members.queries._households import person_rows, readers_of
from shuyou.members.queries._list import speaks_chinese
from shuyou.members.rules.preferences import SOURCES, Asked, Value, said

HISTORY: Final = 60
PER_FACT: Final = 4
TO_SPEAK_OF: Final = frozenset({"subjects", "authors", "series", "reading_time", "should_improve"})
"""Fields beside the wishes for service that help whoever calls a reader."""

# The question most of the club's work rests on that a reader has not answered and has not been asked in vain.
_NEXT: Final = """
    SELECT a.id FROM members_attribute a
      LEFT JOIN (SELECT field, sum(count) AS uses FROM members_fielduse
                  WHERE field LIKE 'attribute:%%' AND day > %(since)s
                    AND purpose IN ('filter', 'export', 'contact') GROUP BY field) u ON u.field = 'attribute:' || a.code
     WHERE a.retired_at IS NULL
       AND NOT EXISTS (SELECT FROM members_questionputoff q
                        WHERE q.person_id = %(person)s AND q.attribute_id = a.id AND q.until > %(at)s)
       AND NOT EXISTS (
            SELECT FROM (SELECT DISTINCT ON (p.source) p.source, p.value FROM members_preference p
                          WHERE p.person_id = %(person)s AND p.attribute_id = a.id AND p.source <> 'derived'
                          ORDER BY p.source, p.at DESC, p.id DESC) l WHERE l.value <> 'null')
     ORDER BY coalesce(u.uses, 0) DESC, a.rank, a.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Word:
    """What one source says about a reader in a field."""

    source: str
    source_label: str
    text: str
    confidence: Decimal
    at: datetime
    why: str
    """What a derived value rests on, in a sentence."""

    @property
    def percent(self) -> int:
        """How sure it is, of a hundred."""
        return int(self.confidence * 100)


@dataclass(frozen=True, slots=True)
class Known:
    """A field of a reader: the word that counts, and the other sources' words."""

    attribute: AttributeRow
    counts: Word
    others: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class PersonPreferences:
    """What is known of one person, and the fields in which nobody has said anything yet."""

    person_id: int
    name: str
    is_buyer: bool
    known: tuple[Known, ...]
    unknown: tuple[AttributeRow, ...]


@dataclass(frozen=True, slots=True)
class SaidRow:
    """A word of the history."""

    source_label: str
    text: str
    is_taken_back: bool
    percent: int
    at: datetime
    via: str
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """The one thing to ask a reader next, and what whoever asks gets for it."""

    attribute: AttributeRow
    keys: tuple[tuple[str, str, str], ...]
    """Key, code and name of each answer, if there are few enough for a key each."""


@query("members.view")
def preferences_of(*, member_id: int, at: datetime, actor: Actor) -> list[PersonPreferences]:
    """Return what is known of a member and of those who read what they buy, in five queries at most."""
    readers = [row.person_id for row in readers_of(person_ids=[member_id]).get(member_id, ())]
    people = person_rows(person_ids=[member_id, *readers], today=club_day(at))
    fields = [attribute_row(row) for row in Attribute.objects.order_by("rank", "pk")]
    words = _latest(list(people))
    ordered = [member_id, *(reader for reader in dict.fromkeys(readers) if reader != member_id)]
    return [
        PersonPreferences(
            person_id,
            people[person_id].name,
            person_id == member_id,
            tuple(_known(fields, words[person_id])),
            tuple(field for field in fields if _is_open(field, words[person_id][field.attribute_id])),
        )
        for person_id in ordered
        if person_id in people
    ]


@query("members.view")
def wishes_of(*, person_id: int, actor: Actor) -> list[Known]:
    """Return what to keep to, and what to speak of, when a person is called or written to, in two queries."""
    fields = [attribute_row(row) for row in Attribute.objects.filter(retired_at=None).order_by("rank", "pk")]
    helpful = [field for field in fields if field.group == Attribute.Group.SERVICE or field.code in TO_SPEAK_OF]
    return list(_known(helpful, _latest([person_id])[person_id]))


@query("members.view")
def choices_said(*, person_id: int, code: str, actor: Actor) -> frozenset[str]:
    """Return what was chosen of a person in a field by whatever source, as codes, in two queries."""
    field = Attribute.objects.filter(code=code).values_list("pk", flat=True).first()
    said = _latest([person_id])[person_id][field] if field else []
    return frozenset(str(one) for row in said if isinstance(row.value, list) for one in row.value)


@query("members.view")
def likings_of(*, person_ids: Sequence[int], codes: Collection[str], actor: Actor) -> Mapping[int, Mapping[str, str]]:
    """Return the words that count about people in some fields, by person and code, in two queries."""
    fields = [attribute_row(row) for row in Attribute.objects.filter(code__in=codes).order_by("rank", "pk")]
    return {
        person_id: {known.attribute.code: known.counts.text for known in _known(fields, words)}
        for person_id, words in _latest(person_ids).items()
    }


@query("members.view")
def preference_history(*, person_id: int, attribute_id: int, actor: Actor) -> list[SaidRow]:
    """Return what was ever said about a person in a field, the latest first, in three queries."""
    rows = list(
        Preference.objects.filter(person_id=person_id, attribute_id=attribute_id)
        .select_related("attribute")
        .order_by("-at", "-pk")[:HISTORY]
    )
    names = staff_names(row.recorded_by.removeprefix("staff:") for row in rows if row.recorded_by.startswith("staff:"))
    return [_said_row(row, names) for row in rows]


@query("members.view")
def next_question(*, person_id: int, at: datetime, since: datetime, actor: Actor) -> NextQuestion | None:
    """Return the one thing to ask a person next, by what the club used most since a moment; None: all is known."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"person": person_id, "at": at, "since": club_day(since)})
        found = cursor.fetchone()
    if found is None:
        return None
    attribute = attribute_row(Attribute.objects.get(pk=found[0]))
    return NextQuestion(attribute, tuple(_keys(attribute)))


def shown_value(attribute: AttributeRow, value: Value) -> str:
    """Return what a value says, in the reader's language."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if attribute.kind == "scale" and value is not None:
        return gettext("%(score)s of 5") % {"score": value}
    asked = Asked(attribute.kind, attribute.name, attribute.choices)
    return said(asked, value, is_chinese=speaks_chinese())


def may_tell_of(*, member_id: int, person_id: int) -> bool:
    """Tell whether a person's preferences stand on a member's page: their own, their household's, their children's."""
    if person_id == member_id:
        return True
    mine = HouseholdPerson.objects.filter(person_id=member_id).values("household_id")
    lives_there = HouseholdPerson.objects.filter(person_id=person_id, household_id__in=mine).exists()
    readers = readers_of(person_ids=[member_id]).get(member_id, ())
    return lives_there or any(row.person_id == person_id for row in readers)


def _keys(attribute: AttributeRow) -> Iterator[tuple[str, str, str]]:
    """Find the answers that have a key each: yes and no, one to five, one of a few."""
    answers = {
        "flag": [("yes", gettext("yes")), ("no", gettext("no"))],
        "scale": [(str(score), str(score)) for score in range(1, 6)],
        "choice": attribute.offered,
    }.get(attribute.kind, [])
    if len(answers) < 9:
        yield from ((str(place), code, name) for place, (code, name) in enumerate(answers, 1))


type Words = Mapping[int, list[Preference]]


def _latest(person_ids: Sequence[int]) -> defaultdict[int, defaultdict[int, list[Preference]]]:
    """Return what each source said last and did not take back, by person and field, in one query."""
    rows: QuerySet[Preference] = (
        Preference.objects.filter(person_id__in=person_ids)
        .order_by("person_id", "attribute_id", "source", "-at", "-pk")
        .distinct("person_id", "attribute_id", "source")
    )
    found: defaultdict[int, defaultdict[int, list[Preference]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.value is not None:
            found[row.person_id][row.attribute_id].append(row)
    return found


def _is_open(field: AttributeRow, words: Sequence[Preference]) -> bool:
    """Tell whether a field is still to be asked: what was worked out answers nothing."""
    return field.retired_at is None and all(row.source == Preference.Source.DERIVED for row in words)


def _known(fields: Sequence[AttributeRow], words: Words) -> Iterator[Known]:
    for field in fields:
        rows = sorted(words.get(field.attribute_id, ()), key=lambda row: SOURCES.index(row.source))
        if rows:
            counts, *others = (_word(field, row) for row in rows)
            yield Known(field, counts, tuple(others))


def _word(field: AttributeRow, row: Preference) -> Word:
    label = str(Preference.Source(row.source).label)
    return Word(row.source, label, shown_value(field, row.value), row.confidence, row.at, _why(field, row.facts))


def _why(field: AttributeRow, facts: Mapping[str, object] | None) -> str:
    """Return what a derived value was worked out from, in a sentence."""
    if not facts:
        return ""
    titles, whole = facts.get("titles"), facts.get("of")
    if not isinstance(titles, dict):
        return ""
    most = sorted(titles.items(), key=lambda part: (-part[1], part[0]))[:PER_FACT]
    parts = [f"{shown_value(field, [code])} {count}" for code, count in most]
    told = {"parts": "、".join(parts) if speaks_chinese() else ", ".join(parts), "of": whole}
    return gettext("Of %(of)s titles bought: %(parts)s") % told


def _said_row(row: Preference, names: Mapping[str, str]) -> SaidRow:
    field = attribute_row(row.attribute)
    who = names.get(row.recorded_by.removeprefix("staff:"), "") if row.recorded_by.startswith("staff:") else ""
    return SaidRow(
        str(Preference.Source(row.source).label), shown_value(field, row.value), row.value is None,
        int(row.confidence * 100), row.at, row.via, who, _why(field, row.facts),
    )  # fmt: skip
