"""What readers say of titles: reviews, what others answer, and who found which of them helpful."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from shuyou.kernel.uids import uuid7


class Review(models.Model):
    """What a reader thinks of a title; everybody sees it once staff have read it."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("a review", "To be read")
        PUBLISHED = "published", pgettext_lazy("a review", "Published")
        REFUSED = "refused", pgettext_lazy("a review", "Refused")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField()
    headline = models.CharField(max_length=80, blank=True)
    text = models.TextField(max_length=4000)
    shown_as = models.CharField(max_length=40)
    """How the reader is called beside it."""
    is_bought = models.BooleanField()
    """Whether the reader had bought the title here when they wrote."""
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    helpful = models.PositiveIntegerField(default=0)
    """How many readers found it helpful: the rows of votes, counted."""
    written_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "member"], name="review_of_title_by_reader"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="review_has_stars"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="review_waits_or_is_decided",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="refused_review_says_why"),
        )
        indexes = (
            models.Index(fields=["item", "-helpful", "-id"], name="reviews_of_title", condition=Q(state="published")),
            models.Index(fields=["id"], name="reviews_to_read", condition=Q(state="waiting")),
        )


class ReviewAnswer(models.Model):
    """What another reader, or the shop, says to a review."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="answers")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    shown_as = models.CharField(max_length=40)
    text = models.TextField(max_length=2000)
    state = models.CharField(max_length=9, choices=Review.State, default=Review.State.WAITING)
    written_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(member__isnull=False, staff=None) | Q(member=None, staff__isnull=False),
                name="answer_of_reader_or_staff",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="answer_waits_or_is_decided",
            ),
        )
        indexes = (models.Index(fields=["id"], name="answers_to_read", condition=Q(state="waiting")),)


class ReviewVote(models.Model):
    """A reader found a review helpful."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes", db_index=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    voted_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["review", "member"], name="helpful_once_by_reader"),)
