"""Members from CSV and XLSX."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import (
    Chunk,
    Entry,
    ImportReport,
    Loaded,
    Preview,
    RunOptions,
    Tally,
    preview,
    run_digest,
    run_import,
)
from shuyou.members.events import MembersImported
from shuyou.members.imports.tables import MemberTable, joined_name, open_table
from shuyou.members.models import Intake
from shuyou.members.rules import ClubTerms, MemberDraft, NewMember, clean_member
from shuyou.members.rules.fields import FILLED
from shuyou.members.rules.intakes import FIELDS
from shuyou.members.services._enroll import Enrolled, Outcome, enroll
from shuyou.members.services._intakes import NewIntake, close_intake, fail_intake, note_progress, open_intake, told_by
from shuyou.members.services._note_field_use import note_field_use, write_field_use_down
from shuyou.members.services._records import Keeping
from shuyou.members.services._terms import club_terms

PERMISSION = "members.import"
TEXT_VERSION = "import"
"""Consent that a file brings along was given on a text we have not seen."""


@dataclass(frozen=True, slots=True)
class MemberLoader:
    """Takes rows of a member list into the club."""

    terms: ClubTerms
    joined_via: str
    source: str
    intake_id: int = 0
    kind: str = "members"

    def draft(self, record: dict[str, str]) -> MemberDraft:
        """
        Return the clean draft of a row.

        :raises DomainError: with everything that is wrong.
        """
        typed = {"name": "", "joined_via": self.joined_via} | joined_name(record)
        if self.source and "source_key" in typed:
            typed["source_key"] = f"{self.source}:{typed['source_key']}"
        return clean_member(NewMember(**typed), self.terms, takes_parts=True)

    def load(self, entries: Sequence[Entry[MemberDraft]], chunk: Chunk) -> Loaded:
        """Enroll the drafts of a chunk."""
        keeping = Keeping(
            at=chunk.at,
            today=self.terms.today,
            via="import",
            recorded_by=told_by(chunk.actor),
            text_version=TEXT_VERSION,
        )
        Intake.objects.filter(pk=self.intake_id).update(run_id=chunk.run_id)
        drafts = [entry.draft for entry in entries]
        for field, kept in (("gender", "gender"), ("birth_date", "birth_date"), ("email", "emails")):
            if given := sum(bool(getattr(draft, kept)) for draft in drafts):
                note_field_use(fields=[field], purpose=FILLED, at=chunk.at, times=given)
        enrolled = enroll(drafts, keeping, since=chunk.started_at, intake_id=self.intake_id)
        return _loaded(enrolled, {place: draft.remarks for place, draft in enumerate(drafts) if draft.remarks})

    def told(self, run_id: int, tally: Tally, created: tuple[int, ...]) -> MembersImported:
        """Return the event of a chunk."""
        return MembersImported(
            run_id=run_id, created=created, merged=tally.merged, unchanged=tally.unchanged, reported=tally.reported
        )


def import_members(
    path: Path,
    *,
    actor: Actor,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    joined_via: str = "import",
    source: str = "",
    options: RunOptions | None = None,
) -> ImportReport:
    """
    Take a member list into the club: every row becomes a member, adds to one, or is reported beside the file.

    The import may be broken off at any moment and started again: it goes on where it stopped. Keys of an old system
    are kept with its name, if one is given. What it did is kept as an intake, which can be taken back.

    :raises NotPermitted: the actor may not import members.
    :raises FileRefused: the file cannot be read, or has no column of names.
    """
    actor.require(PERMISSION)
    options = options or RunOptions()
    table = open_table(path, mapping)
    digest = digest_of(table, joined_via=joined_via, source=source)
    draft = NewIntake(
        digest=digest, file_name=path.name, size=table.size, columns=mapping or {}, joined_via=joined_via, source=source
    )
    intake = open_intake(draft, is_resumed=options.is_resumed, actor=actor, at=at)
    try:
        report = run_intake(intake, table, path=path, options=options, actor=actor, at=at)
    except Exception as problem:
        fail_intake(intake.pk, problem, at=at)
        raise
    close_intake(intake.pk, report, at=at)
    return replace(report, ignored=table.ignored, intake_id=intake.pk)


def run_intake(
    intake: Intake, table: MemberTable, *, path: Path, options: RunOptions, actor: Actor, at: datetime
) -> ImportReport:
    """Read a file into the club on account of an intake, from where its last run stopped."""
    report = run_import(
        table,
        MemberLoader(club_terms(at), intake.joined_via, intake.source, intake.pk),
        path=path,
        digest=intake.digest,
        actor=actor,
        at=at,
        options=replace(options, on_progress=note_progress(intake.pk, options.on_progress), words=FIELDS),
    )
    write_field_use_down()
    return report


def digest_of(table: MemberTable, *, kind: str = "members", joined_via: str, source: str) -> str:
    """Return the key of a run: the same file read in another way is another one."""
    return run_digest(table.digest, kind=kind, places=table.places, via=joined_via, source=source)


def preview_members(
    path: Path,
    *,
    actor: Actor,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    is_guessed: bool = True,
    needs_name: bool = True,
    limit: int = 10,
) -> Preview:
    """
    Show how a member list would be read.

    :raises NotPermitted: the actor may not import members.
    :raises FileRefused: the file cannot be read, or has no column of names.
    """
    actor.require(PERMISSION)
    table = open_table(path, mapping, is_guessed=is_guessed, needs_name=needs_name)
    draft = MemberLoader(club_terms(at), "import", "").draft
    return preview(
        table, draft, remarks=lambda clean: clean.remarks, fields=table.fields, ignored=table.ignored, limit=limit
    )


def _loaded(enrolled: Enrolled, remarked: Mapping[int, Sequence[DomainError]]) -> Loaded:
    outcomes = enrolled.outcomes
    refused = {place: outcome for place, outcome in enumerate(outcomes) if isinstance(outcome, DomainError)}
    tally = Tally(
        imported=outcomes.count(Outcome.IMPORTED),
        merged=outcomes.count(Outcome.MERGED),
        unchanged=outcomes.count(Outcome.UNCHANGED),
    )
    return Loaded(tally, enrolled.created, refused, remarked)
