"""What staff wrote: pages, lists and answers, as everybody reads them."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.registry import Answer, registry
from shuyou.shop import queries
from shuyou.shop.queries import ListedTitle, PieceRow
from shuyou.shop.rules import fits_question
from shuyou.shop.views.everybody import for_everybody, prices_of

LONGEST: Final = 80
MOST: Final = 12


@require_GET
@for_everybody
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page, or a list of titles, that stands in the window now."""
    piece, titles = queries.shown_piece(slug=slug, at=clock.now())
    return drawn(request, piece, titles)


@require_GET
@for_everybody
def pages(request: HttpRequest) -> HttpResponse:
    """Show which pages there are."""
    return render(request, "shop/pages.html", {"window": queries.window_at(at=clock.now())})


@require_GET
@for_everybody
def answers(request: HttpRequest) -> HttpResponse:
    """Show what is asked again and again, or of it what goes with what somebody asks; always with a way to a person."""
    asked = " ".join(request.GET.get("ask", "").split())[:LONGEST]
    return render(request, "shop/answers.html", {"asked": asked, "rows": answers_to(asked)})


def answers_to(asked: str) -> list[Answer]:
    """Return the answers of all packages, the best first where something is asked."""
    at = clock.now()
    known = [one for source in sorted(registry.answers, key=lambda one: one.order) for one in source.load(at)]
    if not asked:
        return known
    fits = [(fits_question(asked, question=one.question, text=one.text), one) for one in known]
    return [one for fit, one in sorted(fits, key=lambda pair: -pair[0]) if fit][:MOST]


def drawn(request: HttpRequest, piece: PieceRow, titles: tuple[ListedTitle, ...]) -> HttpResponse:
    """Draw a piece as it stands, or would stand, in the window."""
    rows = catalog.item_rows(item_ids=[one.item_id for one in titles])
    notes = {one.item_id: one.note for one in titles}
    seen = {
        "piece": piece, "prices": prices_of(rows),
        "titles": [(row, notes.get(row.item_id, "")) for row in rows if row.status != "withdrawn"],
    }  # fmt: skip
    return render(request, "shop/content.html", seen)
