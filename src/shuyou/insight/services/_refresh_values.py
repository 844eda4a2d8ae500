"""The value of single readers, anew within seconds of what happened, by the models of the latest night."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from shuyou.insight.models import MemberValue, ValueRun
from shuyou.insight.queries.model import model_of
from shuyou.insight.queries.reader import ranked_in
from shuyou.kernel.clock import club_day

if TYPE_CHECKING:
    import pyarrow as pa

    from shuyou.insight.rules.scales import ValueModel

CHANGED: Final = (
    "score", "place", "tier", "recency", "orders", "net", "type_points", "user_points", "profit", "alive",
    "hoped_orders", "hoped_low", "hoped_high", "lifetime", "lifetime_low", "lifetime_high", "stage", "treatment",
    "users", "needs", "sure",
)  # fmt: skip
"""What is worked out anew of one; what stands beside everybody else, as a segment or a share of wallet, waits."""


def refresh_values(given: "Mapping[str, pa.Table]", member_ids: Sequence[int], *, at: datetime) -> int:
    """
    Work the value of some readers out anew, by what is given of them and the models of the latest night.

    They take the place among all that their new score is worth; others move up or down at night. Returns how many
    have a value: whoever joined since the latest night gets one with the next.
    """
    from shuyou.insight.adapters.engines import open_engine  # engines are only loaded where they work
    from shuyou.insight.adapters.valuing import anew

    run = ValueRun.objects.select_related("version").order_by("-day").first()
    if run is None:
        return 0
    model = model_of(run.version)
    with open_engine(given) as engine:
        found = anew(engine, model, club_day(at), run.card)
    if not found:
        return 0
    rows = list(MemberValue.objects.filter(pk__in=[one for one in member_ids if one in found]).order_by("pk"))
    for row in rows:
        for name, value in found[row.pk].items():
            setattr(row, name, value)
    ranked, behind = ranked_in(run), _places_behind([row.score for row in rows])
    for row in rows:
        _placed(row, model, ranked, behind[_exactly(row.score)])
    with transaction.atomic():
        held = MemberValue.objects.select_for_update().filter(pk__in=[row.pk for row in rows], day=run.day)
        there = set(held.order_by("pk").values_list("pk", flat=True))
        MemberValue.objects.bulk_update([row for row in rows if row.pk in there], CHANGED, batch_size=100)
    return len(there)


_BEHIND: Final = """
    SELECT s.score, coalesce((
        SELECT max(v.place) FROM insight_member_value v WHERE v.place > 0 AND v.score = (
            SELECT min(w.score) FROM insight_member_value w WHERE w.place > 0 AND w.score > s.score)), 0)
      FROM unnest(%s::numeric[]) s (score)
"""


def _places_behind(scores: Sequence[Decimal | float]) -> Mapping[Decimal, int]:
    """Return for each score the last place of those just above it, in one query by `values_by_score`; 0: nobody is."""
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [sorted({_exactly(score) for score in scores})])
        return {score: int(place) for score, place in cursor.fetchall()}


def _exactly(score: Decimal | float) -> Decimal:
    return Decimal(str(score)).quantize(Decimal("0.01"))


def _placed(row: MemberValue, model: "ValueModel", ranked: int, above: int) -> None:
    from shuyou.insight.rules.flows import UNRANKED
    from shuyou.insight.rules.scales import tier_at

    was_ranked = row.place > 0
    if row.orders == 0:
        row.place, row.tier = 0, row.tier if row.tier == 0 else UNRANKED
        return
    row.place = above + 1
    row.tier = tier_at(model.pyramid.shares, row.place, ranked if was_ranked else max(ranked, above) + 1)
