"""What insight shows on pages that show many packages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.insight.console.shown import card
from shuyou.insight.queries import value_part, words
from shuyou.insight.queries.worth import reader_worth
from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import MemberFigure, NavEntry, Panel, SegmentSource, registry

HAS_VALUE: Final = "EXISTS (SELECT FROM insight_member_value WHERE member_id = %(member)s)"


def _worth(member_id: int, actor: Actor, at: datetime) -> Mapping[str, object] | None:
    worth = reader_worth(member_id=member_id, actor=actor)
    return card(worth) if worth else None


def _groups(actor: Actor) -> Sequence[tuple[str, str]]:
    if not actor.may("insight.see_values"):
        return []
    tiers = [(f"tier:{tier}", gettext("Value: %(name)s") % {"name": name}) for tier, name in words.TIERS.items()]
    parts = [
        (f"{field}:{code}", gettext("Value: %(name)s") % {"name": name})
        for field, names in (("label", words.LABELS), *((key, names) for key, (_t, names) in words.SCHEMES.items()))
        for code, name in names.items()
    ]
    lists = [("at_risk", gettext("Value: likely to leave")), ("win_back", gettext("Value: to win back"))]
    return [*lists, *tiers, *parts]


registry.offer(
    Panel(
        slot="member.right",
        key="worth",
        order=10,
        permission="insight.see_value",
        template="insight/panels/worth.html",
        load=_worth,
        only_if=HAS_VALUE,
    ),
    NavEntry(
        key="insight",
        label=_("Insight"),
        icon="pyramid",
        url_name="insight:pyramid",
        order=60,
        permission="insight.see_values",
    ),
    SegmentSource(kind="value", order=50, choices=_groups, part=value_part),
    MemberFigure(
        key="value_score",
        label=_("Score of value, 0 to 100"),
        unit="times",
        sql="SELECT member_id AS person_id, score AS value FROM insight_member_value"
        " WHERE member_id = ANY (%(people)s)",
        order=90,
        has_window=False,
    ),
)
