"""Speaking to the person at the terminal."""

import sys
import time
from unicodedata import east_asian_width


def say(text: str = "") -> None:
    """Print a line at once, even into a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Progress:
    """Lines that say what has been done and how long after the start."""

    def __init__(self, started: float | None = None) -> None:
        self.started = time.time() if started is None else started

    def done(self, what: str) -> None:
        """Say that a step is done."""
        say(f"{time.time() - self.started:6.1f} s  {what}")


def columns(rows: list[list[str]]) -> list[str]:
    """Return the rows as lines with their cells below each other; a Chinese character is two columns wide."""
    widths = [max(map(_width, cells)) for cells in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
