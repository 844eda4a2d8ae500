"""Whom the sample club buys from, and on which terms."""

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from shuyou.demo.rules.books import Book
from shuyou.demo.rules.chance import Chance, Wheel
from shuyou.demo.rules.shipped import FOREIGN
from shuyou.demo.rules.stock import Trade


@dataclass(frozen=True, slots=True)
class Supplier:
    """An invented distributor: the shelves it serves and the discount rate it sells at."""

    code: str
    name: str
    shelves: frozenset[str]
    rate: Decimal


SUPPLIERS = tuple(
    Supplier(code, name, frozenset(shelves.split()), Decimal(rate))
    for code, name, shelves, rate in (
        ("qingjian", "青简图书发行有限公司", "fiction essays thought", "0.6000"),
        ("beian", "北岸文化发行有限公司", "history art travel", "0.6200"),
        ("xiaoman", "小满童书发行有限公司", "picture children parenting", "0.5800"),
        ("yantian", "砚田教育图书有限公司", "school exam language", "0.7200"),
        ("gewu", "格物科技书店批销部", "science computing business", "0.6500"),
        ("sanshi", "三食生活书刊社", "cookery health", "0.6000"),
        ("haitang", "海棠外文图书进出口有限公司", FOREIGN, "0.7500"),
    )
)
TERMS = Wheel((("returnable", 62), ("firm", 24), ("consignment", 14)))
OF_CLASSES = Wheel((("firm", 70), ("returnable", 30)))
OPENS = time(9)


def supplier_of(book: Book) -> Supplier:
    """Return who sells us a book."""
    return next(supplier for supplier in SUPPLIERS if book.shelf in supplier.shelves)


def trade_in(book: Book, chance: Chance, *, since: datetime) -> Trade:
    """Return how a book is bought: workbooks mostly without return, as the trade has it; never before it is out."""
    terms = chance.spin(OF_CLASSES if book.shelf in ("school", "exam") else TERMS)
    out = datetime.combine(book.published, OPENS, tzinfo=since.tzinfo)
    return Trade(supplier_of(book).code, terms, max(out, since))
