"""Loading the sample club: through the imports, whole, once, and never over anything else."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import ItemFactory
from shuyou.demo.models import SampleClub
from shuyou.demo.queries import sign_ins
from shuyou.demo.services import ClubPlan, load_club
from shuyou.demo.tests.conftest import UNTIL
from shuyou.kernel import ledgers
from shuyou.kernel.models import User
from shuyou.members.models import (
    Card,
    Member,
)
from shuyou.orders.models import Order
from shuyou.supply.models import Shelf

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = ClubPlan(members=120, share_of_books=Decimal("0.05"))


def load(folder: Path, at: datetime = UNTIL) -> list[str]:
    """Load a tiny club and return what was told."""
    told: list[str] = []
    load_club(PLAN, folder=folder, at=at, tell=told.append)
    return told


class BrokenOff(BaseException):
    """Somebody pressed Ctrl-C."""


def test_loading_goes_on_wherever_it_was_broken_off(tmp_path: Path) -> None:
    for word in ("imagined", "cnmarc", "books.csv", "members.csv", "orders", "stock", "indexed"):

        def tell(what: str, word: str = word) -> None:
            if word in what:
                raise BrokenOff

        with pytest.raises(BrokenOff):
            load_club(PLAN, folder=tmp_path, at=UNTIL, tell=tell)
        assert not SampleClub.objects.filter(loaded_at__isnull=False).exists()
        assert Order.objects.count() == Shelf.objects.count() == 0

    load(tmp_path, at=UNTIL + timedelta(days=3))

    assert ledgers.differences() == []
    assert (Member.objects.count(), Card.objects.count()) == (PLAN.members, PLAN.members)
    # Tills sell on the day of loading, where a store has books.
    assert Order.objects.exclude(channel="till").latest("placed_at").placed_at <= UNTIL


def test_titles_of_ones_own_are_not_mixed_with_the_sample(tmp_path: Path) -> None:
    ItemFactory.create()

    with pytest.raises(CommandError):
        call_command("load_club", "--small", "--folder", str(tmp_path), stdout=StringIO())

    assert (Item.objects.count(), SampleClub.objects.count(), User.objects.count()) == (1, 0, 0)
    assert sign_ins() == []
