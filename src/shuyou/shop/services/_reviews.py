"""Reviews: written by readers, read by staff before everybody, answered, found helpful, taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import printed
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members
from shuyou.orders import queries as orders
from shuyou.shop.errors import (
    DecidedMeanwhile,
    OwnReview,
    RefusalNeedsReason,
    ReviewEmpty,
    StarsWrong,
    TitleNotSold,
    TooManyReviews,
)
from shuyou.shop.events import (
    AnswerDecided,
    ReviewAnswered,
    ReviewDecided,
    ReviewFoundHelpful,
    ReviewWithdrawn,
    ReviewWritten,
)
from shuyou.shop.models import Review, ReviewAnswer, ReviewVote

LEAST: Final = 5
MOST_A_DAY: Final = 20
LONGEST: Final = 4000
LONGEST_ANSWER: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDraft:
    """What a reader says of a title, and how they want to be called beside it."""

    member_id: int
    item_id: int
    stars: int
    headline: str
    text: str
    shown_as: str


@use_case("shop.write_reviews")
def write_review(draft: ReviewDraft, *, actor: Actor, at: datetime) -> int:
    """
    Keep what a reader says of a title, in place of what they said before; staff read it before everybody does.

    :raises StarsWrong: ReviewEmpty: it says nothing. TooManyReviews: enough for today.
    :raises TitleNotSold: the shop does not have that title.
    """
    text = _words(draft.text, LONGEST)
    if not 1 <= draft.stars <= 5:
        raise StarsWrong(value=draft.stars)
    if not catalog.item_rows(item_ids=[draft.item_id]):
        raise TitleNotSold(item_id=draft.item_id)
    member = members.hold_kept_member(member_id=draft.member_id)
    today = Review.objects.filter(member_id=member.member_id, written_at__gt=at - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise TooManyReviews(most=MOST_A_DAY)
    said = {
        "stars": draft.stars, "headline": printed(draft.headline)[:80], "text": text,
        "shown_as": printed(draft.shown_as)[:40], "state": Review.State.WAITING, "written_at": at,
        "decided_at": None, "decided_by": None, "reason": "",
        "is_bought": orders.has_bought(member_id=member.member_id, item_id=draft.item_id, actor=actor),
    }  # fmt: skip
    review, _is_new = Review.objects.update_or_create(item_id=draft.item_id, member_id=member.member_id, defaults=said)
    told = ReviewWritten(review_id=review.pk, item_id=review.item_id, member_id=review.member_id)
    publish(told, actor=actor, at=at)
    return review.pk


@use_case("shop.write_reviews")
def withdraw_review(*, member_id: int, item_id: int, actor: Actor, at: datetime) -> None:
    """
    Forget a reader's review with what was answered to it.

    :raises NotFound: they have written none.
    """
    review = Review.objects.select_for_update().filter(member_id=member_id, item_id=item_id).first()
    if review is None:
        raise NotFound(what="review", key=item_id)
    told = ReviewWithdrawn(review_id=review.pk, item_id=item_id, member_id=member_id)
    review.delete()
    publish(told, actor=actor, at=at)


@use_case("shop.moderate")
def decide_review(
    *, review_id: int, written_at: datetime, is_published: bool, reason: str, actor: Actor, at: datetime
) -> None:  # fmt: skip
    """
    Let everybody see a review as it was read, or nobody; what was published can be taken away later.

    :raises NotFound: it was taken back.
    :raises DecidedMeanwhile: it was written anew since `written_at`, or somebody decided the same.
    :raises RefusalNeedsReason: it is refused without one.
    """
    why = _reason(reason, is_published)
    review = Review.objects.select_for_update(no_key=True).filter(pk=review_id).first()
    if review is None:
        raise NotFound(what="review", key=review_id)
    state = Review.State.PUBLISHED if is_published else Review.State.REFUSED
    if review.written_at != written_at or review.state == state:
        raise DecidedMeanwhile
    review.state, review.reason, review.decided_at, review.decided_by_id = state, why, at, int(actor.id)
    review.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    told = ReviewDecided(
        review_id=review.pk, item_id=review.item_id, member_id=review.member_id, is_published=is_published
    )
    publish(told, actor=actor, at=at)


@use_case("shop.write_reviews")
def answer_review(
    *, review_id: int, member_id: int, text: str, shown_as: str, actor: Actor, at: datetime
) -> int:  # fmt: skip
    """
    Keep what a reader answers to a review that everybody sees; staff read it first.

    :raises NotFound: there is no such review. ReviewEmpty: nothing is said. TooManyReviews: enough for today.
    """
    words = _words(text, LONGEST_ANSWER)
    member = members.hold_kept_member(member_id=member_id)
    today = ReviewAnswer.objects.filter(member_id=member.member_id, written_at__gt=at - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise TooManyReviews(most=MOST_A_DAY)
    review = _published(review_id)
    answer = ReviewAnswer.objects.create(
        review=review, member_id=member.member_id, shown_as=printed(shown_as)[:40], text=words, written_at=at
    )
    publish(ReviewAnswered(review_id=review.pk, answer_id=answer.pk, by_staff=False), actor=actor, at=at)
    return answer.pk


@use_case("shop.moderate")
def answer_for_shop(*, review_id: int, text: str, shown_as: str, actor: Actor, at: datetime) -> int:
    """
    Say something to a review in the shop's name; everybody sees it at once.

    :raises NotFound: there is no such review. ReviewEmpty: nothing is said.
    """
    review = _published(review_id)
    answer = ReviewAnswer.objects.create(
        review=review, staff_id=int(actor.id), shown_as=printed(shown_as)[:40], text=_words(text, LONGEST_ANSWER),
        state=Review.State.PUBLISHED, written_at=at, decided_at=at, decided_by_id=int(actor.id),
    )  # fmt: skip
    publish(ReviewAnswered(review_id=review.pk, answer_id=answer.pk, by_staff=True), actor=actor, at=at)
    return answer.pk


@use_case("shop.moderate")
def decide_answer(*, answer_id: int, is_published: bool, reason: str, actor: Actor, at: datetime) -> None:
    """
    Let everybody see what a reader answered, or nobody.

    :raises NotFound: there is none. DecidedMeanwhile: somebody decided the same. RefusalNeedsReason: it has none.
    """
    why = _reason(reason, is_published)
    answer = ReviewAnswer.objects.select_for_update(no_key=True).filter(pk=answer_id).first()
    if answer is None:
        raise NotFound(what="answer", key=answer_id)
    state = Review.State.PUBLISHED if is_published else Review.State.REFUSED
    if answer.state == state:
        raise DecidedMeanwhile
    answer.state, answer.reason, answer.decided_at, answer.decided_by_id = state, why, at, int(actor.id)
    answer.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    told = AnswerDecided(review_id=answer.review_id, answer_id=answer.pk, is_published=is_published)
    publish(told, actor=actor, at=at)


@use_case("shop.write_reviews")
def find_helpful(*, review_id: int, member_id: int, is_helpful: bool, actor: Actor, at: datetime) -> int:
    """
    Note that a reader finds a review helpful, once, or no longer; return how many do.

    :raises NotFound: there is no such review. OwnReview: it is their own.
    """
    member = members.hold_kept_member(member_id=member_id)
    review = Review.objects.select_for_update(no_key=True).filter(pk=review_id, state=Review.State.PUBLISHED).first()
    if review is None:
        raise NotFound(what="review", key=review_id)
    if review.member_id == member.member_id:
        raise OwnReview
    voted = ReviewVote.objects.filter(review=review, member_id=member.member_id)
    if is_helpful == voted.exists():
        return review.helpful
    if is_helpful:
        ReviewVote.objects.create(review=review, member_id=member.member_id, voted_at=at)
    else:
        voted.delete()
    Review.objects.filter(pk=review.pk).update(helpful=F("helpful") + (1 if is_helpful else -1))
    told = ReviewFoundHelpful(review_id=review.pk, member_id=member.member_id, is_helpful=is_helpful)
    publish(told, actor=actor, at=at)
    return review.helpful + (1 if is_helpful else -1)


def _published(review_id: int) -> Review:
    review = Review.objects.filter(pk=review_id, state=Review.State.PUBLISHED).first()
    if review is None:
        raise NotFound(what="review", key=review_id)
    return review


def _words(text: str, longest: int) -> str:
    lines = "\n".join(printed(line) for line in text.replace("\r\n", "\n").split("\n")).strip()[:longest]
    if len(lines) < LEAST:
        raise ReviewEmpty(least=LEAST)
    return lines


def _reason(reason: str, is_published: bool) -> str:
    why = printed(reason)[:200]
    if not is_published and not why:
        raise RefusalNeedsReason
    return "" if is_published else why
