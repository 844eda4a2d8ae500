"""The pages beside the list of members: who carries which card, who joins, who is there twice."""

from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.doors import actor_of
from shuyou.kernel.lists import Tab, TabPlace, tabs_of

TABS: Final[tuple[TabPlace, ...]] = (
    (_("Members"), "members:list", "members.search"),
    (_("My readers"), "members:my_readers", "members.name_helpers"),
    (_("Institutions"), "members:institutions", "members.view"),
    (_("Cards"), "members:cards", "members.list_cards"),
    (_("Joining"), "members:sign_ups", "members.edit"),
    (_("There twice"), "members:pairs", "members.decide_pairs"),
    (_("Questions"), "members:asked", "members.see_questions"),
)


def tabs(request: HttpRequest, current: str) -> list[Tab]:
    """Return the pages of the section that the one who asks may open."""
    return tabs_of(TABS, current, actor_of(request))
