"""Slips of a file go on record, each once, however often its file comes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import connection

from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import Chunk, Entry, Loaded, Tally
from shuyou.kernel.uids import uuid7
from shuyou.payments.errors import SlipKnownOtherwise
from shuyou.payments.events import RemittancesArrived
from shuyou.payments.models import Remittance
from shuyou.payments.rules import NewSlip, SlipDraft, clean_slip

_TAKE_IN: Final = """
    INSERT INTO payments_remittance (uid, slip, file_id, payer_name, postcode, payer_address, message, amount, used,
                                     paid_on, state, reason, arrived_at)
    SELECT s.uid, s.slip, %(file)s, s.payer_name, s.postcode, s.payer_address, s.message, s.amount, 0, s.paid_on,
           'waiting', '', %(at)s
      FROM jsonb_to_recordset(%(slips)s::jsonb) AS s (uid uuid, slip text, payer_name text, postcode text,
           payer_address text, message text, amount numeric, paid_on date)
    ON CONFLICT (slip) DO NOTHING RETURNING id, slip
"""


@dataclass(frozen=True, slots=True)
class SlipLoader:
    """Takes the slips of a file in."""

    today: date
    file_id: int | None = None
    kind: str = "remittances"

    def draft(self, record: NewSlip) -> SlipDraft:
        """
        Return the clean draft of a slip.

        :raises DomainError: with everything that is wrong.
        """
        return clean_slip(record, today=self.today)

    def load(self, entries: Sequence[Entry[SlipDraft]], chunk: Chunk) -> Loaded:
        """Write the slips of a chunk; of slips known already, those with another sum are refused."""
        slips = [{**asdict(entry.draft), "uid": uuid7()} for entry in entries]
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_IN, {"file": self.file_id, "at": chunk.at, "slips": json.dumps(slips, default=str)})
            created = {slip: row_id for row_id, slip in cursor.fetchall()}
        known = self._known(entries)
        fresh = set(created)
        refused: dict[int, DomainError] = {}
        for place, entry in enumerate(entries):
            draft = entry.draft
            if draft.amount != known[draft.slip]:
                refused[place] = SlipKnownOtherwise(slip=draft.slip, known=known[draft.slip], amount=draft.amount)
            elif draft.slip in fresh:
                fresh.discard(draft.slip)
        unchanged = len(entries) - len(refused) - (len(created) - len(fresh))
        tally = Tally(imported=len(created) - len(fresh), unchanged=unchanged)
        return Loaded(tally, tuple(sorted(created.values())), refused)

    def _known(self, entries: Sequence[Entry[SlipDraft]]) -> Mapping[str, Decimal]:
        slips = [entry.draft.slip for entry in entries]
        return dict(Remittance.objects.filter(slip__in=slips).order_by("pk").values_list("slip", "amount"))

    def told(self, run_id: int, tally: Tally, created: tuple[int, ...]) -> RemittancesArrived:
        """Return the event of a chunk."""
        return RemittancesArrived(run_id=run_id, created=created, known=tally.unchanged, reported=tally.reported)
