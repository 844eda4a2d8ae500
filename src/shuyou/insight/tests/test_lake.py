"""The lake holds what the database holds, whether it was filled at once or day by day."""

import os
import random
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from shuyou.catalog.tests.factories import ItemFactory
from shuyou.insight import queries, services
from shuyou.insight.adapters import filling
from shuyou.insight.adapters.lake import Lake
from shuyou.insight.errors import LakeIsEmpty, LakeIsFilled
from shuyou.insight.models import GoneRow, LakeRun, MemberFacts
from shuyou.insight.subscribers import rest
from shuyou.insight.tests.factories import AT, NIGHT, an_order, everything, fill, rows_of
from shuyou.kernel.lake import Export, Kind
from shuyou.kernel.registry import registry
from shuyou.members.events.privacy import PersonRestricted
from shuyou.members.models import Address, Household, HouseholdPerson, Member, Person
from shuyou.members.tests.factories import AddressFactory, MemberFactory
from shuyou.orders.models import Order, OrderLine

PRIVATE = frozenset("name recipient phone street digits address note text birth_date number postcode words".split())


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the lake filled and nothing worked out from it: other tests do that."""
    monkeypatch.setattr("shuyou.insight.services._fill_lake.MAKINGS", ())


class Broken(Exception):
    """What breaks a run off."""


def test_nothing_that_says_who_somebody_is_goes_to_the_lake() -> None:
    said = {
        f"{export.name}.{column.name}"
        for export in registry.lake
        for column in export.columns
        if column.source.rpartition(".")[2] in PRIVATE
        and export.table.startswith(("members_", "orders_", "messaging_"))
    }

    assert said == set()


def test_money_leaves_in_hundredths() -> None:
    kinds = {export.name: {column.name: column.kind for column in export.columns} for export in registry.lake}

    assert kinds["order_lines"]["net_amount"] is kinds["orders"]["total"] is Kind.MONEY


@pytest.mark.django_db
def test_the_database_notes_what_is_deleted_from_every_exported_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, encode(t.tgargs, 'escape') FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname LIKE '%_notes_gone'"
        )
        noted = {(table, key.removesuffix("\\000")) for table, key in cursor.fetchall()}

    assert {(export.table, export.key) for export in registry.lake} == noted


@pytest.mark.django_db(transaction=True)
def test_a_lake_that_was_never_filled_says_so() -> None:
    with pytest.raises(LakeIsEmpty):
        services.check_lake(actor=NIGHT)


@pytest.mark.django_db(transaction=True)
def test_only_one_fills_it() -> None:
    with Lake.here().filling(), pytest.raises(LakeIsFilled):
        fill()

    assert LakeRun.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_run_tells_what_it_did() -> None:
    an_order(MemberFactory.create(), ItemFactory.create())

    done = fill()

    run = queries.latest_run(actor=NIGHT)
    assert run is not None
    assert (run.id, run.kind, run.state, run.rows, run.share) == (done.run_id, "full", "done", done.rows, 100)
    assert {"orders", "members"} <= run.timings.keys()
    assert all(one.is_sound for one in services.check_lake(actor=NIGHT))


@pytest.mark.django_db(transaction=True)
def test_rows_have_money_and_the_clubs_days() -> None:
    order = an_order(MemberFactory.create(), ItemFactory.create())
    Order.objects.filter(pk=order.pk).update(placed_at=AT.replace(hour=17))  # past midnight in Shanghai

    fill()

    (row,) = rows_of("orders")
    assert (row["total"], str(row["placed_at"])) == (3800, "2026-11-23 01:00:00")


def move_a_place(member: Member) -> None:
    """Give somebody's place in a household to another, as merging does, or make the first one."""
    place = HouseholdPerson.objects.order_by("-pk").first()
    if place is None:
        household = Household.objects.create(name="Lin", created_at=AT)
        HouseholdPerson.objects.create(person=member.person, household=household)
    elif not HouseholdPerson.objects.filter(pk=member.pk).exists():
        HouseholdPerson.objects.filter(pk=place.pk).update(person=member.pk)


