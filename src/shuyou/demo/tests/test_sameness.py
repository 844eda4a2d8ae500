"""The same seed and day give the same club, to the byte, in any process."""

import hashlib
import os
import subprocess
import sys
from datetime import timedelta

from shuyou.demo.rules.books import books
from shuyou.demo.rules.files import books_csv, members_csv
from shuyou.demo.rules.history import orders
from shuyou.demo.rules.members import members
from shuyou.demo.tests.conftest import SEED, UNTIL

FEW = 200


def club_digest(seed: int = SEED, days: int = 0) -> str:
    """Return one number for everything the generators make."""
    until = UNTIL + timedelta(days=days)
    catalogue = books(seed=seed, until=until.date(), share=0.1)
    readers = members(seed=seed, until=until.date(), count=FEW)
    digest = hashlib.sha256(books_csv(catalogue) + members_csv(readers, seed=seed))
    for order in orders(seed=seed, until=until, members=readers, books=catalogue):
        digest.update(repr(order).encode())
    return digest.hexdigest()


def test_another_process_makes_the_same_club() -> None:
    code = "from shuyou.demo.tests.test_sameness import club_digest; print(club_digest())"
    elsewhere = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "12345", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert elsewhere.stdout.strip() == club_digest()


def test_another_seed_makes_another_club() -> None:
    assert club_digest(seed=SEED + 1) != club_digest()


def test_another_day_makes_another_club() -> None:
    assert club_digest(days=1) != club_digest()
