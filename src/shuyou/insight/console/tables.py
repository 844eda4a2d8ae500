"""Tables of figures about all readers: where money comes from, segments, time with us."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuyou.insight.console import written
from shuyou.insight.console.section import TABS
from shuyou.insight.queries import words
from shuyou.insight.queries.noticed import SurvivalRow, habit_groups, survival
from shuyou.insight.queries.pyramid import FigureRow, concentration, figures, micro_groups
from shuyou.insight.rules.figures import AGE_NAMES, TENURE_NAMES, YEARS_BACK
from shuyou.insight.rules.staying import MARKS
from shuyou.insight.services import note_value_export
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, csv_download
from shuyou.kernel.lists import tabs_of


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table, in words, with its share of the whole and where its readers are listed."""

    word: object
    row: FigureRow
    share: float
    up_to: float
    query: str = ""


def _lines(rows: Sequence[FigureRow], names: words.Words, filtered_by: str = "") -> list[Line]:
    whole = sum((row.net for row in rows), Decimal(0))
    found, so_far = [], Decimal(0)
    for row in rows:
        so_far += row.net
        share, up_to = (float(part / whole) if whole else 0.0 for part in (row.net, so_far))
        query = f"{filtered_by}={row.key}" if filtered_by else ""
        found.append(Line(names.get(row.key, row.key), row, share, up_to, query))
    return found


def _csv(request: HttpRequest, name: str, tables: Sequence[str]) -> HttpResponseBase | None:
    if request.GET.get("as") != "csv":
        return None
    actor, at = actor_of(request), clock.now()
    found = figures(tables=tables, actor=actor)
    note_value_export(wanted=name, actor=actor, at=at)
    return csv_download(f"{name}-{clock.club_day(at)}.csv", written.header(tables), written.rows(found))


@require_GET
def money(request: HttpRequest) -> HttpResponseBase:
    """Show tenths, how money is spread, profit by tier, the mix of what is sold, risk and return."""
    tables = ("tenth", "tier", "label", "mix", "needs", "users", "risk", "score")
    if file := _csv(request, "money", tables):
        return file
    actor = actor_of(request)
    found = figures(tables=tables, actor=actor)
    best_fifth, gini, edges = concentration(actor=actor)
    tenths = _lines([row for row in found["tenth"] if row.key != "0" and row.people], {}, "tenth")
    page = {
        "tabs": tabs_of(TABS, "insight:money", actor), "tenths": tenths,
        "best_fifth": best_fifth, "gini": gini,
        "tiers": [Line(words.TIERS[int(row.key)], row, 0, 0, f"tier={row.key}") for row in found["tier"] if row.people],
        "labels": _lines(found["label"], words.LABELS, "label"),
        "mix": _lines(found["mix"], words.PREFERENCES, "bought"),
        "needs": _lines(found["needs"], words.NEEDS, "need"), "users": _lines(found["users"], words.USERS, "user"),
        "need_most": max((row.net for row in found["needs"]), default=0),
        "risk": _grid(found["risk"]), "is_grid_listed": bool(edges), "score": found["score"],
        "score_most": max((row.people for row in found["score"][1:]), default=0),
        "may_export": actor.may("insight.export_values"),
    }  # fmt: skip
    return render(request, "insight/money.html", page)


def _grid(rows: Sequence[FigureRow]) -> list[tuple[int, list[tuple[FigureRow, int]]]]:
    """Return risk by return as rows of cells, each with how dark it is drawn."""
    by = {row.key: row for row in rows}
    most = max((row.people for row in rows), default=0)
    grid = []
    for risk in range(5):
        cells = [by[key] for worth in range(5) if (key := f"{risk}/{worth}") in by]
        shaded = [(one, 0 if not one.people else 1 + sum(one.people > most * p for p in (0.05, 0.2, 0.4, 0.7, 0.9)))
                  for one in cells]  # fmt: skip
        grid.append((risk + 1, shaded))
    return grid if rows else []


@require_GET
def segments(request: HttpRequest) -> HttpResponseBase:
    """Show readers by three schemes of segments, and the small groups that spend most."""
    tables = (*words.SCHEMES, "stage", "treatment")
    if file := _csv(request, "segments", tables):
        return file
    actor = actor_of(request)
    found = figures(tables=tables, actor=actor)
    groups, habits = micro_groups(limit=60, actor=actor), habit_groups(actor=actor)
    page = {
        "tabs": tabs_of(TABS, "insight:segments", actor),
        "schemes": [(title, len(names), _lines(found[key], names, key))
                    for key, (title, names) in words.SCHEMES.items()],
        "stages": _lines(found["stage"], words.STAGES, "stage"),
        "treatments": _lines(found["treatment"], words.TREATMENTS, "treatment"),
        "habits": [(words.habit_name(row.traits), row) for row in habits],
        "habit_most": max((row.net for row in habits), default=0),
        "groups": [(words.micro_name(row.code), row) for row in groups], "group_most": max(
            (row.net for row in groups), default=0),
        "may_export": actor.may("insight.export_values"),
    }  # fmt: skip
    return render(request, "insight/segments.html", page)


@require_GET
def tenure(request: HttpRequest) -> HttpResponseBase:
    """Show how long readers of each age have been with the club, and how many of each year still buy."""
    tables = ("tenure", "joined", "survival")
    if file := _csv(request, "tenure", tables):
        return file
    actor = actor_of(request)
    found = figures(tables=tables, actor=actor)
    by = {row.key: row for row in found["tenure"]}
    ages = []
    for age in AGE_NAMES:
        cells = [by[key].people if (key := f"{age}/{long}") in by else 0 for long in TENURE_NAMES]
        whole = sum(cells)
        long_with_us = sum(cells[2:]) / whole if whole else 0.0
        told = [(long, count, count / whole if whole else 0.0) for long, count in zip(TENURE_NAMES, cells, strict=True)]
        ages.append((age, told, whole, long_with_us))
    people = sum(row.people for row in found["tenure"])
    beyond = sum(row.people for row in found["tenure"] if row.key.partition("/")[2] in TENURE_NAMES[2:])
    oldest = str(clock.club_day(clock.now()).year - YEARS_BACK)
    page = {
        "tabs": tabs_of(TABS, "insight:tenure", actor), "ages": ages if people else [], "tenures": TENURE_NAMES,
        "beyond": beyond / people if people else 0.0,
        "joined": [(row, row.other / row.people if row.people else 0.0, row.people and row.key == oldest)
                   for row in found["joined"]],
        "marks": MARKS, "survival": [(row.year, _at_marks(row)) for row in survival(actor=actor)],
        "may_export": actor.may("insight.export_values"),
    }  # fmt: skip
    return render(request, "insight/tenure.html", page)


def _at_marks(row: SurvivalRow) -> list[tuple[int, float, float, int] | None]:
    by = {cell[0]: cell for cell in row.cells}
    return [by.get(mark) for mark in MARKS]
