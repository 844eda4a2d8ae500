"""Putting members into tiers, and tiers on price lists, as packages decide that know the terms."""

from collections.abc import Mapping

from django.db import connection

from shuyou.kernel.usecase import step

_SET = """
    UPDATE members_member m SET tier_id = v.tier_id
      FROM unnest(%s::bigint[], %s::bigint[]) AS v (person_id, tier_id)
     WHERE m.person_id = v.person_id AND m.tier_id <> v.tier_id
"""
_SET_LISTS = """
    UPDATE members_tier t SET price_list = v.price_list
      FROM unnest(%s::bigint[], %s::text[]) AS v (tier_id, price_list)
     WHERE t.id = v.tier_id AND t.price_list <> v.price_list
"""


@step
def set_tiers(*, tiers: Mapping[int, int]) -> int:
    """Put members into tiers, by the ids of both, and return how many moved; who calls has locked the members."""
    with connection.cursor() as cursor:
        cursor.execute(_SET, [list(tiers), list(tiers.values())])
        return int(cursor.rowcount)


@step
def set_tier_price_lists(*, lists: Mapping[int, str]) -> int:
    """Have the readers of tiers buy on other price lists, by the tiers' ids, and return how many tiers changed."""
    with connection.cursor() as cursor:
        cursor.execute(_SET_LISTS, [list(lists), list(lists.values())])
        return int(cursor.rowcount)
