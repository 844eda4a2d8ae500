"""All that is worked out of every reader at once, from what was measured: arrays in, arrays out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import scipy  # its parts are loaded when they are first used

from shuyou.insight.rules import labels, lifetime
from shuyou.insight.rules.calendars import EPOCH, Clock, Line, day_number, elapsed, plain_shares, school_year
from shuyou.insight.rules.flows import NOT_YET, UNRANKED
from shuyou.insight.rules.labels import BY_PREFERENCE, Lives
from shuyou.insight.rules.lifetime import BgNbd, GammaGamma, Histories
from shuyou.insight.rules.measured import GAP, USERS, Row, part_of
from shuyou.insight.rules.needs import NEEDS
from shuyou.insight.rules.scales import Floats, Ints, Measures, ValueModel, places, scores, tiers

GRAIN: Final = 7.0
YEAR: Final = 365
AHEAD: Final = 3
"""Years of which lifetime value is told."""
DISCOUNT: Final = 0.10
MINUTE: Final = 0.8
"""Yuan that a minute of somebody's time costs."""
RETURN_COST: Final = 0.08
"""Part of what came back that it cost to take back."""


@dataclass(frozen=True, slots=True)
class Prospects:
    """What is expected of each: alive, orders within a year with their interval, worth, lifetime value in yuan."""

    alive: Floats
    orders: Floats
    orders_low: Floats
    orders_high: Floats
    worth: Floats
    value: Floats
    value_low: Floats
    value_high: Floats


@dataclass(frozen=True, slots=True)
class Fitted:
    """The two models of lifetime value, as fitted on all readers."""

    orders: BgNbd
    worth: GammaGamma


@dataclass(frozen=True, slots=True)
class Values:
    """What is known of each reader's value, in the order of members' ids."""

    ids: Ints
    measures: Measures
    score: Floats
    place: Ints
    tier: Ints
    prospects: Prospects
    profit: Floats
    """Margin of the window less what serving cost, in yuan."""
    wallet: Floats
    """Estimated share of all they spend on books, 0–1; 0: they spent nothing here."""
    stage: Ints
    label: Ints
    treatment: Ints
    preference: Ints
    life: Ints
    use: Ints
    usual_gap: Floats
    risk: Floats
    option: Floats
    user_shares: Floats
    """A row for each class of user: the share of what was bought."""
    need_shares: Floats
    sure: Floats
    rfm: Floats
    """The plain score of three fifths, beside which the other is shown."""


def line_shares(rows: Row) -> Mapping[Line, Floats]:
    """Return which part of each reader's orders follows which calendar."""
    orders = np.maximum(rows["orders_all"], 1)
    school = rows["school_orders"] / orders
    campus = np.minimum(1.0 - school, rows["campus_orders"] / orders)
    return {Line.SCHOOL: school, Line.CAMPUS: campus, Line.GENERAL: 1.0 - school - campus}


def own_clock(rows: Row, day: date) -> Clock:
    """Wind a clock from the first order of anybody on."""
    known = rows["first_day"][rows["orders_all"] > 0]
    first = int(known.min()) if len(known) else day_number(day)
    return Clock.over(date.fromordinal(EPOCH.toordinal() + first), day)


def histories(rows: Row, day: date, shares: Mapping[Line, Floats]) -> tuple[Floats, Floats, Floats]:
    """Return repeated days of purchase, when the last was, and how long each is known: in grains of the own clock."""
    clock = own_clock(rows, day)
    until = np.full(len(rows["member_id"]), day_number(day))
    first = np.where(rows["orders_all"] > 0, rows["first_day"], until)
    last = np.where(rows["orders_all"] > 0, rows["last_day"], until)
    x = np.maximum(rows["days_all"] - 1, 0).astype(np.float64)
    seen = elapsed(clock, first, until, shares) / GRAIN
    return x, np.where(x > 0, np.minimum(elapsed(clock, first, last, shares) / GRAIN, seen), 0.0), seen


