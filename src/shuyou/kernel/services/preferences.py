"""How somebody likes their screen."""

from dataclasses import dataclass
from datetime import datetime

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.models import User
from shuyou.kernel.staff_events import PreferencesSaved
from shuyou.kernel.usecase import use_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """Language, theme, density, and whether single keys do something."""

    language: str
    theme: str
    density: str
    has_keys: bool


@use_case("kernel.use_console")
def save_preferences(wanted: Preferences, *, actor: Actor, at: datetime) -> None:
    """Keep how the actor likes their screen."""
    user_id = int(actor.id)
    User.objects.filter(pk=user_id).update(
        language=wanted.language, theme=wanted.theme, density=wanted.density, has_keys=wanted.has_keys
    )
    events.publish(PreferencesSaved(user_id=user_id), actor=actor, at=at)
