"""Which channel readers answer by: counted over a year, of those who agreed that it is noted what they answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from shuyou.messaging.rules import Learned, learned_channel
from shuyou.messaging.services._links import followed_by

LOOKED_BACK: Final = timedelta(days=365)
# By the index `messages_of_member`: of each member the messages of a year, and those that were answered or followed.
_COUNTED: Final = """
    SELECT m.member_id, m.channel, count(*), count(*) FILTER (WHERE EXISTS (
           SELECT FROM messaging_deliveryevent d WHERE d.message_id = m.id AND d.kind IN ('opened', 'replied')))
      FROM messaging_message m
     WHERE m.member_id = ANY (%s) AND m.sent_at > %s AND m.channel <> ''
     GROUP BY m.member_id, m.channel
"""


def learned_channels(member_ids: Sequence[int], at: datetime) -> Mapping[int, Learned]:
    """Return the channel that each member answers most readily by, where one stands out; in two queries."""
    agreed = list(followed_by(sorted(set(member_ids)), at))
    if not agreed:
        return {}
    counted = dict[int, dict[str, tuple[int, int]]]()
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [agreed, at - LOOKED_BACK])
        for member_id, channel, sent, answered in cursor.fetchall():
            counted.setdefault(member_id, {})[channel] = (sent, answered)
    found = {member_id: learned_channel(channels) for member_id, channels in counted.items()}
    return {member_id: learned for member_id, learned in found.items() if learned}
