"""
Finding titles: one way for staff, the shop and the screen in the store.

What was typed is read in several ways (see `_meanings`), the likeliest first; the first that finds anything answers.
Titles are found over stored marks: best sellers first, the long tail only when they are fewer than asked for. Among
those of a page, who is meant more closely stands first, and each says why it is there.
"""

# ruff: noqa: S608 - every piece of these statements stands here; what was typed goes apart

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.models import Item
from shuyou.catalog.queries._conditions import Where, where_of
from shuyou.catalog.queries._counts import Cell, Facets, count_found
from shuyou.catalog.queries._meanings import (
    NOTHING_KNOWN,
    Known,
    Meaning,
    as_typed,
    ask_known,
    ask_names,
    named_so,
    otherwise,
    spelled_nearly,
)
from shuyou.catalog.queries._rows import _COLUMNS, ItemRow, ids_by_code
from shuyou.catalog.rules.searching import (
    WEIGHTS,
    Reason,
    SearchFilter,
    allowed_strays,
    reason_of,
    strays,
    words_in,
)
from shuyou.catalog.rules.titles import PERSON, person_marks, same_mark, sound_of
from shuyou.kernel.registry import Clue
from shuyou.kernel.statements import ask, pipelined

FEW_LETTERS: Final = 4
"""So few letters stand in many a foreign name by chance: whoever types them means the first ones of a Chinese title."""
PAGE: Final = 24
PAGES: Final = 20
SAME_TITLES: Final = 8
CLOSE_ONES: Final = 80
"""So many that may be meant in spite of a slip are compared letter by letter."""
EVERYTHING: Final = SearchFilter()
_HIT: Final = f"""
    SELECT coalesce(s.norm, ''), coalesce(s.initials, ''), coalesce(s.rank, 0),
           left(CASE WHEN %(zh)s OR i.blurb_en = '' THEN i.blurb ELSE i.blurb_en END, 120),
           {_COLUMNS}
      FROM catalog_item i LEFT JOIN catalog_titlesearch s ON s.item_id = i.id LEFT JOIN catalog_publisher p
        ON p.id = i.publisher_id
"""
_HITS: Final = f"{_HIT} WHERE i.id = ANY (%(ids)s) ORDER BY array_position(%(ids)s::bigint[], i.id)"
_HITS_OF: Final = f"""
    WITH found AS MATERIALIZED (SELECT item_id, row_number() OVER () AS place FROM ({{ids}}) f)
    {_HIT} JOIN found ON found.item_id = i.id ORDER BY found.place
"""
_NORMS_OF: Final = """
    WITH found AS MATERIALIZED (SELECT item_id, row_number() OVER () AS place FROM ({ids}) f)
    SELECT s.item_id, s.norm FROM catalog_titlesearch s JOIN found ON found.item_id = s.item_id ORDER BY found.place
"""
_TIER: Final = """
    (SELECT item_id FROM (SELECT s.item_id, s.rank FROM catalog_titlesearch s WHERE {where} OFFSET 0) found
      ORDER BY rank DESC, item_id DESC LIMIT {limit})
"""


type _Row = tuple[str, str, int, str, ItemRow]
"""What stands in the search of a title, how its description begins, and the title as a row."""


_LABELS: Final[Mapping[Reason, Promise]] = {
    Reason.NUMBER: _("The number"),
    Reason.SAME: _("The very title"),
    Reason.SAME_SOUND: _("The very title, by its sound"),
    Reason.BEGINS: _("The title begins so"),
    Reason.TITLE: _("In the title"),
    Reason.PERSON: _("By %(name)s"),
    Reason.SERIES: _("In the name of its series"),
    Reason.SUBTITLE: _("In the subtitle"),
    Reason.PUBLISHER: _("Published by %(name)s"),
    Reason.SHELF: _("On the shelf %(name)s"),
    Reason.SUBJECT: _("About %(name)s"),
    Reason.SYNONYM: _("Another word: %(name)s"),
    Reason.LETTERS: _("The title's first letters"),
    Reason.SOUND: _("The title sounds so"),
    Reason.PERSON_SOUND: _("By %(name)s, by the sound"),
    Reason.APART: _("Parts of it apart"),
    Reason.CLOSE: _("Spelled nearly so"),
}


