"""The report of refused rows: a CSV beside the file, to be corrected and imported again."""

import csv
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

from django.utils.translation import gettext as _

from shuyou.kernel.errors import DomainError
from shuyou.kernel.formulas import harmless

if TYPE_CHECKING:
    from _csv import Writer

SUFFIX = ".errors.csv"
_BETWEEN = " | "


def faults_path(path: Path) -> Path:
    """Return where the refused rows of a file are reported."""
    return path.with_name(path.name + SUFFIX)


class FaultsFile:
    """
    Refused rows with their reasons, in the encoding of the file they come from.

    It is written before the rows beside it are committed, and its length is committed with them: after a crash the
    file is cut back to that length, so that nothing is told twice and nothing is lost.
    """

    def __init__(
        self,
        path: Path,
        *,
        headings: Sequence[str],
        encoding: str,
        length: int,
        heading_of: Mapping[str, str] | None = None,
    ) -> None:
        self.path = path
        self._headings, self._encoding = headings, encoding
        self._heading_of = heading_of or {}
        self._file: IO[str] | None = None
        self.cut_back(length)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, line: int, problems: Sequence[DomainError], cells: Sequence[str]) -> None:
        """Append one refused row; commas in its texts and line breaks are the format's business, formulas ours."""
        told = [
            _BETWEEN.join(part for part in parts if part)
            for parts in (
                [self._heading_of.get(problem.at_field, problem.at_field) for problem in problems],
                [str(problem.params.get("value", "")) for problem in problems],
                [problem.sentence for problem in problems],
                [problem.advice for problem in problems],
            )
        ]
        self._writer().writerow(map(harmless, [line, *told, *cells]))

    def settle(self) -> int:
        """Bring what was added to the disk and return the file's length."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self.length = self._file.tell()
        return self.length

    def cut_back(self, length: int) -> None:
        """Forget what was added after this length."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self.length = length
        if length:
            os.truncate(self.path, length)
        else:
            self.path.unlink(missing_ok=True)

    def _writer(self) -> "Writer":
        if self._file is None:
            is_new = not self.length
            encoding = self._encoding if is_new else self._encoding.removesuffix("-sig")
            self._file = self.path.open("a", encoding=encoding, errors="replace", newline="")
            if is_new:
                heading = [_("line in file"), _("wrong in"), _("what it says"), _("reason"), _("remedy")]
                csv.writer(self._file).writerow(map(harmless, [*heading, *self._headings]))
        return csv.writer(self._file)
