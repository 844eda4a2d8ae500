"""Shelving drafts: each becomes a new item or adds to the one it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from shuyou.catalog.errors import NothingToUpdate, NothingToWithdraw
from shuyou.catalog.rules import BookDraft, key_of, price_of
from shuyou.catalog.services._file_drafts import filer_for
from shuyou.catalog.services._keeping import Hand, keep
from shuyou.catalog.services._matching import Index, clues_of
from shuyou.catalog.services._records import Record, merge, read_records, withdraw
from shuyou.kernel.bulk import next_ids
from shuyou.kernel.errors import DomainError


class Outcome(Enum):
    """What became of a draft."""

    IMPORTED = "imported"
    MERGED = "merged"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Shelved:
    """What became of the drafts, by their places, and the ids of the items that are new."""

    outcomes: tuple[Outcome | DomainError, ...]
    created: tuple[int, ...]


def shelve(
    drafts: Sequence[BookDraft], source: str, *, hand: Hand, since: datetime, sent_at: datetime | None = None
) -> Shelved:
    """
    Keep drafts one after the other, as if each came alone, but with set-based statements.

    A draft about an item added since a moment counts as merged even if it adds nothing: it repeats another one.
    """
    clues = clues_of(drafts, source)
    filer = filer_for(drafts, clues.item_ids)  # classes are held before items, as by who files by hand
    index = clues.index(read_records(clues.item_ids))
    spare_ids = next_ids("catalog_item", len(drafts))
    outcomes: list[Outcome | DomainError] = []
    used: dict[int, Record] = {}
    for draft, spare_id in zip(drafts, spare_ids, strict=True):
        record = index.find(draft)
        if refusal := filer.refusal(draft) or (_unknown(draft) if record is None else None):
            outcomes.append(refusal)
            continue
        is_new = record is None
        if record is None:
            record = _new_record(draft, source, spare_id, index)
            record.told_at = sent_at
        is_changed = withdraw(record) if draft.is_withdrawal else merge(record, draft, source, sent_at=sent_at)
        index.add(record, draft)
        used[record.item_id] = record
        is_changed |= filer.put(record, draft)
        is_repeat = record.added_at is None or record.added_at >= since
        outcomes.append(_outcome(is_new=is_new, is_merged=is_changed or is_repeat))
    keep(used.values(), hand)
    filer.write()
    return Shelved(tuple(outcomes), tuple(r.item_id for r in used.values() if r.added_at is None))


def _unknown(draft: BookDraft) -> DomainError | None:
    """Return why a draft about an item that is not known makes no new one; None: it does."""
    if draft.is_withdrawal:
        return NothingToWithdraw(value=key_of(draft))
    return NothingToUpdate(value=key_of(draft)) if draft.is_update and not draft.title else None


def _new_record(draft: BookDraft, source: str, item_id: int, index: Index) -> Record:
    price, sibling = price_of(draft, source), index.sibling(draft)
    return Record(item_id, source, key_of(draft), None, price=price, sibling=sibling)


def _outcome(*, is_new: bool, is_merged: bool) -> Outcome:
    if is_new:
        return Outcome.IMPORTED
    return Outcome.MERGED if is_merged else Outcome.UNCHANGED
