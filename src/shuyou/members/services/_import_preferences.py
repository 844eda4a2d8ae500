"""What partners know of readers, from CSV and XLSX: added beside what readers say themselves, and taken back whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, club_zone
from shuyou.kernel.errors import DomainError, refuse
from shuyou.kernel.files import (
    Chunk,
    Entry,
    ImportReport,
    Loaded,
    OnProgress,
    Preview,
    RunOptions,
    Table,
    Tally,
    preview,
    run_digest,
    run_import,
)
from shuyou.members.errors.preferences import NumberOutOfRange, ReaderUnknown, ValueMissing
from shuyou.members.errors.privacy import PersonRestricted
from shuyou.members.events.preferences import PreferencesImported
from shuyou.members.imports.preference_columns import READER, preference_columns
from shuyou.members.models import Attribute, Intake, IntakePerson, Preference
from shuyou.members.rules import card_number, day, phone_number
from shuyou.members.rules.fields import FILLED, MINE
from shuyou.members.rules.preferences import Asked, Value, read_value
from shuyou.members.services._intakes import NewIntake, close_intake, fail_intake, note_progress, open_intake, told_by
from shuyou.members.services._note_field_use import note_field_use, write_field_use_down
from shuyou.members.services._preferences import CONFIDENCE, asked_of

PERMISSION: Final = "members.import"
KIND: Final = "preferences"
OLDEST: Final = date(2000, 1, 1)

type Known = dict[tuple[int, int], tuple[Value, datetime]]
"""What partners said last, and when, by person and field."""

# Whom keys lead to; locked so that nobody is erased or merged while something is added about them.
_MEANT: Final = """
    SELECT k.kind, k.key, p.id, p.name, p.is_restricted FROM (
        SELECT 'number' AS kind, m.number AS key, coalesce(m.merged_into_id, m.person_id) AS id
          FROM members_member m WHERE m.number = ANY (%(numbers)s)
        UNION SELECT 'card', c.number, coalesce(m.merged_into_id, m.person_id)
          FROM members_card c JOIN members_member m ON m.person_id = c.member_id WHERE c.number = ANY (%(cards)s)
        UNION SELECT 'phone', f.digits, f.person_id FROM members_phone f WHERE f.digits = ANY (%(phones)s)) k
      JOIN members_member m ON m.person_id = k.id AND m.status NOT IN ('merged', 'erased')
      JOIN members_person p ON p.id = k.id
     ORDER BY p.id FOR SHARE OF m
"""


@dataclass(frozen=True, slots=True)
class PartnerWords:
    """One row of a partner's list: whose it is, and what it says."""

    number: str
    card: str
    phone: str
    name: str
    at: datetime | None
    confidence: Decimal
    values: Mapping[int, Value]

    @property
    def key(self) -> tuple[str, str]:
        """The surest of the keys that the row gives."""
        keys = (("number", self.number), ("card", self.card), ("phone", self.phone))
        return next((key for key in keys if key[1]), ("", ""))


