"""
Members by any of their data, in one of four orders, page by page, whatever the size of the club.

How a page is found, the kernel knows (see `shuyou.kernel.listings`); here stands what members are filtered by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from shuyou.kernel.actor import Actor
from shuyou.kernel.listings import FEW, WINDOW, Conditions, Listing, Place
from shuyou.kernel.usecase import query
from shuyou.members.models.lists import NEVER
from shuyou.members.queries._list import MemberRow, member_rows
from shuyou.members.rules.listing import SPANS, TRADE, MemberFilter, Sort, is_chinese, words_of

PAGE: Final = 50
LAST: Final = chr(0x10FFFD)

_KEYS: Final = {
    Sort.NAME: "by_name", Sort.NUMBER: "by_number", Sort.JOINED: "joined_on", Sort.ACTIVITY: "activity",
    Sort.ORDERS: "orders", Sort.SPENT: "spent", Sort.YEAR_SPENT: "year_spent", Sort.BOUGHT: "bought_on",
    Sort.POINTS: "points",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What comes first."""

    by: Sort = Sort.JOINED
    is_descending: bool = True


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A page of members, where the next and the previous one lie, and how many there are in all."""

    rows: tuple[MemberRow, ...]
    next_after: int
    previous_before: int
    total: int
    is_estimate: bool


@query("members.search")
def list_members(
    *, wanted: MemberFilter, order: Order, place: Place, on: date, actor: Actor, limit: int = PAGE
) -> MemberPage:
    """Return a page of the members that pass a filter on a day, in at most five queries."""
    require_to_ask(wanted, actor, order)
    page = _listing().page(
        conditions_of(wanted, on, actor), _KEYS[order.by], place, is_descending=order.is_descending, limit=limit
    )
    rows = tuple(member_rows(member_ids=page.ids)) if page.ids else ()
    return MemberPage(rows, page.next_after, page.previous_before, page.total, page.is_estimate)


@query("members.search")
def count_members(*, wanted: MemberFilter, on: date, actor: Actor) -> int:
    """Return how many members pass a filter on a day, exactly, in one query."""
    require_to_ask(wanted, actor)
    return _listing().count(conditions_of(wanted, on, actor))


def member_ids_of(*, wanted: MemberFilter, order: Order, after: int, on: date, limit: int, actor: Actor) -> list[int]:
    """Return the next members that pass a filter, for whoever reads them all; no total, no estimate."""
    return _listing().following(
        conditions_of(wanted, on, actor), _KEYS[order.by], is_descending=order.is_descending, after=after, limit=limit
    )


def require_to_ask(wanted: MemberFilter, actor: Actor, order: Order | None = None) -> None:
    """Pass if the actor may ask what this filter and this order tell."""
    if wanted.asks_for_trade or (order and order.by in TRADE):
        actor.require("members.see_trade")
    if wanted.asks_for_likings:
        actor.require("members.view")
    if wanted.asks_for_birthdays:
        actor.require("members.see_contact")


def _listing() -> Listing:
    return Listing("members_listing", "person_id", FEW, WINDOW)


def conditions_of(wanted: MemberFilter, on: date, actor: Actor) -> Conditions:
    """
    Return the conditions of a filter.

    Ages are those of the day; for whoever may not see birth dates those reached within the year, or trying ages one by
    one would tell somebody's birthday.
    """
    found = Conditions()
    found.add("l.is_restricted" if wanted.restricted == "yes" else "NOT l.is_restricted")
    words = words_of(wanted)
    if words.every:
        found.add(f"l.facets @> {_facets(words.every, 'every', found)}")
    for place, one_of in enumerate(words.some):
        found.add(f"l.facets && {_facets(one_of, f'some{place}_', found)}")
    for place, word in enumerate(words.none):
        found.add(f"NOT l.facets @> {_facets((word,), f'none{place}_', found)}")
    _add_spans(wanted, on if actor.may("members.see_contact") else on.replace(month=12, day=31), found)
    _add_ties(wanted, found)
    return found


def _facets(words: Sequence[str], name: str, found: Conditions) -> str:
    names = [f"{name}{place}" for place in range(len(words))]
    found.values.update(zip(names, words, strict=True))
    return f"ARRAY[{', '.join(f'members_facet(%({one})s)' for one in names)}]"


def _add_spans(wanted: MemberFilter, on: date, found: Conditions) -> None:
    """Add what lies between two ends: days, ages, sums, spellings."""
    for span in SPANS:
        if (end := getattr(wanted, span.name)) is not None:
            found.add(f"l.{span.column} {span.sign} %({span.name})s", **{span.name: end})
    if wanted.bought_to and not wanted.bought_from:
        found.add("l.bought_on > %(never)s", never=NEVER)
    if wanted.age_from is not None:
        found.add("l.born_on <= %(born_to)s", born_to=_years_before(on, wanted.age_from))
    if wanted.age_to is not None:
        born_from = _years_before(on, wanted.age_to + 1) + timedelta(days=1)
        found.add("l.born_on >= %(born_from)s", born_from=born_from)
    if wanted.name and is_chinese(wanted.name):
        found.along["by_name"], found.values["surname"] = "l.surname = %(surname)s", wanted.name[0]
    if wanted.name and not is_chinese(wanted.name):
        spelled = wanted.name.lower().replace(" ", "")
        found.add("l.by_name >= %(spelled)s AND l.by_name < %(spelled_to)s", spelled=spelled, spelled_to=f"{spelled}~")
    elif len(wanted.name) > 1:
        found.add(
            "l.person_id IN (SELECT p.id FROM members_person p WHERE p.name ~>=~ %(name)s AND p.name ~<~ %(name_to)s)",
            name=wanted.name, name_to=wanted.name + LAST,
        )  # fmt: skip


def _add_ties(wanted: MemberFilter, found: Conditions) -> None:
    """Add whom somebody chose by hand, and what other rows tie a member to: an institution."""
    if wanted.chosen:
        found.add("l.person_id = ANY (%(chosen)s)", chosen=list(wanted.chosen))
    if wanted.institution not in ("", "any", "none"):
        found.add(
            "l.person_id IN (SELECT c.person_id FROM members_institutioncontact c"
            " JOIN members_institution i ON i.id = c.institution_id"
            " WHERE i.number = %(institution)s AND c.until IS NULL)",
            institution=wanted.institution,
        )


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
