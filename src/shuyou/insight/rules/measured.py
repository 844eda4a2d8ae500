"""One row a reader: what was bought is summed by order, then by reader, in the engine; arrays come out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import ibis
import numpy as np
from ibis import Table, Value, _

from shuyou.insight.rules.basis import (
    COMPLAINTS,
    Wanted,
    Working,
    as_it_is,
    beside,
    bought,
    cohorts,
    homes,
    settled,
    used,
)
from shuyou.insight.rules.calendars import EPOCH
from shuyou.insight.rules.goods import DEAR, EXAM, SCHOOL
from shuyou.insight.rules.labels import BY_PREFERENCE
from shuyou.insight.rules.needs import DEAR_TIMES, NEEDS
from shuyou.insight.rules.scales import Floats, Ints, ValueModel
from shuyou.insight.rules.users import User

if TYPE_CHECKING:
    import pyarrow as pa

USERS: Final = tuple(User)
TERM_MONTHS: Final = (2, 3, 8, 9)
GAP: Final = 100_000
"""What days of a gap are multiplied by in `gap_until`; what is added is the day on which it ended."""

PURCHASES: Final = 60
"""Lines that are told one by one."""
SAME_BEFORE: Final = 2
"""Titles of a shelf bought before from which on another is a preference."""

type Row = Mapping[str, Ints]
"""What was measured, an array for each column, all in the order of members' ids."""


def _if(when: Value, what: Value | int) -> Value:
    return ibis.ifelse(when, what, 0)


def of_shelves(lines: Table, wanted: Wanted) -> Table:
    """Count titles of each shelf that somebody bought before the window; shelves of which no title can be one more."""
    known = lines.filter(lines.shelf_key.notnull())
    found = known.group_by("member_id", "shelf_key").agg(times=_if(known.day < wanted.since, 1).sum(), all=_.count())
    return found.filter(found["all"] > SAME_BEFORE).select("member_id", "shelf_key", "times")


def again(lines: Table, shelves: Table) -> Table:
    """Return lines of the window whose shelf was bought from often enough only in the window."""
    few = shelves.filter(shelves.times < SAME_BEFORE).rename(buyer="member_id", shelf="shelf_key").view()
    rows = lines.select("line_id", "member_id", "shelf_key", "day").view()
    rows = rows.inner_join(few, [rows.member_id == few.buyer, rows.shelf_key == few.shelf])
    place = ibis.row_number().over(group_by=["member_id", "shelf_key"], order_by=["day", "line_id"])
    found = rows.mutate(place=place + rows.times)
    return found.filter(found.place >= SAME_BEFORE).select("line_id", again=ibis.literal(1, "int64"))


def judged(lines: Table, shelves: Table) -> Table:
    """
    Return used lines of the window with the need behind each: the first evidence that speaks; without any, a whim.

    `shelves` says how many titles of a shelf were bought before.
    """
    found = beside(lines, shelves, "member_id", "shelf_key")
    found = beside(found, again(lines, shelves), "line_id")
    is_again = (found.times >= SAME_BEFORE).fill_null(False) | found.again.notnull()
    above = found.net_amount * found.all_copies >= int(DEAR_TIMES) * found.all_net * found.quantity
    branches = (
        (found.cls.isin([SCHOOL, EXAM]), "need", "for_school"), (found.cls.isin(sorted(DEAR)), "desire", "dear"),
        (is_again, "preference", "same_again"), (above & ~found.is_lowered, "desire", "above_usual"),
        (found.is_lowered, "impulse", "lowered"),
    )  # fmt: skip
    return found.mutate(
        need=ibis.cases(*((when, need) for when, need, _why in branches), else_="impulse"),
        need_why=ibis.cases(*((when, why) for when, _need, why in branches), else_="nothing_like_it"),
    )


def by_order(lines: Table) -> Table:
    """Sum lines by order."""
    return lines.group_by("member_id", "order_id", "day").agg(
        net=_.net_amount.sum(), school=_if(lines.cls == SCHOOL, 1).max(), campus=_if(lines.cls == EXAM, 1).max()
    )


def by_day(orders: Table) -> Table:
    """Sum orders by reader and day."""
    return orders.group_by("member_id", "day").agg(
        orders=_.count(), net=_.net.sum(), school=_.school.sum(), campus=_.campus.sum()
    )


