"""How far an import is, for whoever waits for it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tqdm import tqdm


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a file has been read, in its own units, and how many rows that was."""

    position: int
    size: int
    rows: int


type OnProgress = Callable[[Progress], None]


@contextmanager
def progress_bar(title: str) -> Iterator[OnProgress | None]:
    """Show a bar on the terminal for as long as the block runs; offer nothing when nobody looks at one."""
    if not sys.stderr.isatty():
        yield None
        return
    with tqdm(
        desc=title, unit="", bar_format="{desc} {percentage:3.0f}% |{bar}| {elapsed}<{remaining} {postfix}"
    ) as bar:

        def show(progress: Progress) -> None:
            bar.total = max(progress.size, 1)
            bar.n = min(progress.position, bar.total)
            bar.set_postfix_str(f"{progress.rows:,}")

        yield show
