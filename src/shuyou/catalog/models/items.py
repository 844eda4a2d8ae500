"""Items: everything that can be sold, from a novel to a violin."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7


class Category(models.Model):
    """A class of a classification: CLC letters, the shop's own shelves."""

    scheme = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["scheme", "code"], name="category_once_per_scheme"),)


class Work(models.Model):
    """What an author made; its editions are items."""

    title = models.CharField(max_length=300)


class Item(models.Model):
    """One thing that can be sold: an edition with its own price. An item is not an ISBN."""

    class Kind(models.TextChoices):
        BOOK = "book", _("Book")
        PERIODICAL = "periodical", _("Periodical")
        AUDIO_VISUAL = "av", _("Audio and video")
        E_PUBLICATION = "epub", _("E-publication")
        STATIONERY = "stationery", _("Stationery")
        SPORTS = "sports", _("Sports goods")
        INSTRUMENT = "instrument", _("Musical instrument")
        ART = "art", _("Art")
        TOY = "toy", _("Toy")
        DIGITAL = "digital", _("Digital goods")
        TICKET = "ticket", _("Ticket")
        OTHER = "other", _("Other goods")

    class ValueClass(models.TextChoices):
        EVERYDAY = "everyday", _("Everyday goods")
        HIGH_VALUE = "high_value", _("High-value goods")

    class Status(models.TextChoices):
        ANNOUNCED = "announced", _("Announced")
        AVAILABLE = "available", _("Available")
        REPRINTING = "reprinting", _("Reprinting")
        OUT_OF_PRINT = "out_of_print", _("Out of print")
        WITHDRAWN = "withdrawn", _("Withdrawn from sale")

    class Audience(models.TextChoices):
        UNKNOWN = "", _("Not said")
        GENERAL = "general", _("General readers")
        CHILDREN = "children", _("Children")
        YOUNG_ADULT = "young_adult", _("Young adults")
        SCHOOL = "school", _("School")
        TERTIARY = "tertiary", _("University")
        PROFESSIONAL = "professional", _("Professionals")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    work = models.ForeignKey(Work, on_delete=models.PROTECT, null=True, related_name="items")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.BOOK)
    value_class = models.CharField(
        max_length=10, choices=ValueClass, default=ValueClass.EVERYDAY, db_default=ValueClass.EVERYDAY
    )
    title = models.CharField(max_length=300)
    subtitle = models.CharField(max_length=300, blank=True)
    publisher = models.ForeignKey("catalog.Publisher", on_delete=models.PROTECT, null=True, related_name="items")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="items", db_index=False)
    series = models.ForeignKey(
        "catalog.Series", on_delete=models.PROTECT, null=True, related_name="items", db_index=False
    )
    volume = models.CharField(max_length=20, blank=True, default="", db_default="")
    language = models.CharField(max_length=10, blank=True)
    published = models.CharField(max_length=10, blank=True)
    edition = models.CharField(max_length=60, blank=True)
    printing = models.CharField(max_length=30, blank=True, default="", db_default="")
    """Which printing of the edition (印次)."""
    book_format = models.CharField(max_length=30, blank=True, default="", db_default="")
    """The cut of the sheet (开本), such as 16开."""
    binding = models.CharField(max_length=30, blank=True)
    pages = models.PositiveIntegerField(null=True)
    cip = models.CharField(max_length=30, blank=True, default="", db_default="")
    """The number of the national cataloguing record (CIP)."""
    audience = models.CharField(max_length=12, blank=True, choices=Audience, default="", db_default="")
    grade_from = models.PositiveSmallIntegerField(null=True)
    grade_to = models.PositiveSmallIntegerField(null=True)
    """School years: 0 kindergarten, 1–6 primary, 7–9 junior, 10–12 senior secondary school."""
    school_subject = models.CharField(max_length=20, blank=True, default="", db_default="")
    model = models.CharField(max_length=60, blank=True, default="", db_default="")
    size = models.CharField(max_length=60, blank=True, default="", db_default="")
    weight = models.PositiveIntegerField(null=True)
    """In grams."""
    validity_days = models.PositiveIntegerField(null=True)
    """How long one copy may be sold after it was made."""
    is_batched = models.BooleanField(default=False, db_default=False)
    is_numbered = models.BooleanField(default=False, db_default=False)
    """Each copy has a number of its own, as collectors' editions have."""
    attributes = models.JSONField(default=dict, db_default={})
    """What only this kind of goods has (see `shuyou.catalog.rules.attributes`)."""
    blurb = models.TextField(blank=True)
    blurb_en = models.TextField(blank=True, default="", db_default="")
    cover = models.CharField(max_length=200, blank=True, default="", db_default="")
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    is_price_synthetic = models.BooleanField(default=False)
    status = models.CharField(max_length=12, choices=Status, default=Status.AVAILABLE)
    barred_channels = ArrayField(models.CharField(max_length=12), default=list, db_default=[])
    """Channels that must not sell it."""
    has_fixed_price = models.BooleanField(default=False, db_default=False)
    """Nobody pays less than the list price."""
    earns_no_points = models.BooleanField(default=False, db_default=False)
    least_age = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=40)
    source_key = models.CharField(max_length=80)
    told_at = models.DateTimeField(null=True)
    """When its source sent what is kept: an older message changes nothing."""
    own_fields = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    """Fields that staff wrote: files leave them alone."""
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="absorbed", db_index=False
    )
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "source_key"], name="item_once_per_source"),
            models.CheckConstraint(condition=Q(list_price__gte=0), name="list_price_not_negative"),
            models.CheckConstraint(
                condition=Q(grade_from=None, grade_to=None)
                | (~Q(grade_from=None) & ~Q(grade_to=None) & Q(grade_from__lte=F("grade_to"), grade_to__lte=12)),
                name="school_years_in_order",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | (Q(status="withdrawn") & ~Q(merged_into=F("id"))),
                name="merged_item_not_sold",
            ),
        )
        indexes = (
            models.Index(fields=["category", "-id"], name="item_by_category"),
            models.Index(fields=["series", "volume", "id"], name="items_of_series", condition=~Q(series=None)),
            models.Index(fields=["merged_into"], name="items_merged", condition=~Q(merged_into=None)),
        )
