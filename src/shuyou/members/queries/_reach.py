"""How readers are reached, for whoever writes to them by a machine, and the word by which that is allowed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.members.rules import email_address, phone_label, phone_number

_REACH: Final = """
    SELECT p.id, m.number, p.name, p.preferred_channel, {email} AS email, {mobile} AS mobile, {phone} AS phone,
           {recipient} AS recipient, {postcode} AS postcode, {address} AS address
      FROM members_member m JOIN members_person p ON p.id = m.person_id {home}
     WHERE m.person_id IN ({asked}) AND p.erased_at IS NULL
"""
_WAYS: Final = {
    "email": """coalesce((SELECT e.address FROM members_email e WHERE e.person_id = p.id
                          ORDER BY e.is_primary DESC, e.id LIMIT 1), '')""",
    "mobile": """coalesce((SELECT f.digits FROM members_phone f WHERE f.person_id = p.id AND f.label = 'mobile'
                           ORDER BY f.is_primary DESC, f.id LIMIT 1), '')""",
    "phone": """coalesce((SELECT f.digits FROM members_phone f WHERE f.person_id = p.id
                          ORDER BY f.is_primary DESC, f.id LIMIT 1), '')""",
    "recipient": "coalesce(a.recipient, '')",
    "postcode": "coalesce(a.postcode, '')",
    "address": "coalesce(concat(a.province, nullif(a.city, a.province), a.district, a.street), '')",
}
_HOME: Final = """
      LEFT JOIN LATERAL (SELECT * FROM members_address a WHERE a.person_id = p.id AND a.city <> '' AND a.street <> ''
                          ORDER BY a.is_default DESC, a.id LIMIT 1) a ON true
"""
_AT_HOME: Final = ("recipient", "postcode", "address")
EVERY_WAY: Final = frozenset(_WAYS)
# The word on the channel itself counts, unless a later no was said of all channels (see `may_contact`).
_WORDS: Final = """
    SELECT DISTINCT ON (c.person_id) c.person_id, c.id, c.is_granted, c.channel, c.text_version, c.given_via, c.at
      FROM members_consent c
     WHERE c.person_id = ANY (%(people)s) AND c.purpose = %(purpose)s AND c.channel IN (%(channel)s, 'any')
       AND NOT EXISTS (SELECT FROM members_consent n WHERE n.person_id = c.person_id AND n.purpose = c.purpose
                          AND n.channel = c.channel AND (n.at, n.id) > (c.at, c.id))
     ORDER BY c.person_id, c.channel = 'any' AND NOT c.is_granted AND c.at > coalesce((
              SELECT max(o.at) FROM members_consent o WHERE o.person_id = c.person_id AND o.purpose = c.purpose
                 AND o.channel = %(channel)s), '-infinity') DESC, c.channel <> 'any' DESC
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """Who a member is and where they are reached; empty: not known."""

    member_id: int
    number: str
    name: str
    preferred_channel: str
    email: str
    mobile: str
    phone: str
    recipient: str
    postcode: str
    address: str


@dataclass(frozen=True, slots=True)
class SaidWord:
    """The word of a reader that counts for a purpose and a channel."""

    consent_id: int
    is_granted: bool
    channel: str
    text_version: str
    given_via: str
    at: datetime


def reach_sql(*, asked: str, ways: Collection[str] = EVERY_WAY) -> str:
    """
    Return SQL of how the members are reached whose ids a SELECT gives: the columns of `Reach`; erased ones are missing.

    Ways that are not asked for are empty. For packages that write to many; whoever runs it answers for who reads it.
    """
    parts = {way: sql if way in ways else "''::text" for way, sql in _WAYS.items()}
    return _REACH.format(asked=asked, home=_HOME if any(way in ways for way in _AT_HOME) else "", **parts)


@query("members.see_contact")
def reach_of(*, member_ids: Sequence[int], actor: Actor) -> Mapping[int, Reach]:
    """Return how members are reached, in one query; those who were erased are missing."""
    with connection.cursor() as cursor:
        cursor.execute(reach_sql(asked="SELECT unnest(%s::bigint[])"), [list(member_ids)])
        return {row[0]: Reach(*row) for row in cursor.fetchall()}


@query("members.view")
def words_that_count(*, person_ids: Sequence[int], purpose: str, channel: str, actor: Actor) -> Mapping[int, SaidWord]:
    """Return the word that counts of each person who said one, in one query (index `latest_consent`)."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, {"people": list(person_ids), "purpose": purpose, "channel": channel})
        return {row[0]: SaidWord(*row[1:]) for row in cursor.fetchall()}


def address_typed(*, channel: str, text: str) -> str:
    """
    Return an e-mail address or a mobile number as it is kept, from how somebody typed it; empty: no mobile number.

    :raises DomainError: it is neither, with what is wrong with it.
    """
    if channel == "email":
        return email_address(text)
    digits = phone_number(text)
    return digits if phone_label(digits) == "mobile" or digits.startswith("00") else ""
