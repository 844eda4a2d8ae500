"""What the page of a book says of it that only the shop knows, in one trip."""

import json
from datetime import date
from typing import Final

from shuyou.kernel.statements import planned
from shuyou.shop.queries._reviews import SUMS, ReviewSums
from shuyou.shop.queries._samples import SAMPLE, ShownSample, shown_sample

_SAID: Final = f"""
    SELECT (SELECT json_agg(json_build_array(s.stars, s.count)) FROM ({SUMS}) s), i.*
      FROM (SELECT 1) one LEFT JOIN ({SAMPLE}) i ON true
"""  # noqa: S608 - statements that are written here


def said_of_book(*, item_id: int, on: date) -> tuple[ReviewSums, ShownSample]:
    """Return how many readers gave a title how many stars, and what may be seen of its inside, in one query."""
    with planned() as cursor:
        cursor.execute(_SAID, {"item": item_id})
        sums, *kept = cursor.fetchone()
    counted = dict(json.loads(sums) if isinstance(sums, str) else sums or ())
    contents, text, file, rights, until = kept
    inside = ShownSample() if contents is None else shown_sample((contents, text, file, rights, until), on)
    return ReviewSums(by_stars=counted), inside
