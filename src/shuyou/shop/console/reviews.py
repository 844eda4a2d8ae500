"""What readers wrote about titles, read by staff before everybody reads it."""

from datetime import UTC, datetime
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, id_in
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.lists import Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, status_of
from shuyou.kernel.templatetags.ui import moment
from shuyou.shop import queries, services
from shuyou.shop.console.sections import ANY, TABS, ListPage
from shuyou.shop.models import Review
from shuyou.shop.queries import DeskReview, ReviewFilter

TONES: Final = {"waiting": "warn", "published": "good", "refused": "bad"}
STARS: Final = [ANY, *((str(n), "★" * n) for n in (5, 4, 3, 2, 1))]


class ReviewFilterForm(FilterForm):
    """Which reviews the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *Review.State.choices])
    stars = forms.ChoiceField(label=_("Stars"), required=False, choices=STARS)
    words = forms.CharField(label=_("Words in it"), required=False, max_length=40)

    def wanted(self) -> ReviewFilter:
        """Return the filter."""
        return ReviewFilter(**self.given())


REVIEWS: Final = ListPage[DeskReview](
    name="shop_desk:reviews",
    title=_("Reviews"),
    permission="shop.view",
    form=ReviewFilterForm,
    read=queries.list_reviews,
    columns=(
        Column(
            label=_("Title"), text=lambda row: row.title, sort="pk",
            url=lambda row: reverse("shop_desk:review", args=[row.review_id]),
        ),
        Column(label=_("Stars"), text=lambda row: "★" * row.stars, sort="stars"),
        Column(label=_("Review"), text=lambda row: row.headline or row.text[:40]),
        Column(label=_("Member"), text=lambda row: row.member_name, names="members.export"),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Found helpful"), text=lambda row: row.helpful, cls="num", sort="helpful"),
        Column(label=_("When"), text=lambda row: moment(row.written_at), sort="written_at"),
    ),
    empty=_("No reader has written yet."),
    advice=_("Below each book in the shop is a place for readers' words; they come in here first."),
)  # fmt: skip


@require_GET
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """Show a review with what was answered to it, and let staff decide."""
    return _page(request, review_id, None)


@require_POST
def review_deed(request: HttpRequest, review_id: int, what: str) -> HttpResponse:
    """Publish a review, or refuse it with a reason; likewise an answer; or answer for the shop."""
    actor, at, sent = actor_of(request), clock.now(), request.POST
    is_published, reason = sent.get("do") == "publish", sent.get("reason", "")[:200]

    def act() -> None:
        if what == "decide":
            services.decide_review(
                review_id=review_id, written_at=_moment(sent.get("written_at", "")), is_published=is_published,
                reason=reason, actor=actor, at=at,
            )  # fmt: skip
        elif what == "answer":
            shop = gettext("the shop")
            services.answer_for_shop(
                review_id=review_id, text=sent.get("text", "")[:4000], shown_as=shop, actor=actor, at=at
            )
        elif what == "answers":
            services.decide_answer(
                answer_id=id_in(sent.get("answer", "")), is_published=is_published, reason=reason, actor=actor, at=at
            )
        else:
            raise NotFound(what=gettext("page"), key=what)

    url = reverse("shop_desk:review", args=[review_id])
    return deed(request, act, url=url, said=gettext("Done."), draw=lambda again, why: _page(again, review_id, why))


def _moment(text: str) -> datetime:
    """Return the moment at which what was read had been written; what is no moment is never that one."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _page(request: HttpRequest, review_id: int, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    page = queries.review_page(review_id=review_id, actor=actor)
    seen = {
        "page": page, "row": page.row, "tone": TONES[page.row.state], "refusal": refusal, "sent": request.POST,
        "tabs": tabs_of(TABS, "shop_desk:reviews", actor), "may_decide": actor.may("shop.moderate"),
        "written_at": page.row.written_at.isoformat(),
    }  # fmt: skip
    return render(request, "shop/desk/review.html", seen, status=status_of(refusal))
