"""Studies of what weighs how much when readers choose: designed, answered, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from shuyou.insight.errors import (
    AnsweredBefore,
    AnswerIncomplete,
    NoSuchStudy,
    StudyIsClosed,
    StudyNameTaken,
    UnsoundStudy,
)
from shuyou.insight.events import StudyAnswered, StudyClosed, StudyWritten
from shuyou.insight.models import ConjointAnswer, ConjointStudy
from shuyou.insight.rules.conjoint import CARDS, designed
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members

MOST_ATTRIBUTES: Final = 6
MOST_LEVELS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyDraft:
    """A study as it is meant: its attributes with two to six levels each."""

    name: str
    attributes: tuple[tuple[str, tuple[str, ...]], ...]


def _is_sound(draft: StudyDraft) -> bool:
    names = [name for name, _levels in draft.attributes]
    combinations = 1
    for _name, levels in draft.attributes:
        combinations *= len(levels)
    return (
        1 < len(names) <= MOST_ATTRIBUTES
        and len(set(names)) == len(names)
        and all(
            1 < len(levels) <= MOST_LEVELS and len(set(levels)) == len(levels) for _name, levels in draft.attributes
        )
        and combinations > CARDS
    )


@use_case("insight.keep_targets")
def write_study(draft: StudyDraft, *, actor: Actor, at: datetime) -> int:
    """
    Design a study: cards to choose between are drawn so that each level's part can be told.

    :raises UnsoundStudy: fewer than two attributes, too many, or levels that are alike.
    :raises StudyNameTaken: another study has the name.
    """
    if not draft.name.strip() or not _is_sound(draft):
        raise UnsoundStudy(most=MOST_ATTRIBUTES, levels=MOST_LEVELS)
    tasks = designed(draft.attributes, seed=sum(map(ord, draft.name)))
    try:
        with transaction.atomic():
            study = ConjointStudy.objects.create(
                name=draft.name.strip()[:80], attributes=[[name, list(levels)] for name, levels in draft.attributes],
                tasks=[[list(card) for card in task] for task in tasks], written_by=actor.signature, written_at=at,
            )  # fmt: skip
    except IntegrityError as problem:
        raise StudyNameTaken(name=draft.name) from problem
    publish(StudyWritten(study_id=study.pk), actor=actor, at=at)
    return study.pk


@use_case("insight.note_intent")
def answer_study(*, study_id: int, member_id: int, choices: Sequence[int], actor: Actor, at: datetime) -> int:
    """
    Take down what a reader chose, a card for each task; each reader answers once.

    :raises NoSuchStudy: there is none of that id.
    :raises StudyIsClosed: it takes no more answers.
    :raises AnswerIncomplete: not one card for each task.
    :raises AnsweredBefore: the reader has answered.
    """
    members.hold_member(member_id=member_id)
    study = ConjointStudy.objects.select_for_update(no_key=True).filter(pk=study_id).first()
    if study is None:
        raise NoSuchStudy(number=study_id)
    if not study.is_open:
        raise StudyIsClosed(name=study.name)
    if len(choices) != len(study.tasks) or any(not 0 <= one < CARDS for one in choices):
        raise AnswerIncomplete(tasks=len(study.tasks))
    if ConjointAnswer.objects.filter(study=study, member_id=member_id).exists():
        raise AnsweredBefore(name=study.name)
    answer = ConjointAnswer.objects.create(
        study=study, member_id=member_id, choices=list(choices), taken_by=actor.signature, taken_at=at
    )
    publish(StudyAnswered(study_id=study.pk, member_id=member_id), actor=actor, at=at)
    return answer.pk


@use_case("insight.keep_targets")
def close_study(*, study_id: int, actor: Actor, at: datetime) -> None:
    """
    Let a study take no more answers; what was answered stays.

    :raises NoSuchStudy: there is none of that id that is open.
    """
    if not ConjointStudy.objects.filter(pk=study_id, is_open=True).update(is_open=False):
        raise NoSuchStudy(number=study_id)
    publish(StudyClosed(study_id=study_id), actor=actor, at=at)
