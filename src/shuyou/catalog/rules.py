"""What titles are searched by: pure functions."""

import re
import unicodedata

_MARKS = re.compile(r"[\W_]+")


def title_norm(title: str) -> str:
    """Return a title as search compares it: NFKC, lower case, without marks and spaces."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", title).lower())


def title_tokens(title: str) -> list[str]:
    """Return the distinct pairs of neighbouring characters of a normalised title."""
    norm = title_norm(title)
    return sorted({norm[i : i + 2] for i in range(len(norm) - 1)})


def title_initials(title: str) -> str:
    """Return the first letters of a title's characters."""
    return title_norm(title)