def by_member(days: Table, wanted: Wanted) -> Table:
    """Sum days of orders by reader: of all time, and how many there were in the window and the one before."""
    now = days.day >= wanted.since
    before = (days.day >= wanted.before) & (days.day < wanted.since)
    return days.group_by("member_id").agg(
        first_day=_.day.min(), last_day=_.day.max(), orders_all=_.orders.sum(), days_all=_.count(),
        net_all=_.net.sum(), school_orders=_.school.sum(), campus_orders=_.campus.sum(),
        term_orders=_if(days.day.month().isin(TERM_MONTHS), days.orders).sum(),
        orders=_if(now, days.orders).sum(), days=_if(now, 1).sum(), orders_before=_if(before, days.orders).sum(),
        net_before=_if(before, days.net).sum(),
    )  # fmt: skip


def gaps(days: Table, wanted: Wanted) -> Table:
    """Return the longest time between two days of orders of a reader of which the later one is in the window."""
    last = days.filter(days.day < wanted.since).group_by("member_id").agg(last_before=_.day.max())
    now = beside(days.filter(days.day >= wanted.since), last, "member_id")
    earlier = now.day.lag().over(group_by="member_id", order_by="day")
    now = now.mutate(earlier=ibis.coalesce(earlier, now.last_before))
    gap = ibis.coalesce(now.day.delta(now.earlier, unit="day"), 0)
    # A gap and the day on which it ended go as one number, so that every engine finds the same of two as long.
    now = now.mutate(gap=gap * GAP + now.day.delta(ibis.date(EPOCH), unit="day"))
    return now.group_by("member_id").agg(gap_until=_.gap.max())


def in_window(lines: Table, wanted: Wanted) -> Table:
    """Sum the judged lines of the window by reader."""
    recent = lines.day >= wanted.period
    sums = {
        "net": _.net_amount.sum(), "cost": _.cost.sum(), "copies": _.quantity.sum(), "titles": _.count(),
        "type_sum": (_.net_amount * _.type_points).sum(), "sure_sum": (_.net_amount * _.sure).sum(),
        "lowered": _if(lines.is_lowered, lines.net_amount).sum(),
        "dear": _if(lines.cls.isin(sorted(DEAR)), lines.net_amount).sum(),
        "period_net": _if(recent, lines.net_amount).sum(), "period_list": _if(recent, lines.list_amount).sum(),
        "earlier_net": _if(~recent, lines.net_amount).sum(), "earlier_list": _if(~recent, lines.list_amount).sum(),
    }  # fmt: skip
    sums |= {f"user_{one}": _if(lines.user == str(one), lines.net_amount).sum() for one in USERS}
    sums |= {f"need_{one}": _if(lines.need == str(one), 1).sum() for one in NEEDS}
    sums |= {f"group_{one}": _if(lines.group == one, lines.net_amount).sum() for one in BY_PREFERENCE}
    return lines.group_by("member_id").agg(**sums)


def troubles(tables: Mapping[str, Table], wanted: Wanted) -> Table:
    """Count what went wrong for readers in the window and in the period, and what came back for good, in fen."""
    reasons = tables["return_lines"].group_by("return_id").agg(bad=_.reason.isin(COMPLAINTS).cast("int64").max())
    asked = tables["returns"].filter(_.member_id.notnull() & (_.state != "refused"))
    asked = beside(asked, reasons, "return_id")
    asked = asked.select("member_id", day=asked.asked_at.date(), bad=asked.bad.fill_null(0),
                         amount=ibis.literal(0, "int64"))  # fmt: skip
    came = settled(tables, wanted)
    came = came.select("member_id", day=ibis.coalesce(came.done_at, came.asked_at).date(),
                       bad=ibis.literal(0, "int64"), amount=came.amount)  # fmt: skip
    rows = asked.union(came).filter(_.day.between(wanted.since, wanted.day))
    recent = rows.day >= wanted.period
    return rows.group_by("member_id").agg(
        complaints=rows.bad.sum(), complaints_now=_if(recent, rows.bad).sum(), back=rows.amount.sum()
    )


