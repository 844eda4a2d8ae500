"""What is asked of everybody's value together: the pyramid, flows and their causes, tables of figures, the card."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db.models import Q, QuerySet

from shuyou.insight.models import ValueFigure, ValueFlow, ValueRun, ValueVersion, YearMove
from shuyou.insight.queries.value import yuan
from shuyou.insight.rules.card import Figure as Cell
from shuyou.insight.rules.flows import NOT_YET, UNRANKED
from shuyou.insight.rules.scales import Factor
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query

RANKED: Final = (1, 2, 3, 4)
TIERS: Final = (*RANKED, UNRANKED)
QUARTER: Final = 90
YEAR: Final = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRow:
    """A tier of the pyramid: how many, what they bring, and how many moved in and out since the period before."""

    tier: int
    people: int
    part: float
    net: Decimal
    profit: Decimal
    share: float
    per_head: Decimal
    risen: int
    fallen: int
    gain: int
    """How many more there are than in the period before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """So many went from one tier to another for one cause."""

    was: int
    now: int
    cause: str
    people: int
    net: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseRow:
    """A cause of moves: how many fell and rose for it, and what they spend."""

    cause: str
    fallen: int
    risen: int
    net: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Pyramid:
    """The pyramid as of a day, beside a period before."""

    day: date
    version: int
    worked_out_at: datetime
    period_days: int
    flows_day: date
    """The day until which moves are told: those of a year are counted once a week."""
    periods: tuple[int, ...]
    is_listed: bool
    """Whether lists know who moved: over a year not before a thorough night."""
    tiers: tuple[TierRow, ...]
    flows: tuple[FlowRow, ...]
    causes: tuple[CauseRow, ...]
    buyers: int
    buyers_before: int
    net: Decimal
    risen: int
    fallen: int
    lost: int
    woken: int
    joined: int
    at_risk: int
    to_win_back: int
    gain: Decimal

    def people(self, was: int, now: int) -> int:
        """Return how many went from a tier to another, for whatever cause."""
        return sum(flow.people for flow in self.flows if (flow.was, flow.now) == (was, now))

    @property
    def lost_share(self) -> float:
        """Which part of those ranked before is ranked no more."""
        return self.lost / self.buyers_before if self.buyers_before else 0.0


@query("insight.see_values")
def pyramid(*, period_days: int = QUARTER, actor: Actor) -> Pyramid | None:
    """Return the pyramid as last worked out, or None if it never was; in four queries, over a year in five."""
    run = ValueRun.objects.select_related("version").order_by("-day").first()
    if run is None:
        return None
    everything = _moves(run)
    periods = tuple(sorted({one.period_days for one in everything}))
    period_days = period_days if period_days in periods else (periods[0] if periods else period_days)
    chosen = [one for one in everything if one.period_days == period_days]
    flows = tuple(
        FlowRow(was=one.was, now=one.now, cause=one.cause, people=one.people, net=yuan(one.net)) for one in chosen
    )
    kept = {
        (one.table_name, one.key): one
        for one in ValueFigure.objects.filter(run=run, table_name__in=("tier", "watch"))
    }  # fmt: skip
    figures = {int(key): one for (table, key), one in kept.items() if table == "tier"}
    risk, back = kept.get(("watch", "at_risk")), kept.get(("watch", "win_back"))
    return Pyramid(
        day=run.day, version=run.version.number, worked_out_at=run.worked_out_at, period_days=period_days,
        flows_day=chosen[0].run.day if chosen else run.day, periods=periods,
        is_listed=period_days == QUARTER or YearMove.objects.exists(),
        tiers=tuple(_tiers(figures, flows)), flows=flows, causes=_causes(flows),
        buyers=sum(figures[tier].people for tier in RANKED if tier in figures),
        buyers_before=_sum(flows, lambda f: f.was in RANKED), net=yuan(sum(one.net for one in figures.values())),
        risen=_sum(flows, lambda f: f.now < f.was and f.was in RANKED and f.now in RANKED),
        fallen=_sum(flows, lambda f: f.now > f.was and f.was in RANKED and f.now in RANKED),
        lost=_sum(flows, lambda f: f.was in RANKED and f.now == UNRANKED),
        woken=_sum(flows, lambda f: f.was == UNRANKED and f.now in RANKED),
        joined=_sum(flows, lambda f: f.was == NOT_YET and f.now != NOT_YET),
        at_risk=risk.people if risk else 0, to_win_back=back.people if back else 0, gain=yuan(back.net if back else 0),
    )  # fmt: skip


def _moves(run: ValueRun) -> list[ValueFlow]:
    """Return the moves of a run, and those over a year of the latest run that counted them."""
    thorough = ValueRun.objects.filter(flows__period_days=YEAR).order_by("-day").values("pk")[:1]
    of_year = Q(period_days=YEAR, run_id__in=thorough)
    found = ValueFlow.objects.filter(Q(run=run) & ~Q(period_days=YEAR) | of_year).select_related("run")
    return list(found.order_by("was", "now", "cause"))


def _sum(flows: Sequence[FlowRow], counts: Callable[[FlowRow], bool]) -> int:
    return sum(flow.people for flow in flows if counts(flow))


