"""Tables of figures as files: every table in words, and each of its figures in a column that says what it is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shuyou.insight.queries import words
from shuyou.insight.queries.pyramid import FigureRow

type Text = str | Promise
type Measure = tuple[Text, Callable[[FigureRow], object]]

MONEY: Final[Measure] = (_("Bought in a year"), lambda row: row.net)
LEFT: Final[Measure] = (_("Left to us"), lambda row: row.other_yuan)
TITLES: Final[Measure] = (_("Titles in a year"), lambda row: row.titles)
WORTH: Final[Measure] = (_("Worth of serving them"), lambda row: row.other_yuan)
STILL: Final[Measure] = (_("Bought within a year"), lambda row: row.other)
STAYS: Final[Measure] = (_("Share still customers"), lambda row: row.other / 1000)
SPREAD: Final[Measure] = (_("Give or take"), lambda row: row.titles / 1000)


@dataclass(frozen=True, slots=True)
class Written:
    """How a table of figures is written down: its title, words for its keys, and what its figures are."""

    title: Text
    names: words.Words = field(default_factory=dict)
    measures: Sequence[Measure] = (MONEY, LEFT)


_RISK: Final = {f"{risk}/{worth}": f"{risk + 1}/{worth + 1}" for risk in range(5) for worth in range(5)}
TABLES: Final[Mapping[str, Written]] = {
    "tenth": Written(_("Tenth by money"), {"0": _("Bought nothing")}),
    "tier": Written(pgettext_lazy("of a pyramid", "Tier"), {str(tier): word for tier, word in words.TIERS.items()}),
    "label": Written(_("Worth"), words.LABELS),
    "mix": Written(_("What they buy"), words.PREFERENCES, (MONEY,)),
    "needs": Written(_("Out of which need"), words.NEEDS, (TITLES,)),
    "users": Written(_("For whom it was bought"), words.USERS, (MONEY,)),
    "risk": Written(_("Risk and return"), _RISK, (MONEY, WORTH)),
    "score": Written(_("How scores lie")),
    **{key: Written(title, names) for key, (title, names) in words.SCHEMES.items()},
    "stage": Written(_("Stage"), words.STAGES),
    "treatment": Written(_("What to do"), words.TREATMENTS),
    "tenure": Written(_("Years with us, by age"), {}, (MONEY, STILL)),
    "joined": Written(_("Who still buys, by the year they joined"), {}, (MONEY, STILL)),
    "survival": Written(_("Who stays, by the year of the first order"), {}, (STAYS, SPREAD)),
}


def header(tables: Sequence[str]) -> list[str]:
    """Return the heads of the columns of a file of some tables."""
    return [gettext("Table"), gettext("Group"), gettext("Readers"), *(str(head) for head, _of in _measures(tables))]


def rows(found: Mapping[str, Sequence[FigureRow]]) -> Iterator[list[object]]:
    """Yield the lines of a file; what a table does not tell stays empty."""
    measures = _measures(tuple(found))
    for name, lines in found.items():
        table = TABLES[name]
        for row in lines:
            cells = [of(row) if (head, of) in table.measures else "" for head, of in measures]
            yield [str(table.title), str(table.names.get(row.key, row.key)), row.people, *cells]


def _measures(tables: Sequence[str]) -> list[Measure]:
    return list(dict.fromkeys(measure for name in tables for measure in TABLES[name].measures))
