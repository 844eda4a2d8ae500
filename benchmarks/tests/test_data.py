"""The generated club is the same for the same seed, and whole whatever the parts it is made in."""

import pytest

from benchmarks.data import Plan, people, titles
from benchmarks.data.plan import Chunk, Rows, chunks, digits_of


def part(kind: str, first: int = 1, count: int = 200) -> Chunk:
    return Chunk(Plan(members=1000), kind, first, count)


def column(tables: list[Rows], table: str, place: int) -> list[str]:
    (found,) = [rows for rows in tables if rows.table == table]
    return [line.split("\t")[place] for line in found.lines]


@pytest.mark.parametrize("total", [0, 1, 19_999, 20_000, 20_001, 1_500_000])
def test_parts_cover_every_row_once(total: int) -> None:
    serials = [part.numbers for part in chunks(Plan(members=total), "people", total)]

    assert sum(map(len, serials)) == total
    assert [one.start for one in serials] == [1, *(one.stop for one in serials)][: len(serials)]


def test_the_same_seed_makes_the_same_members() -> None:
    assert people.people(part("people")) == people.people(part("people"))


def test_scattered_serials_never_meet() -> None:
    scattered = {digits_of(number, seed=7, prime=618_033_989, space=10**9) for number in range(50_000)}

    assert len(scattered) == 50_000


def test_points_add_up_to_the_balance() -> None:
    tables = people.people(part("people"))

    balances = dict(
        zip(column(tables, "loyalty_pointsaccount", 0), column(tables, "loyalty_pointsaccount", 1), strict=True)
    )
    ledger: dict[str, int] = {}
    for account, points in zip(
        column(tables, "loyalty_pointsentry", 0), column(tables, "loyalty_pointsentry", 3), strict=True
    ):
        ledger[account] = ledger.get(account, 0) + int(points)
    assert {account: int(balance) for account, balance in balances.items() if int(balance)} == {
        account: points for account, points in ledger.items() if points
    }


def test_titles_of_a_shelf_are_distinct_and_their_layers_fill_it() -> None:
    tables = titles.titles(part("titles"))

    assert len(set(column(tables, "catalog_item", 3))) == 200
    shelves, layers = sum(map(int, column(tables, "supply_shelf", 3))), sum(map(int, column(tables, "supply_layer", 8)))
    assert shelves == layers
