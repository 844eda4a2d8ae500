"""Speaking to the person at the terminal."""

import sys
import time


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