def fitted(rows: Row, day: date) -> Fitted:
    """Fit both models on the readers who bought."""
    x, tx, seen = histories(rows, day, line_shares(rows))
    bought = rows["orders_all"] > 0
    orders = lifetime.fit(Histories.grouped(x[bought], tx[bought] * GRAIN, seen[bought] * GRAIN), grain=GRAIN)
    return Fitted(orders, lifetime.fit_worth(x, _daily(rows)))


def _daily(rows: Row) -> Floats:
    """Return what each reader spent on a day on which they bought, in yuan: such days are what is forecast."""
    return part_of(rows["net_all"], rows["days_all"] * 100)


def prospects(rows: Row, day: date, fit: Fitted, margin: float | None = None) -> Prospects:
    """Return what is expected of each reader, at the margin of all; who never bought is expected to buy nothing."""
    x, tx, seen = histories(rows, day, line_shares(rows))
    bought = rows["orders_all"] > 0
    (times, until, known), place, counts = lifetime.alike(x, np.round(tx, 1), np.round(seen, 1))
    each = Histories(times, np.minimum(until, known), known, counts.astype(np.float64))
    alive = np.where(bought, lifetime.alive(fit.orders, each.x, each.tx, each.T)[place], 0.0)
    year, low, high = (
        np.where(bought, np.nan_to_num(part)[place], 0.0)
        for part in lifetime.expected_interval(fit.orders, YEAR / GRAIN, each)
    )
    worth = fit.worth.mean_order(x, _daily(rows))
    later = lifetime.expected_after(fit.orders, [YEAR * years / GRAIN for years in range(1, AHEAD + 1)], each)
    discounted = np.zeros(len(each.x))
    for years, total in enumerate(map(np.nan_to_num, later)):
        before = np.nan_to_num(later[years - 1]) if years else 0.0
        discounted += (total - before) / (1 + DISCOUNT) ** (years + 0.5)
    orders = discounted[place]
    value = np.where(bought, orders * worth * (margin_rate(rows) if margin is None else margin), 0.0)
    spread = np.divide(1.0, year, out=np.zeros(len(x)), where=year > 0)
    return Prospects(alive, year, low, high, worth, value, value * low * spread, value * high * spread)


def margin_rate(rows: Row) -> float:
    """Return what is left of a yuan of sales, over all readers."""
    net = float(rows["net"].sum())
    return max(0.0, 1 - float(rows["cost"].sum()) / net) if net else 0.0


def measures_of(rows: Row, day: date, model: ValueModel) -> Measures:
    """Return the five measures of each reader as they are kept and explained; recency by their own calendar."""
    until = np.full(len(rows["member_id"]), day_number(day))
    bought = rows["orders_all"] > 0
    since = elapsed(own_clock(rows, day), np.where(bought, rows["last_day"], until), until, line_shares(rows))
    users = np.stack([rows[f"user_{one}"] * model.user_points[one] for one in USERS]).sum(axis=0)
    money = rows["net"] / 100
    weighs = np.divide(money, money + model.evidence, out=np.zeros(len(money)), where=money > 0)
    return Measures(
        recency=np.where(bought, np.minimum(np.floor(since), 9999.0), 9999.0),
        frequency=rows["orders"].astype(np.float64),
        money=money,
        type=np.round(part_of(rows["type_sum"], rows["net"]) * weighs, 2),
        user=np.round(part_of(users, rows["net"]) * weighs, 2),
    )


def ranked(model: ValueModel, measures: Measures, ids: Ints) -> tuple[Floats, Ints, Ints]:
    """Return score, place and tier of each; who did not buy in the window has no place and stands below."""
    score = scores(model, measures)
    stands = measures.frequency > 0
    place, tier = np.zeros(len(ids), dtype=np.int64), np.full(len(ids), UNRANKED)
    place[stands] = places(score[stands] + measures.money[stands] / 1e9, ids[stands])
    tier[stands] = tiers(model.pyramid.shares, place[stands])
    tier[~np.isfinite(measures.recency) | ((measures.recency >= 9999) & ~stands)] = NOT_YET
    return score, place, tier