def a_change(chance: random.Random) -> None:
    """Change something, as a club does in a day."""
    member = chance.choice(list(Member.objects.filter(status="active").order_by("pk")))
    orders = list(Order.objects.order_by("pk"))
    deed = chance.randrange(9)
    if deed == 0:
        AddressFactory.create(person=MemberFactory.create().person)
    elif deed in (1, 2) or not orders:
        an_order(member, *[ItemFactory.create() for _ in range(chance.randrange(1, 3))])
    elif deed == 3:
        Order.objects.filter(pk=chance.choice(orders).pk).update(state="cancelled")
    elif deed == 4:
        OrderLine.objects.filter(order=chance.choice(orders)).delete()
    elif deed == 5:
        Address.objects.filter(person=member.person).delete()
    elif deed == 8:
        move_a_place(member)
    elif deed == 6:
        Person.objects.filter(pk=member.pk).update(is_restricted=chance.random() < 0.5)
    else:
        Member.objects.filter(pk=member.pk).update(status="erased")
        Person.objects.filter(pk=member.pk).update(erased_at=AT)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_day_by_day_is_the_same_as_all_anew(seed: int, settings: Settings, tmp_path: Path) -> None:
    chance = random.Random(seed)
    for _ in range(5):
        an_order(AddressFactory.create(person=MemberFactory.create().person).person.member, ItemFactory.create())
    fill(services.FULL)
    for _ in range(3):
        for _ in range(6):
            a_change(chance)
        assert fill(services.DAY).kind == "day"
    by_day = everything()

    settings.SHUYOU_LAKE = tmp_path / "anew"
    fill(services.FULL)

    assert everything() == by_day
    assert any(by_day.values())


@pytest.mark.django_db(transaction=True)
def test_a_row_that_went_to_another_reader_leaves_its_old_place() -> None:
    here, there = MemberFactory.create(), MemberFactory.create()
    move_a_place(here)
    fill()
    move_a_place(there)

    fill()

    assert [row["person_id"] for row in rows_of("household_places")] == [there.pk]


@pytest.mark.django_db(transaction=True)
def test_files_stay_for_a_while_after_nothing_names_them_and_halves_go() -> None:
    MemberFactory.create()
    fill()
    lake = Lake.here()
    old = lake.path(next(iter(lake.manifest().tables["members"].blocks.values())))
    os.utime(old, (0, 0))  # written long ago
    half = old.with_suffix(".part")
    half.write_bytes(b"half")
    MemberFactory.create()

    fill()

    assert (old.exists(), half.exists()) == (True, False)
    os.utime(old, (0, 0))  # not named for long
    assert lake.sweep() >= 1
    assert not old.exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_asks_that_their_data_rest_is_shown_nowhere_from_then_on() -> None:
    member = MemberFactory.create()
    an_order(member, ItemFactory.create())
    fill()
    services.refresh_members(member_ids=[member.pk], at=AT)
    assert MemberFacts.objects.filter(pk=member.pk).exists()
    Person.objects.filter(pk=member.pk).update(is_restricted=True)

    rest(PersonRestricted(person_id=member.pk), AT)
    services.refresh_members(member_ids=[member.pk], at=AT)

    assert not MemberFacts.objects.filter(pk=member.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_is_erased_leaves_and_their_sales_stay_as_nobodys() -> None:
    kept, gone = MemberFactory.create(), MemberFactory.create()
    an_order(kept, ItemFactory.create())
    an_order(gone, ItemFactory.create())
    AddressFactory.create(person=gone.person)
    fill()

    Member.objects.filter(pk=gone.pk).update(status="erased")
    Person.objects.filter(pk=gone.pk).update(erased_at=AT)
    fill()

    assert [row["member_id"] for row in rows_of("members")] == [kept.pk]
    assert [row["member_id"] for row in rows_of("orders")] == [kept.pk, None]
    assert rows_of("regions") == []


@pytest.mark.django_db(transaction=True)
def test_a_run_that_was_broken_off_is_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    member = MemberFactory.create()
    an_order(member, ItemFactory.create())
    read = filling.Filling._rest_of

    def broken(self: filling.Filling, export: Export, state: object) -> object:
        if export.name == "orders":
            raise Broken
        return read(self, export, state)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(filling.Filling, "_rest_of", broken)
        with pytest.raises(Broken):
            fill(services.FULL)
    assert Lake.here().known() is None
    an_order(member, ItemFactory.create())  # its line belongs to a table that was read already

    fill(services.FULL)

    assert (len(rows_of("order_lines")), len(rows_of("orders"))) == (2, 2)
    assert [run.state for run in queries.lake_runs(actor=NIGHT)] == ["done", "failed"]


@pytest.mark.django_db(transaction=True)
def test_what_was_deleted_is_forgotten_once_the_lake_knows() -> None:
    address = AddressFactory.create(person=MemberFactory.create().person)
    fill()
    address.delete()
    assert GoneRow.objects.filter(table_name="members_address").count() == 1

    fill()
    fill()

    assert (GoneRow.objects.count(), rows_of("regions")) == (0, [])
