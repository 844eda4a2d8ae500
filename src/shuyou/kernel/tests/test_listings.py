"""Lists by any filter: which index is better left unread, and that the answer stays the same."""

from collections.abc import Callable

import pytest
from django.db import connection

from shuyou.kernel.listings import Conditions, Listing, Place

WIDE = {
    "Node Type": "Bitmap Heap Scan",
    "Plan Rows": 300,
    "Plans": [
        {
            "Node Type": "BitmapAnd",
            "Plans": [
                {"Node Type": "Bitmap Index Scan", "Plan Rows": 900, "Index Cond": "(words @> '{7}'::bigint[])"},
                {"Node Type": "Bitmap Index Scan", "Plan Rows": 60_000, "Index Cond": "(born <= '1971-11-23'::date)"},
                {"Node Type": "Bitmap Index Scan", "Plan Rows": 800, "Index Cond": "(seen >= '2026-11-01'::date)"},
            ],
        }
    ],
}


@pytest.mark.django_db
def test_an_index_far_wider_than_another_is_not_read_and_the_answer_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE shelf AS SELECT n AS id, n AS by_id, date '1970-01-01' + n AS born,"
            " lpad((n % 50)::text, 2, '0') AS word, ARRAY[n % 7] AS words FROM generate_series(1, 900) n"
        )
    found = Conditions()
    found.add("l.words @> ARRAY[%(word)s]", word=3)
    found.add("l.born <= %(until)s", until="1971-06-01")
    found.add("l.word >= %(from)s", **{"from": "20"})
    asked: list[str] = []
    plan = Listing("shelf", "id").page(found, "by_id", Place(), is_descending=False, limit=500)

    monkeypatch.setattr("shuyou.kernel.listings._plan_of", lambda _: WIDE)

    def note(run: Callable[..., object], sql: str, *rest: object) -> object:
        asked.append(sql)
        return run(sql, *rest)

    with connection.execute_wrapper(note):
        page = Listing("shelf", "id").page(found, "by_id", Place(), is_descending=False, limit=500)

    assert page.ids == plan.ids
    assert len(page.ids) > 10
    assert "(ARRAY[l.born])[1] <=" in asked[-1]
    assert "l.words @>" in asked[-1]


@pytest.mark.django_db
def test_texts_compare_as_well_when_no_index_is_read() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE page AS SELECT n AS id, n::text AS word FROM generate_series(1, 99) n")
    found = Conditions()
    found.add("l.word >= %(from)s", **{"from": "5"})

    assert Listing("page", "id").count(found.unread({"word"})) == Listing("page", "id").count(found) == 55
