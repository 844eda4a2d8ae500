"""Rows of taking members in from files."""

import csv
import time
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg
from django.db import connection

from benchmarks import database
from benchmarks.data.people import NO_MOBILE
from benchmarks.data.plan import AT, Plan, digits_of
from benchmarks.figures import Outcome, medians, repeat
from benchmarks.stage import WHOLE, Stage
from shuyou.demo.imports.lexicon import place_words
from shuyou.demo.rules import names
from shuyou.demo.rules.chance import Chance
from shuyou.kernel.actor import Actor
from shuyou.kernel.files import RunOptions
from shuyou.members import services

ROWS: Final = 15_000
KNOWN: Final = 0.1
"""Share of rows about people whom the club knows already, by name and telephone."""
COPY: Final = "COPY of the same file"
HEADINGS: Final = (
    "姓名", "性别", "生日", "手机", "邮箱", "省", "市", "区", "街道", "邮编",
    "等级", "入会日期", "入会渠道", "接受短信",
)  # fmt: skip
_MADE: Final = """
    SELECT person_id FROM members_member WHERE joined_via = 'bench'
"""
_TABLES: Final = (
    ("members_consent", "person_id"), ("members_card", "member_id"), ("members_address", "person_id"),
    ("members_email", "person_id"), ("members_phone", "person_id"), ("members_listing", "person_id"),
    ("members_intakeperson", "person_id"), ("members_member", "person_id"), ("members_person", "id"),
)  # fmt: skip


def member_file(folder: Path, plan: Plan, serial: int) -> Path:
    """Write a member list as a shop would hand it in: new people, and some who are known."""
    chance = Chance.of(plan.seed, f"intake/{serial}")
    homes = [(city.province, city.name, *district) for city in place_words().cities for district in city.districts]
    known = _known(plan, chance)
    path = folder / f"members-{serial}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for place in range(ROWS):
            writer.writerow(_row(plan, serial * ROWS + place, chance, homes, known))
    return path


def _known(plan: Plan, chance: Chance) -> list[tuple[str, str]]:
    ids = [chance.between(1, plan.members) for _ in range(round(ROWS * KNOWN))]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.name, f.digits FROM members_person p JOIN members_phone f ON f.person_id = p.id AND f.is_primary"
            " WHERE p.id = ANY (%s)",
            [ids],
        )
        return list(cursor.fetchall())


def _row(plan: Plan, serial: int, chance: Chance, homes: list[Any], known: list[tuple[str, str]]) -> tuple[str, ...]:
    is_woman, year = chance.yes(0.57), chance.between(1945, 2010)
    if known and chance.yes(KNOWN):
        name, phone = known.pop()
    else:
        name = names.full_name(chance, is_woman=is_woman, born=year)
        number = digits_of(plan.members + serial, seed=plan.seed, prime=618_033_989, space=10**9)
        phone = f"{NO_MOBILE}{number:09d}".replace(NO_MOBILE, "19", 1)
    province, city, district, postcode = chance.pick(homes)
    birthday = f"{year}-{chance.between(1, 12):02d}-{chance.between(1, 28):02d}"
    mail = f"reader{serial}@example.net" if chance.yes(0.5) else ""
    street = f"芸窗路{chance.between(1, 998)}号{chance.between(1, 32)}幢"
    return (
        name, "女" if is_woman else "男", birthday, f"{phone[:3]} {phone[3:7]} {phone[7:]}", mail, province, city,
        district, street, postcode, "", f"{chance.between(2019, 2025)}/3/{chance.between(1, 28)}", "bench",
        chance.pick(("是", "否", "")),
    )  # fmt: skip


def import_row(stage: Stage) -> Outcome:
    """Take lists in through the entry path that all use, one after the other on one connection."""
    plan = stage.club()
    _clear()
    serials = iter(range(1, 1000))
    with TemporaryDirectory() as name:

        def sample() -> dict[str, float]:
            path = member_file(Path(name), plan, next(serials))
            database.checkpoint()
            return {"ours": _import(path), COPY: _copy(path)}

        samples = repeat(sample)
    _clear()
    return Outcome(
        runs=[one["ours"] for one in samples],
        beside={COPY: medians(samples)[COPY]},
        scale=stage.size(plan),
        is_full=plan.members >= WHOLE,
    )


def _import(path: Path) -> float:
    """Return rows a second from the file to members."""
    started = time.perf_counter()
    report = services.import_members(path, actor=Actor.job("bench"), at=AT, options=RunOptions(is_resumed=False))
    spent = time.perf_counter() - started
    assert report.imported + report.merged + report.unchanged == ROWS, report
    return ROWS / spent


def _copy(path: Path) -> float:
    """Return rows a second of COPY into a bare table."""
    columns = ", ".join(f"c{place} text" for place in range(len(HEADINGS)))
    text = path.read_text("utf-8")
    with psycopg.connect(database.url_of(str(connection.settings_dict["NAME"]))) as session:
        session.execute(f"CREATE TEMP TABLE bench_copy ({columns})")
        started = time.perf_counter()
        with session.cursor().copy("COPY bench_copy FROM STDIN (FORMAT csv, HEADER)") as copy:
            for line in StringIO(text, newline=""):
                copy.write(line)
        session.commit()
        return ROWS / (time.perf_counter() - started)


def _clear() -> None:
    """Take away whom earlier runs brought in, so that the next one finds the club as it was."""
    with psycopg.connect(database.url_of(str(connection.settings_dict["NAME"])), autocommit=True) as session:
        for table, key in _TABLES:
            session.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            session.execute(f"CREATE TEMP TABLE IF NOT EXISTS bench_made AS {_MADE}")
            session.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT person_id FROM bench_made)")
            session.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        session.execute("DELETE FROM kernel_import_run WHERE kind = 'members'")
