"""What a form for a new member can be helped with: the address of those who answer the same phone at work."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shuyou.kernel.actor import Actor
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.members.rules import Place


@dataclass(frozen=True, slots=True)
class SharedAddress:
    """An address that others have under the same phone, and whose it is."""

    whose: str
    place: Place
    person_id: int | None
    """Somebody of whom it was learnt; None: an institution's own."""


_SHARED: Final = """
    WITH answering AS MATERIALIZED (
        SELECT a.id, p.id AS person_id, p.name, a.province, a.city, a.district, a.street, a.postcode
          FROM members_phone f JOIN members_person p ON p.id = f.person_id AND NOT p.is_restricted
          JOIN members_address a ON a.person_id = p.id AND a.is_default AND a.street <> ''
          LEFT JOIN members_member m ON m.person_id = p.id
         WHERE f.digits = ANY (%(phones)s) AND coalesce(m.status, '') NOT IN ('merged', 'erased')
    )
    (SELECT name, NULL::bigint, province, city, district, street, postcode FROM members_institution
      WHERE phone = ANY (%(phones)s) AND is_active AND street <> '' ORDER BY id LIMIT 1)
    UNION ALL
    (SELECT name, person_id, province, city, district, street, postcode FROM answering ORDER BY id LIMIT 1)
"""


@query("members.see_contact")
def address_shared(*, phones: Sequence[str], actor: Actor) -> SharedAddress | None:
    """
    Return the address of the institution with a landline, or else of a member who answers it, in one query.

    A mobile number leads nowhere: it is one person's own.
    """
    landlines = [phone for phone in phones if phone.startswith("0") and not phone.startswith("00")]
    if not landlines:
        return None
    with planned() as cursor:
        cursor.execute(_SHARED, {"phones": landlines})
        rows = cursor.fetchall()
    return SharedAddress(rows[0][0], Place(*rows[0][2:]), rows[0][1]) if rows else None
