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
    Table,
    Tally,
    preview,
    run_digest,
    run_import,
)
from shuyou.members.events import MembersImported
from shuyou.members.imports.columns import COLUMNS
from shuyou.members.rules import ClubTerms, MemberDraft, NewMember, clean_member
from shuyou.members.services._enroll import Enrolled, Outcome, enroll
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
    kind: str = "members"

    def draft(self, record: dict[str, str]) -> MemberDraft:
        """
        Return the clean draft of a row.

        :raises DomainError: with everything that is wrong.
        """
        typed = {"name": "", "joined_via": self.joined_via} | record
        if self.source and "source_key" in typed:
            typed["source_key"] = f"{self.source}:{typed['source_key']}"
        return clean_member(NewMember(**typed), self.terms)

    def load(self, entries: Sequence[Entry[MemberDraft]], chunk: Chunk) -> Loaded:
        """Enroll the drafts of a chunk."""
        keeping = Keeping(
            at=chunk.at,
            today=self.terms.today,
            via="import",
            recorded_by=f"{chunk.actor.kind}:{chunk.actor.id}"[:80],
            text_version=TEXT_VERSION,
        )
        enrolled = enroll([entry.draft for entry in entries], keeping, since=chunk.started_at)
        return _loaded(enrolled)

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
    are kept with its name, if one is given.

    :raises NotPermitted: the actor may not import members.
    :raises FileRefused: the file cannot be read, or has no column of names.
    """
    actor.require(PERMISSION)
    options = options or RunOptions()
    table = Table(path, COLUMNS, chosen=mapping)
    report = run_import(
        table,
        MemberLoader(club_terms(at), joined_via, source),
        path=path,
        digest=run_digest(table.digest, kind="members", places=table.placing.places, via=joined_via, source=source),
        actor=actor,
        at=at,
        options=options,
    )
    return replace(report, ignored=table.placing.ignored)


def preview_members(
    path: Path, *, actor: Actor, at: datetime, mapping: Mapping[str, str] | None = None, limit: int = 10
) -> Preview:
    """
    Show how a member list would be read.

    :raises NotPermitted: the actor may not import members.
    :raises FileRefused: the file cannot be read, or has no column of names.
    """
    actor.require(PERMISSION)
    table = Table(path, COLUMNS, chosen=mapping)
    draft = MemberLoader(club_terms(at), "import", "").draft
    return preview(table, draft, fields=table.fields, ignored=table.placing.ignored, limit=limit)


def _loaded(enrolled: Enrolled) -> Loaded:
    outcomes = enrolled.outcomes
    refused = {place: outcome for place, outcome in enumerate(outcomes) if isinstance(outcome, DomainError)}
    tally = Tally(
        imported=outcomes.count(Outcome.IMPORTED),
        merged=outcomes.count(Outcome.MERGED),
        unchanged=outcomes.count(Outcome.UNCHANGED),
    )
    return Loaded(tally, enrolled.created, refused)