def _tiers(figures: Mapping[int, ValueFigure], flows: Sequence[FlowRow]) -> Sequence[TierRow]:
    whole = sum(one.net for one in figures.values())
    ranked = sum(figures[tier].people for tier in RANKED if tier in figures)
    rows = []
    for tier in TIERS:
        one = figures.get(tier)
        people, net = (one.people, one.net) if one else (0, 0)
        after = _sum(flows, lambda f, tier=tier: f.now == tier)  # type: ignore[misc]
        before = _sum(flows, lambda f, tier=tier: f.was == tier)  # type: ignore[misc]
        rows.append(TierRow(
            tier=tier, people=people, part=people / ranked if ranked and tier in RANKED else 0.0,
            net=yuan(net), profit=yuan(one.other if one else 0), share=net / whole if whole else 0.0,
            per_head=yuan(round(net / people)) if people else Decimal(0),
            risen=_sum(flows, lambda f, tier=tier: f.now == tier and f.was > tier),  # type: ignore[misc]
            fallen=_sum(flows, lambda f, tier=tier: f.was == tier and f.now > tier),  # type: ignore[misc]
            gain=after - before,
        ))  # fmt: skip
    return rows


def _causes(flows: Sequence[FlowRow]) -> tuple[CauseRow, ...]:
    """Sum moves by cause, the most frequent first; of those who came new only that they did is told."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    money: dict[str, Decimal] = defaultdict(Decimal)
    for flow in flows:
        if flow.cause and flow.was != NOT_YET:
            found[flow.cause][flow.now < flow.was] += flow.people
            money[flow.cause] += flow.net
    rows = [CauseRow(cause=cause, fallen=fell, risen=rose, net=money[cause]) for cause, (fell, rose) in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row.fallen - row.risen, row.cause)))


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One line of a table of figures; money in yuan."""

    key: str
    people: int
    net: Decimal
    other: int

    @property
    def other_yuan(self) -> Decimal:
        """The other figure, where it is money."""
        return yuan(self.other)

    @property
    def titles(self) -> int:
        """How many titles, where the table counts them in place of money."""
        return int(self.net * 100)

    @property
    def per_head(self) -> Decimal:
        """What one of them spends."""
        return self.net / self.people if self.people else Decimal(0)


@query("insight.see_values")
def figures(*, tables: Sequence[str], actor: Actor) -> Mapping[str, tuple[FigureRow, ...]]:
    """Return tables of figures of the latest run, in two queries; one that there is not is empty."""
    run = ValueRun.objects.order_by("-day").values_list("pk", flat=True).first()
    found: dict[str, list[FigureRow]] = {table: [] for table in tables}
    rows = ValueFigure.objects.filter(run_id=run, table_name__in=tables).order_by("table_name", "place")
    for one in rows:
        row = FigureRow(key=one.key, people=one.people, net=yuan(one.net), other=one.other)
        found[one.table_name].append(row)
    return {table: tuple(rows) for table, rows in found.items()}


@query("insight.see_values")
def concentration(*, actor: Actor) -> tuple[float, float, Sequence[int]]:
    """
    Return which share of the money the best fifth of the buyers brings, how uneven all is (Gini, 0 to 1), and edges.

    Those are the sums in fen that part the fifths of what it is worth to serve readers; none where nobody was told.
    """
    card = ValueRun.objects.order_by("-day").values_list("card", flat=True).first() or {}
    return float(card.get("best_fifth", 0)), float(card.get("gini", 0)), tuple(card.get("return_edges") or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class MicroRow:
    """A small group of readers, named by what it is."""

    code: str
    people: int
    net: Decimal


@query("insight.see_values")
def micro_groups(*, limit: int = 100, actor: Actor) -> tuple[MicroRow, ...]:
    """Return the small groups that spend most, in one query."""
    return tuple(MicroRow(code=one.key, people=one.people, net=yuan(one.net)) for one in _kept("micro")[:limit])


def _kept(table: str) -> QuerySet[ValueFigure]:
    run = ValueRun.objects.order_by("-day").values("pk")[:1]
    return ValueFigure.objects.filter(run_id__in=run, table_name=table).order_by("place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How many stood in the tiers on a day of the past, and what they spent in the year before it."""

    day: date
    ranked: int
    dormant: int
    net: Decimal


@query("insight.see_values")
def past(*, actor: Actor) -> tuple[Past, ...]:
    """Return how many were ranked and dormant on the days that are kept, the oldest first, in one query."""
    return tuple(
        Past(day=date.fromisoformat(one.key), ranked=one.people, dormant=one.other, net=yuan(one.net))
        for one in _kept("past")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A version of the model of value."""

    number: int
    weights: Mapping[str, int]
    values_everybody: bool
    note: str
    written_by: str
    written_at: datetime
    published_by: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """The models in force: their versions, and what the latest run says of their errors and drift."""

    day: date | None
    seconds: Decimal
    members: int
    card: Mapping[str, Cell]
    versions: tuple[VersionRow, ...]

    @property
    def values_everybody(self) -> bool:
        """Whether the version in force values readers who said no to being profiled."""
        return self.force is not None and self.force.values_everybody

    @property
    def force(self) -> VersionRow | None:
        """The version that decides from the next run on."""
        return next((one for one in self.versions if one.published_at), None)

    @property
    def draft(self) -> VersionRow | None:
        """A version that nobody has published yet."""
        return next((one for one in self.versions if not one.published_at), None)


@query("insight.see_values")
def model_card(*, actor: Actor) -> ModelCard:
    """Return the card of the models, in two queries."""
    run = ValueRun.objects.order_by("-day").first()
    versions = tuple(
        VersionRow(
            number=one.number, weights={str(factor): one.weights[factor] for factor in Factor},
            values_everybody=bool(one.points.get("everybody", False)), note=one.note,
            written_by=one.written_by, written_at=one.written_at,
            published_by=one.published_by, published_at=one.published_at,
        )
        for one in ValueVersion.objects.order_by("-number")[:20]
    )  # fmt: skip
    return ModelCard(
        day=run.day if run else None, seconds=run.seconds if run else Decimal(0), members=run.members if run else 0,
        card=run.card if run else {}, versions=versions,
    )  # fmt: skip
