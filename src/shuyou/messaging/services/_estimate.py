"""What would come of a mailing: how many the gate would let pass by which channel, for how much, and why not others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import use_case
from shuyou.messaging.models import ChannelSetting, Mailing
from shuyou.messaging.rules import LATER, OK
from shuyou.messaging.services._expand_sql import estimation
from shuyou.messaging.services._mailings import Terms, change_mailing, held_mailing, rooms_of, to_judge, values_of
from shuyou.messaging.services._plans import readers_after

PIECE: Final = 50_000


def count_mailing(*, uid: UUID, most: int = 0, closed: Sequence[str] = (), actor: Actor, at: datetime) -> bool:
    """
    Count what would come of a plan, without writing a message down; tell whether it was: with more readers than that,
    where there is a limit, it is not.

    :raises NotFound: there is no such plan.
    """
    actor.require("messaging.mail")
    mailing = Mailing.objects.filter(uid=uid, confirmed_at=None).first()
    if mailing is None:
        raise NotFound(what=_("mailing"), key=uid)
    limit = most + 1 if most else PIECE
    ids = readers_after(mailing, after=0, limit=limit, at=at)
    if most and len(ids) > most:
        return False
    settings_of = {row.channel: row for row in ChannelSetting.objects.order_by("pk")}
    rooms, tally = dict(rooms_of(mailing, settings_of, at)), _Tally()
    while ids:
        found = _told(mailing, ids, Terms(closed, rooms), at)
        for channel, code, count, cost in found:
            tally.add(channel, code, count, cost)
            if channel in rooms:
                rooms[channel] -= cost
        ids = readers_after(mailing, after=max(ids), limit=limit, at=at)
    _keep(mailing.uid, tally.kept(), tally.readers, actor=actor, at=at)
    return True


class _Tally:
    """What was told so far."""

    def __init__(self) -> None:
        self.readers = 0
        self.verdicts = Counter[str]()
        self.counts = Counter[str]()
        self.costs = dict[str, Decimal]()

    def add(self, channel: str, code: str, count: int, cost: Decimal) -> None:
        """Count some readers."""
        self.readers += count
        self.verdicts[code] += count
        if code == OK:
            self.counts[channel] += count
            self.costs[channel] = self.costs.get(channel, Decimal(0)) + cost

    def kept(self) -> Mapping[str, object]:
        """Return it as it is kept."""
        return {
            "verdicts": dict(self.verdicts.most_common()),
            "channels": {channel: [count, str(self.costs[channel])] for channel, count in self.counts.most_common()},
            "later": sum(self.verdicts[code] for code in LATER),
        }


def _told(mailing: Mailing, ids: Sequence[int], terms: Terms, at: datetime) -> list[tuple[str, str, int, Decimal]]:
    statement, values = estimation(to_judge(mailing, at, is_bound=bool(terms.rooms)))
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, **values_of(mailing, ids, terms, at)})
        return list(cursor.fetchall())


@use_case("messaging.mail")
def _keep(uid: UUID, estimate: Mapping[str, object], readers: int, *, actor: Actor, at: datetime) -> None:
    mailing = held_mailing(uid=uid)
    change_mailing(mailing, "counted", actor, at, estimate=estimate, readers=readers, counted_at=at)
