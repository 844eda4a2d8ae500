"""What a reader bought in a year, line by line: for whom, out of which need, and the evidence; read as it is now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from shuyou.insight.models import ValueRun
from shuyou.insight.queries.model import model_of
from shuyou.insight.services._facts import given_rows
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedLine:
    """A line with who uses it, how sure that is (0 to 100) and why, and the need behind it and why."""

    item_id: int
    day: date
    quantity: int
    net: Decimal
    user: str
    sure: int
    why: str
    need: str
    need_why: str


def judged_purchases(*, member_id: int, actor: Actor, at: datetime) -> Sequence[JudgedLine]:
    """
    Judge what a reader bought within a year by the rules of the night, the latest first; some sixty lines at most.

    :raises NotPermitted: the actor may not see values.
    :raises LakeIsEmpty: the lake was never filled.
    """
    from shuyou.insight.adapters.engines import open_engine  # engines are only loaded where they work
    from shuyou.insight.rules.basis import NEEDED, Wanted
    from shuyou.insight.rules.measured import purchases

    actor.require("insight.see_value")
    run = ValueRun.objects.select_related("version").order_by("-day").first()
    if run is None:
        return ()
    with open_engine(given_rows([member_id])) as engine:
        tables = {name: engine.table(name) for name in NEEDED}
        rows = engine.arrow(purchases(tables, model_of(run.version), Wanted(club_day(at)))).to_pylist()
    return [
        JudgedLine(
            item_id=row["item_id"], day=row["day"], quantity=row["quantity"], net=Decimal(row["net_amount"]) / 100,
            user=row["user"], sure=row["sure"], why=row["why"], need=row["need"], need_why=row["need_why"],
        )
        for row in rows
    ]  # fmt: skip
