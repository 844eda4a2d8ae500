"""Groups that the club means to keep to: written, changed, watched or not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from shuyou.insight.errors import NoSuchTarget, TargetNameTaken, UnsoundTarget
from shuyou.insight.events import TargetKept
from shuyou.insight.models import TargetGroup
from shuyou.insight.rules.labels import BY_LIFE, BY_PREFERENCE
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

OLDEST: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetDraft:
    """A group as it is meant: whatever is empty lets everybody in."""

    name: str
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None
    life: str = ""
    preference: str = ""
    goal: int | None = None
    """Hundredths of the money that are to come from it."""
    is_watched: bool = True

    def is_sound(self) -> bool:
        """Tell whether it names somebody, and nothing that there is not."""
        ages = [age for age in (self.age_from, self.age_to) if age is not None]
        return (
            any((self.sex, ages, self.life, self.preference))
            and self.sex in ("", "F", "M")
            and all(0 <= age <= OLDEST for age in ages) and ages == sorted(ages)
            and (not self.life or self.life in BY_LIFE)
            and (not self.preference or self.preference in BY_PREFERENCE)
            and (self.goal is None or 0 <= self.goal <= 100)
        )  # fmt: skip


@use_case("insight.keep_targets")
def keep_target(draft: TargetDraft, *, target_id: int | None = None, actor: Actor, at: datetime) -> int:
    """
    Write a group, or change the one of an id; from the next night on it is counted so.

    :raises UnsoundTarget: it names nobody, or ages that fall, or a share beyond 100.
    :raises NoSuchTarget: there is none of that id.
    :raises TargetNameTaken: another group has the name.
    """
    if not draft.is_sound():
        raise UnsoundTarget(name=draft.name)
    if target_id is None:
        group = TargetGroup(written_by=actor.signature, written_at=at)
    else:
        found = TargetGroup.objects.select_for_update().filter(pk=target_id).first()
        if found is None:
            raise NoSuchTarget(number=target_id)
        group = found
    for name in ("sex", "age_from", "age_to", "life", "preference", "is_watched"):
        setattr(group, name, getattr(draft, name))
    group.name = draft.name.strip()[:60]
    group.goal = None if draft.goal is None else draft.goal * 10
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as problem:
        raise TargetNameTaken(name=draft.name) from problem
    publish(TargetKept(target_id=group.pk), actor=actor, at=at)
    return group.pk
