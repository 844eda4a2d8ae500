"""The club's own tree of classes: how its lines are written."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from shuyou.catalog.errors import OwnClassAlone, OwnClassNotReadable, OwnClassTaken, OwnClassTooDeep, OwnClassWithin

NAMES: Final = 80
MOST_LINES: Final = 2_000
LEVELS: Final = 5
_CODE: Final = re.compile(r"[A-Z0-9]{1,4}(?:\.[A-Z0-9]{1,4}){0,4}")
_APART: Final = re.compile(r"[\s;,、]+")
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


def class_codes(text: str) -> tuple[str, ...]:
    """
    Return the codes of classes that a cell names, each once.

    :raises OwnClassNotReadable: one of them is no code.
    """
    codes = tuple(dict.fromkeys(_APART.split(unicodedata.normalize("NFKC", text).strip(" ;,、").upper())))
    if unreadable := next((code for code in codes if not _CODE.fullmatch(code)), None):
        raise OwnClassNotReadable(value=unreadable[:40], field="own_classes")
    return codes


def _line(line: str) -> OwnClassLine:
    read = _LINE.fullmatch(line)
    zh, *more = _BETWEEN.split(read[2].strip()) if read else [""]
    en = " / ".join(more)
    if read is None or not zh or max(len(zh), len(en)) > NAMES:
        raise OwnClassNotReadable(value=line[:40])
    return OwnClassLine(read[1].upper(), zh, en)


def moved_codes(was: str, typed: str, known: Collection[str]) -> dict[str, str]:
    """
    Return what a class and all below it are called once it stands elsewhere, by the codes they have now.

    :raises OwnClassNotReadable: what was typed is no code.
    :raises OwnClassTaken: another class has that code, or it is the one it has.
    :raises OwnClassWithin: it would stand below itself.
    :raises OwnClassAlone: there is no class above the new place.
    :raises OwnClassTooDeep: some below it would stand deeper than classes go.
    """
    code = typed.strip().upper()
    if not _CODE.fullmatch(code):
        raise OwnClassNotReadable(value=typed[:40])
    if code.startswith(f"{was}."):
        raise OwnClassWithin(value=was)
    if code in known:
        raise OwnClassTaken(value=code)
    above = code.rpartition(".")[0]
    if above and above not in known:
        raise OwnClassAlone(value=above)
    codes = {one: code + one.removeprefix(was) for one in sorted(known) if one == was or one.startswith(f"{was}.")}
    if too_deep := next((one for one, new in codes.items() if new.count(".") >= LEVELS), None):
        raise OwnClassTooDeep(value=too_deep)
    return codes
