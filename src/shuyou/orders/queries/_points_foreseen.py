"""What a basket that is tried out would earn, rule by rule and line by line, in words."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language, gettext

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.loyalty import queries as loyalty
from shuyou.loyalty.queries import Award
from shuyou.members import queries as members
from shuyou.orders.queries._earning import foreseen
from shuyou.orders.queries._points_said import said_of_points
from shuyou.orders.queries._what_if import WhatIf
from shuyou.orders.rules import PricedBasket


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenAward:
    """Points that one rule, or the program, would give, and which line each comes from."""

    code: str
    """Empty: the terms of the program give them."""
    name: str
    version: int
    points: int
    times: Decimal
    words: tuple[str, ...]
    parts: tuple[tuple[str, int], ...]
    """Titles with their points."""


@query("loyalty.view")
def points_foreseen(*, asked: WhatIf, basket: PricedBasket, actor: Actor) -> list[ForeseenAward]:
    """
    Return what a basket that was tried out would earn if it were paid in money; the program first.

    :raises NotFound: there is no such member.
    """
    head = members.member_head(number=asked.member_number, actor=actor)
    earning = loyalty.earning_at(asked.at)
    awards = foreseen(
        basket=basket, paid=basket.net_total, member_id=head.member_id, channel=asked.channel, earning=earning,
        at=asked.at, store=asked.store,
    )  # fmt: skip
    titles = {position: line.title for position, line in enumerate(basket.lines, 1)}
    return [_row(award, titles, earning.program) for award in awards]


def _row(award: Award, titles: dict[int, str], program: loyalty.RuleRow) -> ForeseenAward:
    parts = tuple((titles[position], points) for position, points in award.parts)
    rule = award.rule
    if rule is None:
        each = gettext("%(points)s points for each yuan paid.") % {"points": f"{program.points_per_yuan.normalize():f}"}
        return ForeseenAward(
            code="", name=gettext("Terms of the program"), version=program.version, points=award.points,
            times=award.times, words=(each,), parts=parts,
        )  # fmt: skip
    name = rule.name_zh if (get_language() or "").startswith("zh") else rule.name_en
    return ForeseenAward(
        code=rule.code, name=name, version=rule.version, points=award.points, times=award.times,
        words=tuple(said_of_points(rule.terms)), parts=parts,
    )  # fmt: skip
