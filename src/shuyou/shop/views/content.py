"""What staff wrote: pages and lists, as everybody reads them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.shop import queries
from shuyou.shop.queries import ListedTitle, PieceRow
from shuyou.shop.views.everybody import for_everybody, prices_of


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


def drawn(request: HttpRequest, piece: PieceRow, titles: tuple[ListedTitle, ...]) -> HttpResponse:
    """Draw a piece as it stands, or would stand, in the window."""
    rows = catalog.item_rows(item_ids=[one.item_id for one in titles])
    notes = {one.item_id: one.note for one in titles}
    seen = {
        "piece": piece, "prices": prices_of(rows),
        "titles": [(row, notes.get(row.item_id, "")) for row in rows if row.status != "withdrawn"],
    }  # fmt: skip
    return render(request, "shop/content.html", seen)
