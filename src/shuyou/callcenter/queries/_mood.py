"""By which signs callers are taken to be upset, as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from shuyou.callcenter.models import AgentSkill, MoodTerms
from shuyou.callcenter.rules.mood import BOUNDS
from shuyou.kernel.actor import Actor
from shuyou.kernel.history import Change, row_history
from shuyou.kernel.usecase import query


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodRow:
    """The terms for a form, and how many agents upset callers can come to."""

    values: Mapping[str, object]
    able: int
    changes: list[Change]


@query("callcenter.set_up")
def mood_terms(*, actor: Actor) -> MoodRow:
    """Return by which signs callers are taken to be upset, in three queries."""
    row = MoodTerms.objects.select_related("skill").get(pk=1)
    values = {**{name: getattr(row, name) for name in BOUNDS}, "skill": row.skill.code if row.skill else ""}
    able = AgentSkill.objects.filter(skill=row.skill, level__gte=row.level, agent__is_active=True).count()
    return MoodRow(values=values, able=able, changes=row_history("callcenter_moodterms", 1, limit=10))
