"""Addresses of pages: those that differ in a number only are worked out once and filled in."""

import re
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

type Part = str | UUID

_PLAIN: Final = re.compile(r"[0-9A-Za-z-]+")
"""Parts that stand in an address as they are."""


def address(name: str, *parts: Part) -> str:
    """
    Return the address of a page by its name and what it is about, as `reverse` does, in a tenth of its time.

    :raises NoReverseMatch: there is no page of this name with so many parts.
    """
    shape = _shape(name, tuple(type(part) for part in parts), get_urlconf(), get_script_prefix())
    words = tuple(map(str, parts))
    if shape and all(map(_PLAIN.fullmatch, words)):
        return shape % words
    return reverse(name, args=parts)


@lru_cache(maxsize=1_000)
def _shape(name: str, kinds: tuple[type[Part], ...], _urlconf: str | None, _prefix: str) -> str | None:
    """Return the address with a place for each part, in their order; None if it is none of that form."""
    stand_ins = [_stand_in(kind, place) for place, kind in enumerate(kinds)]
    try:
        found = reverse(name, args=stand_ins)
    except NoReverseMatch:
        return None
    shape, rest = "", found
    for stand_in in map(str, stand_ins):
        before, there, rest = rest.partition(stand_in)
        if not there:
            return None
        shape += before.replace("%", "%%") + "%s"
    return shape + rest.replace("%", "%%")


def _stand_in(kind: type[Part], place: int) -> Part:
    return UUID(int=place + 1) if kind is UUID else f"-{place}-"
