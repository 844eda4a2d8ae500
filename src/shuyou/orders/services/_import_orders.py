"""Orders from files: read, their members and titles found, placed in sets, each once however often its file comes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.bulk import copy_rows
from shuyou.kernel.errors import DomainError, refuse
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
from shuyou.members import queries as members
from shuyou.orders.errors import UnknownTitle
from shuyou.orders.errors.order_files import BuyerUnknown, OrderKnownOtherwise, SeveralBuyers, SeveralTitlesMeant
from shuyou.orders.events import OrdersTakenIn
from shuyou.orders.imports import BulkDraft, OrderRows, Usual, bulk_draft, open_orders
from shuyou.orders.services._place_many import KnownOrder, known_orders, place_many
from shuyou.orders.services._place_order import Destination, OrderDraft, Placed, Wanted

PERMISSION: Final = "orders.import"
CHUNK: Final = 2_000
_KEYS: Final = UUID("5c0f5c57-7e3c-4d0e-9d6b-3c5a0c9a7f61")
"""The space of request keys that are made of a source and a number there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReading:
    """How a file of orders is read: the heading of each field, whose numbers they are, what holds unless said."""

    columns: Mapping[str, str] = field(default_factory=dict)
    is_guessed: bool = True
    source: str = "file"
    """Whose order numbers these are: the same number of another source is another order."""
    channel: str = "web"
    payment: str = "online"

    @property
    def usual(self) -> Usual:
        """Return what holds for orders that do not say so themselves."""
        return Usual(self.channel, self.payment)


@dataclass(frozen=True, slots=True)
class _Meant:
    """An order of a file with the lines that its titles stand in."""

    place: int
    draft: OrderDraft
    line_of: Mapping[int, int]

    def copies(self) -> str:
        """Return its copies by item, as they are compared with those of an order that is known."""
        return json.dumps(self.draft.copies(), sort_keys=True)


@dataclass(frozen=True, slots=True)
class OrderLoader:
    """Places the orders of a file."""

    reading: OrderReading
    file_id: int | None = None
    """Of the file that was handed in on a page, whose orders are known by it."""
    kind: str = "orders"

    def draft(self, record: OrderRows) -> BulkDraft:
        """
        Return the clean draft of an order.

        :raises DomainError: with everything that is wrong, each with its line.
        """
        return bulk_draft(record, self.reading.usual)

    def sought(self, record: OrderRows) -> BulkDraft:
        """
        Return the clean draft of an order whose member and titles are there.

        :raises DomainError: with everything that is wrong or not found, each with its line.
        """
        draft, refused = self.draft(record), dict[int, DomainError]()
        self._meant([Entry(record.rows[0][0], draft)], refused)
        if refused:
            raise refused[0]
        return draft

    def load(self, entries: Sequence[Entry[BulkDraft]], chunk: Chunk) -> Loaded:
        """Place the orders of a chunk; those that were placed before stay as they are."""
        refused: dict[int, DomainError] = {}
        meant = self._meant(entries, refused)
        known = dict(known_orders([one.draft.request_key for one in meant]))
        fresh: dict[UUID, _Meant] = {}
        again: list[_Meant] = []
        for one in meant:
            is_new = one.draft.request_key not in known and one.draft.request_key not in fresh
            if is_new:
                fresh[one.draft.request_key] = one
            else:
                again.append(one)
        placed = _placed(list(fresh.values()), refused, chunk)
        if self.file_id is not None:
            copy_rows("orders_filedorder", ("order_id", "file_id"), ((order_id, self.file_id) for order_id in placed))
        for one in again:
            _compare(one, fresh, known, refused)
        tally = Tally(imported=len(placed), unchanged=len(entries) - len(refused) - len(placed))
        return Loaded(tally, refused=refused)

    def told(self, run_id: int, tally: Tally, created: tuple[int, ...]) -> OrdersTakenIn:
        """Return the event of a chunk; the orders themselves are told each by its own."""
        return OrdersTakenIn(run_id=run_id, placed=tally.imported, known=tally.unchanged, refused=tally.reported)

    def _meant(self, entries: Sequence[Entry[BulkDraft]], refused: dict[int, DomainError]) -> list[_Meant]:
        """Return the orders whose member and titles are found, in two queries."""
        buyers = members.members_named(words={entry.draft.member for entry in entries})
        items = catalog.items_of_codes(codes={line.code for entry in entries for line in entry.draft.wanted})
        found = []
        for place, entry in enumerate(entries):
            try:
                found.append(self._found(place, entry, buyers, items))
            except DomainError as refusal:
                refused[place] = refusal
        return found

    def _found(
        self, place: int, entry: Entry[BulkDraft], buyers: Mapping[str, frozenset[int]],
        items: Mapping[str, frozenset[int]],
    ) -> _Meant:  # fmt: skip
        """
        Return an order with its member and titles.

        :raises DomainError: with all that is not found, or found several times, each with its line.
        """
        asked, problems = entry.draft, list[DomainError]()
        ids = buyers[asked.member]
        if len(ids) != 1:
            problems.append(_nobody(asked.member, len(ids), entry.line))
        wanted, line_of = [], dict[int, int]()
        for line in asked.wanted:
            titles = items.get(line.code, frozenset())
            if len(titles) != 1:
                problems.append(_no_title(line.code, len(titles), line.line))
                continue
            (item_id,) = titles
            line_of.setdefault(item_id, line.line)
            wanted.append(Wanted(item_id, line.quantity))
        if problems:
            refuse(problems)
        draft = OrderDraft(
            member_id=next(iter(ids)), wanted=tuple(wanted), request_key=self._key(asked.number),
            channel=asked.channel, payment=asked.payment,
            destination=Destination(asked.recipient, asked.phone, asked.address, asked.postcode),
            points=asked.points, note=" · ".join(part for part in (asked.number, asked.note) if part),
            may_wait=asked.may_wait,
        )  # fmt: skip
        return _Meant(place, draft, line_of)

    def _key(self, number: str) -> UUID:
        return uuid5(_KEYS, f"{self.reading.source}\n{number}")


