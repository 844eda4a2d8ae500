"""What is hidden behind the sample club's orders: who reads a title, who is still with us, what a reader will bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shuyou.demo.rules.books import Book
from shuyou.demo.rules.club import paper_club
from shuyou.demo.rules.history import ORDERS_A_YEAR, Order, Spans, orders
from shuyou.demo.rules.members import Member, Persona

FOR_CHILDREN: Final = frozenset({"picture", "children", "school"})


@dataclass(frozen=True, slots=True)
class Truth:
    """The club on paper with what its orders do not say: users by line in the order of lines, the rest by member."""

    members: Sequence[Member]
    books: Sequence[Book]
    orders: Sequence[Order]
    users: Sequence[str]
    with_us: Mapping[int, bool]
    value: Mapping[int, float]


def truth(*, seed: int, until: datetime, count: int, share_of_books: float) -> Truth:
    """Work the club out and what is hidden in it."""
    club = paper_club(seed=seed, until=until, count=count, share_of_books=share_of_books)
    books = club.books
    spans: Spans = {}
    placed = list(orders(seed=seed, until=until, members=club.members, books=books, spans=spans))
    users = [
        reader_of(club.members[order.member], books[line.book].shelf, is_gift=order.is_gift, copies=line.quantity)
        for order in placed for line in order.lines
    ]  # fmt: skip
    today = until.date()
    with_us = {
        member.index: any(first <= today <= last for first, last in spans.get(member.index, ()))
        for member in club.members
    }
    worth = _order_worth(club.members, books, placed)
    value = {
        member.index: ORDERS_A_YEAR * member.zeal * worth[member.persona] * with_us[member.index]
        for member in club.members
    }
    return Truth(club.members, books, placed, users, with_us, value)


def reader_of(member: Member, shelf: str, *, is_gift: bool, copies: int) -> str:
    """Tell who reads a title that a member bought."""
    if is_gift:
        return "gift"
    if copies >= 20:
        return "group"
    if shelf not in FOR_CHILDREN:
        return "self"
    if member.persona is Persona.CHILD:
        return "self"
    if member.children:
        return "child"
    return "group" if member.persona is Persona.TEACHER else "gift"


def _order_worth(members: Sequence[Member], books: Sequence[Book], placed: Sequence[Order]) -> Mapping[Persona, float]:
    money, times = dict.fromkeys(Persona, 0.0), dict.fromkeys(Persona, 0)
    for order in placed:
        persona = members[order.member].persona
        times[persona] += 1
        money[persona] += sum(float(books[line.book].list_price) * line.quantity for line in order.lines)
    return {persona: money[persona] / max(1, times[persona]) for persona in Persona}


def families(found: Truth) -> frozenset[int]:
    """Return the members at least half of whose orders hold a school title."""
    school, whole = dict[int, int](), dict[int, int]()
    for order in found.orders:
        whole[order.member] = whole.get(order.member, 0) + 1
        if any(found.books[line.book].shelf == "school" for line in order.lines):
            school[order.member] = school.get(order.member, 0) + 1
    return frozenset(one for one, count in whole.items() if 2 * school.get(one, 0) >= count)
