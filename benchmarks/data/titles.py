"""Titles with what they are found by, and the copies of them on the shelves."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from itertools import islice
from typing import Final

from benchmarks.data.plan import AT, CHUNK, Chunk, Plan, Rows, digits_of
from shuyou.catalog.rules.titles import search_text
from shuyou.demo.imports.lexicon import Shelf, title_words
from shuyou.demo.rules import names
from shuyou.demo.rules.chance import Chance
from shuyou.demo.rules.digits import isbn13_check
from shuyou.demo.rules.titles import SLOT
from shuyou.kernel.pinyin import syllable

HOT: Final = 0.08
"""The share of titles that sell best."""
STOCKED_FOR_A_RUSH: Final = 200
"""The best sellers of which there are more copies than any benchmark can order."""
CONTRIBUTORS: Final = 20_000
PUBLISHERS: Final = 200

ITEM: Final = (
    "id, uid, kind, title, subtitle, publisher_id, category_id, language, published, edition, binding, pages, blurb,"
    " list_price, is_price_synthetic, status, source, source_key"
)
IDENTIFIER: Final = "item_id, kind, value, is_synthetic"
CONTRIBUTION: Final = "item_id, contributor_id, role, position"
SEARCH: Final = "item_id, norm, toks, initials, rank, is_hot, publisher_id, category_id, price"
SHELF: Final = "id, warehouse_id, item_id, on_hand, reserved, position, average_cost"
LAYER: Final = "id, shelf_id, supplier_id, terms, list_price, discount_rate, unit_cost, received_at, on_hand, reserved"
MOVEMENT: Final = "layer_id, item_id, kind, quantity, source, list_price, discount_rate, unit_cost, at"
LAYERS: Final = 3
"""Ids of layers that each shelf may use."""


@cache
def _shelves() -> tuple[Shelf, ...]:
    # Workbooks come from a timetable of their own, not from the grammar of titles.
    return tuple(shelf for shelf in title_words().shelves if shelf.code != "school")


def shelf_names() -> list[tuple[str, str]]:
    """Return code and name of the shelves that titles stand on, in the order of their ids."""
    return [(shelf.code, shelf.name) for shelf in _shelves()]


def _phrases(shelf: Shelf, chance: Chance) -> Iterator[str]:
    while True:
        said: dict[str, str] = {"year": str(chance.between(2015, 2026))}

        def word(slot: "object", said: dict[str, str] = said) -> str:
            name = slot[1]  # type: ignore[index]
            if name not in said:
                said[name] = chance.pick(shelf.words[name])
            return said[name]

        yield SLOT.sub(word, chance.pick(shelf.templates))


def _texts(shelf: Shelf, chance: Chance) -> Iterator[str]:
    """Yield distinct titles: what the grammar says, and when it repeats itself, two phrases in one."""
    seen: set[str] = set()
    phrases = _phrases(shelf, chance)
    for text in phrases:
        title = text if text not in seen else f"{text}：{next(phrases)}"
        if title not in seen:
            seen.add(title)
            yield title


def rank_of(number: int, titles: int) -> int:
    """Return how well a title sells, 0 the best; best sellers are scattered over all shelves."""
    return digits_of(number, seed=0, prime=48_271, space=titles)


def is_stocked_for_a_rush(number: int, titles: int) -> bool:
    """Tell whether there are more copies of a title than any benchmark can order."""
    return rank_of(number, titles) < STOCKED_FOR_A_RUSH


def title_chunks(plan: Plan) -> Iterator[Chunk]:
    """Yield one chunk for each shelf: titles are distinct within it."""
    shelves = len(_shelves())
    each = -(-plan.titles // shelves)
    for place in range(shelves):
        first = place * each + 1
        yield Chunk(plan, "titles", first, min(each, plan.titles + 1 - first))


def titles(chunk: Chunk) -> list[Rows]:
    """Make the rows of a shelf's titles."""
    plan = chunk.plan
    place = chunk.first // -(-plan.titles // len(_shelves()))
    shelf, chance = _shelves()[place], Chance.of(plan.seed, f"titles/{place}")
    books = [
        _Book(number, place + 1, text, chance, plan)
        for number, text in zip(chunk.numbers, _texts(shelf, chance), strict=False)
    ]
    return [
        Rows("catalog_item", ITEM, [book.item() for book in books]),
        Rows("catalog_identifier", IDENTIFIER, [book.identifier() for book in books]),
        Rows("catalog_contribution", CONTRIBUTION, [book.contribution() for book in books]),
        Rows("catalog_titlesearch", SEARCH, [book.search() for book in books]),
        *_stock(books, chance),
    ]


