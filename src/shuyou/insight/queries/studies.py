"""Studies of choices: what they ask, how many answered, and what each level weighs for whom."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count

from shuyou.insight.errors import NoSuchStudy
from shuyou.insight.models import ConjointAnswer, ConjointStudy, MemberValue
from shuyou.insight.rules.conjoint import Estimate, estimated
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query

LEAST: Final = 5
"""Readers of a segment who must have answered before it is told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRow:
    """A study in a list."""

    study_id: int
    name: str
    is_open: bool
    answers: int
    tasks: int
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A study in full: its attributes with levels, its tasks, and what was estimated for all and by stage of life."""

    row: StudyRow
    attributes: tuple[tuple[str, tuple[str, ...]], ...]
    tasks: tuple[tuple[tuple[int, ...], ...], ...]
    everybody: Estimate | None
    segments: tuple[tuple[str, Estimate], ...]


@query("insight.see_values")
def studies(*, actor: Actor) -> tuple[StudyRow, ...]:
    """Return the studies, the latest first, in one query."""
    rows = ConjointStudy.objects.annotate(count=Count("answers")).order_by("-written_at", "-pk")
    return tuple(_row(one, one.count) for one in rows)


@query("insight.see_value")
def study_asked(*, study_id: int, actor: Actor) -> Study:
    """
    Return what a study asks, in one query.

    :raises NoSuchStudy: there is none of that id.
    """
    return _study(study_id, ())


@query("insight.see_values")
def study(*, study_id: int, actor: Actor) -> Study:
    """
    Return a study with what levels weigh for everybody and by stage of life, in three queries.

    :raises NoSuchStudy: there is none of that id.
    """
    rows = list(ConjointAnswer.objects.filter(study_id=study_id).order_by("pk").values_list("member_id", "choices"))
    return _study(study_id, rows)


def _study(study_id: int, rows: Sequence[tuple[int, Sequence[int]]]) -> Study:
    one = ConjointStudy.objects.filter(pk=study_id).first()
    if one is None:
        raise NoSuchStudy(number=study_id)
    attributes = tuple((str(name), tuple(str(level) for level in levels)) for name, levels in one.attributes)
    tasks = tuple(tuple(tuple(int(level) for level in card) for card in task) for task in one.tasks)
    lives = dict(MemberValue.objects.filter(pk__in=[member for member, _ in rows]).values_list("pk", "life"))
    by: dict[str, list[Sequence[int]]] = defaultdict(list)
    for member, choices in rows:
        by[lives.get(member, "")].append(choices)
    everybody = estimated(attributes, tasks, [choices for _member, choices in rows]) if rows else None
    segments = tuple(
        (life, estimated(attributes, tasks, given))
        for life, given in sorted(by.items())
        if life and len(given) >= LEAST
    )
    return Study(row=_row(one, len(rows)), attributes=attributes, tasks=tasks, everybody=everybody, segments=segments)


def _row(one: ConjointStudy, answers: int) -> StudyRow:
    return StudyRow(study_id=one.pk, name=one.name, is_open=one.is_open, answers=answers, tasks=len(one.tasks),
                    written_at=one.written_at)  # fmt: skip
