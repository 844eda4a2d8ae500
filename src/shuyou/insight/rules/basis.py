"""
What readers are judged by, drawn from the lake as portable expressions: lines of orders become one row a reader.

Money is counted in fen, days by dates, and nothing is divided here, so that every engine finds the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import ibis
from ibis import Table, Value, _

from shuyou.insight.rules import goods as classes
from shuyou.insight.rules.calendars import SCHOOL_YEAR_BEGINS
from shuyou.insight.rules.costs import cost_of, known_costs
from shuyou.insight.rules.scales import ValueModel
from shuyou.insight.rules.users import ALIKE, CLASS_SET, LAST_GRADE, SEVERAL

NEEDED: Final = (
    "orders", "order_lines", "order_wishes", "items", "categories", "members", "household_places", "returns",
    "return_lines", "contacts", "messages", "shelves", "consents",
)  # fmt: skip
"""Tables of the lake that are read here."""
COMPLAINTS: Final = ("damaged", "wrong", "faulty", "late")
OFFER: Final = "offer:"
"""How the reason of a price begins that was lowered for a while; promotions on top of any price are told apart."""
SOLD: Final = "sold_lines"
"""The name under which `laid_out` adds its table to those of the lake."""
FREE: Final = "gift:"
"""How the reason begins of what a promotion gave for nothing: nobody chose it."""


type Working = Callable[[Table, str], Table]
"""Works an expression out under a name, and returns its rows as a table that others rest on."""


def as_it_is(expression: Table, _name: str) -> Table:
    """Work nothing out before: what rests on it works it out."""
    return expression


WINDOW: Final = 365
"""Days of a window: what was bought in it counts as bought in a year."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """As of which day readers are judged, and how far back each window reaches."""

    day: date
    period_days: int = 90
    """How long ago the period before ended: what happened since explains who moved."""
    is_past: bool = False
    """It is a picture of the past, in which those stand who have left since."""

    @property
    def since(self) -> date:
        """The first day of the window."""
        return self.day - timedelta(days=WINDOW - 1)

    @property
    def before(self) -> date:
        """The first day of the window before."""
        return self.since - timedelta(days=WINDOW)

    @property
    def period(self) -> date:
        """The first day after the period before."""
        return self.day - timedelta(days=self.period_days - 1)


def _class_of(items: Table) -> Value:
    """Tell the class of goods of an article: by kind, then by grade and audience, then by its shelf."""
    shelf = items.shelf.fill_null("")
    code = items.clc.fill_null("")
    branches = [(items.kind.isin(sorted(classes.OWN_CLASS)), items.kind)]
    branches.append((items.value_class == "high_value", ibis.literal("dear")))
    branches.append((items.grade_from.between(1, LAST_GRADE), ibis.literal(classes.SCHOOL)))
    branches.append((items.audience == "school", ibis.literal(classes.SCHOOL)))
    branches.append((items.audience == "children", ibis.literal(classes.CHILD)))
    begins = {
        **dict.fromkeys(classes.SCHOOL_CODES, classes.SCHOOL),
        **dict.fromkeys(classes.CHILD_CODES, classes.CHILD),
    }
    branches.extend((code.startswith(begin), ibis.literal(told)) for begin, told in begins.items())
    branches.extend((shelf.contains(word), ibis.literal(told)) for word, told in classes.SHELF_WORDS.items())
    return ibis.cases(*branches, else_="book")


def _group_of(items: Table) -> Value:
    """Tell the group of interest of an article, one of the six by which readers prefer."""
    told = items.shelf.fill_null("") + " " + items.clc.fill_null("")
    branches = [
        (items.cls.isin([classes.SCHOOL, classes.EXAM]), ibis.literal("school")),
        (items.cls == classes.CHILD, ibis.literal("children")),
        (items.cls != "book", ibis.literal("goods")),
    ]
    for group, words in classes.GROUPS.items():
        for word in words:
            found = told.contains(word) if len(word) > 1 else items.clc.fill_null("").startswith(word)
            branches.append((found, ibis.literal(group)))
    return ibis.cases(*branches, else_="practice")


def beside(rows: Table, more: Table, *keys: str) -> Table:
    """Put the columns of another table beside rows that have the same keys there; without any they are unknown."""
    other = more.rename({f"{key}_of_more": key for key in keys}).view()
    rows = rows.view()  # both may come of the same lines
    found = rows.left_join(other, [rows[key] == other[f"{key}_of_more"] for key in keys])
    return found.drop(*(f"{key}_of_more" for key in keys))


def goods(tables: Mapping[str, Table], model: ValueModel) -> Table:
    """Return every article with its class, group, grade, points of type, and what a copy is known to cost, in fen."""
    items = tables["items"]
    names = tables["categories"].select(shelf_id="category_id", shelf="name_zh")
    cost = known_costs(tables["shelves"]).rename(cost_item="item_id")
    found = items.left_join(names, items.category_id == names.shelf_id)
    found = found.left_join(cost, found.item_id == cost.cost_item)
    found = found.mutate(cls=_class_of(found))
    points = ibis.cases(
        *((found.cls == cls, ibis.literal(points, "int64")) for cls, points in sorted(model.type_points.items())),
        else_=ibis.literal(0, "int64"),
    )
    one_grade = (found.grade_from == found.grade_to) & found.grade_from.between(1, LAST_GRADE)
    return found.select(
        "item_id", "cls",
        group=_group_of(found),
        shelf_key=found.category_id,
        type_points=points,
        grade=ibis.ifelse(one_grade, found.grade_from, 0).cast("int64"),
        known_cost=found.known_cost,
    )  # fmt: skip


def sold(tables: Mapping[str, Table], titles: Table) -> Table:
    """Return all lines of members' orders that were not cancelled, each with its day and what its article is."""
    orders, lines, wishes = tables["orders"], tables["order_lines"], tables["order_wishes"]
    kept = orders.filter((orders.state != "cancelled") & orders.member_id.notnull())
    kept = kept.select("order_id", day=kept.placed_at.date())
    gifts = wishes.filter(wishes.is_gift).select(gift_id="order_id").distinct()
    found = lines.filter(lines.member_id.notnull()).inner_join(kept, "order_id")
    found = found.left_join(gifts, found.order_id == gifts.gift_id)
    found = found.inner_join(titles, "item_id")
    reason = found.price_reason.fill_null("")
    return found.select(
        "line_id", "member_id", "order_id", "item_id", "day", "quantity", "net_amount", "list_amount", "cls", "group",
        "shelf_key", "type_points", "grade", "known_cost",
        is_gift=found.gift_id.notnull(),
        is_lowered=found.is_promoted.fill_null(False) | reason.startswith(OFFER),
        is_free=reason.startswith(FREE),
    )  # fmt: skip


