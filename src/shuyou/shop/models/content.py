"""What staff write for the shop: pages, banners, lists of titles, answers, and how the shop looks for a while."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy


class Piece(models.Model):
    """Something written for the window, shown from a day on until another, once it is published."""

    class Kind(models.TextChoices):
        PAGE = "page", pgettext_lazy("for the window", "Page")
        BANNER = "banner", pgettext_lazy("for the window", "Banner")
        LIST = "list", pgettext_lazy("for the window", "List of titles")
        THEME = "theme", pgettext_lazy("for the window", "Look of the shop")
        QUESTION = "question", pgettext_lazy("for the window", "Question and answer")

    class Style(models.TextChoices):
        PAPER = "paper", pgettext_lazy("a look", "Paper")
        SPRING = "spring", pgettext_lazy("a look", "Spring green")
        FESTIVAL = "festival", pgettext_lazy("a look", "Festive red")
        INDIGO = "indigo", pgettext_lazy("a look", "Indigo")

    kind = models.CharField(max_length=8, choices=Kind)
    slug = models.SlugField(max_length=40, unique=True)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=80, blank=True)
    text_zh = models.TextField(max_length=20_000, blank=True)
    text_en = models.TextField(max_length=20_000, blank=True)
    link = models.CharField(max_length=200, blank=True)
    """Where a banner leads: a place of this shop."""
    style = models.CharField(max_length=8, choices=Style, default=Style.PAPER)
    position = models.PositiveSmallIntegerField(default=10)
    is_published = models.BooleanField(default=False)
    shown_from = models.DateTimeField(null=True)
    shown_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(shown_from=None) | Q(shown_until=None) | Q(shown_until__gt=F("shown_from")),
                name="piece_ends_after_start",
            ),
        )
        indexes = (
            models.Index(fields=["kind", "position", "id"], name="pieces_shown", condition=Q(is_published=True)),
        )


class PieceTitle(models.Model):
    """A title of a list, with a word of whoever chose it."""

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="titles", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["piece", "item"], name="title_once_in_list"),)
