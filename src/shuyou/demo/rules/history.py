"""Three years of the club's orders, oldest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from shuyou.demo.rules import habits
from shuyou.demo.rules.books import Book
from shuyou.demo.rules.chance import Chance
from shuyou.demo.rules.fulfilment import Course, course
from shuyou.demo.rules.members import Member, Persona
from shuyou.demo.rules.seasons import Rhythm, Season, season
from shuyou.demo.rules.taste import Bookshop, Reading, grade_of

YEARS = 3
ORDERS_A_YEAR = 3.4
"""Of a member of average zeal who is active."""
LAPSE_SHARE, LAPSE_WITHIN_DAYS, RETURN_SHARE = 0.5, 1600, 0.15
FIRST_ORDER_SHARE = 0.7
SAME_SHELF_SHARE = 0.45
CLASS_SET_SHARE = 0.012
WRAPPED_OF_FIVE = 3
TOO_YOUNG_FOR_SCHOOL = {Persona.PARENT: "picture", Persona.TEACHER: "children", Persona.CHILD: "children"}


@dataclass(frozen=True, slots=True)
class Line:
    """A title and how many of it; `book` is its place in the catalogue the history was made from."""

    book: int
    isbn: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Order:
    """One order of the past, as far as it has come; `member` is a Member's index."""

    number: int
    member: int
    channel: str
    payment: str
    placed_at: datetime
    lines: tuple[Line, ...]
    is_gift: bool
    course: Course

    @property
    def is_wrapped(self) -> bool:
        """Whether they asked for it to be wrapped as a gift: not all who give do, and hardly anybody at a till."""
        return self.is_gift and self.channel != "till" and self.number % 5 < WRAPPED_OF_FIVE


@dataclass(slots=True)
class _Buyer:
    """A member at the desk, with what they bought before."""

    member: Member
    reading: Reading = field(default_factory=Reading)


type Spans = dict[int, list[tuple[date, date]]]
"""From when to when each member is with us: what is hidden behind their orders."""


def orders(
    *, seed: int, until: datetime, members: Sequence[Member], books: Sequence[Book], spans: Spans | None = None
) -> Iterator[Order]:
    """Yield every order of the last three years up to a moment, oldest first; `spans` is told who is with us when."""
    chance = Chance.of(seed, "orders")
    shop = Bookshop(books)
    buyers = [_Buyer(member) for member in members]
    number = 0
    for placed_at, index, channel in _occasions(chance, members, until, {} if spans is None else spans):
        buyer, is_gift = buyers[index], chance.random() < habits.GIFT_MONTHS[placed_at.month - 1]
        lines = _lines(chance, shop, buyer, channel, placed_at.date(), is_gift=is_gift)
        if lines:
            number += 1
            payment = chance.spin(habits.payments(channel))
            past = course(chance, channel=channel, payment=payment, placed_at=placed_at, until=until)
            yield Order(number, index, channel, payment, placed_at, lines, is_gift, past)


def _occasions(
    chance: Chance, members: Sequence[Member], until: datetime, spans: Spans
) -> list[tuple[datetime, int, str]]:
    """Return when, who and on which channel, oldest first."""
    since = until.date() - timedelta(days=YEARS * 365)
    seasons = {rhythm: season(rhythm, since=since, until=until.date()) for rhythm in Rhythm}
    found = []
    for member in members:
        for day in _days(chance, member, seasons[habits.rhythm_of(member)], until.date(), spans):
            channel = chance.spin(habits.channels(member.persona))
            placed_at = _moment(chance, channel, day, until)
            if placed_at <= until:
                found.append((placed_at, member.index, channel))
    found.sort()
    return found


def _days(chance: Chance, member: Member, year: Season, until: date, spans: Spans) -> Iterator[date]:
    """Yield the days on which a member orders: from joining until they lapse, and after they return."""
    if member.joined >= year.days[0] and chance.random() < FIRST_ORDER_SHARE:
        yield member.joined
    for first, last in _active(chance, member, until):
        spans.setdefault(member.index, []).append((first, last))
        expected = ORDERS_A_YEAR * member.zeal * year.weight(first, last) / 365
        for _ in range(chance.happenings(expected)):
            yield year.draw(chance, first, last)


def _active(chance: Chance, member: Member, until: date) -> Iterator[tuple[date, date]]:
    """Yield the spans in which a member is with us; some who left come back."""
    if member.is_steady or chance.random() > LAPSE_SHARE:
        yield member.joined, until
        return
    lapsed = member.joined + timedelta(days=40 + int(LAPSE_WITHIN_DAYS * chance.random()))
    yield member.joined, min(lapsed, until)
    back = lapsed + timedelta(days=chance.between(240, 600))
    if back < until and chance.random() < RETURN_SHARE:
        yield back, until


def _moment(chance: Chance, channel: str, day: date, until: datetime) -> datetime:
    second = int(chance.random() * 3600)
    moment = time(chance.spin(habits.hours(channel)), second // 60, second % 60, tzinfo=until.tzinfo)
    return datetime.combine(day, moment)


def _lines(
    chance: Chance, shop: Bookshop, buyer: _Buyer, channel: str, day: date, *, is_gift: bool
) -> tuple[Line, ...]:
    persona = buyer.member.persona
    wheel = habits.shelves(persona, day.month, is_by_terms=habits.buys_by_terms(buyer.member))
    shelf, lines = chance.spin(wheel), []
    for _ in range(chance.spin(habits.title_counts(channel))):
        where, grade = _where(chance, buyer.member, shelf, day)
        book = shop.choose(chance, buyer.reading, shelf=where, grade=grade, day=day)
        if book is not None:
            quantity = _quantity(chance, persona, where, is_gift=is_gift)
            lines.append(Line(book, shop.books[book].isbn, quantity))
        if chance.random() > SAME_SHELF_SHARE:
            shelf = chance.spin(wheel)
    return tuple(lines)


def _where(chance: Chance, member: Member, shelf: str, day: date) -> tuple[str, int]:
    """Send a buyer of workbooks to the class of a child; those with none at school buy something to read."""
    if shelf != "school":
        return shelf, 0
    grades = _grades(member, day)
    if not grades:
        return TOO_YOUNG_FOR_SCHOOL.get(member.persona, "children"), 0
    return shelf, chance.pick(grades)


def _grades(member: Member, day: date) -> list[int]:
    if member.persona is Persona.TEACHER and not member.children:
        return [1 + member.household % 12]
    born = [member.born] if member.persona is Persona.CHILD and member.born else member.children
    return [grade for grade in (grade_of(child, day) for child in born) if grade]


def _quantity(chance: Chance, persona: Persona, shelf: str, *, is_gift: bool) -> int:
    draw = chance.random()
    if persona is Persona.TEACHER and shelf in ("school", "children") and draw < CLASS_SET_SHARE:
        return chance.between(28, 46)
    if is_gift and draw < 0.25:
        return chance.between(2, 5)
    return 1 if draw < 0.96 else 2
