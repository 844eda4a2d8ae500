"""What a reader likes, on the member's page: the words that count, and the one thing to ask next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Action, Panel, registry
from shuyou.members import queries
from shuyou.members.queries import Known, NextQuestion

SHOWN: Final = 8
USES_COUNT_FOR: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Liking:
    """What is known of a member, of those who read what they buy, and what to ask next."""

    known: tuple[Known, ...]
    has_more: bool
    readers: tuple[tuple[str, tuple[Known, ...]], ...]
    question: NextQuestion | None


def liking(member_id: int, actor: Actor, at: datetime) -> Liking | None:
    """Return the card's content; None: nothing is known, and this actor asks nothing."""
    people = queries.preferences_of(member_id=member_id, at=at, actor=actor)
    question = None
    if actor.may("members.record_preferences"):
        question = queries.next_question(person_id=member_id, at=at, since=at - USES_COUNT_FOR, actor=actor)
    if not people or not (question or any(person.known for person in people)):
        return None
    me, *readers = people
    told = tuple((reader.name, reader.known[:3]) for reader in readers if reader.known)
    return Liking(me.known[:SHOWN], len(me.known) > SHOWN, told, question)


registry.offer(
    Panel(
        slot="member.right",
        key="preferences",
        order=20,
        permission="members.view",
        template="members/panels/preferences.html",
        load=liking,
        is_slow=True,
    ),
    Action(
        slot="member",
        key="preferences",
        label=_("Preferences"),
        icon="heart",
        url_name="members:preferences",
        order=85,
        permission="members.view",
        shortcut="W",
        is_form=False,
    ),
)
