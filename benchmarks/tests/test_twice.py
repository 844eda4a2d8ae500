"""The base with people who are there twice: the same for the same seed, planted as said, with its traps."""

from collections import Counter
from itertools import combinations

from benchmarks.data import twice
from benchmarks.rows.dedupe import Right

SIZE = 4_000


def test_the_same_seed_makes_the_same_base() -> None:
    assert twice.base(500, seed=3) == twice.base(500, seed=3)
    assert twice.base(500, seed=3) != twice.base(500, seed=4)


def test_so_many_are_there_again_and_each_a_little_another_way() -> None:
    base = twice.base(SIZE, seed=3)

    people = Counter(row.truth for row in base.rows)
    assert len(base.rows) == SIZE
    assert SIZE - len(people) == round(SIZE * twice.PLANTED)
    pairs = base.same()
    assert all(base.rows[left - 1].truth == base.rows[right - 1].truth for left, right in pairs)
    differing = [pair for pair in pairs if base.rows[pair[0] - 1].name != base.rows[pair[1] - 1].name]
    assert 0.1 < len(differing) / len(pairs) < 0.5


def test_only_pairs_with_an_arrival_count_for_arrivals() -> None:
    base = twice.base(SIZE, seed=3)

    assert {pair for pair in base.same() if pair[1] > 3_000} == base.same(3_000)


def test_there_are_twins_and_families_with_one_phone() -> None:
    base = twice.base(20_000, seed=3)

    at_phone: dict[str, list[twice.Someone]] = {}
    for row in base.rows:
        at_phone.setdefault(row.mobile, []).append(row)
    shared = [
        (one, other)
        for owners in at_phone.values()
        if len(owners) < 10
        for one, other in combinations(owners, 2)
        if one.truth != other.truth
    ]
    twins = [pair for pair in shared if pair[0].born and pair[0].born == pair[1].born]
    assert len(shared) > 1_000
    assert len(twins) > 10
    assert all(one.name != other.name for one, other in shared)


def test_how_right_pairs_are() -> None:
    right = Right.of({(1, 2), (3, 4), (5, 6), (7, 8)}, {(1, 2), (3, 4), (9, 10)})

    assert (right.precision, round(right.recall, 3), round(right.f1, 3)) == (0.5, 0.667, 0.571)
    assert Right.of(set(), {(1, 2)}).f1 == 0