def evaluated(rows: Row, day: date, model: ValueModel, fit: Fitted) -> Values:
    """Work out everything of every reader as of a day."""
    ids, measures = rows["member_id"], measures_of(rows, day, model)
    score, place, tier = ranked(model, measures, ids)
    hopes = prospects(rows, day, fit)
    lives, usual = lives_of(rows, day, hopes.alive, measures.recency)
    life = labels.by_life(ages(rows, day), youngest_grade(rows, day))
    wallet, potential = wallets(measures.money, life)
    yearly = measures.money
    return Values(
        ids=ids, measures=measures, score=score, place=place, tier=tier, prospects=hopes,
        profit=profits(rows), wallet=wallet,
        stage=labels.stages(lives),
        label=labels.labels(tier, potential * hopes.alive),
        treatment=treated(rows, lives),
        preference=labels.by_preference([rows[f"group_{one}"].astype(np.float64) for one in BY_PREFERENCE]),
        life=life,
        use=labels.by_use(
            lives, yearly=yearly, usual_gap=usual, at_term=part_of(rows["term_orders"], rows["orders_all"]),
            dear=part_of(rows["dear"], rows["net"]),
        ),
        usual_gap=usual,
        risk=risks(rows, hopes.alive),
        option=options(rows, hopes),
        user_shares=np.stack([part_of(rows[f"user_{one}"], rows["net"]) for one in USERS]),
        need_shares=np.stack([part_of(rows[f"need_{one}"], rows["titles"]) for one in NEEDS]),
        sure=part_of(rows["sure_sum"], rows["net"]) / 100,
        rfm=plain_rfm(rows, day),
    )  # fmt: skip


def lives_of(rows: Row, day: date, alive: Floats, recency: Floats) -> tuple[Lives, Floats]:
    """Return what stages are told from, and the usual distance of orders in days of the own clock."""
    today = day_number(day)
    bought = rows["orders_all"] > 0
    span = np.where(bought, rows["last_day"] - rows["first_day"], 0)
    usual = np.divide(span, np.maximum(rows["days_all"] - 1, 1), out=np.full(len(span), 120.0), where=span > 0)
    usual = np.clip(usual, 14.0, 365.0)
    lives = Lives(
        orders=rows["orders_all"], this_year=rows["orders"], last_year=rows["orders_before"], alive=alive,
        overdue=np.where(bought, recency / usual, 0.0),
        since_first=np.where(bought, today - rows["first_day"], 0).astype(np.float64),
        since_last=np.where(bought, today - rows["last_day"], 0).astype(np.float64),
        longest_gap=_recent_gap(rows, day),
    )  # fmt: skip
    return lives, usual


def _recent_gap(rows: Row, day: date) -> Floats:
    """Return the days of the own calendar between the two orders farthest apart, the later one in the window."""
    gap, ended = np.divmod(rows["gap_until"], GAP)
    ended = np.where(gap > 0, ended, day_number(day))
    return elapsed(own_clock(rows, day), ended - gap, ended, line_shares(rows))


def treated(rows: Row, lives: Lives) -> Ints:
    """Return what is done for each: by the type of what they buy, and by the amount how much of it."""
    asked = labels.treatments(part_of(rows["type_sum"], rows["net"]), rows["net"] / 100)
    lost = (lives.orders > 0) & (lives.this_year == 0)
    return np.where(lost, labels.TREATMENTS.index(labels.Treatment.WIN_BACK), asked)


def ages(rows: Row, day: date) -> Floats:
    """Return ages in years, 0 where the year of birth is not known."""
    found: Floats = np.where(rows["birth_year"] > 0, day.year - rows["birth_year"], 0).astype(np.float64)
    return found


def youngest_grade(rows: Row, day: date) -> Floats:
    """Return the grade of the youngest child at home that has not grown up, NaN without one."""
    grade = (school_year(day) - rows["youngest"] + 1).astype(np.float64)
    return np.where((rows["youngest"] > 0) & (grade <= 12), grade, np.nan)


def profits(rows: Row) -> Floats:
    """Return the margin of the window less the time, messages and returns that a reader cost, in yuan."""
    margin = (rows["net"] - rows["cost"]) / 100
    found: Floats = margin - rows["minutes"] * MINUTE - rows["messages"] / 10_000 - rows["back"] / 100 * RETURN_COST
    return found


