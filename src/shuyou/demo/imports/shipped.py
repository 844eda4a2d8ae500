"""The book files that are shipped with the project."""

import csv
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

REAL_CHINESE = "books_zh_isbn_price.csv"
REAL_ENGLISH = "books_en_goodbooks10k.csv"
PRICED_ENGLISH = "books_en_oscar_prices.csv"
MARC = "cnmarc_demo_gb18030.iso"
ONIX = ("onix30_macmillan_au_21products.xml", "onix31_single_reference.xml", "onix31_single_short.xml")


def shipped_file(name: str) -> Path:
    """Return where a shipped file lies."""
    return Path(str(files("shuyou.demo").joinpath("data", name)))


def shipped_rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a shipped CSV file by their headings."""
    with shipped_file(name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
