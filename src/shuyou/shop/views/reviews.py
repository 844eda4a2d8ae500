"""What readers say of titles: read by everybody, written and answered by who came in."""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, id_in
from shuyou.kernel.errors import DomainError
from shuyou.shop import queries, services
from shuyou.shop.queries import Reader
from shuyou.shop.views.door import for_one, for_readers, reader_of

PAGE: Final = 20


@require_GET
@for_one
def index(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show all that readers say of a title; who came in may answer and say what helped."""
    return _page(request, uid, None)


def _page(request: HttpRequest, uid: UUID, refusal: DomainError | None) -> HttpResponse:
    book = catalog.book_page(uid=uid)
    reader = reader_of(request)
    after = id_in(request.GET.get("after", ""))
    page = queries.reviews_of_title(item_id=book.item_id, after=after, limit=PAGE)
    ids = [row.review_id for row in page.rows]
    voted = (
        queries.found_helpful(member_id=reader.member_id, review_ids=ids, actor=reader.actor)
        if reader and ids
        else frozenset()
    )
    seen = {
        "book": book, "reader": reader, "page": page, "sums": queries.review_sums(item_id=book.item_id),
        "voted": voted, "refusal": refusal, "typed": request.POST.get("text", ""),
        "answered": id_in(request.POST.get("review", "")),
    }  # fmt: skip
    return render(request, "shop/reviews.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


@require_POST
@for_readers
def answer(request: HttpRequest, reader: Reader, uid: UUID) -> HttpResponse:
    """Answer a review of a title, or say that it helped, or no longer does."""
    review, actor, at = id_in(request.POST.get("review", "")), reader.actor, clock.now()
    try:
        if "helpful" in request.POST:
            services.find_helpful(
                review_id=review, member_id=reader.member_id, is_helpful=request.POST["helpful"] == "1",
                actor=actor, at=at,
            )  # fmt: skip
        else:
            services.answer_review(
                review_id=review, member_id=reader.member_id, text=request.POST.get("text", "")[:4000],
                shown_as=_called(reader, request), actor=actor, at=at,
            )  # fmt: skip
            messages.success(request, gettext("Thank you. Others see your answer once we have read it."))
    except DomainError as refusal:
        return _page(request, uid, refusal)
    return HttpResponseRedirect(f"{reverse('shop:reviews', args=[uid])}#r{review}", status=HTTPStatus.SEE_OTHER)


@require_http_methods(["GET", "POST"])
@for_readers
def write(request: HttpRequest, reader: Reader, uid: UUID) -> HttpResponse:
    """Write about a title, change what one wrote, or take it back."""
    book, actor, at = catalog.book_page(uid=uid), reader.actor, clock.now()
    refusal = None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "withdraw":
                services.withdraw_review(member_id=reader.member_id, item_id=book.item_id, actor=actor, at=at)
                said = gettext("Your review is gone.")
            else:
                services.write_review(_draft(request, reader, book.item_id), actor=actor, at=at)
                said = gettext("Thank you. Others see your review once we have read it.")
        except DomainError as why:
            refusal = why
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("shop:my_reviews"), status=HTTPStatus.SEE_OTHER)
    own = queries.own_review(member_id=reader.member_id, item_id=book.item_id, actor=actor)
    seen = {
        "book": book, "reader": reader, "own": own, "refusal": refusal, "called": reader.nickname or _veiled(reader),
        "typed": request.POST or own, "stars": request.POST.get("stars", "") or (str(own.stars) if own else ""),
    }  # fmt: skip
    return render(request, "shop/me/review.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


@require_GET
@for_readers
def mine(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what a reader wrote about titles, and what became of it."""
    rows = queries.own_reviews(member_id=reader.member_id, actor=reader.actor)
    return render(request, "shop/me/reviews.html", {"reader": reader, "rows": rows})


def _draft(request: HttpRequest, reader: Reader, item_id: int) -> services.ReviewDraft:
    sent = request.POST
    return services.ReviewDraft(
        member_id=reader.member_id, item_id=item_id, stars=id_in(sent.get("stars", "")),
        headline=sent.get("headline", "")[:200], text=sent.get("text", "")[:8000], shown_as=_called(reader, request),
    )  # fmt: skip


def _called(reader: Reader, request: HttpRequest) -> str:
    """Return how a reader wants to be called in public: never by their whole name unless they type it."""
    return request.POST.get("shown_as", "").strip()[:40] or reader.nickname or _veiled(reader)


def _veiled(reader: Reader) -> str:
    return f"{reader.name[:1]}**"
