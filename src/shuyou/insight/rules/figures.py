"""Tables of figures about all readers: tenths, bands of score, tenure by age, segments, and who came with whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from shuyou.insight.rules import labels
from shuyou.insight.rules.calendars import day_number
from shuyou.insight.rules.evaluation import Values, ages
from shuyou.insight.rules.labels import BY_LIFE, BY_PREFERENCE, BY_USE
from shuyou.insight.rules.measured import USERS, Row
from shuyou.insight.rules.needs import NEEDS
from shuyou.insight.rules.scales import Floats, Ints

AGES: Final = (18, 25, 35, 45, 60)
AGE_NAMES: Final = ("0-17", "18-24", "25-34", "35-44", "45-59", "60+")
TENURES: Final = (1, 2, 3, 5)
TENURE_NAMES: Final = ("0-1", "1-2", "2-3", "3-5", "5+")
RISKS: Final = (0.05, 0.1, 0.2, 0.4)
"""Where a band of risk ends and the next begins."""
BANDS: Final = tuple(str(low) for low in range(0, 100, 5))
"""Bands of score by their lower edges."""
FIFTHS: Final = ("1", "2", "3", "4", "5")
YEARS_BACK: Final = 9
"""Who joined longer ago than so many calendar years stands with those who joined then."""
MICRO_LEAST: Final = 12
"""Readers below whose number a small group goes on in the larger one it is part of."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table: what it is about, how many, their money, and one figure more; money in fen."""

    table: str
    place: int
    key: str
    people: int
    net: int
    other: int


def tenths_of(values: Values) -> Ints:
    """Return the tenth of each buyer by money, 1 being the best; 0: bought nothing."""
    money = values.measures.money
    found = np.zeros(len(money), dtype=np.int64)
    buyers = np.flatnonzero(money > 0)
    order = buyers[np.lexsort((values.ids[buyers], -money[buyers]))]
    for number, part in enumerate(np.array_split(order, 10), start=1):
        found[part] = number
    return found