def service(tables: Mapping[str, Table], wanted: Wanted) -> Table:
    """Sum what serving readers took in the window: minutes of contacts, and messages in ten thousandths of a yuan."""
    contacts = tables["contacts"]
    minutes = contacts.filter(contacts.at.date().between(wanted.since, wanted.day)).select(
        "member_id", minutes=ibis.coalesce(contacts.minutes, 3).cast("int64"), cost=ibis.literal(0, "int64")
    )
    messages = tables["messages"]
    told = messages.filter(messages.asked_at.date().between(wanted.since, wanted.day)).select(
        "member_id", minutes=ibis.literal(0, "int64"), cost=ibis.coalesce(messages.cost, 0).cast("int64")
    )
    return minutes.union(told).group_by("member_id").agg(minutes=_.minutes.sum(), messages=_.cost.sum())


def refusers(tables: Mapping[str, Table]) -> Table:
    """Return the ids of those whose last word about being profiled was no."""
    said = tables["consents"].filter(_.purpose == "profiling")
    last = said.group_by("member_id").agg(consent_id=_.consent_id.max())
    no = said.filter(~said.is_granted).select("consent_id")
    return last.inner_join(no.view(), "consent_id").select("member_id")


def measured(tables: Mapping[str, Table], model: ValueModel, wanted: Wanted, keep: Working = as_it_is) -> Table:
    """
    Return one row for each member, also those who bought nothing, in no order.

    `keep` works out what several parts rest on.
    """
    lines = bought(tables, model, wanted)
    seen = keep(cohorts(lines, tables), "value_seen")
    home = keep(homes(lines, seen, tables), "value_homes")
    days = keep(by_day(by_order(lines)), "value_days")
    shelves = keep(of_shelves(lines, wanted), "value_shelves")
    recent = judged(used(lines.filter(lines.day >= wanted.since), seen, home), shelves)
    members = tables["members"].filter(_.joined_on <= wanted.day)
    if not model.values_everybody:
        members = members.anti_join(refusers(tables).view(), "member_id")
    members = members if wanted.is_past else members.filter(_.status == "active")
    members = members.select(
        "member_id", "joined_on", "birth_year", "tier_id",
        sex_code=ibis.cases((members.sex == "F", 1), (members.sex == "M", 2), else_=0).cast("int64"),
    )  # fmt: skip
    found = members
    home = home.select("member_id", "youngest", "oldest", "teaches")
    for part in (by_member(days, wanted), gaps(days, wanted), in_window(recent, wanted), home,
                 troubles(tables, wanted), service(tables, wanted)):  # fmt: skip
        found = beside(found, part, "member_id")
    return found


def purchases(tables: Mapping[str, Table], model: ValueModel, wanted: Wanted) -> Table:
    """
    Return the latest lines of the window with who uses each and which need stands behind it, and why.

    None of readers who said no to being profiled, unless the model values everybody.
    """
    lines = bought(tables, model, wanted)
    seen = cohorts(lines, tables)
    recent = used(lines.filter(lines.day >= wanted.since), seen, homes(lines, seen, tables))
    if not model.values_everybody:
        recent = recent.anti_join(refusers(tables).view(), "member_id")
    found = judged(recent, of_shelves(lines, wanted)).select(
        "line_id", "item_id", "day", "quantity", "net_amount", "user", "sure", "why", "need", "need_why"
    )
    return found.order_by(ibis.desc("day"), ibis.desc("line_id")).limit(PURCHASES)


NO_DAY: Final = -1


def arrays(found: "pa.Table") -> Row:
    """
    Turn columns of Arrow into whole numbers in the order of members' ids.

    Days are counted since 1970; what is missing is 0, and days that are not known are -1.
    """
    order = np.argsort(found["member_id"].to_numpy(), kind="stable")
    return {name: _numbers(found[name].to_numpy(zero_copy_only=False), name)[order] for name in found.column_names}


def _numbers(column: object, name: str) -> Ints:
    values = np.asarray(column)
    if values.dtype == np.int64:
        return values
    if values.dtype.kind == "M":
        days = values.astype("datetime64[D]").astype(np.int64)
        found: Ints = np.where(np.isnat(values), NO_DAY, days)
        return found
    return np.nan_to_num(values.astype(np.float64), nan=_missing(name)).astype(np.int64)


def _missing(name: str) -> float:
    return float(NO_DAY) if name in ("youngest", "oldest") else 0.0


def part_of(some: Ints, whole: Ints) -> Floats:
    """Divide, and answer none where there is nothing to divide by."""
    found: Floats = np.divide(some, whole, out=np.zeros(len(some)), where=whole != 0)
    return found
