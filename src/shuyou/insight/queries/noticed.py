"""What was noticed beside value: shifts, groups by habit, known customers, groups kept to, survival, answers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Avg, Count, F, Q, Sum

from shuyou.insight.models import HabitGroup, Intent, MemberValue, Shift, TargetGroup, ValueFigure, ValueRun
from shuyou.insight.queries.value import share, yuan
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query


def _latest() -> ValueRun | None:
    return ValueRun.objects.order_by("-day").first()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftRow:
    """A shelf of which readers began to buy more or less than the season explains; parts 0–1, negative where less."""

    shift_id: int
    name_zh: str
    name_en: str
    onset: date
    size: Decimal
    strength: Decimal
    copies: int
    expected: int
    market_onset: date | None
    market_size: Decimal
    movers: tuple[tuple[int, int, int], ...]
    readers: tuple[tuple[str, float], ...]

    @property
    def is_told(self) -> bool:
        """Whether everybody else buys enough of it to tell."""
        return self.market_onset is None or self.market_size != 0

    @property
    def leads(self) -> bool:
        """Whether readers turned before everybody else did."""
        return self.market_onset is None or self.market_onset > self.onset


@query("insight.see_values")
def shifts(*, actor: Actor) -> tuple[ShiftRow, ...]:
    """Return the shifts of the latest run, the clearest first, in two queries."""
    run = _latest()
    rows = Shift.objects.filter(run=run).order_by("pk") if run else ()
    return tuple(
        ShiftRow(
            shift_id=one.pk, name_zh=one.name_zh, name_en=one.name_en, onset=one.onset, size=share(one.size),
            strength=one.strength, copies=one.copies, expected=one.expected, market_onset=one.market_onset,
            market_size=share(one.market_size), movers=tuple((a, b, c) for a, b, c in one.movers),
            readers=tuple((code, part) for code, part in one.readers),
        )
        for one in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HabitRow:
    """A group by habit: what tells it from everybody, how many are in it and what they bring."""

    number: int
    traits: tuple[str, ...]
    born_on: date
    people: int
    net: Decimal
    profit: Decimal


@query("insight.see_values")
def habit_groups(*, actor: Actor) -> tuple[HabitRow, ...]:
    """Return the groups by habit that somebody is in, those that spend most first, in two queries."""
    sums = {
        row["habit"]: row
        for row in MemberValue.objects.exclude(habit=None)
        .values("habit")
        .annotate(people=Count("pk"), money=Sum("net"), left=Sum("profit"))
    }
    rows = [
        HabitRow(
            number=one.number, traits=tuple(one.traits), born_on=one.born_on, people=sums[one.number]["people"],
            net=yuan(sums[one.number]["money"]), profit=yuan(sums[one.number]["left"]),
        )
        for one in HabitGroup.objects.filter(number__in=[number for number in sums if number])
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-row.net, row.number)))


@query("insight.see_values")
def names_of(*, kind: str, key: int, actor: Actor) -> tuple[str, ...]:
    """Return how a `habit` (its traits), a `target` or a `shift` (in both languages) is called; empty: none is."""
    found: tuple[str, ...] | None
    if kind == "habit":
        traits = HabitGroup.objects.filter(number=key).values_list("traits", flat=True).first()
        return tuple(traits or ())
    if kind == "target":
        found = TargetGroup.objects.filter(pk=key).values_list("name").first()
    else:
        found = Shift.objects.filter(pk=key).values_list("name_zh", "name_en").first()
    return found or ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRow:
    """Sales of a month or channel: how many, and how many of customers who are known, with the money of both."""

    key: str
    sales: int
    known: int
    net: Decimal
    known_net: Decimal

    @property
    def part(self) -> float:
        """Which part of the sales is of known customers."""
        return self.known / self.sales if self.sales else 0.0

    @property
    def money_part(self) -> float:
        """Which part of the money is of known customers."""
        return float(self.known_net / self.net) if self.net else 0.0

    @property
    def known_sale(self) -> Decimal:
        """What a sale to a known customer comes to."""
        return self.known_net / self.known if self.known else Decimal(0)

    @property
    def other_sale(self) -> Decimal:
        """What a sale to somebody unknown comes to."""
        others = self.sales - self.known
        return (self.net - self.known_net) / others if others else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Known customers by month, the latest first, and by channel over all those months."""

    months: tuple[KnownRow, ...]
    channels: tuple[KnownRow, ...]


@query("insight.see_values")
def known_customers(*, actor: Actor) -> Known:
    """Return which part of the sales is of customers who are known, in two queries."""
    run = _latest()
    rows = ValueFigure.objects.filter(run=run, table_name__in=("known", "sales")) if run else ()
    months: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    channels: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in rows:
        month, _slash, channel = one.key.partition("/")
        at = 1 if one.table_name == "known" else 0
        for cells in (months[month], channels[channel]):
            cells[at] += one.people
            cells[at + 2] += one.net
    return Known(
        months=tuple(_known(key, cells) for key, cells in sorted(months.items(), reverse=True)),
        channels=tuple(_known(key, cells) for key, cells in sorted(channels.items(), key=lambda p: -p[1][2])),
    )


