"""The club's own tree of classes: how its lines are written."""

import re
from dataclasses import dataclass
from typing import Final

from shuyou.catalog.errors import OwnClassNotReadable

NAMES: Final = 80
MOST_LINES: Final = 2_000
_LINE: Final = re.compile(r"([A-Za-z0-9]{1,4}(?:\.[A-Za-z0-9]{1,4}){0,4})[\s,，;；]+(.+)")
_BETWEEN: Final = re.compile(r"\s+[/／]\s+|\s*[|\t]\s*")


@dataclass(frozen=True, slots=True)
class OwnClassLine:
    """A class as it was written: its code and its names."""

    code: str
    name_zh: str
    name_en: str

    @property
    def above(self) -> str:
        """The code of the class that this one is part of; empty: none."""
        return self.code.rpartition(".")[0]


def class_lines(text: str) -> list[OwnClassLine]:
    """
    Return the classes that lines name, each once, the one above before those below.

    :raises OwnClassNotReadable: a line names none, or there are none, or too many.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not 1 <= len(lines) <= MOST_LINES:
        raise OwnClassNotReadable(value=text[:40])
    found = {one.code: one for one in map(_line, lines)}
    return [found[code] for code in sorted(found)]


def _line(line: str) -> OwnClassLine:
    read = _LINE.fullmatch(line)
    zh, *more = _BETWEEN.split(read[2].strip()) if read else [""]
    en = " / ".join(more)
    if read is None or not zh or max(len(zh), len(en)) > NAMES:
        raise OwnClassNotReadable(value=line[:40])
    return OwnClassLine(read[1].upper(), zh, en)