def laid_out(tables: Mapping[str, Table], model: ValueModel, *, keep: Working, lay: Working) -> Mapping[str, Table]:
    """
    Return the tables with the lines that were sold beside them, put together once for all who read them.

    They lie in the order of members, so that who sums them by member finds all of one member together.
    """
    titles = keep(goods(tables, model), "value_titles")
    return {**tables, SOLD: lay(sold(tables, titles).order_by("member_id"), SOLD)}


def bought(tables: Mapping[str, Table], model: ValueModel, wanted: Wanted) -> Table:
    """
    Return the lines of members' orders until a day, each with what its article is and what of it was kept.

    Cancelled orders are left out, what promotions gave for nothing, and what came back until then.
    """
    lines = tables[SOLD] if SOLD in tables else sold(tables, goods(tables, model))
    found = less_returned(lines.filter((lines.day <= wanted.day) & ~lines.is_free), tables, wanted)
    school_year = found.day.year() - ibis.ifelse(found.day.month() >= SCHOOL_YEAR_BEGINS, 0, 1)
    return found.select(
        "line_id", "member_id", "order_id", "item_id", "day", "quantity", "net_amount", "list_amount", "cls", "group",
        "shelf_key", "type_points", "grade", "is_gift", "is_lowered",
        cost=cost_of(found),
        school_year=school_year.cast("int64"),
        cohort=ibis.ifelse(found.grade > 0, school_year - found.grade + 1, 0).cast("int64"),
    )  # fmt: skip


