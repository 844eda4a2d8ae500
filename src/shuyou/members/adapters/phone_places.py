"""
Where a number was given out, by the tables of `phonenumbers`.

The library would have Python compile twenty megabytes of tables of the whole world first, for seconds, in every
process; here the one line that is asked for is looked up in the file it stands in, in a few milliseconds.
"""

import mmap
import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from shuyou.members.rules.postcodes import parted_place

_AT_HOME: Final = re.compile(r"1[0-9]{10}|0[1-9][0-9]{8,10}", re.ASCII)
_KEY: Final = re.compile(rb"\n '([0-9]+)':")
_CHINESE: Final = re.compile(rb"'zh': u\('((?:\\u[0-9a-f]{4})+)'\)")
_HEAD: Final = 4096
_LONGEST: Final = 9
_SHORTEST: Final = 4
"""Digits that a prefix has, with the country's own two."""


def place_of_phone(digits: str) -> tuple[str, str]:
    """Return province and city that a number of China was given out in; a mobile one may have moved since."""
    if not _AT_HOME.fullmatch(digits):
        return "", ""
    whole = f"86{digits.removeprefix('0')}"
    for length in range(_LONGEST, _SHORTEST - 1, -1):
        if told := _told(whole[:length]):
            return parted_place(told)
    return "", ""


def _told(prefix: str) -> str:
    """Return what the tables say of a prefix, in Chinese; empty if they have no such prefix."""
    firsts, paths = _tables()
    place = bisect_right(firsts, prefix) - 1
    if place < 0:
        return ""
    with paths[place].open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        start = text.find(f"\n '{prefix}':".encode())
        if start < 0:
            return ""
        end = text.find(b"\n", start + 1)
        found = _CHINESE.search(text[start:end])
    return found[1].decode("unicode-escape") if found else ""


@cache
def _tables() -> tuple[Sequence[str], Sequence[Path]]:
    """Return the first prefix of each file of the tables, in order, and the files."""
    spec = find_spec("phonenumbers")
    folders = spec.submodule_search_locations if spec else None
    found = []
    for folder in folders or ():
        for path in Path(folder, "geodata").glob("data*.py"):
            with path.open("rb") as file:
                if first := _KEY.search(file.read(_HEAD)):
                    found.append((first[1].decode(), path))
    found.sort()
    return [first for first, _ in found], [path for _, path in found]
