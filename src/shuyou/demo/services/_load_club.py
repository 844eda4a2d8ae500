"""Loading the sample club: step by step, each step once, however often it is broken off."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from types import MappingProxyType
from typing import Final

from django.db import connection, transaction

from shuyou.catalog import services as catalog
from shuyou.catalog.services import BookReading
from shuyou.demo.errors import ClubNotEmpty
from shuyou.demo.imports.shipped import MARC, ONIX, PRICED_ENGLISH, REAL_CHINESE, REAL_ENGLISH, shipped_file
from shuyou.demo.models import SampleClub
from shuyou.demo.rules.chance import Chance
from shuyou.demo.rules.club import PaperClub, paper_club
from shuyou.demo.rules.files import books_csv, members_csv
from shuyou.demo.rules.history import YEARS, orders
from shuyou.demo.rules.points import PointsBook, Terms
from shuyou.demo.services._bare_tables import bare_tables
from shuyou.demo.services._calls import lay_out_calls
from shuyou.demo.services._daily_life import DailyLife
from shuyou.demo.services._finish import continue_numbers, name_shelves, next_serial, rank_titles, refresh_statistics
from shuyou.demo.services._history import HistoryWriter
from shuyou.demo.services._known import what_is_known
from shuyou.demo.services._ledgers import StockWriter, goods_of, write_points
from shuyou.demo.services._loyalty import lay_out_loyalty
from shuyou.demo.services._money import lay_out_money
from shuyou.demo.services._past_calls import write_past_calls
from shuyou.demo.services._shop import lay_out_shop
from shuyou.demo.services._staff import add_sample_staff
from shuyou.demo.services._told import lay_out_messages
from shuyou.demo.services._trade import lay_out_trade
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, club_zone
from shuyou.kernel.files import ImportReport
from shuyou.kernel.permissions import Role
from shuyou.loyalty import queries as loyalty
from shuyou.loyalty.queries.liability import liability
from shuyou.members import services as members

SEED: Final = 19_950_423
RATES: Final = MappingProxyType(
    {"GBP": Decimal("9.10"), "EUR": Decimal("7.80"), "AUD": Decimal("4.70"), "NZD": Decimal("4.20")}
)
"""What foreign prices are taken to be worth in yuan: figures of the sample club, no quotation."""
_LOCK: Final = 0x5348_434C
_OWN: Final = ("members_member", "orders_order", "catalog_item")

HISTORY: Final = (
    "orders_order orders_orderline payments_receipt loyalty_pointsaccount loyalty_pointslot loyalty_pointsentry"
    " supply_shelf supply_layer supply_movement"
).split()

type Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClubPlan:
    """How large a club to load."""

    seed: int = SEED
    members: int = 20_000
    share_of_books: Decimal = Decimal(1)


def load_club(plan: ClubPlan, *, folder: Path, at: datetime, tell: Tell) -> bool:
    """
    Load the sample club unless it is there; tell whether there was anything to do.

    Broken off at any moment it goes on where it stopped, with the plan and the moment it was begun with.

    :raises ClubNotEmpty: the database holds readers, orders or titles of its own.
    """
    actor = Actor.job("load_club")
    with _alone(), _uncollected():
        club = _begin(plan, at)
        if club.loaded_at:
            return lay_out_trade(at=at, actor=actor)
        until = club.until.astimezone(club_zone())
        paper = paper_club(seed=club.seed, until=until, count=club.members, share_of_books=float(club.share_of_books))
        tell(f"{len(paper.books)} books and {len(paper.members)} readers imagined")
        staff = add_sample_staff(actor=actor, at=at)
        folder.mkdir(parents=True, exist_ok=True)
        if not club.has_books:
            _import_books(paper, club, folder, actor, tell)
        if not club.has_members:
            _import_members(paper, club, folder, actor, tell)
        _write_history(paper, club, staff, until, at, tell)
        lay_out_trade(at=at, actor=actor)
        tell("stores, suppliers and what is going on with them")
        DailyLife(seed=club.seed, staff=staff, members=club.members, at=at).live()
        lay_out_money(at=at, actor=actor)
        lay_out_loyalty(at=at, actor=actor)
        lay_out_messages(at=at, actor=actor)
        lay_out_shop(staff=staff, at=at, actor=actor)
        lay_out_calls(staff=staff, at=at, actor=actor)
        write_past_calls(seed=club.seed, at=at)
        tell("what passed between readers and staff")
        refresh_statistics()
        liability(on=club_day(at) - timedelta(days=1), actor=actor)  # so that its page is at hand, as after a night
    return True


@contextmanager
def _alone() -> Iterator[None]:
    """Let nobody else load at the same time; the server lets go when this process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare the search for garbage, of which a load makes none, through millions of rows again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _begin(plan: ClubPlan, at: datetime) -> SampleClub:
    with transaction.atomic(durable=True):
        if club := SampleClub.objects.filter(pk=1).first():
            return club
        for table in _OWN:
            if _has_rows(table):
                raise ClubNotEmpty()
        return SampleClub.objects.create(
            seed=plan.seed, until=at, members=plan.members, share_of_books=plan.share_of_books
        )