def settled(tables: Mapping[str, Table], wanted: Wanted) -> Table:
    """Return returns of members that were settled until a day."""
    returns = tables["returns"]
    done = returns.filter(returns.member_id.notnull() & (returns.state == "done"))
    return done.filter(ibis.coalesce(done.done_at, done.asked_at).date() <= wanted.day)


def less_returned(lines: Table, tables: Mapping[str, Table], wanted: Wanted) -> Table:
    """Return lines with copies and sums of what was kept of them; those that came back whole are out."""
    came = tables["return_lines"].inner_join(settled(tables, wanted).select("return_id"), "return_id")
    came = came.group_by("line_id").agg(returned=_.quantity.sum().cast("int64"))
    found = beside(lines, came, "line_id")
    found = found.mutate(kept=found.quantity - found.returned.fill_null(0)).filter(_.kept > 0)
    is_whole = found.returned.isnull()  # nearly all are: nothing is divided then

    def part(name: str) -> Value:
        return ibis.ifelse(is_whole, found[name], (found[name] * found.kept // found.quantity).cast("int64"))

    return found.mutate(quantity=found.kept, net_amount=part("net_amount"), list_amount=part("list_amount"))


def told_children(tables: Mapping[str, Table]) -> Table:
    """Return children whom the club knows by name: whose home they live in, and when they entered school."""
    places = tables["household_places"]
    entered = ibis.coalesce(places.first_grade_year, places.birth_year + 6)
    child = places.filter((places.role == "child") & entered.notnull())
    child = child.select("household_id", child_id="person_id", entered=entered.cast("int64"))
    grown = places.filter(places.role != "child").select("household_id", member_id="person_id")
    return grown.inner_join(child.view(), "household_id").select("member_id", "entered").distinct()


def cohorts(lines: Table, tables: Mapping[str, Table]) -> Table:
    """Return for whom each reader buys school titles: when they entered school, and who that is, with confidence."""
    school = lines.filter((lines.cohort > 0) & (lines.quantity < CLASS_SET) & ~lines.is_gift)
    seen = school.group_by("member_id", "cohort").agg(times=_.count())
    seen = seen.inner_join(teaching(school).view(), "member_id")
    told = _neighbours(told_children(tables).rename(cohort="entered"), "told")
    known = _neighbours(seen.filter((seen.times >= 2) & (seen.teaches == 0)).select("member_id", "cohort"), "inferred")
    found = beside(seen, told, "member_id", "cohort")
    found = beside(found, known, "member_id", "cohort")
    own = entered_school(tables)
    found = beside(found, own, "member_id")
    is_own = found.own.notnull() & (found.own - found.cohort).between(-ALIKE, ALIKE)
    branches = (
        (is_own, "self", 95, "own_grade"), (found.told.notnull(), "child", 97, "child_told"),
        (found.teaches > 0, "group", 80, "teaches"), (found.inferred.notnull(), "child", 90, "child_inferred"),
    )  # fmt: skip
    return found.select(
        "member_id", "cohort", "times", "teaches",
        user=ibis.cases(*((when, user) for when, user, _sure, _why in branches), else_="child"),
        sure=ibis.cases(*((when, _whole(sure)) for when, _user, sure, _why in branches), else_=_whole(60)),
        why=ibis.cases(*((when, why) for when, _user, _sure, why in branches), else_="school_title"),
    )  # fmt: skip


def teaching(school: Table) -> Table:
    """Return for each buyer of school titles the one grade they buy for year after year; 0: there is none."""
    by = school.group_by("member_id").agg(grades=_.grade.nunique(), years=_.school_year.nunique(), grade=_.grade.max())
    return by.select("member_id", teaches=ibis.ifelse((by.grades == 1) & (by.years > 1), by.grade, 0).cast("int64"))


def entered_school(tables: Mapping[str, Table]) -> Table:
    """Return when readers themselves entered school, as far as it is known."""
    members = tables["members"]
    own = ibis.coalesce(members.first_grade_year, members.birth_year + 6)
    return members.select("member_id", own=own.cast("int64"))


def _neighbours(rows: Table, name: str) -> Table:
    """Spread years to those beside them: a child may have entered school a year earlier or later."""
    spread = [rows.mutate(cohort=(rows.cohort + by).cast("int64")) for by in range(-ALIKE, ALIKE + 1)]
    return ibis.union(*spread, distinct=True).mutate(**{name: ibis.literal(1, "int64")})


def homes(lines: Table, seen: Table, tables: Mapping[str, Table]) -> Table:
    """Return what is known of each buyer: the youngest and oldest child at home, children's titles, sums of all."""
    told = told_children(tables).rename(cohort="entered").mutate(is_told=ibis.literal(1, "int64"))
    inferred = seen.filter((seen.times >= 2) & (seen.user == "child")).select("member_id", "cohort")
    inferred = inferred.mutate(is_told=ibis.literal(0, "int64"))
    children = (
        told.union(inferred)
        .group_by("member_id")
        .agg(youngest=_.cohort.max(), oldest=_.cohort.min(), told=_.is_told.max())
    )
    buyers = lines.group_by("member_id").agg(
        childrens=ibis.ifelse(lines.cls == classes.CHILD, 1, 0).sum().cast("int64"),
        all_net=_.net_amount.sum(), all_copies=_.quantity.sum(),
    )  # fmt: skip
    teaches = seen.group_by("member_id").agg(teaches=_.teaches.max())
    found = beside(buyers, children, "member_id")
    found = beside(found, teaches, "member_id")
    found = beside(found, entered_school(tables), "member_id")
    return found.mutate(teaches=found.teaches.fill_null(0))


def used(lines: Table, seen: Table, home: Table) -> Table:
    """Return the lines with who uses them, how sure that is in hundredths, and why: the first evidence decides."""
    by_cohort = seen.select("member_id", "cohort", cohort_user="user", cohort_sure="sure", cohort_why="why")
    found = beside(lines, by_cohort, "member_id", "cohort")
    found = beside(found, home, "member_id")
    is_child = found.cls == classes.CHILD
    reads_alone = is_child & found.own.notnull() & (found.school_year - found.own + 1 <= LAST_GRADE)
    at_home = is_child & found.youngest.notnull() & (found.school_year - found.youngest + 1 <= LAST_GRADE)
    graded = found.cohort_user.notnull() & (found.grade > 0)
    branches: tuple[tuple[Value, str | Value, int | Value, str | Value], ...] = (
        (found.is_gift, "gift", 90, "gift"), (found.quantity >= CLASS_SET, "group", 95, "class_set"),
        (graded, found.cohort_user, found.cohort_sure, found.cohort_why),
        ((found.quantity >= SEVERAL) & (found.grade == 0), "gift", 70, "several_copies"),
        (reads_alone & (found.grade == 0), "self", 90, "reads_alone"),
        (at_home & (found.told == 1), "child", 90, "child_at_home"), (at_home, "child", 80, "child_at_home"),
        (is_child & (found.childrens >= 3), "child", 65, "buys_again"), (is_child, "gift", 55, "single_for_children"),
    )  # fmt: skip
    return found.mutate(
        user=ibis.cases(*((when, user) for when, user, _sure, _why in branches), else_="self"),
        sure=ibis.cases(*((when, _whole(sure)) for when, _user, sure, _why in branches), else_=_whole(90)),
        why=ibis.cases(*((when, why) for when, _user, _sure, why in branches), else_="adult_title"),
    )


def _whole(number: int | Value) -> Value:
    return ibis.literal(number, "int64") if isinstance(number, int) else number
