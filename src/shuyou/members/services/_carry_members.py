"""What a merge carries of members' own tables: contacts, cards, words, touches, ties to others, doubts about them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.carrying import Carrier, Owned
from shuyou.kernel.usecase import step
from shuyou.members.services._take_over import give_up, take_over

_WHERE: Final = ("recipient", "phone", "province", "city", "district", "street", "postcode")

OWNED: Final = (
    Owned(table="members_phone", once=("digits",), flag="is_primary", label=_("Phone numbers")),
    Owned(table="members_email", once=("address",), flag="is_primary", label=_("E-mail addresses")),
    Owned(table="members_address", once=_WHERE, flag="is_default", label=_("Addresses")),
    Owned(table="members_card", owner="member_id", flag="is_main", flag_if="k.status = 'active'", label=_("Cards")),
    Owned(table="members_consent", label=_("Words of consent")),
    Owned(table="members_consent", owner="guardian_id"),
    Owned(table="members_contactrule", key="person_id"),
    Owned(table="members_personaldataaccess"),
    Owned(
        table="members_privacyrequest",
        once=("kind",),
        once_if="'open' = ALL (ARRAY[k.status, t.status])",
        label=_("Privacy requests"),
    ),
    Owned(table="members_legalhold", label=_("Legal holds")),
    Owned(table="members_relation", once=("other_id", "role"), unless="t.other_id = %(kept)s", label=_("Relations")),
    Owned(table="members_relation", owner="other_id", once=("person_id", "role"), unless="t.person_id = %(kept)s"),
    Owned(table="members_householdperson", key="person_id", label=_("Household")),
    Owned(table="members_institutioncontact", once=("institution_id",), label=_("Institutions")),
    Owned(table="members_paper", label=_("Papers")),
    Owned(table="members_preference", label=_("Preferences")),
    Owned(table="members_questionputoff", once=("attribute_id",)),
    Owned(table="members_contact", label=_("Contacts")),
    Owned(table="members_inquiry", label=_("Questions and searches")),
    Owned(table="members_note", label=_("Notes")),
    Owned(table="members_persontag", once=("tag_id",), label=_("Tags")),
    Owned(table="members_task", label=_("Tasks")),
    Owned(table="members_bulkchanged", once=("change_id",)),
    Owned(table="members_signuprequest", owner="member_id"),
    Owned(table="members_member", owner="merged_into_id", key="person_id"),
)

# A pair with a third person goes along, the older one still first; where the kept one has such a pair, it stays.
_CARRY_PAIRS = """
    WITH moving AS (
        SELECT p.id, p.left_id, p.right_id, p.evidence, least(%(kept)s, o.other) AS first,
               greatest(%(kept)s, o.other) AS second,
               (p.left_id = %(absorbed)s) <> (%(kept)s < o.other) AS is_turned
          FROM members_pair p
          CROSS JOIN LATERAL (
            SELECT CASE WHEN p.left_id = %(absorbed)s THEN p.right_id ELSE p.left_id END AS other) o
         WHERE %(absorbed)s IN (p.left_id, p.right_id) AND o.other <> %(kept)s AND NOT EXISTS (
            SELECT FROM members_pair k
             WHERE k.left_id = least(%(kept)s, o.other) AND k.right_id = greatest(%(kept)s, o.other))
    ), moved AS (
        UPDATE members_pair p SET left_id = m.first, right_id = m.second,
               evidence = CASE WHEN m.is_turned THEN turned.evidence ELSE p.evidence END
          FROM moving m CROSS JOIN LATERAL (
            SELECT coalesce(jsonb_agg(e || jsonb_build_object('left', e->'right', 'right', e->'left')), '[]')
              FROM jsonb_array_elements(m.evidence) e) turned (evidence)
         WHERE p.id = m.id RETURNING p.id, m.left_id, m.right_id, m.first, m.second, m.is_turned
    )
    INSERT INTO members_mergedrow (merge_id, table_name, row_key, before, after)
    SELECT %(merge)s, 'members_pair', id::text,
           jsonb_build_object('left_id', left_id, 'right_id', right_id, 'is_turned', is_turned),
           jsonb_build_object('left_id', first, 'right_id', second) FROM moved
