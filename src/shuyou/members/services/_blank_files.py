"""Files handed in that speak of somebody who is erased: those rows are blanked before anybody reads them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import FileRefused, is_under_way
from shuyou.members.errors.privacy import FileUnderWay
from shuyou.members.imports.tables import blanked
from shuyou.members.models import Intake
from shuyou.members.services._intakes import Status

_BETWEEN: Final = "[^0-9a-z\x1f]{0,2}"
_NEVER: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Sought:
    """What rows about somebody say: contacts that are theirs alone, those others answer too, cards, names."""

    own: Sequence[str]
    shared: Sequence[str]
    cards: Sequence[str]
    names: Sequence[str]

    def finder(self) -> "Finder":
        """Return what tells whether a row is about them."""
        return Finder(_any_of(self.own), _any_of(self.shared), frozenset(self.cards), frozenset(self.names))


@dataclass(frozen=True, slots=True)
class Finder:
    """Tells whether a row of a file is about somebody, by what is theirs alone or a shared contact with their name."""

    own: re.Pattern[str]
    shared: re.Pattern[str]
    cards: frozenset[str]
    names: frozenset[str]

    def __call__(self, cells: Sequence[str]) -> bool:
        text = unicodedata.normalize("NFKC", "\x1f".join(cells)).lower()
        if self.own.search(text) or self._has_card(text):
            return True
        if not self.shared.search(text):
            return False
        plain = re.sub(r"[\s\x1f]", "", text)
        return any(re.sub(r"\s", "", name).lower() in plain for name in self.names)

    def _has_card(self, text: str) -> bool:
        return any(card in re.split("\x1f", re.sub(r"[ -]", "", text)) for card in self.cards)


@contextmanager
def files_blanked(sought: Sought) -> Iterator[list[str]]:
    """
    Replace every file that is kept by one without the rows about somebody; what is replaced is for the block to remove.

    Nothing is left of the new files if the block fails.
    """
    finder, replaced, made = sought.finder(), [], []
    try:
        for intake in _kept().select_for_update(no_key=True):
            new = _blanked(intake, finder)
            if new is not None:
                replaced.append(intake.file)
                made.append(new)
                is_lost = not new and intake.status == Status.WAITING
                Intake.objects.filter(pk=intake.pk).update(file=new, status=Status.FAILED if is_lost else intake.status)
        yield replaced
    except BaseException:
        for name in filter(None, made):
            default_storage.delete(name)
        raise


def files_under_way() -> list[DomainError]:
    """Return a reason to wait for each file that is being read just now."""
    running = _kept().filter(status=Status.RUNNING).values_list("file_name", "digest")
    return [FileUnderWay(name=name) for name, digest in running if is_under_way(digest)]


def _kept() -> QuerySet[Intake]:
    return Intake.objects.exclude(file="").order_by("pk")


def _blanked(intake: Intake, finder: Finder) -> str | None:
    """Return the new file's name; empty if the old one cannot be searched and goes as a whole, None if it stays."""
    if not default_storage.exists(intake.file):
        return None
    try:
        copy = blanked(Path(default_storage.path(intake.file)), finder)
    except FileRefused:
        return ""
    return None if copy is None else str(Path(intake.file).with_name(copy.name))


def _any_of(contacts: Sequence[str]) -> re.Pattern[str]:
    """Return what finds contacts however they are spaced, and numbers with the country's own before them as well."""
    found = [
        _number(contact) if contact.isdigit() else rf"(?<![a-z0-9._+-]){re.escape(contact)}(?!\.?[a-z0-9-])"
        for contact in contacts
    ]
    return re.compile("|".join(found)) if found else _NEVER


def _number(digits: str) -> str:
    bare = digits.removeprefix("0") if not digits.startswith("00") else digits.removeprefix("00")
    return f"(?:(?<![0-9])0{{0,2}}|86{_BETWEEN}){_BETWEEN.join(bare)}(?![0-9])"
