"""
The whole points book again, as often as one likes: the steps of `test_whole_book`, drawn by lot, checked at the end.

Without the search for the shortest fault, and looking at everything only when a sequence is over, a hundred thousand
sequences take half an hour of a processor: `SHUYOU_TEST_MANY_SEQUENCES=100000`. A fault names the seed that shows it
again (`SHUYOU_TEST_MANY_SEED`).
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable
from random import Random
from typing import Final

import pytest
from django.db import connection, transaction

from shuyou.loyalty.tests.test_book import AT
from shuyou.loyalty.tests.test_whole_book import WholeBook

MANY: Final = int(os.environ.get("SHUYOU_TEST_MANY_SEQUENCES", "100"))
SEED: Final = int(os.environ.get("SHUYOU_TEST_MANY_SEED", "0"))
STEPS: Final = 12
BLOCK: Final = 100
"""Sequences after which everything is taken back and begun anew, so that the tables stay small."""

type Step = Callable[[WholeBook, Random], None]

WAYS: Final[dict[str, tuple[float, Step]]] = {
    "buy": (3, lambda book, lot: book.buy(lot.randint(0, 1), lot.randint(1, 400))),
    "buy_under_rules": (3, lambda book, lot: book.buy_under_rules(lot.randint(0, 2), lot.randint(1, 400))),
    "spend": (3, lambda book, lot: book.spend(lot.randint(0, 1), lot.randint(1, 300))),
    "cancel": (2, lambda book, lot: book.cancel(lot.randint(0, 99)) if book.spent else None),
    "send_back": (2, lambda book, lot: book.send_back(lot.randint(0, 99), lot.randint(1, 4)) if book.orders else None),
    "send_back_under_rules": (
        2,
        lambda book, lot: book.send_back_under_rules(lot.randint(0, 99), lot.randint(1, 4)) if book.bought else None,
    ),
    "give": (2, lambda book, lot: book.give(lot.randint(0, 1), lot.randint(1, 300))),
    "set_aside": (1, lambda book, lot: book.set_aside(lot.randint(0, 1), lot.randint(1, 200))),
    "end_hold": (1, lambda book, lot: book.end_hold(is_used=lot.random() < 0.5) if book.holds else None),
    "partner_pays": (1, lambda book, lot: book.partner_pays(lot.randint(0, 1), lot.randint(1, 100))),
    "partner_posts": (
        2,
        lambda book, lot: book.partner_posts(lot.randint(0, 2), lot.randint(1, 200), lot.choice(("earn", "spend"))),
    ),
    "partner_takes_back": (1, lambda book, lot: book.partner_takes_back(lot.randint(0, 99)) if book.lines else None),
    "wait": (2, lambda book, lot: book.wait(lot.randint(1, 90), is_night=lot.random() < 0.7)),
    "merging": (0.3, lambda book, lot: book.become_two() if book.merge else book.become_one()),
}
"""What may happen, and how often beside the rest; merging takes as long as twenty others."""

# Each lot and account of the book that is not the sum of its lines; each lot that is not explained; both sides.
_FAULTS: Final = """
    SELECT 'account ' || a.member_id FROM loyalty_pointsaccount a
     WHERE a.balance <> coalesce((SELECT sum(points) FROM loyalty_pointsentry WHERE account_id = a.member_id), 0)
        OR a.balance <> coalesce((SELECT sum(remaining) FROM loyalty_pointslot WHERE account_id = a.member_id), 0)
     UNION ALL
    SELECT 'lot ' || l.id FROM loyalty_pointslot l
     WHERE l.remaining <> coalesce((SELECT sum(points) FROM loyalty_pointsentry WHERE lot_id = l.id), 0)
        OR l.account_id <> ALL (SELECT account_id FROM loyalty_pointsentry WHERE lot_id = l.id)
     UNION ALL
    SELECT 'given ' || sum(points) FROM loyalty_pointsentry WHERE kind IN ('GIVE', 'GET') HAVING sum(points) <> 0
     UNION ALL
    SELECT 'moved ' || sum(points) FROM loyalty_pointsentry WHERE moved_by_id IS NOT NULL HAVING sum(points) <> 0
"""


class Sequence(WholeBook):
    """One sequence in a book that others have prepared: the same readers, rules and partner."""

    def __init__(self, prepared: WholeBook) -> None:
        self.people = prepared.people
        self.at = AT
        self.usable = defaultdict(int)
        self.orders, self.spent, self.holds, self.bought, self.lines = [], [], [], [], []
        self.merge, self.carried = None, set()
        self.partner = self.few = self.number = 0

    def play(self, lot: Random) -> list[str]:
        """Take steps drawn by lot and return which they were."""
        drawn = lot.choices(list(WAYS), [often for often, _step in WAYS.values()], k=lot.randint(4, STEPS))
        for name in drawn:
            WAYS[name][1](self, lot)
        return drawn

    def faults(self) -> list[str]:
        """Return whatever does not agree when a sequence is over."""
        for who in range(len(self.people)):
            wanted = self.usable[who]
            self.look(who)
            assert self.usable[who] == wanted
        self.budgets_and_partners_agree()
        with connection.cursor() as cursor:
            cursor.execute(_FAULTS)
            return [row[0] for row in cursor.fetchall()]


def play_block(numbers: range) -> Counter[str]:
    """Play sequences, each from the same beginning; return how often each step was taken."""
    taken: Counter[str] = Counter()
    prepared = WholeBook()
    for number in numbers:
        try:
            with transaction.atomic():
                book = Sequence(prepared)
                taken.update(book.play(Random(number)))
                assert book.faults() == []
                transaction.set_rollback(True)
        except Exception as fault:
            fault.add_note(f"SHUYOU_TEST_MANY_SEED={number} shows it again")
            raise
    prepared.teardown()
    return taken


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("X04")
def test_many_sequences_of_all_that_can_happen_leave_the_book_right() -> None:
    taken: Counter[str] = Counter()
    for first in range(SEED, SEED + MANY, BLOCK):
        taken += play_block(range(first, min(first + BLOCK, SEED + MANY)))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM loyalty_pointsentry, loyalty_pointslot, loyalty_pointsaccount, kernel_event")

    assert MANY < 100 or set(taken) == set(WAYS)
