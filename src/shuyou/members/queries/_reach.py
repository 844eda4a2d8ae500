"""How readers are reached, for whoever writes to them by a machine, and the word by which that is allowed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.members.queries._contact_words import AskedFor
from shuyou.members.rules import email_address, phone_label, phone_number

_REACH: Final = """
    WITH reached AS MATERIALIZED ({asked})
    SELECT p.id, m.number, p.name, p.preferred_channel, {email} AS email, {mobile} AS mobile, {phone} AS phone,
           {recipient} AS recipient, {postcode} AS postcode, {address} AS address
      FROM reached q JOIN members_member m ON m.person_id = q.id JOIN members_person p ON p.id = q.id {ways}
     WHERE p.erased_at IS NULL
"""
_THESE: Final = AskedFor("SELECT DISTINCT unnest(%s::bigint[]) AS id")
_WAYS: Final = {
    "email": "coalesce(e.address, '')",
    "mobile": "coalesce(f.digits, '')",
    "phone": "coalesce(t.digits, '')",
    "recipient": "coalesce(a.recipient, '')",
    "postcode": "coalesce(a.postcode, '')",
    "address": "coalesce(concat(a.province, nullif(a.city, a.province), a.district, a.street), '')",
}
# Of each reader the first of its kind; for all at once, as one reader after the other would take four times as long.
_FIRST: Final = """
      LEFT JOIN (SELECT DISTINCT ON (x.person_id) x.* FROM {table} x JOIN reached q ON q.id = x.person_id
                  WHERE {which} {within} ORDER BY x.person_id, x.{best} DESC, x.id) {name} ON {name}.person_id = q.id
"""
_FROM: Final = {
    "email": {"table": "members_email", "name": "e", "which": "true", "best": "is_primary"},
    "mobile": {"table": "members_phone", "name": "f", "which": "x.label = 'mobile'", "best": "is_primary"},
    "phone": {"table": "members_phone", "name": "t", "which": "true", "best": "is_primary"},
    "address": {
        "table": "members_address", "name": "a", "which": "x.city <> '' AND x.street <> ''", "best": "is_default",
    },
}  # fmt: skip
_AT_HOME: Final = frozenset({"recipient", "postcode", "address"})
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


def reach_sql(*, asked: AskedFor, ways: Collection[str] = EVERY_WAY) -> str:
    """
    Return SQL of how the members are reached who are asked for: the columns of `Reach`; erased ones are missing.

    Ways that are not asked for are empty. For packages that write to many; whoever runs it answers for who reads it.
    """
    parts = {way: sql if way in ways else "''::text" for way, sql in _WAYS.items()}
    from_where = {way for way in ways if way in _FROM} | ({"address"} if not _AT_HOME.isdisjoint(ways) else set())
    joins = "".join(
        _FIRST.format(within=asked.within("x.person_id"), **found) for way, found in _FROM.items() if way in from_where
    )
    return _REACH.format(asked=asked.ids, ways=joins, **parts)


@query("members.see_contact")
def reach_of(*, member_ids: Sequence[int], actor: Actor) -> Mapping[int, Reach]:
    """Return how members are reached, in one query; those who were erased are missing."""
    with connection.cursor() as cursor:
        cursor.execute(reach_sql(asked=_THESE), [list(member_ids)])
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