def _known(key: str, cells: Sequence[int]) -> KnownRow:
    return KnownRow(key=key, sales=cells[0], known=cells[1], net=yuan(cells[2]), known_net=yuan(cells[3]))


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetDay:
    """How a group stood on a day: buyers, money and profit, and its part of everybody's money."""

    day: date
    people: int
    net: Decimal
    profit: Decimal
    part: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """A group that is kept to: who is meant, the goal, where it stands, and how it stood on earlier days."""

    target_id: int
    name: str
    sex: str
    age_from: int | None
    age_to: int | None
    life: str
    preference: str
    goal: Decimal | None
    is_watched: bool
    days: tuple[TargetDay, ...]
    mix: tuple[tuple[str, float], ...]

    @property
    def now(self) -> TargetDay | None:
        """Where it stands, or None before its first night."""
        return self.days[0] if self.days else None

    @property
    def goal_percent(self) -> int | None:
        """The goal in hundredths."""
        return None if self.goal is None else round(self.goal * 100)


@query("insight.see_values")
def targets(*, days: int = 24, actor: Actor) -> tuple[TargetRow, ...]:
    """Return the groups that are kept to with their latest days and mix, by name, in four queries."""
    runs = dict(ValueRun.objects.order_by("-day").values_list("pk", "day")[:days])
    stood: dict[str, dict[date, ValueFigure]] = defaultdict(dict)
    for one in ValueFigure.objects.filter(run_id__in=runs.keys(), table_name="target"):
        stood[one.key][runs[one.run_id]] = one
    whole = stood.get("0", {})
    mixes: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for one in ValueFigure.objects.filter(run_id=next(iter(runs), None), table_name="target_mix").order_by("place"):
        key, _slash, name = one.key.partition("/")
        mixes[key].append((name, one.net))
    return tuple(
        TargetRow(
            target_id=one.pk, name=one.name, sex=one.sex, age_from=one.age_from, age_to=one.age_to, life=one.life,
            preference=one.preference, goal=None if one.goal is None else share(one.goal), is_watched=one.is_watched,
            days=_days(stood.get(str(one.pk), {}), whole), mix=_mix(mixes.get(str(one.pk), [])),
        )
        for one in TargetGroup.objects.order_by("name")
    )  # fmt: skip


def _days(stood: Mapping[date, ValueFigure], whole: Mapping[date, ValueFigure]) -> tuple[TargetDay, ...]:
    return tuple(
        TargetDay(
            day=day, people=one.people, net=yuan(one.net), profit=yuan(one.other),
            part=one.net / whole[day].net if day in whole and whole[day].net else 0.0,
        )
        for day, one in sorted(stood.items(), reverse=True)
    )  # fmt: skip


def _mix(rows: Sequence[tuple[str, int]]) -> tuple[tuple[str, float], ...]:
    whole = sum(net for _name, net in rows)
    return tuple((name, net / whole if whole else 0.0) for name, net in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalRow:
    """Readers whose first order was in a year: months since with the share still customers and its standard error."""

    year: str
    cells: tuple[tuple[int, float, float, int], ...]
    """Months, share, standard error, and how many were still looked at."""


@query("insight.see_values")
def survival(*, actor: Actor) -> tuple[SurvivalRow, ...]:
    """Return who is still a customer by the year of the first order, in two queries."""
    run = _latest()
    by: dict[str, list[tuple[int, float, float, int]]] = defaultdict(list)
    for one in ValueFigure.objects.filter(run=run, table_name="survival").order_by("place") if run else ():
        year, _slash, month = one.key.partition("/")
        by[year].append((int(month), one.other / 1000, one.net / 1000, one.people))
    return tuple(SurvivalRow(year=year, cells=tuple(cells)) for year, cells in by.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentRow:
    """Readers who answered alike: how many, what the model thought of them, and how many have bought since."""

    answer: int
    readers: int
    foretold: Decimal
    bought: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnIntent:
    """What a reader answered on a day, beside what the model thought."""

    asked_on: date
    answer: int
    source: str
    foretold: Decimal | None


@query("insight.see_values")
def intents(*, actor: Actor) -> tuple[IntentRow, ...]:
    """Return answers from 10 to 0 beside the model's chances and what came of them, in one query."""
    bought = Q(member__facts__last_order_on__gt=F("asked_on"))
    rows = Intent.objects.values("answer").annotate(
        readers=Count("member_id", distinct=True), mean=Avg("foretold"), came=Count("member_id", bought, distinct=True)
    )
    return tuple(
        IntentRow(answer=row["answer"], readers=row["readers"], foretold=share(round(row["mean"] or 0)),
                  bought=row["came"])
        for row in rows.order_by("-answer")
    )  # fmt: skip


@query("insight.see_value")
def intents_of(*, member_id: int, actor: Actor) -> tuple[OwnIntent, ...]:
    """Return what a reader answered, the latest first, in one query."""
    rows = Intent.objects.filter(member_id=member_id).order_by("-asked_on", "-pk")[:12]
    return tuple(
        OwnIntent(asked_on=one.asked_on, answer=one.answer, source=one.source,
                  foretold=None if one.foretold is None else share(one.foretold))
        for one in rows
    )  # fmt: skip
