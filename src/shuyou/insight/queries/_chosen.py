"""Which readers a list of values shows: whatever a figure of the section is made of, so that it leads to them."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_date

from shuyou.insight.models import Intent, MemberValue, Shift, TargetGroup, ValueHistory, ValueRun, YearMove
from shuyou.insight.rules import figures
from shuyou.insight.rules.flows import NOT_YET, UNRANKED
from shuyou.insight.rules.labels import BY_PREFERENCE
from shuyou.insight.rules.measured import USERS
from shuyou.insight.rules.needs import NEEDS
from shuyou.kernel.clock import day_start

RANKED: Final = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueFilter:
    """Which readers a list shows; empty fields do not filter."""

    tier: str = ""
    was_tier: str = ""
    cause: str = ""
    since: str = ""
    """`365`: tiers and cause are those of the moves over a year, as they were last counted."""
    moved: str = ""
    """`rose`, `fell`, `lost`, `woke`, `joined`; `up` and `down` whatever the tiers."""
    ranked: str = ""
    stage: str = ""
    label: str = ""
    treatment: str = ""
    preference: str = ""
    life: str = ""
    use: str = ""
    micro: str = ""
    tenth: str = ""
    habit: str = ""
    score: str = ""
    """The lower edge of a band of five points."""
    bought: str = ""
    """A group of interest that some of their money went into."""
    user: str = ""
    need: str = ""
    risk: str = ""
    worth: str = ""
    age: str = ""
    years: str = ""
    joined: str = ""
    first: str = ""
    """The year of the first order."""
    buys: str = ""
    target: str = ""
    answer: str = ""
    stood: str = ""
    """Where they stood on a day that is kept: the day, and `ranked` or `dormant`."""
    shift: str = ""
    """Who bought of a shelf that shifts, since it does."""
    at_risk: str = ""
    to_win_back: str = ""
    loses_money: str = ""


def passing(wanted: ValueFilter) -> QuerySet[MemberValue]:
    """Return the readers who pass a filter."""
    rows = MemberValue.objects.filter(_moved(wanted))
    for name in ("tenth", "habit"):
        asked: str = getattr(wanted, name)
        if asked.isdecimal() and len(asked) < 4:
            rows = rows.filter(**{name: int(asked)})
    for name in ("stage", "label", "treatment", "preference", "life", "use", "micro"):
        if asked := getattr(wanted, name):
            rows = rows.filter(**{name: asked})
    if wanted.at_risk:
        rows = rows.filter(is_at_risk=True)
    if wanted.to_win_back:
        rows = rows.filter(gain__gt=0)
    if wanted.loses_money:
        rows = rows.filter(profit__lt=0)
    if wanted.buys:
        rows = rows.filter(orders__gt=0)
    return _of_figures(_of_night(rows, wanted), wanted)


def _moved(wanted: ValueFilter) -> Q:
    """Return who stands and stood where, and moved why: since a quarter ago, or over a year."""
    is_year = wanted.since == "365"
    was, now = ("was", "now") if is_year else ("was_tier", "tier")
    found = Q()
    for name, asked in ((now, wanted.tier), (was, wanted.was_tier)):
        if asked.isdecimal() and len(asked) < 3:
            found &= Q(**{name: int(asked)})
    if wanted.cause:
        found &= Q(cause=wanted.cause)
    if wanted.ranked:
        found &= Q(**{f"{now}__in": RANKED})
    stood, stands = Q(**{f"{was}__in": RANKED}), Q(**{f"{now}__in": RANKED})
    up, down = Q(**{f"{now}__lt": F(was)}), Q(**{f"{now}__gt": F(was)}) & ~Q(**{was: NOT_YET})
    found &= {
        "up": up, "down": down, "rose": stood & stands & up, "fell": stood & stands & down,
        "lost": stood & Q(**{now: UNRANKED}), "woke": Q(**{was: UNRANKED}) & stands,
        "joined": Q(**{was: NOT_YET}) & ~Q(**{now: NOT_YET}),
    }.get(wanted.moved, Q())  # fmt: skip
    if not is_year or not found:
        return found
    return Q(Exists(YearMove.objects.filter(found, pk=OuterRef("pk"))))


def _of_figures(rows: QuerySet[MemberValue], wanted: ValueFilter) -> QuerySet[MemberValue]:
    """Return those of a band, of goods, users and needs, and of what others wrote about them."""
    if wanted.score in figures.BANDS:
        low = int(wanted.score)
        rows = rows.filter(score__gte=low)
        rows = rows.filter(score__lt=low + 5) if wanted.score != figures.BANDS[-1] else rows
    if wanted.bought in BY_PREFERENCE:
        rows = rows.alias(has=F("bought").bitand(1 << BY_PREFERENCE.index(wanted.bought))).filter(has__gt=0)
    for name, codes, asked in (("users", USERS, wanted.user), ("needs", NEEDS, wanted.need)):
        if asked in codes:
            rows = rows.filter(**{f"{name}__{list(map(str, codes)).index(asked)}__gt": 0})
    if wanted.answer.isdecimal() and int(wanted.answer) <= 10:
        rows = rows.filter(Exists(Intent.objects.filter(member=OuterRef("pk"), answer=int(wanted.answer))))
    if wanted.target.isdecimal():
        rows = _of_target(rows, wanted.target)
    day, _space, where = wanted.stood.partition(" ")
    if where in ("ranked", "dormant") and (kept := _day(day)):
        tiers = RANKED if where == "ranked" else (UNRANKED,)
        stood = ValueHistory.objects.filter(member=OuterRef("pk"), day=kept, tier__in=tiers)
        rows = rows.filter(Exists(stood))
    if wanted.shift.isdecimal():
        rows = _of_shift(rows, wanted.shift)
    return rows


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _of_night(rows: QuerySet[MemberValue], wanted: ValueFilter) -> QuerySet[MemberValue]:
    """Return those of a field of the grid of risk, of an age, and of a year in which they came, as the night counts."""
    if not any((wanted.risk, wanted.worth, wanted.age, wanted.years, wanted.joined, wanted.first)):
        return rows
    day, card = ValueRun.objects.order_by("-day").values_list("day", "card").first() or (date.min, {})
    edges = card.get("return_edges") or []
    if wanted.risk in figures.FIFTHS:
        rows = _between(rows, "risk", [round(edge * 1000) for edge in figures.RISKS], int(wanted.risk) - 1)
    if wanted.worth in figures.FIFTHS and edges:
        rows = _between(rows, "worth_serving", [edge + 1 for edge in edges], int(wanted.worth) - 1)
    if wanted.risk or wanted.worth:
        rows = rows.exclude(tier=NOT_YET)
    if wanted.age in figures.AGE_NAMES:
        at = figures.AGE_NAMES.index(wanted.age)
        low, high = (0, *figures.AGES)[at], (*figures.AGES, 999)[at]
        born = "member__person__birth_date__year"
        rows = rows.filter(**{f"{born}__lte": day.year - low, f"{born}__gt": max(0, day.year - high)})
    if wanted.years in figures.TENURE_NAMES:
        rows = _with_us(rows, day, figures.TENURE_NAMES.index(wanted.years))
    if wanted.joined.isdecimal() and len(wanted.joined) == 4:
        year = int(wanted.joined)
        way = "lte" if year <= day.year - figures.YEARS_BACK else "exact"
        rows = rows.filter(**{f"member__joined_on__year__{way}": year})
    if wanted.first.isdecimal() and len(wanted.first) == 4:
        rows = rows.filter(member__facts__first_order_on__year=int(wanted.first))
    return rows


def _between(rows: QuerySet[MemberValue], name: str, edges: list[int], at: int) -> QuerySet[MemberValue]:
    """Return those from one edge up to, and without, the next."""
    if at:
        rows = rows.filter(**{f"{name}__gte": edges[at - 1]})
    return rows.filter(**{f"{name}__lt": edges[at]}) if at < len(edges) else rows


def _with_us(rows: QuerySet[MemberValue], day: date, at: int) -> QuerySet[MemberValue]:
    """Return those who have been with us for so many years: days from one edge up to, and without, the next."""
    ends = [timedelta(days=ceil(years * 365.25)) for years in figures.TENURES]
    if at:
        rows = rows.filter(member__joined_on__lte=day - ends[at - 1])
    return rows.filter(member__joined_on__gt=day - ends[at]) if at < len(ends) else rows


def _of_target(rows: QuerySet[MemberValue], target: str) -> QuerySet[MemberValue]:
    """Return the buyers of a group that is kept to; of one that there is not, nobody."""
    group = TargetGroup.objects.filter(pk=int(target[:18])).first()
    if group is None:
        return rows.none()
    year = ValueRun.objects.order_by("-day").values_list("day__year", flat=True).first() or 0
    rows = rows.filter(net__gt=0)
    if group.sex:
        rows = rows.filter(member__person__gender=group.sex)
    if group.age_from is not None or group.age_to is not None:
        rows = rows.filter(member__person__birth_date__year__lt=year)
    if group.age_from is not None:
        rows = rows.filter(member__person__birth_date__year__lte=year - group.age_from)
    if group.age_to is not None:
        rows = rows.filter(member__person__birth_date__year__gte=year - group.age_to)
    for name in ("life", "preference"):
        if asked := getattr(group, name):
            rows = rows.filter(**{name: asked})
    return rows


def _of_shift(rows: QuerySet[MemberValue], shift: str) -> QuerySet[MemberValue]:
    """Return who bought of a shelf that shifts since it does; of a shift that is told no more, nobody."""
    found = Shift.objects.filter(pk=int(shift[:18])).first()
    if found is None:
        return rows.none()
    of_order = "member__orders"
    bought = MemberValue.objects.alias(
        state=F(f"{of_order}__state"), placed=F(f"{of_order}__placed_at"), shelf=F(f"{of_order}__lines__item__category")
    ).filter(shelf=found.shelf_id or None, placed__gte=day_start(found.onset))
    return rows.filter(pk__in=bought.exclude(state="cancelled").values("pk"))