@dataclass(frozen=True, slots=True)
class Why:
    """Why a title is among those found: the reason, and the word or name that it goes by."""

    reason: Reason
    said: str = ""

    @property
    def label(self) -> str:
        """The reason in words."""
        if self.reason is Reason.SHELF and not self.said:
            return gettext("Sells well")
        return str(_LABELS[self.reason]) % {"name": self.said}


@dataclass(frozen=True, slots=True)
class TitleHit:
    """A title that was found, why, and how many copies were sold lately."""

    row: ItemRow
    why: Why
    sold: int
    blurb: str = ""
    """How its description begins."""

    @property
    def sold_label(self) -> str:
        """What was sold, in words."""
        return ngettext("%(sold)s sold lately", "%(sold)s sold lately", self.sold) % {"sold": self.sold}


@dataclass(frozen=True, slots=True)
class FoundTitles:
    """A page of the titles that were found, whether there are more, and how many there are of each sort."""

    hits: tuple[TitleHit, ...]
    has_more: bool = False
    is_guess: bool = False
    """Nothing goes by the words as they were typed: these sound like it, or are spelled nearly so."""
    facets: Facets | None = None

    @property
    def rows(self) -> list[ItemRow]:
        """The titles alone."""
        return [hit.row for hit in self.hits]


def search_titles(*, text: str, limit: int = 8, is_guessing: bool = True) -> list[ItemRow]:
    """Return the titles that words mean, the likeliest first (see `find_titles`)."""
    return find_titles(text=text, limit=limit, is_guessing=is_guessing).rows


def find_titles(
    *,
    text: str,
    wanted: SearchFilter = EVERYTHING,
    page: int = 0,
    limit: int = PAGE,
    is_counted: bool = False,
    is_guessing: bool = True,
) -> FoundTitles:
    """
    Return a page of the titles that words mean: by number, by words of any two characters, by sound or first letters.

    Two queries if the words are found as they were typed, two more if counted; at most ten for slips of the pen,
    unless there is to be no guessing. Without words, the best sellers that pass the filter.
    """
    page = min(max(page, 0), PAGES - 1)
    clue = Clue.of(text)
    if page == 0 and (by_number := _by_number(clue, wanted, limit)):
        return FoundTitles(by_number)
    words = words_in(clue.text)
    if not words:
        return _best(wanted, page, limit, is_counted=is_counted) if not clue.text else FoundTitles(())
    search = _Search(clue.text, tuple(words), wanted, page, limit)
    for attempt in _attempts(search, is_guessing=is_guessing):
        found = _found(attempt, search)
        if found.hits:
            facets = _counted(where_of(attempt.meaning, wanted)) if is_counted else None
            return FoundTitles(found.hits, found.has_more, found.is_guess, facets)
    return FoundTitles(())


