"""The fields a club asks readers for beyond name and address: made, changed, put in order, retired, brought back."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound, refuse
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.cards import CodeNotPossible
from shuyou.members.errors.preferences import AttributeTaken
from shuyou.members.events.preferences import AttributeSaved
from shuyou.members.models import Attribute
from shuyou.members.rules import short_text
from shuyou.members.rules.preferences import CHOSEN, Choice, choices_in, choices_typed
from shuyou.members.rules.touches import one_of, written

LONGEST_CODE: Final = 30
STEP: Final = 10
"""What lies between the ranks of two neighbours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeDraft:
    """A field as typed; code and kind are only heard when it is made."""

    code: str = ""
    kind: str = ""
    group: str
    name_zh: str
    name_en: str
    options: str = ""
    payoff_zh: str = ""
    payoff_en: str = ""


@use_case("members.manage_attributes")
def save_attribute(draft: AttributeDraft, *, attribute_id: int | None = None, actor: Actor, at: datetime) -> int:
    """
    Make a field or change one, and return its id; code and kind stay, and choices taken away can still be read.

    :raises NotFound: there is no such field.
    :raises AttributeTaken: another one has this code.
    :raises DomainError: with everything that is wrong about the draft.
    """
    attribute = _new(draft, at) if attribute_id is None else _held(attribute_id)
    _put(attribute, draft)
    try:
        with transaction.atomic():
            attribute.save()
    except IntegrityError as error:
        raise AttributeTaken(value=attribute.code) from error
    publish(_told(attribute), actor=actor, at=at)
    return attribute.pk


@use_case("members.manage_attributes")
def retire_attribute(*, attribute_id: int, is_retired: bool, actor: Actor, at: datetime) -> None:
    """
    Ask for a field no more, or again; what readers said in it stays.

    :raises NotFound: there is no such field.
    """
    attribute = _held(attribute_id)
    if (attribute.retired_at is not None) != is_retired:
        attribute.retired_at = at if is_retired else None
        attribute.save(update_fields=["retired_at"])
        publish(_told(attribute), actor=actor, at=at)


@use_case("members.manage_attributes")
def move_attribute(*, attribute_id: int, is_up: bool, actor: Actor, at: datetime) -> None:
    """
    Ask for a field before the one above it, or after the one below it.

    :raises NotFound: there is no such field.
    """
    rows = list(Attribute.objects.select_for_update(no_key=True).order_by("rank", "pk"))
    place = next((place for place, row in enumerate(rows) if row.pk == attribute_id), None)
    if place is None:
        raise NotFound(what=_("field"), key=attribute_id)
    other = place + (-1 if is_up else 1)
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    _number(rows)
    publish(_told(rows[other]), actor=actor, at=at)


def _number(rows: Sequence[Attribute]) -> None:
    moved = []
    for place, row in enumerate(rows, 1):
        if row.rank != place * STEP:
            row.rank = place * STEP
            moved.append(row)
    Attribute.objects.bulk_update(moved, ["rank"])


def _new(draft: AttributeDraft, at: datetime) -> Attribute:
    code = unicodedata.normalize("NFKC", draft.code).strip().lower()
    if not re.fullmatch(r"[a-z][a-z0-9_]*", code, re.ASCII) or len(code) > LONGEST_CODE:
        raise CodeNotPossible(value=draft.code, limit=LONGEST_CODE)
    kind = one_of(draft.kind, Attribute.Kind.values, field="kind")
    last = Attribute.objects.order_by("-rank").values_list("rank", flat=True).first() or 0
    return Attribute(code=code, kind=kind, rank=last + STEP, added_at=at)


def _put(attribute: Attribute, draft: AttributeDraft) -> None:
    """
    Put what was typed into a field.

    :raises DomainError: with everything that is wrong.
    """
    problems: list[DomainError] = []
    for name, limit, is_needed in (
        ("name_zh", 30, True), ("name_en", 40, True), ("payoff_zh", 120, False), ("payoff_en", 120, False),
    ):  # fmt: skip
        try:
            typed = getattr(draft, name)
            keep = written if is_needed else short_text
            setattr(attribute, name, keep(typed, field=name, limit=limit))
        except DomainError as problem:
            problems.append(problem)
    try:
        attribute.group = one_of(draft.group, Attribute.Group.values, field="group")
        if attribute.kind in CHOSEN:
            attribute.options = _kept(choices_typed(draft.options, choices_in(attribute.options)))
    except DomainError as problem:
        problems.append(problem)
    if problems:
        refuse(problems)


def _kept(choices: Sequence[Choice]) -> list[dict[str, object]]:
    return [{"code": one.code, "zh": one.zh, "en": one.en} | ({"old": True} if one.is_old else {}) for one in choices]


def _told(attribute: Attribute) -> AttributeSaved:
    return AttributeSaved(attribute_id=attribute.pk, is_retired=attribute.retired_at is not None)


def _held(attribute_id: int) -> Attribute:
    attribute = Attribute.objects.filter(pk=attribute_id).select_for_update(no_key=True, of=("self",)).first()
    if attribute is None:
        raise NotFound(what=_("field"), key=attribute_id)
    return attribute