"""
_RETURN_PAIRS = """
    UPDATE members_pair p SET left_id = (j.before->>'left_id')::bigint, right_id = (j.before->>'right_id')::bigint,
           evidence = CASE WHEN (j.before->>'is_turned')::boolean THEN (
                SELECT coalesce(jsonb_agg(e || jsonb_build_object('left', e->'right', 'right', e->'left')), '[]')
                  FROM jsonb_array_elements(p.evidence) e) ELSE p.evidence END
      FROM members_mergedrow j
     WHERE j.merge_id = %(merge)s AND j.table_name = 'members_pair' AND j.row_key = p.id::text
       AND p.left_id = (j.after->>'left_id')::bigint AND p.right_id = (j.after->>'right_id')::bigint
"""
_DECIDE_PAIR = """
    WITH was AS (
        SELECT id, verdict, decided_by, decided_at FROM members_pair
         WHERE left_id = least(%(kept)s, %(absorbed)s) AND right_id = greatest(%(kept)s, %(absorbed)s)
           AND verdict <> 'same'
    ), decided AS (
        UPDATE members_pair p SET verdict = 'same', decided_at = %(at)s,
               decided_by = (SELECT merged_by FROM members_merge WHERE id = %(merge)s)
          FROM was WHERE p.id = was.id RETURNING p.id
    )
    INSERT INTO members_mergedrow (merge_id, table_name, row_key, before, after)
    SELECT %(merge)s, 'members_pair', id::text,
           jsonb_build_object('verdict', verdict, 'decided_by', decided_by, 'decided_at', decided_at),
           jsonb_build_object('verdict', 'same') FROM was
"""
_UNDECIDE_PAIR = """
    UPDATE members_pair p SET verdict = j.before->>'verdict', decided_by = j.before->>'decided_by',
           decided_at = (j.before->>'decided_at')::timestamptz
      FROM members_mergedrow j
     WHERE j.merge_id = %(merge)s AND j.table_name = 'members_pair' AND j.row_key = p.id::text
       AND j.after->>'verdict' = p.verdict
"""


@step
def carry_members(*, merge_id: int, kept_id: int, absorbed_id: int, at: datetime) -> None:
    """Complete the kept one's record, take doubts about the absorbed one over, and settle the one about these two."""
    take_over(merge_id=merge_id, kept_id=kept_id, absorbed_id=absorbed_id)
    ids: dict[str, int | datetime] = {"merge": merge_id, "kept": kept_id, "absorbed": absorbed_id, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_CARRY_PAIRS, ids)
        cursor.execute(_DECIDE_PAIR, ids)


@step
def bring_members_back(*, merge_id: int, kept_id: int, absorbed_id: int, at: datetime) -> Mapping[str, int]:
    """Give back what was taken over; everything can be."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDECIDE_PAIR, {"merge": merge_id})
        cursor.execute(_RETURN_PAIRS, {"merge": merge_id})
    give_up(merge_id=merge_id, kept_id=kept_id, absorbed_id=absorbed_id)
    return {}


CARRIER: Final = Carrier(
    key="members",
    order=10,
    owned=OWNED,
    by_hand=frozenset({"members_pair.left_id", "members_pair.right_id"}),
    left={
        "members_member.person_id": "it says who the member is",
        "members_merge.kept_id": "the merge itself",
        "members_merge.absorbed_id": "the merge itself",
        "members_intakeperson.person_id": "it says what a file did to this very record",
        "members_listing.person_id": "the database makes it from the rest",
    },
    carry=carry_members,
    bring_back=bring_members_back,
)