@dataclass(frozen=True, slots=True)
class _Search:
    """What was typed, its words as they are compared, what is asked beside them, and which page."""

    typed: str
    words: tuple[str, ...]
    wanted: SearchFilter
    page: int
    limit: int


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What words may mean, and what reads the titles that answer."""

    meaning: Meaning
    known: Known
    read: Callable[[], list[_Row]]


def _attempts(search: _Search, *, is_guessing: bool) -> Iterator[_Attempt]:
    """Yield what words may mean, the likeliest first; what is likely to be needed together is asked together."""
    typed, words = search.typed, search.words
    with pipelined():
        knowing = ask_known(typed, words)
        plain = _attempt(search, as_typed(words, NOTHING_KNOWN), NOTHING_KNOWN)
    known = knowing()
    yield plain if known is NOTHING_KNOWN else _attempt(search, as_typed(words, known), known)
    if not is_guessing or min(map(len, words)) < 2:
        return
    with pipelined():
        naming = ask_names(typed)
        unlike = _attempt(search, otherwise(words, known), known)
    if named := named_so(words, known, naming()):
        yield _attempt(search, named, known)
    yield unlike
    yield _attempt(search, spelled_nearly(words, known), known)


def _by_number(clue: Clue, wanted: SearchFilter, limit: int) -> tuple[TitleHit, ...]:
    """Return the items of a number that was typed: an ISBN, or anything with a digit that is one."""
    bare = clue.text.replace(" ", "").replace("-", "")
    if not clue.is_ascii or len(bare) < 4 or not any(char.isdigit() for char in bare):
        return ()
    found = _hit_rows(ids_by_code(clue.text, limit))
    return tuple(
        TitleHit(row, Why(Reason.NUMBER), rank, blurb)
        for *_, rank, blurb, row in found
        if not (wanted.is_public and row.status == Item.Status.WITHDRAWN)
    )


def _attempt(search: _Search, meaning: Meaning, known: Known) -> _Attempt:
    """Ask for the titles that are meant so."""
    where, page, limit = where_of(meaning, search.wanted), search.page, search.limit
    same = where_of(None, search.wanted)
    same.values = where.values
    same.text += f" AND s.toks @> ARRAY[{same.put(same_mark(''.join(search.words)))}]"
    if meaning.reason is Reason.CLOSE:
        return _Attempt(meaning, known, partial(_closest, where, same, search))
    is_bare = not any(way.marks or way.ids for way in meaning.ways)
    return _Attempt(meaning, known, _ask_rows(where, _ids(where, same, page, limit, is_hot_only=is_bare)))


def _found(attempt: _Attempt, search: _Search) -> FoundTitles:
    words, limit, reason = search.words, search.limit, attempt.meaning.reason
    rows, joined = attempt.read(), "".join(words)
    hits = [_hit(row, words, attempt.known, attempt.meaning) for row in rows[:limit]]
    if search.page:
        hits = [hit for hit in hits if hit.why.reason not in (Reason.SAME, Reason.SAME_SOUND)]
    hits.sort(key=lambda hit: _weight(hit.why.reason, joined))
    is_guess = bool(hits) and reason in (Reason.SOUND, Reason.CLOSE) and all(
        hit.why.reason in (Reason.CLOSE, Reason.APART) or (hit.why.reason is Reason.SOUND and not joined.isascii())
        for hit in hits
    )  # fmt: skip
    return FoundTitles(tuple(hits), len(rows) > limit, is_guess)


def _weight(reason: Reason, typed: str) -> int:
    """Return how far behind a title stands that was found for a reason, the nearest at 0."""
    is_chance = reason is Reason.PERSON and typed.isascii() and len(typed) <= FEW_LETTERS
    return WEIGHTS[reason] if not is_chance else WEIGHTS[Reason.LETTERS] + 1


def _ids(where: Where, same: Where, page: int, limit: int, *, is_hot_only: bool) -> str:
    """Return the query of ids of a page and one more: titles of this very name, best sellers, then the long tail."""
    first, upto = page * limit, (page + 1) * limit + 1
    tiers = [_TIER.format(where=f"s.is_hot AND {where.text}", limit=upto)]
    if not is_hot_only:
        tiers.append(_TIER.format(where=f"NOT s.is_hot AND {where.text}", limit=upto))
    # The second part is not even begun when the first is enough.
    by_sales = f"(SELECT item_id FROM ({' UNION ALL '.join(tiers)}) t OFFSET {first} LIMIT {limit + 1})"
    tops = [] if page else [_TIER.format(where=same.text, limit=SAME_TITLES)]
    return f"SELECT item_id FROM ({' UNION ALL '.join([*tops, by_sales])}) f"


def _hit_rows(ids: Sequence[int]) -> list[_Row]:
    return _ask(_HITS, {"ids": list(ids)})() if ids else []


def _ask_rows(where: Where, ids: str) -> Callable[[], list[_Row]]:
    """Ask for the titles of a query of ids, each where it stands first."""
    return _ask(_HITS_OF.replace("{ids}", ids), where.values)


def _ask(statement: str, values: Mapping[str, Cell]) -> Callable[[], list[_Row]]:
    # Marks are looked up in their index, whatever was typed.
    return ask(
        statement, {**values, "zh": (get_language() or "").startswith("zh")},
        lambda found: list({row[4]: (*row[:4], ItemRow(*row[4:])) for row in found}.values()),
    )  # fmt: skip


def _hit(found: _Row, words: Sequence[str], known: Known, meaning: Meaning) -> TitleHit:
    norm, initials, rank, blurb, row = found
    return TitleHit(row, _why(norm, initials, row, words, known, meaning), rank, blurb)


def _why(norm: str, initials: str, row: ItemRow, words: Sequence[str], known: Known, meaning: Meaning) -> Why:
    if plain := reason_of(words, norm):
        return Why(*plain)
    if other := _synonym(norm, words, known):
        return other
    joined = "".join(words)
    if joined.isascii() and (sounds := _sounds(joined, norm, initials)):
        return sounds
    if named := _named(row, known, meaning):
        return named
    is_apart = not joined.isascii() and all(part in norm for part in _halves(words, norm))
    return Why(Reason.APART if is_apart and meaning.reason is Reason.SOUND else meaning.reason)


def _sounds(letters: str, norm: str, initials: str) -> Why | None:
    """Return what of a title sounds or begins as letters say."""
    title, _, _, *people = norm.split("|")
    if sound_of(title) == letters:
        return Why(Reason.SAME_SOUND)
    for name in people:
        if f"{PERSON}{letters}" in person_marks(name):
            return Why(Reason.PERSON_SOUND, name)
    return Why(Reason.LETTERS) if initials.startswith(letters) else None


def _named(row: ItemRow, known: Known, meaning: Meaning) -> Why | None:
    """Return the publisher, shelf or subject by whose name a title was found."""
    for way in (*known.names, *meaning.ways):
        if way.reason is Reason.PUBLISHER and row.publisher and way.said in ("", row.publisher):
            return Why(Reason.PUBLISHER, row.publisher)
        if way.reason in (Reason.SHELF, Reason.SUBJECT) and meaning.reason is not Reason.CLOSE:
            return Why(way.reason, way.said)
    return None


def _halves(words: Iterable[str], norm: str) -> Iterable[str]:
    """Yield of each word the two parts of it that stand in a title's texts, or else the word itself."""
    for word in words:
        cuts = (cut for cut in range(2, len(word) - 1) if word[:cut] in norm and word[cut:] in norm)
        cut = next(cuts, 0)
        yield from (word[:cut], word[cut:]) if cut else (word,)


