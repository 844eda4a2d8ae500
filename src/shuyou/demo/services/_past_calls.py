"""The calls of the last weeks, so that forecasts and reports of the sample club have something to go by."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from shuyou.demo.rules.calls import Calls, PastCall
from shuyou.demo.rules.chance import Chance
from shuyou.demo.services._copy import NULL, copy_lines, moment
from shuyou.kernel.clock import club_zone
from shuyou.kernel.uids import uuid7
from shuyou.members.queries import mask_phone

MOST_READERS: Final = 1_500
TABLE: Final = "callcenter_call"
COLUMNS: Final = (
    "uid", "key", "site_id", "direction", "stage", "sealed", "shown", "called", "member_id", "known", "queue_id",
    "agent_id", "path", "keys", "why", "bonus", "started_at", "queued_at", "offered_at", "answered_at", "ended_at",
    "cause", "ended_by", "is_held", "has_message", "wrap_code_id", "outcome", "note", "next_step", "wrapped_at",
    "score", "was_upset",
)  # fmt: skip
LOW: Final = 2
"""Who gave no more than this for a call was upset in it, and the agent wrote so."""
_IS_THERE: Final = "SELECT EXISTS (SELECT FROM callcenter_call)"
_READERS: Final = """
    SELECT m.person_id, f.digits FROM members_member m
      JOIN members_phone f ON f.person_id = m.person_id AND f.is_primary
     WHERE m.status = 'active' ORDER BY m.person_id LIMIT %s
"""
_SEATS: Final = """
    SELECT q.code, q.id, a.user_id FROM callcenter_queue q JOIN callcenter_agentskill s ON s.skill_id = q.skill_id
      JOIN callcenter_agent a ON a.user_id = s.agent_id WHERE q.is_active AND NOT q.is_for_seniors ORDER BY q.id, 3
"""
_CODES: Final = "SELECT code, id FROM callcenter_wrapcode"
_SITE: Final = "SELECT min(id) FROM callcenter_site"
_REASON: Final = json.dumps([["longest_idle", ""]])


def write_past_calls(*, seed: int, at: datetime) -> None:
    """Write the calls of the last weeks, unless there are any."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_IS_THERE)
        if cursor.fetchone()[0]:
            return
        cursor.execute(_READERS, [MOST_READERS])
        readers = [(person_id, mask_phone(digits)) for person_id, digits in cursor.fetchall()]
        cursor.execute(_SEATS)
        seated = cursor.fetchall()
        cursor.execute(_CODES)
        codes = dict(cursor.fetchall())
        cursor.execute(_SITE)
        site = cursor.fetchone()[0]
        seats: dict[str, list[int]] = {}
        for line, _queue, agent in seated:
            seats.setdefault(line, []).append(agent)
        calls = Calls(chance=Chance.of(seed, "calls"), readers=len(readers), seats=seats)
        past = calls.until(at.astimezone(club_zone()))
        lines = {line: queue for line, queue, _agent in seated}
        copy_lines(TABLE, COLUMNS, _rows(past, readers=readers, site=site, ids=(lines, codes)))


def _rows(
    past: Iterable[PastCall], *, readers: Sequence[tuple[int, str]], site: int,
    ids: tuple[Mapping[str, int], Mapping[str, int]],
) -> Iterator[str]:  # fmt: skip
    lines, codes = ids
    for place, call in enumerate(past):
        person, shown = readers[call.reader] if call.reader >= 0 else (NULL, "")
        queued = call.begins + timedelta(seconds=call.menu)
        met = queued + timedelta(seconds=call.waited)
        ended = met + timedelta(seconds=call.talked)
        is_met = call.agent > 0
        known = "none" if call.reader < 0 else "card" if call.by_card else "number"
        yield "\t".join(map(str, (
            uuid7(), f"past-{place}", site, "in", "over", "", shown, "", person, known, lines[call.line],
            call.agent or NULL, "{}", "", _REASON if is_met else "[]", 0, moment(call.begins), moment(queued),
            moment(met - timedelta(seconds=min(call.waited, 4))) if is_met else NULL, moment(met if is_met else None),
            moment(ended), "" if is_met else "abandoned", "caller", "f", "f", codes[call.about] if is_met else NULL,
            call.outcome, "", "", moment(ended + timedelta(seconds=call.wrapped) if is_met else None),
            NULL if call.score is None else call.score, "t" if 0 < (call.score or 0) <= LOW else "f",
        )))  # fmt: skip
