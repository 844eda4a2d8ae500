"""What a book costs that a reader has made, and which step its job may take. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shuyou.kernel.money import ZERO, cents

MOST_PAGES: Final = 2_000
MOST_COPIES: Final = 9_999

NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "quoted": ("asked", "quoted"),
    "accepted": ("quoted", "proof"),
    "proof": ("accepted",),
    "passed": ("proof",),
    "printing": ("passed",),
    "ready": ("printing",),
    "delivered": ("ready",),
    "cancelled": ("asked", "quoted", "accepted", "proof", "passed"),
}
"""By the state a job goes to: from where. What the reader wants changed in a proof leads back to `accepted`."""
PAYABLE: Final = ("accepted", "proof", "passed")


@dataclass(frozen=True, slots=True)
class Price:
    """One price of printing (see `shuyou.orders.models.PrintPrice`)."""

    kind: str
    code: str
    name: str
    amount: Decimal
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSpec:
    """What kind of book is wanted."""

    form: str
    pages: int
    copies: int = 1
    paper: str = ""
    colour: str = ""
    binding: str = ""


@dataclass(frozen=True, slots=True)
class PrintStep:
    """A part of a quote: of which price, of how many, and what it comes to."""

    kind: str
    name: str
    times: int
    amount: Decimal


def quote_print(spec: PrintSpec, prices: Iterable[Price]) -> Sequence[PrintStep]:
    """
    Return the parts of a quote, which add up to it.

    Fewer copies never cost more than more of them: where a step of the price makes more copies cheaper, the fewer cost
    as much as the more.

    :raises LookupError: naming the part of the book that has no price, or does not fit.
    """
    book = {(price.kind, price.code): price for price in prices}
    if not (1 <= spec.pages <= MOST_PAGES and 1 <= spec.copies <= MOST_COPIES):
        raise LookupError("pages")
    setup = next(
        (price for price in book.values() if price.kind == ("ebook" if spec.form == "ebook" else "setup")), None
    )
    if setup is None:
        raise LookupError("setup")
    first = PrintStep(setup.kind, setup.name, 1, cents(setup.amount))
    if spec.form == "ebook":
        return [first]
    parts = [first]
    for kind, code, pages in (
        ("paper", spec.paper, spec.pages),
        ("colour", spec.colour, spec.pages),
        ("binding", spec.binding, 1),
    ):
        price = book.get((kind, code))
        if price is None or (kind == "binding" and not price.least <= spec.pages <= (price.most or MOST_PAGES)):
            raise LookupError(kind)
        parts.append(PrintStep(kind, price.name, pages * spec.copies, cents(cents(price.amount * pages) * spec.copies)))
    full = sum((part.amount for part in parts[1:]), ZERO)
    off = full - _for_copies(full / spec.copies, spec.copies, [one for one in book.values() if one.kind == "step"])
    return [*parts, PrintStep("step", "", spec.copies, -off)] if off > 0 else parts


def _for_copies(each: Decimal, copies: int, steps: Sequence[Price]) -> Decimal:
    """Return what so many copies come to: by the step they reach, or as many as the next step if that is less."""
    reached = min((one.amount for one in steps if one.least <= copies), default=Decimal(1))
    ways = [each * copies * reached]
    ways += [
        each * one.least * min(two.amount for two in steps if two.least <= one.least)
        for one in steps
        if one.least > copies
    ]
    return min(cents(min(ways)), cents(each * copies))


def total_of(steps: Iterable[PrintStep]) -> Decimal:
    """Return what the parts of a quote come to."""
    return sum((one.amount for one in steps), ZERO)


def may_move(state: str, wanted: str) -> bool:
    """Tell whether a job may go from one state to another."""
    return state in NEXT.get(wanted, ())


def steps_kept(steps: Iterable[PrintStep]) -> list[dict[str, str | int]]:
    """Return the parts of a quote as they are kept beside it."""
    return [{"kind": one.kind, "name": one.name, "times": one.times, "amount": str(one.amount)} for one in steps]


def steps_read(kept: Iterable[Mapping[str, str | int]]) -> list[PrintStep]:
    """Return the parts of a quote that were kept."""
    return [
        PrintStep(str(one["kind"]), str(one["name"]), int(one["times"]), Decimal(str(one["amount"]))) for one in kept
    ]
