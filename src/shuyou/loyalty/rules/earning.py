"""What a purchase earns under the program and its rules, and the line of the receipt that each point comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Final

from shuyou.kernel.money import CENT, ZERO
from shuyou.loyalty.rules.days import days_in
from shuyou.loyalty.rules.points import points_for
from shuyou.loyalty.rules.terms import Gives, Plain, Rule, Terms

ONCE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the receipt: its place, what of it, and what it came to before points were used as money."""

    position: int
    item_id: int
    copies: int
    net: Decimal
    tokens: frozenset[str] = frozenset()
    is_pointless: bool = False
    """No reader gets points for the title, whatever the rules say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What is bought, where and when. `paid` is the money for the titles: without delivery, and without points."""

    lines: tuple[Line, ...]
    paid: Decimal
    channel: str = ""
    store: str = ""
    at: datetime
    on: date
    """The calendar day of it, in the club's zone."""

    def money_for(self, lines: Sequence[Line]) -> Decimal:
        """Return how much of the money fell on lines, the last cent left off."""
        whole = sum((line.net for line in self.lines), ZERO)
        part = sum((line.net for line in lines), ZERO)
        return (self.paid * part / whole).quantize(CENT, rounding=ROUND_DOWN) if whole > 0 else ZERO

    @property
    def amount(self) -> Decimal:
        """Return the money that earns points under the program's own terms."""
        without = self.money_for([line for line in self.lines if line.is_pointless])
        return max(self.paid - without, ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who buys: all that rules ask about somebody."""

    member_id: int
    tier: str = ""
    cards: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    clubs: frozenset[str] = frozenset()
    joined_on: date | None = None
    birthday: str = ""
    """As `sun:0527`, or `moon:0815` where it is kept by the moon; empty: nobody knows it."""
    is_first_order: bool = False
    bought_at: tuple[datetime, ...] = ()
    """When they bought before, as far back as any rule looks."""

    def years(self, on: date) -> int:
        """Return the whole years of membership on a day."""
        if self.joined_on is None:
            return 0
        is_short = (on.month, on.day) < (self.joined_on.month, self.joined_on.day)
        return max(on.year - self.joined_on.year - is_short, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many points rules may still give to the reader, by rule, for the bounds that have any."""

    today: Mapping[int, int] = field(default_factory=dict)
    ever: Mapping[int, int] = field(default_factory=dict)
    budget: Mapping[int, int] = field(default_factory=dict)

    def of(self, rule: Rule, points: int) -> int:
        """Return how many of some points a rule may give."""
        bounds = [points]
        if rule.terms.most_per_order:
            bounds.append(rule.terms.most_per_order)
        bounds += [left[rule.rule_id] for left in (self.today, self.ever, self.budget) if rule.rule_id in left]
        return max(min(bounds), 0)


@dataclass(frozen=True, slots=True)
class Award:
    """Points that one rule gives, and how many of them come from each line; no rule: the program gives them."""

    rule: Rule | None
    points: int
    parts: tuple[tuple[int, int], ...]
    times: Decimal = ONCE
    """What the reader's tier multiplied the program's points by."""


NO_ROOM = Room()


def earn(
    rules: Sequence[Rule],
    *,
    points_per_yuan: Decimal,
    purchase: Purchase,
    reader: Reader,
    room: Room = NO_ROOM,
    times: Decimal = ONCE,
) -> list[Award]:
    """
    Return what a purchase earns: first what the program gives, then what the rules give beyond it, in order of rules.

    `times` multiplies the program's points alone: rules count from what it gives readers of no tier. The order of
    lines and rules changes nothing; no award is negative, and each is the sum of its parts.
    """
    earning = [line for line in purchase.lines if not line.is_pointless]
    base = points_for(purchase.amount, points_per_yuan * times)
    awards = [Award(None, base, shares(base, earning), times)] if base > 0 else []
    found = []
    for rule in sorted(rules, key=lambda each: each.rule_id):
        lines = [line for line in earning if _is_about(rule.terms, line)]
        if not lines or not rule.holds(purchase.at) or not _is_open(rule.terms, purchase, reader):
            continue
        points = room.of(rule, _points(rule.terms, lines, points_per_yuan, purchase, reader))
        if points > 0:
            found.append(Award(rule, points, shares(points, lines)))
    return awards + _together(found)


def shares(points: int, lines: Sequence[Line]) -> tuple[tuple[int, int], ...]:
    """
    Divide points over lines in proportion to their money, each by the line's place; lines with none are left out.

    What is left over goes to the lines that lack most, the first of the receipt among equals.
    """
    ordered = sorted(lines, key=lambda line: line.position)
    weights = [Fraction(line.net) for line in ordered]
    if not sum(weights):
        weights = [Fraction(line.copies) for line in ordered]
    whole = sum(weights)
    if not whole or points <= 0:
        return ()
    exact = [points * weight / whole for weight in weights]
    given = [int(each) for each in exact]
    lacking = sorted(range(len(ordered)), key=lambda place: (given[place] - exact[place], place))
    for place in lacking[: points - sum(given)]:
        given[place] += 1
    return tuple((line.position, part) for line, part in zip(ordered, given, strict=True) if part)


def trace_of(award: Award, purchase: Purchase) -> dict[str, Plain]:
    """
    Return what points were earned with, as a lot keeps it: the money, and [place, item, copies, points] of lines.

    What a tier multiplied them by stands beside it.
    """
    lines = {line.position: line for line in purchase.lines}
    told = [[place, lines[place].item_id, lines[place].copies, part] for place, part in award.parts]
    amount = str(purchase.money_for([lines[place] for place, _part in award.parts]))
    by_tier: dict[str, Plain] = {} if award.times == 1 else {"times": str(award.times)}
    return {"amount": amount, "lines": told, **by_tier}  # type: ignore[dict-item]


def _points(terms: Terms, lines: Sequence[Line], points_per_yuan: Decimal, bought: Purchase, reader: Reader) -> int:
    if terms.gives == Gives.RATE:
        return points_for(bought.money_for(lines), terms.value)
    if terms.gives == Gives.TIMES:
        return points_for(bought.money_for(lines), points_per_yuan * (terms.value - 1))
    if terms.gives == Gives.EACH:
        return int(terms.value) * sum(line.copies for line in lines)
    years = reader.years(bought.on) if terms.per_year else 1
    return int(terms.value) * (min(years, terms.most_years) if terms.per_year and terms.most_years else years)


def _is_about(terms: Terms, line: Line) -> bool:
    return (not terms.titles or not terms.titles.isdisjoint(line.tokens)) and terms.but_not.isdisjoint(line.tokens)


def _is_open(terms: Terms, bought: Purchase, reader: Reader) -> bool:
    about = [line for line in bought.lines if not line.is_pointless and _is_about(terms, line)]
    if terms.channels and bought.channel not in terms.channels:
        return False
    if terms.stores and bought.store not in terms.stores:
        return False
    if terms.weekdays and bought.on.isoweekday() not in terms.weekdays:
        return False
    if terms.least_amount and bought.money_for(about) < terms.least_amount:
        return False
    if terms.least_copies and sum(line.copies for line in about) < terms.least_copies:
        return False
    return _is_open_to(terms, reader, bought) and _is_day(terms, bought.on, reader)


def _is_open_to(terms: Terms, reader: Reader, bought: Purchase) -> bool:
    if terms.tiers and reader.tier not in terms.tiers:
        return False
    if terms.cards and terms.cards.isdisjoint(reader.cards):
        return False
    if (terms.tags or terms.members) and terms.tags.isdisjoint(reader.tags) and reader.member_id not in terms.members:
        return False
    if terms.clubs and terms.clubs.isdisjoint(reader.clubs):
        return False
    if terms.years_from and reader.years(bought.on) < terms.years_from:
        return False
    if terms.is_first_order and not reader.is_first_order:
        return False
    if terms.every:
        since = bought.at - timedelta(days=terms.within_days)
        earlier = sum(1 for moment in reader.bought_at if since < moment <= bought.at)
        return (earlier + 1) % terms.every == 0
    return True


def _is_day(terms: Terms, on: date, reader: Reader) -> bool:
    if not terms.by_birthday and not terms.days:
        return True
    named = terms.days | ({reader.birthday} if terms.by_birthday and reader.birthday else frozenset())
    around = [day for year in (on.year - 1, on.year, on.year + 1) for day in days_in(named, year)]
    before, after = timedelta(days=terms.days_before), timedelta(days=terms.days_after)
    return any(day - before <= on <= day + after for day in around)


def _together(found: Sequence[Award]) -> list[Award]:
    """Return what rules give together: one of each group, and one that stands alone instead of all, if it is more."""
    best: dict[str, Award] = {}
    for award in found:
        assert award.rule is not None
        key = award.rule.terms.group or f"#{award.rule.rule_id}"
        if key not in best or _rank(award) > _rank(best[key]):
            best[key] = award
    kept = list(best.values())
    alone = [award for award in kept if award.rule and award.rule.terms.is_alone]
    beside = [award for award in kept if award.rule and not award.rule.terms.is_alone]
    if not alone:
        return beside
    first = max(alone, key=_rank)
    return [first] if first.points >= sum(award.points for award in beside) else beside


def _rank(award: Award) -> tuple[int, int, int]:
    assert award.rule is not None
    return award.rule.terms.precedence, award.points, -award.rule.rule_id
