"""Enrolling drafts: each becomes a new member or adds to the one it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from shuyou.kernel.bulk import next_ids
from shuyou.kernel.errors import DomainError
from shuyou.members.models import Tier
from shuyou.members.rules import MemberDraft
from shuyou.members.services._journal import write_journal
from shuyou.members.services._keeping import keep
from shuyou.members.services._matching import clues_of
from shuyou.members.services._numbers import member_numbers
from shuyou.members.services._records import Keeping, Record, merge, read_records


class Outcome(Enum):
    """What became of a draft."""

    IMPORTED = "imported"
    MERGED = "merged"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What became of the drafts, by their places, and the ids of the members that are new."""

    outcomes: tuple[Outcome | DomainError, ...]
    created: tuple[int, ...]


def enroll(drafts: Sequence[MemberDraft], keeping: Keeping, *, since: datetime, intake_id: int) -> Enrolled:
    """
    Keep drafts one after the other, as if each came alone, but with set-based statements.

    What they do to whom is written into the journal of an intake, so that it can be taken back.

    A draft about a member created since a moment counts as merged even if it adds nothing: it repeats another one.
    """
    clues = clues_of(drafts)
    records = read_records(clues.person_ids, has_notes=any(draft.note for draft in drafts))
    index = clues.index(records)
    spare = _Spare(len(drafts))
    entry_tier = _entry_tier()
    outcomes: list[Outcome | DomainError] = []
    used: dict[int, Record] = {}
    for draft in drafts:
        try:
            record = index.find(draft)
        except DomainError as refusal:
            outcomes.append(refusal)
            continue
        is_new = record is None
        if record is None:
            record = spare.record(draft.number, entry_tier)
        is_changed = merge(record, draft, keeping.today)
        index.add(record, draft)
        used[record.person_id] = record
        is_repeat = record.created_at is None or record.created_at >= since
        outcomes.append(_outcome(is_new=is_new, is_merged=is_changed or is_repeat))
    tiers = {tier.code: tier.pk for tier in Tier.objects.all()}
    displaced = keep(used.values(), keeping, tiers)
    write_journal(intake_id, list(used.values()), displaced, tiers, keeping.at)
    return Enrolled(tuple(outcomes), tuple(r.person_id for r in used.values() if r.created_at is None))


def _outcome(*, is_new: bool, is_merged: bool) -> Outcome:
    if is_new:
        return Outcome.IMPORTED
    return Outcome.MERGED if is_merged else Outcome.UNCHANGED


class _Spare:
    """Ids and numbers for as many new members as there may be; what is left over is never used."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._ids: list[int] = []
        self._numbers: list[str] = []

    def record(self, number: str, tier: str) -> Record:
        if not self._ids:
            self._ids = next_ids("members_person", self._most)[::-1]
        if not number and not self._numbers:
            self._numbers = member_numbers(self._most)[::-1]
        return Record(self._ids.pop(), number or self._numbers.pop(), None, tier=tier)


def _entry_tier() -> str:
    return Tier.objects.order_by("rank").values_list("code", flat=True)[0]
