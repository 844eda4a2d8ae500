"""The model of value as a version holds it, and what other weights would do to the ranks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import numpy as np
from django.db import connection

from shuyou.insight.errors import UnsoundWeights
from shuyou.insight.models import ValueVersion
from shuyou.insight.queries.value import ValueRow, rows_of
from shuyou.insight.rules.evaluation import ranked
from shuyou.insight.rules.scales import (
    DEFAULT,
    Factor,
    Measures,
    PyramidShares,
    Scale,
    UnsoundModel,
    ValueModel,
    likeness,
)
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query

MOVERS: Final = 20
_MEASURES: Final = (
    "SELECT array_agg(member_id ORDER BY member_id), array_agg(recency ORDER BY member_id),"
    " array_agg(orders ORDER BY member_id), array_agg(net ORDER BY member_id),"
    " array_agg((type_points * 100)::int ORDER BY member_id), array_agg((user_points * 100)::int ORDER BY member_id)"
    " FROM insight_member_value"
)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the model, as it is worked with."""

    version_id: int
    number: int
    model: ValueModel


def model_of(version: ValueVersion) -> ValueModel:
    """Return the model that a version holds."""
    return ValueModel(
        weights=MappingProxyType({Factor(key): int(value) for key, value in version.weights.items()}),
        scales=MappingProxyType({
            Factor(key): Scale(tuple(edges), tuple(points)) for key, (edges, points) in version.scales.items()
        }),
        type_points=MappingProxyType(dict(version.points["type"])),
        user_points=MappingProxyType(dict(version.points["user"])),
        evidence=float(version.points.get("evidence", 0)),
        pyramid=PyramidShares(tuple(version.shares)),
        values_everybody=bool(version.points.get("everybody", False)),
    )  # fmt: skip


def published(*, at: datetime) -> Version | None:
    """Return the latest version published until a moment, or None while a club has none of its own."""
    found = ValueVersion.objects.filter(published_at__lte=at).order_by("-number").first()
    return Version(found.pk, found.number, model_of(found)) if found else None


def with_weights(*, model: ValueModel, weights: Mapping[str, int], values_everybody: bool | None = None) -> ValueModel:
    """
    Return a model with other weights, and with readers who said no to being profiled in or out of it.

    :raises UnsoundWeights: they are not 100 together, or not one for each factor.
    """
    try:
        asked = {Factor(key): value for key, value in weights.items()}
        everybody = model.values_everybody if values_everybody is None else values_everybody
        return replace(model, weights=asked, values_everybody=everybody)
    except (UnsoundModel, ValueError) as problem:
        raise UnsoundWeights(sum=sum(weights.values())) from problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """A reader whose place would change much: where they stand, and where they would."""

    row: ValueRow
    place: int
    tier: int
    score: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What other weights would do: how alike the ranks stay, who would change tier, and whose place moves most."""

    people: int
    likeness: float
    changed: int
    matrix: tuple[tuple[int, ...], ...]
    """From each tier of now, 1–4, to each tier then."""
    movers: tuple[Mover, ...]


@query("insight.see_values")
def preview(*, weights: Mapping[str, int], at: datetime, actor: Actor) -> Preview:
    """
    Try weights on everybody as last measured, without keeping anything.

    :raises UnsoundWeights: they are not 100 together.
    """
    force = published(at=at)
    model = force.model if force else DEFAULT
    other = with_weights(model=model, weights=weights)
    with connection.cursor() as cursor:
        cursor.execute(_MEASURES)
        columns = [np.asarray(column or (), dtype=np.int64) for column in cursor.fetchone()]
    ids, recency, orders, net, types, users = columns
    measures = Measures(recency.astype(float), orders.astype(float), net / 100, types / 100, users / 100)
    score, place, tier = ranked(model, measures, ids)
    score_then, place_then, tier_then = ranked(other, measures, ids)
    stands = place > 0
    pairs = np.bincount((tier[stands] - 1) * 4 + tier_then[stands] - 1, minlength=16).reshape(4, 4)
    moved = np.argsort(-np.abs(place - place_then), kind="stable")[:MOVERS]
    rows = rows_of([int(ids[at]) for at in moved])
    return Preview(
        people=int(stands.sum()), likeness=likeness(score[stands], score_then[stands]),
        changed=int((tier != tier_then).sum()), matrix=tuple(tuple(int(cell) for cell in row) for row in pairs),
        movers=tuple(
            Mover(row=rows[int(ids[at])], place=int(place_then[at]), tier=int(tier_then[at]),
                  score=Decimal(str(round(float(score_then[at]), 2))))
            for at in moved if place[at] != place_then[at] and int(ids[at]) in rows
        ),
    )  # fmt: skip
