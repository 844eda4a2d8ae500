"""What words typed into a search box may mean here: with the other words, publishers and shelves that there are."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from shuyou.catalog.rules.searching import MOST_WORDS, Reason, Way, Word, apart, by_sound, nearly, parts_of, ways_of
from shuyou.catalog.rules.titles import title_norm
from shuyou.kernel.statements import ask

MOST_ITEMS: Final = 3_000
"""So many items of a subject are looked at, the latest."""
MOST_NAMES: Final = 40
_CODE: Final = re.compile(r"[a-z]{1,3}[0-9][0-9.\-]*")
_KNOWN: Final = """
    SELECT 'synonym', t.norm, o.norm, 0::bigint, o.word FROM catalog_synonym t
      JOIN catalog_synonym o ON o.group_id = t.group_id AND o.id <> t.id WHERE t.norm = ANY (%(parts)s)
    UNION ALL
    SELECT 'publisher', %(whole)s::text, '', id, name FROM catalog_publisher WHERE name = ANY (%(spellings)s)
    UNION ALL
    SELECT 'shelf', %(whole)s::text, '', id, CASE WHEN name_zh = ANY (%(spellings)s) THEN name_zh ELSE name_en END
      FROM catalog_category WHERE name_zh = ANY (%(spellings)s) OR name_en = ANY (%(spellings)s)
    ORDER BY 1, 2, 3
"""
_NAMES: Final = """
    (SELECT 'publisher', id, name FROM catalog_publisher
      WHERE strpos(lower(name), %(word)s) > 0 ORDER BY id LIMIT %(most)s)
    UNION ALL
    (SELECT 'shelf', id, name_zh FROM catalog_category
      WHERE strpos(name_zh, %(word)s) > 0 OR strpos(lower(name_en), %(word)s) > 0 ORDER BY id LIMIT %(most)s)
"""
_SUBJECT: Final = """
    SELECT DISTINCT item_id FROM catalog_subject
     WHERE (scheme = 'keyword' AND code ~>=~ %(word)s AND code ~<=~ %(word)s)
        OR (%(code)s <> '' AND scheme IN ('clc', 'thema', 'bic', 'bisac', 'dewey', 'lcc')
            AND code ~>=~ %(code)s AND code ~<~ %(code_to)s)
     ORDER BY item_id DESC LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One reading of everything that was typed: all words of any of these lines must be met."""

    lines: tuple[tuple[Word, ...], ...]
    reason: Reason = Reason.TITLE
    """Why titles answer that have none of the words as they were typed."""

    @property
    def ways(self) -> Iterator[Way]:
        """Yield every way of every word."""
        return (way for line in self.lines for word in line for way in word)


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalog knows of the words: others for the same, and whose names they are."""

    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    names: tuple[Way, ...] = ()
    """Publishers and shelves of exactly this name."""


NOTHING_KNOWN: Final = Known()


def ask_known(typed: str, words: Sequence[str]) -> Callable[[], Known]:
    """Look up what was typed, in one query, and return what reads the answer."""
    whole = " ".join(typed.split())
    spellings = sorted({whole, whole.upper(), whole.title(), whole.capitalize()})
    return ask(_KNOWN, {"parts": parts_of(words), "whole": whole, "spellings": spellings}, _known)


def _known(rows: Iterable[tuple[str, str, str, int, str]]) -> Known:
    synonyms: dict[str, list[str]] = defaultdict(list)
    names = []
    for kind, norm, other, row_id, said in rows:
        if kind == "synonym":
            synonyms[norm].append(other)
        else:
            names.append(Way(Reason(kind), ids=(row_id,), said=said))
    return Known(synonyms, tuple(names)) if synonyms or names else NOTHING_KNOWN


def as_typed(words: Sequence[str], known: Known) -> Meaning:
    """Return what words mean that are spelled right: as they stand, by sound and letters, as other words, as names."""
    lines = [_plain(words, known)]
    if len(words) > 1 and all(word.isascii() for word in words):
        lines.append((ways_of("".join(words), known.synonyms),))
    if known.names:
        lines.append((known.names,))
    return Meaning(tuple(lines), Reason.SOUND)


def _plain(words: Sequence[str], known: Known) -> tuple[Word, ...]:
    return tuple(ways_of(word, known.synonyms) for word in words)


def named_so(words: Sequence[str], known: Known, names: Sequence[Sequence[Way]]) -> Meaning | None:
    """Return what words mean that may stand in names or subjects, too; None: there are no such names."""
    if not any(names):
        return None
    return Meaning(
        (tuple((*ways, *more) for ways, more in zip(_plain(words, known), names, strict=True)),), Reason.SUBJECT
    )


def otherwise(words: Sequence[str], known: Known) -> Meaning:
    """Return what words mean that were written with other characters of the same sound, or as one."""
    ways = zip(words, _plain(words, known), strict=True)
    return Meaning((tuple((*plain, *by_sound(word), *apart(word)) for word, plain in ways),), Reason.SOUND)


def spelled_nearly(words: Sequence[str], known: Known) -> Meaning:
    """Return what words mean that have a wrong letter."""
    ways = zip(words, _plain(words, known), strict=True)
    return Meaning((tuple((*plain, *nearly(word)) for word, plain in ways),), Reason.CLOSE)


def ask_names(typed: str) -> Callable[[], list[tuple[Way, ...]]]:
    """Ask for each word whose names hold it, and return what reads the answers."""
    reads = [_ask_names_of(word) for word in typed.split()[:MOST_WORDS] if title_norm(word)]
    return lambda: [tuple(read()) for read in reads]


def _ask_names_of(word: str) -> Callable[[], Iterator[Way]]:
    """Ask for publishers and shelves whose names hold a word, and the titles of a subject called so."""
    code = word.upper() if _CODE.fullmatch(word) else ""
    naming = ask(_NAMES, {"word": word, "most": MOST_NAMES}, list)
    subject = {"word": word, "code": code, "code_to": f"{code}{chr(0x10FFFD)}", "most": MOST_ITEMS}
    about = ask(_SUBJECT, subject, list)

    def read() -> Iterator[Way]:
        names = naming()
        for reason in (Reason.PUBLISHER, Reason.SHELF):
            if ids := tuple(row_id for kind, row_id, _ in names if kind == reason):
                yield Way(reason, ids=ids)
        if items := tuple(item_id for (item_id,) in about()):
            yield Way(Reason.SUBJECT, ids=items, said=word)

    return read
