"""Titles that belong together: of one person, of one series, just come in, tickets; and what may be read of one."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import TicketRow
from shuyou.kernel import clock
from shuyou.kernel.clock import club_day
from shuyou.kernel.doors import id_in
from shuyou.kernel.errors import NotFound
from shuyou.members import queries as members
from shuyou.orders import queries as orders
from shuyou.shop import queries
from shuyou.shop.queries import Reader
from shuyou.shop.rules import affinity
from shuyou.shop.views.everybody import for_everybody, prices_of

NEWEST = 60


@require_GET
@for_everybody
def contributor(request: HttpRequest, contributor_id: int) -> HttpResponse:
    """Show what somebody wrote, translated or made otherwise, page by page."""
    page = catalog.contributor_page(contributor_id=contributor_id, after=id_in(request.GET.get("after", "")))
    return render(request, "shop/works.html", {"page": page, "prices": prices_of(page.rows), "is_person": True})


@require_GET
@for_everybody
def series(request: HttpRequest, series_id: int) -> HttpResponse:
    """Show the volumes of a series in their order, page by page."""
    page = catalog.series_page(series_id=series_id, after=id_in(request.GET.get("after", "")))
    return render(request, "shop/works.html", {"page": page, "prices": prices_of(page.rows)})


@require_GET
@for_everybody
def newest(request: HttpRequest) -> HttpResponse:
    """Show the titles added last; the page goes on by itself as others come."""
    rows = catalog.newest_items(limit=NEWEST, on=club_day(clock.now()))
    return render(request, "shop/new.html", {"rows": rows, "prices": prices_of(rows)})


@require_GET
@for_everybody
def since(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Draw the titles that were added after one, for a page that is open."""
    rows = catalog.items_since(uid=uid)
    return render(request, "shop/parts/since.html", {"rows": rows, "prices": prices_of(rows)})


@require_GET
@for_everybody
def tickets(request: HttpRequest) -> HttpResponse:
    """Show tickets for what is still to come, the soonest first."""
    rows = catalog.tickets_ahead(on=club_day(clock.now()))
    return render(request, "shop/tickets.html", {"rows": rows, "prices": prices_of([one.row for one in rows])})


def tickets_for(reader: Reader, *, limit: int) -> list[TicketRow]:
    """Return tickets that go with what a reader bought or said they like, the best first, in at most four queries."""
    ahead = catalog.tickets_ahead(on=club_day(clock.now()))
    if not ahead:
        return []
    bought = orders.classes_bought(member_id=reader.member_id, actor=reader.actor)
    liked = members.choices_said(person_id=reader.member_id, code="subjects", actor=reader.actor)
    fits = [(affinity(one.category_code, bought=bought, liked=liked), one) for one in ahead]
    ordered = sorted((pair for pair in fits if pair[0]), key=lambda pair: -pair[0])
    return [one for _fit, one in ordered[:limit]]


@require_GET
@for_everybody
def sample(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show pages of a book to read, by leave of whoever has the rights."""
    book = catalog.book_page(uid=uid)
    inside = queries.sample_of(item_id=book.item_id, on=club_day(clock.now()))
    if not inside.is_readable:
        raise NotFound(what=gettext("sample"), key=uid)
    address = request.build_absolute_uri(reverse("shop:book", args=[book.uid]))
    return render(request, "shop/sample.html", {"book": book, "inside": inside, "address": address})


@require_GET
@for_everybody
def sample_file(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Send the PDF of a sample."""
    book = catalog.book_page(uid=uid)
    inside = queries.sample_of(item_id=book.item_id, on=club_day(clock.now()))
    if not inside.file or not default_storage.exists(inside.file):
        raise NotFound(what=gettext("sample"), key=uid)
    response = FileResponse(default_storage.open(inside.file), content_type="application/pdf")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Content-Disposition"] = f'inline; filename="{book.isbn or book.item_id}.pdf"'
    return response
