"""Where calls ring that are written down together: read at once, changed, saved by a statement for new and for old."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from django.core.serializers.json import DjangoJSONEncoder

from shuyou.callcenter.models import Call, Offer
from shuyou.kernel.statements import planned

_CHANGED: Final = """
    UPDATE callcenter_offer AS t SET answered_at = s.answered_at, ended_at = s.ended_at, cause = s.cause
      FROM jsonb_to_recordset(%s::jsonb) AS s (id bigint, answered_at timestamptz, ended_at timestamptz, cause text)
     WHERE t.id = s.id
"""


@dataclass(slots=True)
class Offers:
    """The offers of some calls that have not ended, by the call."""

    _open: dict[int, list[Offer]] = field(default_factory=dict)
    _new: list[Offer] = field(default_factory=list)
    _changed: dict[int, Offer] = field(default_factory=dict)

    @classmethod
    def of(cls, calls: Iterable[Call]) -> Self:
        """Find them; the calls are held."""
        found = cls()
        if ids := [call.pk for call in calls]:
            for one in Offer.objects.filter(call__in=ids, ended_at=None).order_by("pk"):
                found._open.setdefault(one.call_id, []).append(one)
        return found

    def begin(self, call: Call, agent_id: int, leg: str, reasons: list[list[str]], at: datetime) -> None:
        """Ring at an agent's."""
        one = Offer(
            call=call, agent_id=agent_id, queue_id=call.queue_id, leg=leg, reasons=reasons, offered_at=at
        )  # fmt: skip
        self._new.append(one)
        self._open.setdefault(call.pk, []).append(one)

    def answer(self, call: Call, agent_id: int, at: datetime) -> None:
        """Have an agent answer."""
        for one in self._of(call, agent_id):
            one.answered_at = at
            self._note(one)

    def end(self, call: Call, agent_id: int, cause: str, at: datetime) -> None:
        """End what rings at an agent's, or at everybody's where none is named."""
        ended = self._of(call, agent_id)
        for one in ended:
            one.ended_at, one.cause = at, cause
            self._note(one)
        self._open[call.pk] = [one for one in self._open.get(call.pk, ()) if one not in ended]

    def _of(self, call: Call, agent_id: int) -> list[Offer]:
        return [one for one in self._open.get(call.pk, ()) if agent_id in (0, one.agent_id)]

    def _note(self, one: Offer) -> None:
        if one.pk is not None:
            self._changed[one.pk] = one

    def save(self) -> None:
        """Write them down."""
        if self._changed:
            rows = [_as_row(one) for one in self._changed.values()]
            with planned() as cursor:
                cursor.execute(_CHANGED, [json.dumps(rows, cls=DjangoJSONEncoder)])
        Offer.objects.bulk_create(self._new)


def _as_row(one: Offer) -> dict[str, object]:
    names = ("id", "answered_at", "ended_at", "cause")
    return {name: getattr(one, name) for name in names}
