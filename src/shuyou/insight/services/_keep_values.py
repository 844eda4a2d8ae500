"""Keeping what the night worked out of everybody's value: all of it or nothing, in one transaction."""

import time
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import pyarrow as pa
from django.db import connection

from shuyou.insight.adapters.valuing import YEAR, Evaluation, Known, columns_of, work_out, year_moves
from shuyou.insight.events import ValuesWorkedOut
from shuyou.insight.models import ValueFigure, ValueFlow, ValueRun
from shuyou.insight.ports import Engine
from shuyou.insight.services._night_figures import keep_figures, past_before
from shuyou.insight.services._noticed import keep_signals, signals_before
from shuyou.insight.services._value_model import version_in_force
from shuyou.kernel.actor import Actor
from shuyou.kernel.bulk import copy_table
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

KEPT_DAYS: Final = 800
"""How long it is kept where everybody stood."""


_MAY_BE_KEPT: Final = """EXISTS (
    SELECT FROM members_member m JOIN members_person p ON p.id = m.person_id
     WHERE m.person_id = f.member_id AND m.status = 'active' AND p.erased_at IS NULL AND NOT p.is_restricted)"""
"""Who was erased, or asked that their data rest, since the lake was filled is not written down again."""


def make_values(engine: Engine, at: datetime) -> None:
    """Work out everybody's value over the lake and keep it; once a week also what looks further back."""
    day = club_day(at)
    began = time.monotonic()
    version = version_in_force(at=at)
    last = ValueRun.objects.order_by("-day").first()
    known = Known(signals_before(), last.card if last else {})
    is_thorough = day.isoweekday() == 7 or not known.is_tried
    with np.errstate(all="ignore"):  # few readers leave parameters at their bounds; what comes of it is cut to size
        found = work_out(engine, version.model, day, is_thorough=is_thorough, known=known)
    keep_values(
        found, version_id=version.version_id, seconds=time.monotonic() - began,
        actor=Actor.job("insight.make_values"), at=at,
    )  # fmt: skip


@use_case("insight.work_out")
def keep_values(found: Evaluation, *, version_id: int, seconds: float, actor: Actor, at: datetime) -> int:
    """Replace everybody's value by what was found, keep where they stand in history, and the run with its figures."""
    before, of_year = past_before(), _year_flows(found)
    ValueRun.objects.filter(day=found.day).delete()
    run = ValueRun.objects.create(
        day=found.day, version_id=version_id, members=len(found.values.ids), worked_out_at=at,
        seconds=round(seconds, 2), card=found.card,
    )  # fmt: skip
    _replace(found)
    _keep_history(found)
    for one in of_year:
        one.pk, one.run = None, run
    ValueFlow.objects.bulk_create(of_year)
    ValueFlow.objects.bulk_create(
        ValueFlow(run=run, period_days=days, was=flow.was, now=flow.now, cause=flow.cause, people=flow.people,
                  net=flow.money)
        for days, flow in found.flows
    )  # fmt: skip
    ValueFigure.objects.bulk_create(
        ValueFigure(run=run, table_name=one.table, place=one.place, key=one.key, people=one.people, net=one.net,
                    other=one.other)
        for one in found.figures
    )  # fmt: skip
    keep_figures(run, before=before, days=found.history, kept_days=KEPT_DAYS)
    keep_signals(found.signals, run_id=run.pk, day=found.day)
    event = ValuesWorkedOut(run_id=run.pk, day=found.day.isoformat(), members=run.members)
    publish(event, actor=actor, at=at)
    return run.pk


def _year_flows(found: Evaluation) -> list[ValueFlow]:
    """Return the moves over a year of an earlier run of the same day, where this one did not look so far back."""
    earlier = ValueFlow.objects.filter(run__day=found.day, period_days=YEAR)
    return [] if YEAR in found.moved else list(earlier.order_by("pk"))


def _replace(found: Evaluation) -> None:
    _fill("insight_member_value", columns_of(found))
    moves = year_moves(found)
    if moves is not None:
        _fill("insight_year_move", moves)


def _fill(table: str, rows: pa.Table) -> None:
    """Put rows in the place of all that a table holds; its readers see the old ones until all of the new are there."""
    names = ", ".join(f'"{name}"' for name in rows.column_names)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS fresh_values")
        cursor.execute(f"CREATE TEMP TABLE fresh_values (LIKE {table}) ON COMMIT DROP")
        copy_table("fresh_values", rows)
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our names
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM fresh_values f WHERE {_MAY_BE_KEPT}"  # noqa: S608 - our names
        )


def _keep_history(found: Evaluation) -> None:
    """Keep where everybody stands on the day, and for days of the past that nothing is kept of yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT day FROM insight_value_history WHERE day = ANY (%s)", [list(found.history)])
        there = {row[0] for row in cursor.fetchall()}
        month = found.day.replace(day=1)
        # One row a month is kept: today's takes the place of an earlier one of the same month.
        cursor.execute(
            "DELETE FROM insight_value_history WHERE (day >= %s AND day <= %s) OR day < %s - %s::int",
            [month, found.day, found.day, KEPT_DAYS],
        )
        for day, rows in found.history.items():
            if day == found.day or (day not in there and not _has_month(day)):
                _add_history(rows)


def _add_history(rows: pa.Table) -> None:
    names = ", ".join(f'"{name}"' for name in rows.column_names)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS fresh_history")
        cursor.execute(
            f"CREATE TEMP TABLE fresh_history ON COMMIT DROP AS SELECT {names} FROM insight_value_history WHERE false"  # noqa: S608 - our names
        )
        copy_table("fresh_history", rows)
        cursor.execute(
            f"INSERT INTO insight_value_history ({names}) SELECT {names} FROM fresh_history f WHERE {_MAY_BE_KEPT}"  # noqa: S608 - our names
        )


def _has_month(day: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM insight_value_history WHERE day >= %s AND day < %s)",
            [day.replace(day=1), (day.replace(day=1) + timedelta(days=32)).replace(day=1)],
        )
        return bool(cursor.fetchone()[0])
