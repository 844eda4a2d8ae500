"""The value of one reader as their card shows it: cheap, for it is drawn with every page of a member."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shuyou.insight.models import MemberValue, ValueVersion
from shuyou.insight.queries.model import model_of
from shuyou.insight.queries.value import share
from shuyou.insight.rules.ladder import Step, ladder
from shuyou.insight.rules.scales import Factor, Reason, explained
from shuyou.kernel.actor import Actor
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query

_WORTH: Final = """
    SELECT m.number, w.weights::text, w.scales::text, w.points::text, w.shares::text,
        v.day, v.score, v.tier, v.label, v.stage, v.treatment, v.risk, v.is_at_risk, v.recency, v.orders, v.net,
        v.type_points, v.user_points, v.youngest, v.oldest
    FROM insight_member_value v
    JOIN members_member m ON m.person_id = v.member_id
    CROSS JOIN LATERAL (SELECT version_id FROM insight_value_run ORDER BY day DESC LIMIT 1) r
    JOIN insight_value_version w ON w.id = r.version_id
    WHERE v.member_id = %(member)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderWorth:
    """What a reader is worth and why, as their card shows it; the risk is a share, 0–1."""

    number: str
    score: Decimal
    tier: int
    label: str
    stage: str
    treatment: str
    risk: Decimal
    is_at_risk: bool
    reasons: tuple[Reason, ...]
    ladder: tuple[Step, ...]


@query("insight.see_value")
def reader_worth(*, member_id: int, actor: Actor) -> ReaderWorth | None:
    """Return what a reader is worth with its reasons, or None if it was never worked out; in one query."""
    with planned() as cursor:
        cursor.execute(_WORTH, {"member": member_id})
        row, names = cursor.fetchone(), [column[0] for column in cursor.description]
    if row is None:
        return None
    number, weights, scales, points, shares, *measured = row
    one = MemberValue(**dict(zip(names[5:], measured, strict=True)))
    version = ValueVersion(
        weights=json.loads(weights), scales=json.loads(scales), points=json.loads(points), shares=json.loads(shares)
    )
    return ReaderWorth(
        number=number, score=one.score, tier=one.tier, label=one.label, stage=one.stage, treatment=one.treatment,
        risk=share(one.risk), is_at_risk=one.is_at_risk, reasons=explained(model_of(version), measures_of(one)),
        ladder=ladder(children_of(one), one.day),
    )  # fmt: skip


def children_of(one: MemberValue) -> Sequence[int]:
    """Return the years in which the youngest and oldest child of a reader entered school."""
    return sorted({year for year in (one.youngest, one.oldest) if year})


def measures_of(one: MemberValue) -> Mapping[Factor, float]:
    """Return what was measured of a reader, by factor."""
    return {
        Factor.RECENCY: float(one.recency), Factor.FREQUENCY: float(one.orders), Factor.MONEY: one.net / 100,
        Factor.TYPE: float(one.type_points), Factor.USER: float(one.user_points),
    }  # fmt: skip
