"""Groups that the club means to keep to: who is in them, what they bring, and what they prefer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from shuyou.insight.rules.evaluation import Values, ages
from shuyou.insight.rules.figures import Figure
from shuyou.insight.rules.labels import BY_LIFE, BY_PREFERENCE, Flags
from shuyou.insight.rules.measured import Row

SEXES = ("", "F", "M")
"""As numbers in what was measured: 1 a woman, 2 a man, 0 not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Who is in a group: whatever is named must fit, and whoever does not say how old they are fits no ages."""

    target_id: int
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None
    life: str = ""
    preference: str = ""


def members_of(target: Target, values: Values, rows: Row, day: date) -> Flags:
    """Tell who is in a group."""
    found: Flags = np.ones(len(values.ids), dtype=np.bool_)
    age = ages(rows, day)
    if target.sex:
        found &= rows["sex_code"] == SEXES.index(target.sex)
    if target.age_from is not None:
        found &= (age > 0) & (age >= target.age_from)
    if target.age_to is not None:
        found &= (age > 0) & (age <= target.age_to)
    if target.life:
        found &= values.life == BY_LIFE.index(target.life)
    if target.preference:
        found &= values.preference == BY_PREFERENCE.index(target.preference)
    return found


def figures_of(targets: Sequence[Target], values: Values, rows: Row, day: date) -> Iterator[Figure]:
    """Yield of each group its buyers, money and profit, and its mix; and the same of everybody beside it, as 0."""
    profit = np.round(values.profit * 100)
    everybody = Target(target_id=0)
    for target in (everybody, *targets):
        chosen = members_of(target, values, rows, day)
        buyers = chosen & (rows["net"] > 0)
        net = int(rows["net"][chosen].sum())
        yield Figure("target", target.target_id % 32_000, str(target.target_id), int(buyers.sum()), net,
                     int(profit[chosen].sum()))  # fmt: skip
        yield Figure("target_size", target.target_id % 32_000, str(target.target_id), int(chosen.sum()), net, 0)
        for place, name in enumerate(BY_PREFERENCE):
            sums = rows[f"group_{name}"][chosen]
            yield Figure("target_mix", place, f"{target.target_id}/{name}", int((sums > 0).sum()), int(sums.sum()), 0)