@dataclass(frozen=True, slots=True)
class PreferenceLoader:
    """Adds rows of a partner's list to what is known of readers."""

    asked: Mapping[str, tuple[int, Asked]]
    today: date
    intake_id: int = 0
    kind: str = KIND

    def draft(self, record: dict[str, str]) -> PartnerWords:
        """
        Return what a row says.

        :raises DomainError: with everything that is wrong.
        """
        problems: list[DomainError] = []
        values: dict[int, Value] = {}
        for code, (attribute_id, asked) in self.asked.items():
            if code in record:
                try:
                    values[attribute_id] = read_value(asked, [record[code]])
                except DomainError as problem:
                    problem.params["field"] = code
                    problems.append(problem)
        if not values and not problems:
            problems.append(ValueMissing(name="/".join(list(self.asked)[:3]), value=""))
        try:
            words = self._words(record, values)
        except DomainError as problem:
            problems.append(problem)
            refuse(problems)
        if problems:
            refuse(problems)
        return words

    def _words(self, record: Mapping[str, str], values: Mapping[int, Value]) -> PartnerWords:
        said = record.get("said_on", "")
        on = day(said, field="said_on", first=OLDEST, last=self.today) if said else None
        card, phone = record.get("card", ""), record.get("phone", "")
        words = PartnerWords(
            number=record.get("number", "").strip().upper(),
            card=card_number(card) if card else "",
            phone=phone_number(phone, field="phone") if phone else "",
            name=record.get("name", "").strip(),
            at=datetime.combine(on, time(12), tzinfo=club_zone()).astimezone(UTC) if on else None,
            confidence=_share(record.get("confidence", "")),
            values=values,
        )
        if not words.key[1]:
            raise ReaderUnknown(value=words.name, field="number")
        return words

    def load(self, entries: Sequence[Entry[PartnerWords]], chunk: Chunk) -> Loaded:
        """Add what the rows of a chunk say that is new, a statement for all of them."""
        Intake.objects.filter(pk=self.intake_id).update(run_id=chunk.run_id)
        meant, refused = _meant([entry.draft for entry in entries])
        latest = _latest(list(set(meant.values())), [pair[0] for pair in self.asked.values()])
        rows: list[Preference] = []
        counts = {"imported": 0, "merged": 0, "unchanged": 0}
        for place, person_id in meant.items():
            made, is_first = self._rows(entries[place].draft, person_id, latest, chunk)
            rows.extend(made)
            counts["unchanged" if not made else "imported" if is_first else "merged"] += 1
        Preference.objects.bulk_create(rows)
        _note_people(self.intake_id, rows)
        return Loaded(Tally(**counts), (), refused)

    def _rows(self, words: PartnerWords, person_id: int, latest: Known, chunk: Chunk) -> tuple[list[Preference], bool]:
        """Return what a row adds, and whether partners said nothing of it before."""
        at, made, is_first = words.at or chunk.at, [], True
        for attribute_id, value in words.values.items():
            before = latest.get((person_id, attribute_id))
            if before is not None and (before[0] == value or before[1] > at):
                continue
            is_first = is_first and before is None
            latest[person_id, attribute_id] = (value, at)
            made.append(
                Preference(
                    person_id=person_id, attribute_id=attribute_id, value=value, source=Preference.Source.PARTNER,
                    confidence=words.confidence, via=f"intake:{self.intake_id}", recorded_by=told_by(chunk.actor),
                    at=at,
                )
            )  # fmt: skip
        return made, is_first

    def told(self, run_id: int, tally: Tally, created: tuple[int, ...]) -> PreferencesImported:
        """Return the event of a chunk."""
        return PreferencesImported(
            run_id=run_id, added=tally.imported, changed=tally.merged, unchanged=tally.unchanged,
            reported=tally.reported,
        )  # fmt: skip


def import_preferences(
    path: Path,
    *,
    actor: Actor,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    source: str = "",
    options: RunOptions | None = None,
) -> ImportReport:
    """
    Add what a partner's list says of readers; what readers said themselves counts before it.

    The import goes on where it was broken off; it is kept as an intake, which can be taken back.

    :raises NotPermitted: the actor may not import.
    :raises FileRefused: the file cannot be read, or has no column that says whose row it is.
    """
    actor.require(PERMISSION)
    options = options or RunOptions()
    table = open_preferences(path, mapping)
    digest = run_digest(table.digest, kind=KIND, places=table.places, source=source)
    draft = NewIntake(
        digest=digest, file_name=path.name, size=table.size, columns=mapping or {}, joined_via="partner",
        source=source, kind=KIND,
    )  # fmt: skip
    intake = open_intake(draft, is_resumed=options.is_resumed, actor=actor, at=at)
    try:
        report = run_preferences(intake, table, path=path, options=options, actor=actor, at=at)
    except Exception as problem:
        fail_intake(intake.pk, problem, at=at)
        raise
    close_intake(intake.pk, report, at=at)
    return replace(report, ignored=table.ignored, intake_id=intake.pk)


def preview_preferences(
    path: Path,
    *,
    actor: Actor,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    is_guessed: bool = True,
    needs_reader: bool = True,
    limit: int = 10,
) -> Preview:
    """
    Show how a partner's list would be read.

    :raises NotPermitted: the actor may not import.
    :raises FileRefused: the file cannot be read, or has no column that says whose row it is.
    """
    actor.require(PERMISSION)
    table = open_preferences(path, mapping, is_guessed=is_guessed, needs_reader=needs_reader)
    draft = _loader(table, at).draft
    return preview(table, draft, fields=table.fields, ignored=table.ignored, limit=limit)


