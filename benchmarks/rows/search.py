"""The row of searching titles over HTTP, with words of every kind, at the screen in a store."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from django.db import connection
from opencc import OpenCC

from benchmarks import database, replay, web
from benchmarks.data import Plan, load, ready
from benchmarks.figures import Outcome, medians, percentile, repeat
from benchmarks.stage import Stage
from shuyou.catalog import queries
from shuyou.catalog.queries import SearchFilter
from shuyou.catalog.rules import title_initials, title_norm
from shuyou.demo.rules.chance import Chance
from shuyou.kernel.pinyin import syllable

TITLES: Final = 500_000
MEMBERS: Final = 1_000
QUESTIONS: Final = 2_000
OF_A_KIND: Final = 400
CLIENTS: Final = 8
EACH: Final = 200
"""Searches of each kind: together more than are asked in a run, so that none is answered by a page kept for another."""
PATH: Final = "/kiosk/main/?"
OURS: Final = "ours"
SQL: Final = "the same SQL by psycopg"
COUNTS: Final = "counts of facets, SQL alone"
_BOOKS: Final = """
    SELECT i.title, n.value, (SELECT c.name FROM catalog_contribution b JOIN catalog_contributor c
             ON c.id = b.contributor_id WHERE b.item_id = i.id ORDER BY b.id LIMIT 1)
      FROM catalog_item i JOIN catalog_identifier n ON n.item_id = i.id WHERE i.id = ANY (%s) ORDER BY i.id
"""


def search_p99(stage: Stage) -> Outcome:
    """Eight screens at once, words of all kinds; beside it each kind alone."""
    titles = max(round(TITLES * stage.scale), 10_000)
    plan = Plan(MEMBERS, 0, titles)
    if not ready(plan):
        stage.say(f"making {titles:,} titles in {plan.database} …")
        load(plan, stage.say)
    database.use(plan.database)
    database.migrate()
    kinds = asked(titles, plan.seed)
    mixed = _mixed(kinds, plan.seed)
    everything = [_statements(query) for query in mixed]
    counts = [replay.statements_of(lambda q=query: _counted(q))[-2:-1] for query in mixed[:OF_A_KIND]]  # type: ignore[misc]
    with web.serving() as server:
        connection.close()
        samples = repeat(lambda: _sample(server, plan, mixed, everything))
        alone = {kind: _over_http(server, found, CLIENTS, OF_A_KIND) for kind, found in kinds.items()}
        alone[COUNTS] = replay.waits(plan.database, counts, clients=CLIENTS, count=OF_A_KIND)
    found = medians(samples)
    parts = ((f"{kind}, p{round(share * 100)}", percentile(waits, share)) for kind, waits in alone.items()
             for share in (0.5, 0.99))  # fmt: skip
    return Outcome(
        runs=[sample[OURS] for sample in samples],
        beside={SQL: found[SQL], "p50": found["p50"], **dict(parts)},
        scale=f"{titles:,} titles, {len(mixed)} searches of {len(kinds)} kinds, {CLIENTS} clients",
        is_full=titles >= TITLES,
    )


def asked(titles: int, seed: int) -> dict[str, list[dict[str, str]]]:
    """Return what readers type, by kind, the same for the same data."""
    chance = Chance.of(seed, "searches")
    with connection.cursor() as cursor:
        cursor.execute(_BOOKS, [[chance.between(1, titles) for _ in range(EACH)]])
        books: list[tuple[str, str, str]] = cursor.fetchall()
    complex_form = OpenCC("s2t")
    norms = [(title_norm(title), isbn, author) for title, isbn, author in books]
    typed = {
        "two characters": [norm[1:3] for norm, _, _ in norms],
        "four characters": [norm[:4] for norm, _, _ in norms],
        "a whole title": [title for title, _, _ in books],
        "an author": [author for _, _, author in norms],
        "an ISBN": [isbn for _, isbn, _ in norms],
        "pinyin": ["".join(map(syllable, norm[:4])) for norm, _, _ in norms],
        "first letters": [title_initials(norm)[:5] for norm, _, _ in norms],
        "traditional": [complex_form.convert(norm[:4]) for norm, _, _ in norms],
        "author and title": [f"{author} {norm[:2]}" for norm, _, author in norms],
        "a slip": [f"{norm[:3]}龘{norm[4:6]}" for norm, _, _ in norms],
    }
    found = {kind: [{"q": words} for words in words_of] for kind, words_of in typed.items()}
    found["two characters, one price range"] = [{"q": norm[1:3], "band": "2"} for norm, _, _ in norms]
    return found


def _mixed(kinds: Mapping[str, Sequence[dict[str, str]]], seed: int) -> list[dict[str, str]]:
    return Chance.of(seed, "mixed searches").shuffled([query for found in kinds.values() for query in found])


def _statements(query: dict[str, str]) -> list[replay.Asked]:
    wanted = SearchFilter.of(query, is_public=True)
    return replay.statements_of(lambda: queries.find_titles(text=query["q"], wanted=wanted, limit=12))


def _counted(query: dict[str, str]) -> None:
    queries.find_titles(text=query["q"], wanted=SearchFilter.of(query, is_public=True), limit=12, is_counted=True)


def _sample(
    server: web.Server,
    plan: Plan,
    mixed: Sequence[dict[str, str]],
    statements: Sequence[Sequence[replay.Asked]],
) -> dict[str, float]:
    whole = _over_http(server, mixed, CLIENTS, QUESTIONS)
    bare = replay.waits(plan.database, statements, clients=CLIENTS, count=QUESTIONS)
    return {OURS: percentile(whole, 0.99), "p50": percentile(whole, 0.5), SQL: percentile(bare, 0.99)}


def _over_http(server: web.Server, searches: Sequence[dict[str, str]], clients: int, count: int) -> list[float]:
    """Return the milliseconds that screens wait, each with a connection of its own."""
    paths = [PATH + urlencode(query) for query in searches]
    return server.waits(
        lambda screen, serial: screen.get(paths[serial % len(paths)]), cookies="", clients=clients, count=count
    )