def _synonym(norm: str, words: Sequence[str], known: Known) -> Why | None:
    said = ""
    for word in words:
        if word in norm:
            continue
        others = (o for part, found in known.synonyms.items() if part in word for o in found)
        said = next((other for other in others if other in norm), "")
        if not said:
            return None
    return Why(Reason.SYNONYM, said)


def _closest(where: Where, same: Where, search: _Search) -> list[_Row]:
    """Return the titles that the words are nearly in, the nearest first: only these are read whole."""
    words, ids = search.words, _ids(where, same, search.page, CLOSE_ONES, is_hot_only=False)
    norms: dict[int, str] = ask(_NORMS_OF.replace("{ids}", ids), where.values, dict)()
    near = []
    for item_id, norm in islice(norms.items(), CLOSE_ONES):
        wrong = [strays(word, norm) for word in words]
        if all(count <= allowed_strays(word) for count, word in zip(wrong, words, strict=True)):
            near.append((sum(wrong), item_id))
    near.sort(key=lambda one: one[0])
    return _hit_rows([item_id for _, item_id in near[: search.limit]])


def _best(wanted: SearchFilter, page: int, limit: int, *, is_counted: bool) -> FoundTitles:
    """Return the best sellers that pass a filter."""
    where = where_of(None, wanted)
    rows = _ask_rows(where, _ids(where, where, page, limit, is_hot_only=wanted.shelf is None))()
    hits = tuple(TitleHit(row, Why(Reason.SHELF), rank, blurb) for *_, rank, blurb, row in rows[:limit])
    facets = _counted(where) if is_counted and wanted.shelf is not None else None
    return FoundTitles(hits, len(rows) > limit, facets=facets)


def _counted(where: Where) -> Facets:
    return count_found(where.text, where.values)
