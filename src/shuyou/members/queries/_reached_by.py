"""Who answers an address: asked only once somebody has shown that it is theirs."""

from dataclasses import dataclass
from typing import Final

from shuyou.kernel.statements import planned

_FIND: Final = """
    SELECT m.person_id, p.name, m.number, ARRAY(SELECT c.number FROM members_card c WHERE c.member_id = m.person_id)
      FROM members_member m JOIN members_person p ON p.id = m.person_id
     WHERE m.status NOT IN ('merged', 'erased', 'closed') AND p.erased_at IS NULL AND NOT p.is_restricted
       AND m.person_id IN (%s) ORDER BY m.person_id
"""
_BY: Final = {
    "sms": _FIND % "SELECT f.person_id FROM members_phone f WHERE f.digits = %(address)s",
    "email": _FIND % "SELECT e.person_id FROM members_email e WHERE e.address = %(address)s",
}


@dataclass(frozen=True, slots=True)
class ReachedMember:
    """A member who has an address on file, with every number they may name."""

    member_id: int
    name: str
    numbers: frozenset[str]


def members_reached_by(*, channel: str, address: str) -> list[ReachedMember]:
    """Return the members with a phone (`sms`) or e-mail (`email`) on file, the longest known first, in one query."""
    with planned() as cursor:
        cursor.execute(_BY[channel], {"address": address})
        return [
            ReachedMember(member_id, name, frozenset({number, *cards}))
            for member_id, name, number, cards in cursor.fetchall()
        ]