def _has_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")  # noqa: S608 - one of three names
        return bool(cursor.fetchone()[0])


def _import_books(paper: PaperClub, club: SampleClub, folder: Path, actor: Actor, tell: Tell) -> None:
    synthetic = folder / "books.csv"
    synthetic.write_bytes(books_csv(paper.catalogue))
    # What comes last is newest on the shelves of the shop.
    files = [*_shipped_books(folder, is_whole=club.share_of_books == 1), (synthetic, BookReading())]
    for path, reading in files:
        _tell_of(catalog.import_books(path, actor=actor, at=club.until, reading=reading), tell)
    name_shelves()
    club.has_books = True
    club.save(update_fields=["has_books"])


def _shipped_books(folder: Path, *, is_whole: bool) -> Iterator[tuple[Path, BookReading]]:
    """Yield copies of the shipped files, since an import writes what it refuses beside what it reads."""
    names = (REAL_ENGLISH, PRICED_ENGLISH, *ONIX, MARC, REAL_CHINESE) if is_whole else (MARC, REAL_CHINESE)
    for name in names:
        copy = folder / name
        copyfile(shipped_file(name), copy)
        yield copy, BookReading(currency="GBP" if name == PRICED_ENGLISH else "", rates=RATES)


def _import_members(paper: PaperClub, club: SampleClub, folder: Path, actor: Actor, tell: Tell) -> None:
    path = folder / "members.csv"
    path.write_bytes(members_csv(paper.members, seed=club.seed))
    _tell_of(members.import_members(path, actor=actor, at=club.until), tell)
    club.has_members = True
    club.save(update_fields=["has_members"])


def _tell_of(report: ImportReport, tell: Tell) -> None:
    tell(
        f"{report.path.name}: {report.imported} imported, {report.merged} merged,"
        f" {report.unchanged} unchanged, {report.reported} reported" + (f" in {report.faults}" if report.faults else "")
    )


def _write_history(
    paper: PaperClub, club: SampleClub, staff: Mapping[Role, int], until: datetime, at: datetime, tell: Tell
) -> None:
    known = what_is_known()
    sold = [book for book in paper.books if book.isbn in known.titles]
    rule = loyalty.rule_at(club.until)
    book = PointsBook(Terms(rule.points_per_yuan, rule.point_value, rule.lot_months), Chance.of(club.seed, "points"))
    past = orders(seed=club.seed, until=until, members=paper.members, books=sold)
    with transaction.atomic(durable=True):
        readers = [known.readers[member.card] for member in paper.members]
        writer = HistoryWriter(known, readers, staff, book, Chance.of(club.seed, "history"), next_serial())
        with bare_tables(HISTORY):
            writer.write(past)
            tell(f"{sum(writer.times.values())} orders")
            write_points(book, rule_id=rule.rule_id)
            stock = StockWriter(
                since=until - timedelta(days=365 * YEARS), until=until, chance=Chance.of(club.seed, "stock")
            )
            stock.write(goods_of(sold, known.titles, writer.wishes))
            tell("points and stock of every order")
        tell("indexed and checked")
        continue_numbers(writer.serial)
        rank_titles(since=until - timedelta(days=365))
        members.note_activity(times=writer.times)
        members.measure_members(member_ids=list(writer.times), at=at)
        club.loaded_at = at
        club.save(update_fields=["loaded_at"])