def open_preferences(
    path: Path, mapping: Mapping[str, str] | None = None, *, is_guessed: bool = True, needs_reader: bool = True
) -> Table:
    """
    Return a partner's list as a table.

    :raises FileRefused: the file cannot be read, or has no column that says whose row it is.
    """
    columns = preference_columns()
    if not needs_reader:
        columns = tuple(replace(column, is_required=False) for column in columns)
    return Table(path, columns, chosen=mapping, is_guessed=is_guessed)


def run_preferences(
    intake: Intake, table: Table, *, path: Path, options: RunOptions, actor: Actor, at: datetime
) -> ImportReport:
    """Read a partner's list on account of an intake, from where its last run stopped."""
    progress: OnProgress = note_progress(intake.pk, options.on_progress)
    loader = replace(_loader(table, at), intake_id=intake.pk)
    report = run_import(
        table, loader, path=path, digest=intake.digest, actor=actor, at=at,
        options=replace(options, on_progress=progress),
    )  # fmt: skip
    if written := report.imported + report.merged:
        fields = [f"{MINE}{code}" for code in loader.asked]
        note_field_use(fields=fields, purpose=FILLED, at=at, times=written)
        write_field_use_down()
    return report


def _loader(table: Table, at: datetime) -> PreferenceLoader:
    """Return the loader of the fields that a table has columns for."""
    codes = [name for name in table.places if name not in {column.field for column in READER}]
    rows = Attribute.objects.filter(code__in=codes, retired_at=None).order_by("rank", "pk")
    return PreferenceLoader({row.code: (row.pk, asked_of(row)) for row in rows}, club_day(at))


def _share(typed: str) -> Decimal:
    """Return how sure a partner is; with nothing said, as sure as partners are."""
    bare = typed.strip().rstrip("%％")
    if not bare:
        return CONFIDENCE[Preference.Source.PARTNER]
    if not (bare.isascii() and bare.isdigit() and len(bare) < 4 and 0 < int(bare) <= 100):
        raise NumberOutOfRange(value=typed, least=1, most=100, field="confidence")
    return Decimal(int(bare)) / 100


def _meant(drafts: Sequence[PartnerWords]) -> tuple[dict[int, int], dict[int, DomainError]]:
    """Return whom each row is about, and those rows that are about nobody or about somebody who wants nothing kept."""
    found: dict[tuple[str, str], dict[int, tuple[str, bool]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _MEANT,
            {
                f"{kind}s": sorted({draft.key[1] for draft in drafts if draft.key[0] == kind})
                for kind in ("number", "card", "phone")
            },
        )
        for kind, key, person_id, name, is_restricted in cursor.fetchall():
            found.setdefault((kind, key), {})[person_id] = (name, is_restricted)
    meant: dict[int, int] = {}
    refused: dict[int, DomainError] = {}
    for place, draft in enumerate(drafts):
        people = found.get(draft.key, {})
        named = {one: who for one, who in people.items() if who[0] == draft.name}
        if len(people) > 1 or draft.name:
            people = named
        if len(people) != 1:
            refused[place] = ReaderUnknown(value=draft.key[1], field=draft.key[0])
            continue
        ((person_id, (name, is_restricted)),) = people.items()
        if is_restricted:
            refused[place] = PersonRestricted(name=name)
        else:
            meant[place] = person_id
    return meant, refused


def _latest(people: Sequence[int], attributes: Sequence[int]) -> Known:
    """Return what partners said last of people, in one query."""
    rows = (
        Preference.objects.filter(person_id__in=people, attribute_id__in=attributes, source=Preference.Source.PARTNER)
        .order_by("person_id", "attribute_id", "-at", "-pk")
        .distinct("person_id", "attribute_id")
    )
    return {(row.person_id, row.attribute_id): (row.value, row.at) for row in rows}


def _note_people(intake_id: int, rows: Sequence[Preference]) -> None:
    """Keep whom the list said something new about."""
    IntakePerson.objects.bulk_create(
        [
            IntakePerson(intake_id=intake_id, person_id=person_id, was_made=False)
            for person_id in dict.fromkeys(row.person_id for row in rows)
        ],
        ignore_conflicts=True,
    )
