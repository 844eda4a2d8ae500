"""What members show of family, institutions and personal helpers on pages that show many packages."""

from datetime import datetime
from typing import Any

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.registry import Panel, registry
from shuyou.members import queries


def _family(member_id: int, actor: Actor, at: datetime) -> dict[str, Any] | None:
    try:
        found = queries.family(member_id=member_id, at=at, actor=actor)
    except NotFound:  # erased
        return None
    helper = queries.helper_of(member_id=member_id, actor=actor)
    is_known = found.relatives or found.household or found.institutions or found.me.next_birthday or found.me.grade
    if not (is_known or helper):
        return None
    return {"family": found, "helper": helper, "lunar": queries.lunar_words(found.me.lunar_birthday)}


registry.offer(
    Panel(
        slot="member.left",
        key="family",
        order=12,
        permission="members.view",
        template="members/panels/family.html",
        load=_family,
        is_slow=True,
    ),
)