def figures(values: Values, now: Row, day: date) -> Iterator[Figure]:
    """Yield every table of a run."""
    net, profit = now["net"], np.round(values.profit * 100)
    everybody = {
        "tenth": (tenths_of(values), tuple(str(number) for number in range(11))),
        "tier": (values.tier, tuple(str(number) for number in range(6))),
        "score": (np.minimum(np.round(values.score, 2) // 5, 19).astype(np.int64), BANDS),
        "stage": (values.stage, tuple(map(str, labels.STAGES))),
        "label": (values.label, tuple(map(str, labels.LABELS))),
        "treatment": (values.treatment, tuple(map(str, labels.TREATMENTS))),
        "preference": (values.preference, BY_PREFERENCE),
        "life": (values.life, BY_LIFE),
        "use": (values.use, BY_USE),
    }  # fmt: skip
    for table, (codes, names) in everybody.items():
        known = codes >= 0
        yield from _counted(table, codes[known], names, net[known], profit[known])
    yield from tenure(values, now, day)
    yield from mixes(values, now)
    yield from risk_and_return(values, now)
    yield from joined_together(now, day)


def _counted(table: str, codes: Ints, names: Sequence[str], net: Ints, other: Floats | Ints) -> Iterator[Figure]:
    size = len(names)
    people = np.bincount(codes, minlength=size)
    sums = np.bincount(codes, weights=net, minlength=size)
    more = np.bincount(codes, weights=other, minlength=size)
    for place, name in enumerate(names):
        yield Figure(table, place, name, int(people[place]), round(float(sums[place])), round(float(more[place])))


def tenure(values: Values, now: Row, day: date) -> Iterator[Figure]:
    """Yield how long readers of each age have been members; the other figure counts those who bought within a year."""
    age = np.searchsorted(AGES, ages(now, day), side="right")
    years = (day_number(day) - now["joined_on"]) / 365.25
    long = np.searchsorted(TENURES, years, side="right")
    known = now["birth_year"] > 0
    keys = (age * len(TENURE_NAMES) + long)[known]
    names = [f"{one}/{other}" for one in AGE_NAMES for other in TENURE_NAMES]
    yield from _counted("tenure", keys, names, now["net"][known], (now["orders"] > 0).astype(np.int64)[known])


def mixes(values: Values, now: Row) -> Iterator[Figure]:
    """
    Yield what is sold by group of interest, by who uses it, and by need: people with any of it, money, titles.

    Of users and needs people are those with a thousandth of it and more, as it is kept of them.
    """
    some = [now[f"group_{name}"] > 0 for name in BY_PREFERENCE]
    for_whom, why = (thousandths(shares) > 0 for shares in (values.user_shares, values.need_shares))
    for table, prefix, names, has in (
        ("mix", "group_", BY_PREFERENCE, some), ("users", "user_", tuple(map(str, USERS)), for_whom),
        ("needs", "need_", tuple(map(str, NEEDS)), why),
    ):  # fmt: skip
        for place, name in enumerate(names):
            sums = now[f"{prefix}{name}"]
            yield Figure(table, place, name, int(has[place].sum()), int(sums.sum()), 0)


def bought(now: Row) -> Ints:
    """Return of each reader a bit for each group of interest that some of their money went into."""
    found = np.zeros(len(now["member_id"]), dtype=np.int64)
    for place, name in enumerate(BY_PREFERENCE):
        found |= (now[f"group_{name}"] > 0).astype(np.int64) << place
    return found


def thousandths(share: Floats) -> Ints:
    """Return shares as they are kept."""
    found: Ints = np.round(np.clip(np.nan_to_num(share), 0, 1) * 1000).astype(np.int64)
    return found


def return_edges(values: Values, now: Row) -> list[int]:
    """Return up to which sums, in fen, lie the lower four fifths of what it is worth to serve buyers; empty: nobody."""
    buyers = now["orders_all"] > 0
    if not buyers.any():
        return []
    edges = np.quantile(values.option[buyers], [0.2, 0.4, 0.6, 0.8])
    return [int(edge) for edge in np.floor(np.round(edges * 100, 2))]


def risk_and_return(values: Values, now: Row) -> Iterator[Figure]:
    """Yield readers by risk, in five bands, and by what it is worth to serve them, in fifths of readers; as kept."""
    buyers = now["orders_all"] > 0
    if not buyers.any():
        return
    worth = np.round(np.nan_to_num(values.option) * 100).astype(np.int64)
    risk = np.searchsorted([round(edge * 1000) for edge in RISKS], thousandths(values.risk), side="right")
    keys = (risk * 5 + np.searchsorted(return_edges(values, now), worth))[buyers]
    names = [f"{one}/{other}" for one in range(5) for other in range(5)]
    yield from _counted("risk", keys, names, now["net"][buyers], worth[buyers])


def joined_together(now: Row, day: date) -> Iterator[Figure]:
    """Yield readers by the year in which they joined; the other figure counts those who bought within a year."""
    years = now["joined_on"].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    first = max(int(years.min()), day.year - YEARS_BACK) if len(years) else day.year
    names = [str(year) for year in range(first, day.year + 1)]
    keys = np.clip(years - first, 0, len(names) - 1)
    yield from _counted("joined", keys, names, now["net"], (now["orders"] > 0).astype(np.int64))


def micro_groups(values: Values) -> list[str]:
    """
    Return the small group of each buyer: what they prefer, their stage of life, how they buy, and for whom.

    A group too small goes on in the larger one it is part of. The name says what the group is, so that it stays the
    same from night to night; who bought nothing is in none.
    """
    count = len(values.ids)
    user = np.argmax(values.user_shares, axis=0)
    need = np.argmax(values.need_shares, axis=0)
    parts = (
        (np.maximum(values.preference, 0), BY_PREFERENCE), (values.life, BY_LIFE), (values.use, BY_USE),
        (user, tuple(map(str, USERS))), (need, tuple(map(str, NEEDS))),
    )  # fmt: skip
    found = np.zeros(count, dtype=np.int64)
    depth = np.zeros(count, dtype=np.int64)
    bought = values.measures.money > 0
    for level, (codes, names) in enumerate(parts):
        finer = found * (len(names) + 1) + codes + 1
        _keys, place, sizes = np.unique(finer[bought & (depth == level)], return_inverse=True, return_counts=True)
        grows = np.zeros(count, dtype=np.bool_)
        grows[bought & (depth == level)] = sizes[place] >= MICRO_LEAST
        found = np.where(grows, finer, found)
        depth = np.where(grows, level + 1, depth)
    return _named(parts, found, depth)


def _named(parts: Sequence[tuple[Ints, Sequence[str]]], found: Ints, depth: Ints) -> list[str]:
    _keys, first, place = np.unique(np.stack([found, depth]), axis=1, return_index=True, return_inverse=True)
    names = ["/".join(names[codes[row]] for codes, names in parts[: depth[row]]) for row in first]
    return [names[at] for at in place]