def wallets(money: Floats, life: Ints) -> tuple[Floats, Floats]:
    """
    Estimate which share of what they spend on books readers spend here, and what they could spend here besides.

    A reader's whole wallet is taken to be what the tenth who spend most of their stage of life spend here, or all that
    they spend here if that is more.
    """
    whole = money.copy()
    everybody = float(np.quantile(money[money > 0], 0.9)) if (money > 0).any() else 0.0
    for segment in np.unique(life):
        chosen = life == segment
        spent = money[chosen & (money > 0)]
        peer = float(np.quantile(spent, 0.9)) if len(spent) >= 30 else everybody
        whole[chosen] = np.maximum(money[chosen], peer)
    share = np.divide(money, whole, out=np.zeros(len(money)), where=whole > 0)
    return share, whole - money


def price_sense(rows: Row) -> Floats:
    """Return which part of a reader's money goes into what is lowered, drawn towards everybody's by a typical sum."""
    net = rows["net"].astype(np.float64)
    usual = float(part_of(rows["lowered"].sum(keepdims=True), rows["net"].sum(keepdims=True))[0])
    drawn = float(np.median(net[net > 0])) if (net > 0).any() else 1.0
    found: Floats = (rows["lowered"] + usual * drawn) / (net + drawn)
    return np.where(net > 0, found, 0.0)


def risks(rows: Row, alive: Floats) -> Floats:
    """Return the risk in doing somebody a favour by what they did: gone, sent back, complained; 0–1."""
    sent_back = part_of(rows["back"], rows["net"] + rows["back"])
    complained = np.minimum(1.0, part_of(rows["complaints"], np.maximum(rows["orders"], 1)))
    lowered = part_of(rows["lowered"], rows["net"])
    found: Floats = 0.45 * (1 - alive) + 0.25 * sent_back + 0.15 * complained + 0.15 * lowered
    return np.where(rows["orders_all"] > 0, found, 1.0)


def options(rows: Row, hopes: Prospects) -> Floats:
    """
    Return what it is worth to be free to serve somebody for a year, as an option on what they bring.

    The price to pay is what serving them costs, the unrest how much their years differ; the more unrest, the more may
    be gained, and no more than the cost be lost.
    """
    brings = np.maximum(hopes.orders * hopes.worth * margin_rate(rows), 1e-6)
    costs = np.maximum(rows["minutes"] * MINUTE + rows["messages"] / 10_000, 1.0)
    unrest = np.clip(np.abs(np.log1p(rows["net"] / 100) - np.log1p(rows["net_before"] / 100)), 0.15, 1.5)
    one = (np.log(brings / costs) + unrest**2 / 2) / unrest
    ndtr = scipy.special.ndtr
    found: Floats = brings * ndtr(one) - costs * ndtr(one - unrest)
    return np.where(rows["orders_all"] > 0, found, 0.0)


def plain_rfm(rows: Row, day: date) -> Floats:
    """Return the plain score of recency, times and money in fifths, 3–15, with ties broken by id; 0: never bought."""
    bought = rows["orders_all"] > 0
    found = np.zeros(len(bought))
    ids = rows["member_id"][bought]
    for by in (rows["last_day"], rows["orders"], rows["net"]):
        place = places(by[bought].astype(np.float64), ids)
        found[bought] += 5 - (place - 1) * 5 // max(1, len(ids))
    return found


def plain_alive(rows: Row, day: date) -> tuple[BgNbd, Floats]:
    """Return the model and the chances by the calendar on the wall, beside which the own clock is shown."""
    count = len(rows["member_id"])
    x, tx, seen = histories(rows, day, plain_shares(Line, count))
    bought = rows["orders_all"] > 0
    model = lifetime.fit(Histories.grouped(x[bought], tx[bought] * GRAIN, seen[bought] * GRAIN), grain=GRAIN)
    return model, np.where(bought, lifetime.alive(model, x, tx, seen), 0.0)
