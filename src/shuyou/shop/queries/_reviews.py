"""Reviews as everybody reads them, as their reader keeps them, and as staff have to read them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import Change, row_history
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.shop.models import Review, ReviewAnswer, ReviewVote

SHOWN: Final = 5
State = Review.State

SUMS: Final = """
    SELECT stars, count(*) FROM shop_review WHERE item_id = %(item)s AND state = 'published' GROUP BY 1
"""
# Of the reviews of a page: what was answered, the oldest first, in the same trip.
_SHOWN: Final = """
    SELECT r.id, r.uid::text, r.stars, r.headline, r.text, r.shown_as, r.is_bought, r.helpful, r.written_at,
           r.member_id,
           coalesce((SELECT jsonb_agg(jsonb_build_array(a.shown_as, a.text, a.staff_id IS NOT NULL, a.written_at)
                            ORDER BY a.id)
                       FROM shop_reviewanswer a WHERE a.review_id = r.id AND a.state = 'published'), '[]')::text
      FROM shop_review r
     WHERE r.item_id = %(item)s AND r.state = 'published'
       AND (%(after)s = 0 OR (r.helpful, r.id) <
            (SELECT helpful, id FROM shop_review WHERE id = %(after)s))
     ORDER BY r.helpful DESC, r.id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What was answered to a review."""

    shown_as: str
    text: str
    is_staff: bool
    written_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review as everybody reads it."""

    review_id: int
    uid: str
    stars: int
    headline: str
    text: str
    shown_as: str
    is_bought: bool
    helpful: int
    written_at: datetime
    member_id: int
    answers: tuple[AnswerRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSums:
    """How many readers gave how many stars."""

    by_stars: Mapping[int, int]

    @property
    def total(self) -> int:
        """How many reviews there are."""
        return sum(self.by_stars.values())

    @property
    def mean(self) -> float:
        """The mean of the stars; 0 if nobody gave any."""
        return sum(stars * count for stars, count in self.by_stars.items()) / self.total if self.total else 0.0

    @property
    def bars(self) -> Sequence[tuple[int, int]]:
        """Counts from five stars to one."""
        return [(stars, self.by_stars.get(stars, 0)) for stars in (5, 4, 3, 2, 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReview:
    """What a reader wrote about a title, and what became of it."""

    item_id: int
    item_uid: str
    title: str
    stars: int
    headline: str
    text: str
    shown_as: str
    state: str
    state_label: str
    reason: str
    helpful: int
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFilter:
    """Which reviews the desk's list shows; empty: all."""

    state: str = ""
    stars: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskReview:
    """A review at the desk."""

    review_id: int
    title: str
    item_uid: str
    member_number: str
    member_name: str
    stars: int
    headline: str
    text: str
    shown_as: str
    is_bought: bool
    state: str
    state_label: str
    reason: str
    helpful: int
    written_at: datetime
    decided_at: datetime | None
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAnswer:
    """What was answered to a review, at the desk."""

    answer_id: int
    shown_as: str
    is_staff: bool
    text: str
    state: str
    state_label: str
    reason: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskReviewPage:
    """A review in full, with what was answered and what it was before."""

    row: DeskReview
    answers: tuple[DeskAnswer, ...]
    changes: tuple[Change, ...]


def review_sums(*, item_id: int) -> ReviewSums:
    """Return how many readers gave a title how many stars, in one query (index `reviews_of_title`)."""
    with planned() as cursor:
        cursor.execute(SUMS, {"item": item_id})
        return ReviewSums(by_stars=dict(cursor.fetchall()))


def reviews_of_title(*, item_id: int, after: int = 0, limit: int = SHOWN) -> Page[ReviewRow]:
    """Return what readers say of a title, the most helpful first, page by page, in one query."""
    with planned() as cursor:
        cursor.execute(_SHOWN, {"item": item_id, "after": after, "limit": limit + 1})
        rows = [replace(ReviewRow(*row[:-1]), answers=_answers(row[-1])) for row in cursor.fetchall()]
    shown = rows[:limit]
    return Page(tuple(shown), shown[-1].review_id if len(rows) > limit else 0)


def _answers(told: str) -> tuple[AnswerRow, ...]:
    return tuple(
        AnswerRow(shown_as, text, is_staff, datetime.fromisoformat(at))
        for shown_as, text, is_staff, at in json.loads(told)
    )


@query("members.view")
def own_review(*, member_id: int, item_id: int, actor: Actor) -> OwnReview | None:
    """Return what a reader wrote about a title; None: nothing."""
    found = _own(Review.objects.filter(member_id=member_id, item_id=item_id))
    return found[0] if found else None


@query("members.view")
def own_reviews(*, member_id: int, actor: Actor, limit: int = 50) -> list[OwnReview]:
    """Return a reader's reviews, the latest first, in one query."""
    return _own(Review.objects.filter(member_id=member_id).order_by("-written_at", "-pk")[:limit])


def _own(rows: QuerySet[Review]) -> list[OwnReview]:
    return [
        OwnReview(
            item_id=one.item_id, item_uid=str(one.item.uid), title=one.item.title, stars=one.stars,
            headline=one.headline, text=one.text, shown_as=one.shown_as, state=one.state,
            state_label=one.get_state_display(), reason=one.reason, helpful=one.helpful, written_at=one.written_at,
        )
        for one in rows.select_related("item")
    ]  # fmt: skip


@query("members.view")
def found_helpful(*, member_id: int, review_ids: Sequence[int], actor: Actor) -> frozenset[int]:
    """Return which of these reviews a reader found helpful."""
    voted = ReviewVote.objects.filter(member_id=member_id, review_id__in=review_ids)
    return frozenset(voted.values_list("review_id", flat=True))


@query("shop.view")
def list_reviews(*, wanted: ReviewFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[DeskReview]:
    """Return reviews that pass the filter, page by page."""
    rows = Review.objects.select_related("item", "member__person", "decided_by")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.stars:
        rows = rows.filter(stars=int(wanted.stars))
    if wanted.words:
        rows = rows.filter(text__icontains=wanted.words) | rows.filter(headline__icontains=wanted.words)
    found, after = behind(rows, place, limit=limit)
    return Page(tuple(_desk(one) for one in found), after)


@query("shop.view")
def review_page(*, review_id: int, actor: Actor) -> DeskReviewPage:
    """
    Return a review in full, in three queries.

    :raises NotFound: there is none.
    """
    one = Review.objects.select_related("item", "member__person", "decided_by").filter(pk=review_id).first()
    if one is None:
        raise NotFound(what="review", key=review_id)
    answers = tuple(
        DeskAnswer(
            answer_id=row.pk, shown_as=row.shown_as, is_staff=row.staff_id is not None, text=row.text,
            state=row.state, state_label=row.get_state_display(), reason=row.reason, written_at=row.written_at,
        )
        for row in ReviewAnswer.objects.filter(review_id=review_id).order_by("pk")
    )  # fmt: skip
    return DeskReviewPage(row=_desk(one), answers=answers, changes=tuple(row_history("shop_review", review_id)))


def _desk(one: Review) -> DeskReview:
    return DeskReview(
        review_id=one.pk, title=one.item.title, item_uid=str(one.item.uid), member_number=one.member.number,
        member_name=one.member.person.name, stars=one.stars, headline=one.headline, text=one.text,
        shown_as=one.shown_as, is_bought=one.is_bought, state=one.state, state_label=one.get_state_display(),
        reason=one.reason, helpful=one.helpful, written_at=one.written_at, decided_at=one.decided_at,
        decided_by=one.decided_by.full_name if one.decided_by else "",
    )  # fmt: skip


@query("shop.view")
def reviews_to_read(*, limit: int, actor: Actor) -> tuple[list[DeskReview], int]:
    """Return reviews that nobody has read, or on which an answer waits, the oldest first, and how many there are."""
    waiting = Review.objects.filter(state=State.WAITING) | Review.objects.filter(
        pk__in=ReviewAnswer.objects.filter(state=State.WAITING).values("review_id")
    )
    rows = waiting.select_related("item", "member__person", "decided_by").order_by("pk")
    return [_desk(one) for one in rows[:limit]], waiting.count()


def members_reviews_at(*, member_id: int, before: datetime, limit: int) -> list[OwnReview]:
    """Return a reader's reviews before a moment, for the timeline, in one query."""
    return _own(Review.objects.filter(member_id=member_id, written_at__lt=before).order_by("-written_at")[:limit])
