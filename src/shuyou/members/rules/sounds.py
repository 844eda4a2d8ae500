"""How names sound alike: dialects that do not tell zh from z, l from n, or -ng from -n, and what follows for search."""

import re
from itertools import islice, product
from typing import Final

MOST_SPELLINGS: Final = 64
"""Spellings of one name that are looked for: enough for three syllables of which each is read eight ways."""

FOLDS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"))
"""What many speakers do not tell apart; applied one after the other to a whole name's pinyin."""

_SYLLABLE: Final = re.compile(
    r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|an|ao|ei|en|er|ia|ie"
    r"|in|iu|ou|ua|ue|ui|un|uo|ve|vn|a|e|i|o|u|v)(?![aeiouv])"
)
_ONSETS: Final = {"zh": "z", "ch": "c", "sh": "s", "z": "zh", "c": "ch", "s": "sh", "l": "n", "n": "l"}
_ENDS: Final = {"an": "ang", "en": "eng", "in": "ing", "ang": "an", "eng": "en", "ing": "in"}


def folded(pinyin: str) -> str:
    """Return a name's pinyin as those write it who do not tell apart what many do not: zhangling is zannin."""
    for wide, narrow in FOLDS:
        pinyin = pinyin.replace(wide, narrow)
    return pinyin


def spellings(pinyin: str) -> list[str]:
    """Return the ways in which a name's pinyin may have been written, its own first, at most so many."""
    parts = [_ways(found[1] or "", found[2]) for found in _SYLLABLE.finditer(pinyin)]
    if "".join(ways[0] for ways in parts) != pinyin:
        return [pinyin]
    return list(dict.fromkeys(islice(map("".join, product(*parts)), MOST_SPELLINGS)))


def _ways(onset: str, end: str) -> list[str]:
    onsets = [onset, *([_ONSETS[onset]] if onset in _ONSETS else [])]
    ends = [end, *([_ENDS[end]] if end in _ENDS else [])]
    return [first + last for first in onsets for last in ends]
