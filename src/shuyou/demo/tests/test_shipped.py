"""The files shipped with the project are whole, licensed and readable."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from shuyou.demo.rules.digits import is_isbn13
from shuyou.demo.rules.shipped import chinese_books, english_books
from shuyou.demo.tests.conftest import SEED

DATA = Path(str(files("shuyou.demo").joinpath("data")))
SHIPPED = sorted(path.name for path in DATA.iterdir() if path.suffix in {".csv", ".xml", ".iso"})


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_file_has_its_licence_beside_it(name: str) -> None:
    note = (DATA / f"{name}.license").read_text("utf-8")

    assert "SPDX-License-Identifier: " in note
    assert name in (DATA / "LICENSES.md").read_text("utf-8")
    assert "GPL" not in note


def test_the_shipped_files_are_all_there() -> None:
    assert SHIPPED == [
        "books_en_goodbooks10k.csv",
        "books_en_oscar_prices.csv",
        "books_zh_isbn_price.csv",
        "cnmarc_demo_gb18030.iso",
        "onix30_macmillan_au_21products.xml",
        "onix31_single_reference.xml",
        "onix31_single_short.xml",
    ]


def test_real_chinese_books_keep_their_price() -> None:
    with (DATA / "books_zh_isbn_price.csv").open(encoding="utf-8") as lines:
        books = list(chinese_books(csv.DictReader(lines)))

    assert len(books) == 14
    assert all(is_isbn13(book.isbn) and not book.is_synthetic for book in books)
    assert str(books[0].list_price) == "35.00"


def test_english_books_without_isbn_are_passed_over() -> None:
    with (DATA / "books_en_goodbooks10k.csv").open(encoding="utf-8") as lines:
        books = list(english_books(csv.DictReader(lines), seed=SEED, limit=9_000))

    assert len(books) == 9_000
    assert len({book.isbn for book in books}) == 9_000
    assert all(68 <= book.list_price <= 128 for book in books)


def test_marc_records_are_gb18030() -> None:
    records = (DATA / "cnmarc_demo_gb18030.iso").read_bytes().split(b"\x1d")

    assert len(records) == 4
    assert "红楼梦" in records[1].decode("gb18030")
