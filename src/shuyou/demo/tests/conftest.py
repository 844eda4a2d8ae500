"""A small club of paper, worked out once for all tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest

from shuyou.demo.rules.books import Book, books
from shuyou.demo.rules.history import Order, orders
from shuyou.demo.rules.members import Member, members

SEED = 20080808
UNTIL = datetime(2026, 11, 22, 15, 30, tzinfo=timezone(timedelta(hours=8)))
MEMBERS = 1500

assert UNTIL.astimezone(UTC).tzinfo is UTC


@dataclass(frozen=True, slots=True)
class PaperClub:
    """Books, readers and orders before any database has seen them."""

    books: list[Book]
    members: list[Member]
    orders: list[Order]


@pytest.fixture(scope="session")
def club() -> PaperClub:
    catalogue = books(seed=SEED, until=UNTIL.date())
    readers = members(seed=SEED, until=UNTIL.date(), count=MEMBERS)
    return PaperClub(catalogue, readers, list(orders(seed=SEED, until=UNTIL, members=readers, books=catalogue)))
