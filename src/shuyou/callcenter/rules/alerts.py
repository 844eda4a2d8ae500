"""When a figure of the floor is beyond its limit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is measured of a queue, or of the whole floor; None: there is nothing to measure."""

    longest: int
    waiting: int
    ready: int
    level: int | None
    lost: float | None


def beyond(what: str, limit: int, seen: Figures) -> int | None:
    """Return the figure that is beyond its limit; None: it is not."""
    if what == "level":
        return seen.level if seen.level is not None and seen.level < limit else None
    if what == "ready":
        return seen.ready if seen.ready < limit else None
    figure = {"longest": seen.longest, "waiting": seen.waiting, "lost": round(seen.lost or 0)}[what]
    return figure if figure > limit else None


def worse(what: str, one: int, other: int) -> int:
    """Return the worse of two figures."""
    return min(one, other) if what in ("level", "ready") else max(one, other)