def _nobody(value: str, count: int, line: int) -> DomainError:
    return SeveralBuyers(value=value, count=count, in_line=line) if count else BuyerUnknown(value=value, in_line=line)


def _no_title(value: str, count: int, line: int) -> DomainError:
    if count:
        return SeveralTitlesMeant(value=value, count=count, in_line=line)
    return UnknownTitle(value=value, in_line=line)


def _placed(meant: Sequence[_Meant], refused: dict[int, DomainError], chunk: Chunk) -> list[int]:
    """Place orders, note those that are refused, and return the ids of those that were placed."""
    outcomes = place_many([one.draft for one in meant], actor=chunk.actor, at=chunk.at) if meant else []
    for one, outcome in zip(meant, outcomes, strict=True):
        if isinstance(outcome, DomainError):
            item_id = outcome.params.get("item_id")
            if isinstance(item_id, int) and item_id in one.line_of:
                outcome.params["in_line"] = one.line_of[item_id]
            refused[one.place] = outcome
    return [outcome.order_id for outcome in outcomes if isinstance(outcome, Placed)]


def _compare(
    one: _Meant, fresh: Mapping[UUID, _Meant], known: Mapping[UUID, KnownOrder], refused: dict[int, DomainError]
) -> None:
    """Refuse an order that comes again and says something else, or that was refused in this file already."""
    earlier = known.get(one.draft.request_key)
    if earlier is not None:
        copies = json.dumps(
            {int(item_id): count for item_id, count in json.loads(earlier.copies).items()}, sort_keys=True
        )
        is_same, number = (earlier.member_id, copies) == (one.draft.member_id, one.copies()), earlier.placed.number
    else:
        first = fresh[one.draft.request_key]
        if first.place in refused:
            refused[one.place] = refused[first.place]
            return
        is_same, number = (first.draft.member_id, first.copies()) == (one.draft.member_id, one.copies()), "…"
    if not is_same:
        refused[one.place] = OrderKnownOtherwise(number=number)


def preview_orders(path: Path, *, reading: OrderReading, actor: Actor, is_lenient: bool = False,
                   limit: int = 10) -> Preview:  # fmt: skip
    """
    Show how a file of orders would be read, and whose member or titles are not found.

    :raises NotPermitted: the actor may not import orders.
    :raises FileRefused: it cannot be read in this way.
    """
    actor.require(PERMISSION)
    table = open_orders(path, columns=reading.columns, is_guessed=reading.is_guessed, is_lenient=is_lenient)
    loader = OrderLoader(reading)
    return preview(table, loader.sought, fields=table.fields, ignored=table.table.ignored, limit=limit)


def import_orders(
    path: Path,
    *,
    reading: OrderReading,
    actor: Actor,
    at: datetime,
    file_id: int | None = None,
    options: RunOptions | None = None,
) -> ImportReport:
    """
    Take the orders of a file in; an order that was taken in before is told and changes nothing.

    :raises NotPermitted: the actor may not import orders.
    :raises FileRefused: the file cannot be read in this way.
    """
    actor.require(PERMISSION)
    table = open_orders(path, columns=reading.columns, is_guessed=reading.is_guessed)
    digest = run_digest(table.table.digest, kind="orders", reading=asdict(reading))
    options = options or RunOptions(chunk=CHUNK)
    loader = OrderLoader(reading, file_id)
    report = run_import(table, loader, path=path, digest=digest, actor=actor, at=at, options=options)
    return replace(report, ignored=table.table.ignored)
