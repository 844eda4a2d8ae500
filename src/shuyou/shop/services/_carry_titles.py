"""Titles that become one: what was said of either is said of the one that is kept."""

from typing import Final

from django.db import connection

from shuyou.kernel.usecase import step

# Who wrote about both keeps what they wrote about the title that is kept; the other stays where it was.
_REVIEWS: Final = """
    UPDATE shop_review r SET item_id = %(kept)s WHERE r.item_id = %(gone)s
       AND NOT EXISTS (SELECT FROM shop_review k WHERE k.item_id = %(kept)s AND k.member_id = r.member_id)
"""
_LISTS: Final = """
    UPDATE shop_piecetitle t SET item_id = %(kept)s WHERE t.item_id = %(gone)s
       AND NOT EXISTS (SELECT FROM shop_piecetitle k WHERE k.item_id = %(kept)s AND k.piece_id = t.piece_id)
"""
_SAMPLES: Final = """
    UPDATE shop_sample t SET item_id = %(kept)s WHERE t.item_id = %(gone)s
       AND NOT EXISTS (SELECT FROM shop_sample k WHERE k.item_id = %(kept)s)
"""


@step
def carry_reviews(*, kept_id: int, gone_id: int) -> None:
    """Put reviews, lists and samples of a title that is gone to the one that is kept, in three statements."""
    with connection.cursor() as cursor:
        for statement in (_REVIEWS, _LISTS, _SAMPLES):
            cursor.execute(statement, {"kept": kept_id, "gone": gone_id})
