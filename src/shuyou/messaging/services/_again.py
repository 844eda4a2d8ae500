"""Messages that did not arrive, sent once more: one by one or many at once, always through the gate."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import day_start
from shuyou.kernel.usecase import use_case
from shuyou.messaging.errors import MessageElsewhere, TermsNotPossible
from shuyou.messaging.events import MessagesSentAgain
from shuyou.messaging.models import Channel, Message
from shuyou.messaging.services._reports import ask_anew, held, reopen, tell

State = Message.State
SENT_AGAIN: Final = (State.FAILED, State.REFUSED, State.BOUNCED, State.DROPPED)
"""States of which many may be sent again; of what nobody knows a person decides message by message."""
ENDED: Final = (*SENT_AGAIN, State.UNCLEAR)
LONGEST: Final = timedelta(days=31)
MOST: Final = 20_000

_AGAIN: Final = """
    UPDATE messaging_message SET state = 'asked', verdict = '', judged_at = NULL, attempts = 0, error = '', cost = 0,
           sent_at = NULL, ended_at = NULL, batch_id = NULL, next_at = %(at)s
     WHERE id IN (SELECT id FROM messaging_message WHERE state = %(state)s AND asked_at >= %(since)s
                     AND asked_at < %(until)s AND (%(channel)s = '' OR channel = %(channel)s)
                   ORDER BY id LIMIT %(most)s FOR NO KEY UPDATE)
    RETURNING mailing_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainDraft:
    """Which messages are sent once more: of a state, of some days, perhaps of one channel."""

    state: str
    from_day: date
    to_day: date
    channel: str = ""


@use_case("messaging.replay")
def send_again(*, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Have a message that was refused, came back or was lost judged and sent again: its key stays the same.

    :raises NotFound: there is no such message.
    :raises MessageElsewhere: it is on its way, or arrived.
    """
    message = held(uid=uid)
    if message.state not in ENDED:
        raise MessageElsewhere(state=message.get_state_display())
    ask_anew(message, at)
    tell(message, "again", actor, at)


@use_case("messaging.replay")
def send_many_again(draft: AgainDraft, *, actor: Actor, at: datetime) -> int:
    """
    Have messages of a filter judged and sent once more, at most 20,000 at once, and return how many there are.

    :raises TermsNotPossible: a state of which many cannot be sent again, or more than a month of days.
    """
    if draft.state not in SENT_AGAIN:
        raise TermsNotPossible(value=draft.state, field="state")
    if draft.channel and draft.channel not in Channel.values:
        raise TermsNotPossible(value=draft.channel, field="channel")
    if not timedelta() <= draft.to_day - draft.from_day <= LONGEST or draft.to_day >= date.max - LONGEST:
        raise TermsNotPossible(value=draft.to_day.isoformat(), field="to_day")
    since, until = day_start(draft.from_day), day_start(draft.to_day + timedelta(days=1))
    wanted: dict[str, str | int | datetime] = {
        "at": at,
        "state": draft.state,
        "since": since,
        "until": until,
        "channel": draft.channel,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, wanted)
        found = [row[0] for row in cursor.fetchall()]
    reopen({mailing_id for mailing_id in found if mailing_id})
    events.publish(MessagesSentAgain(state=draft.state, messages=len(found)), actor=actor, at=at)
    return len(found)