class _Book:
    """What one title's rows have in common."""

    def __init__(self, number: int, category: int, text: str, chance: Chance, plan: Plan) -> None:
        self.number, self.category, self.text = number, category, text
        self.place = rank_of(number, plan.titles)
        self.is_hot = self.place < plan.titles * HOT
        self.is_rushed = self.place < STOCKED_FOR_A_RUSH
        self.price = f"{chance.between(12, 128)}.{chance.pick(('00', '00', '80', '50'))}"
        self.publisher = chance.between(1, PUBLISHERS)
        self.published = f"{chance.between(2012, 2026)}-{chance.between(1, 12):02d}"
        self.pages = chance.between(32, 720)
        self.contributor = chance.between(1, CONTRIBUTORS)
        self.author = _authors(plan.seed)[self.contributor - 1]

    def item(self) -> str:
        return (
            f"{self.number}\t019a0000-0000-7000-8002-{self.number:012x}\tbook\t{self.text}\t\t{self.publisher}"
            f"\t{self.category}\tzh\t{self.published}\t\t平装\t{self.pages}\t\t{self.price}\tt\tavailable"
            f"\tbench\t{self.number}"
        )

    def identifier(self) -> str:
        body = f"9787{self.number:08d}"
        return f"{self.number}\tisbn13\t{body}{isbn13_check(body)}\tt"

    def contribution(self) -> str:
        return f"{self.number}\t{self.contributor}\tauthor\t1"

    def search(self) -> str:
        rank = int(20_000 / (self.place + 1) ** 0.7)
        norm, marks, initials = search_text(title=self.text, people=[self.author])
        toks = ",".join(f'"{mark}"' for mark in marks)
        return (
            f"{self.number}\t{norm}\t{{{toks}}}\t{initials}\t{rank}\t{'t' if self.is_hot else 'f'}"
            f"\t{self.publisher}\t{self.category}\t{self.price}"
        )


def _stock(books: list[_Book], chance: Chance) -> list[Rows]:
    shelves, layers, movements = [], [], []
    for book in books:
        copies = [chance.between(40, 400) for _ in range(chance.pick((1, 1, 2, 3)))]
        if book.is_rushed:
            copies[-1] = 10_000_000
        where = f"{book.category:02d}-{book.number % 97:02d}\t{float(book.price) * 0.65:.4f}"
        shelves.append(f"{book.number}\t1\t{book.number}\t{sum(copies)}\t0\t{where}")
        for place, on_hand in enumerate(copies):
            layer, at = book.number * LAYERS + place, AT - timedelta(days=400 - 120 * place)
            terms = chance.pick(("firm", "returnable", "returnable", "consignment"))
            priced = f"{book.price}\t0.6500\t{float(book.price) * 0.65:.2f}"
            layers.append(f"{layer}\t{book.number}\t1\t{terms}\t{priced}\t{at}\t{on_hand}\t0")
            movements.append(f"{layer}\t{book.number}\tRECEIVE\t{on_hand}\tbench:{layer}\t{priced}\t{at}")
    return [
        Rows("supply_shelf", SHELF, shelves),
        Rows("supply_layer", LAYER, layers),
        Rows("supply_movement", MOVEMENT, movements),
    ]


def contributor_chunks(plan: Plan) -> Iterator[Chunk]:
    """Yield the chunk of those who write the titles."""
    yield Chunk(plan, "contributors", 1, min(CONTRIBUTORS, CHUNK))


def contributors(chunk: Chunk) -> list[Rows]:
    """Make those who write the titles."""
    names_of_all = _authors(chunk.plan.seed)
    lines = [
        f"{number}\t{names_of_all[number - 1]}\t{''.join(map(syllable, names_of_all[number - 1]))}"
        for number in chunk.numbers
    ]
    return [Rows("catalog_contributor", "id, name, pinyin", lines)]


@cache
def _authors(seed: int) -> list[str]:
    """Return the names of those who write: each is one contributor's alone."""
    chance = Chance.of(seed, "authors")
    draws = (names.full_name(chance, is_woman=draw % 2 == 0, born=1940 + draw % 60) for draw in range(CONTRIBUTORS * 4))
    return list(islice(dict.fromkeys(draws), CONTRIBUTORS))
