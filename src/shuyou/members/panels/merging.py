"""Members who were merged, on pages that show many packages."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Action, Panel, registry
from shuyou.members import queries

ABSORBED: Final = "EXISTS (SELECT FROM members_member WHERE merged_into_id = %(member)s)"


def _earlier(member_id: int, actor: Actor, _at: datetime) -> dict[str, Any] | None:
    numbers = queries.earlier_numbers(member_id=member_id, actor=actor)
    return {"numbers": numbers} if numbers else None


registry.offer(
    Panel(
        slot="member.left",
        key="merges",
        order=6,
        permission="members.view",
        template="members/panels/merges.html",
        load=_earlier,
        only_if=ABSORBED,
    ),
    Action(
        slot="member",
        key="merge",
        label=_("Merge"),
        icon="users",
        url_name="members:merge_choose",
        order=95,
        permission="members.merge",
    ),
)
