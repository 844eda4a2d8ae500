"""What members show of cards on pages that show many packages."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Action, Panel, registry


def _from_head(_member_id: int, actor: Actor, _at: datetime) -> dict[str, Any]:
    """Ask nothing: the page knows the member's cards already."""
    return {"may_issue": actor.may("members.issue_cards")}


registry.offer(
    Panel(
        slot="member.left",
        key="cards",
        order=8,
        permission="members.view",
        template="members/panels/cards.html",
        load=_from_head,
    ),
    Action(
        slot="member",
        key="card",
        label=_("Give a card"),
        icon="credit-card",
        url_name="members:card_new",
        order=75,
        permission="members.issue_cards",
        shortcut="D",
        is_form=True,
    ),
)
