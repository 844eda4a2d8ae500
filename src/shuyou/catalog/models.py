"""Tables of the catalog: what can be sold, what it is called, and what it costs whom."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left, Now
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7


class Publisher(models.Model):
    """A publishing house."""

    name = models.CharField(max_length=120, unique=True)


class Contributor(models.Model):
    """An author, translator or illustrator, by the name on the title page."""

    name = models.CharField(max_length=160, unique=True)
    pinyin = models.CharField(max_length=320, blank=True)


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
        OTHER = "other", _("Other goods")

    class Status(models.TextChoices):
        ANNOUNCED = "announced", _("Announced")
        AVAILABLE = "available", _("Available")
        REPRINTING = "reprinting", _("Reprinting")
        OUT_OF_PRINT = "out_of_print", _("Out of print")
        WITHDRAWN = "withdrawn", _("Withdrawn from sale")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    work = models.ForeignKey(Work, on_delete=models.PROTECT, null=True, related_name="items")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.BOOK)
    title = models.CharField(max_length=300)
    subtitle = models.CharField(max_length=300, blank=True)
    publisher = models.ForeignKey(Publisher, on_delete=models.PROTECT, null=True, related_name="items")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="items", db_index=False)
    language = models.CharField(max_length=10, blank=True)
    published = models.CharField(max_length=10, blank=True)
    edition = models.CharField(max_length=60, blank=True)
    binding = models.CharField(max_length=30, blank=True)
    pages = models.PositiveIntegerField(null=True)
    blurb = models.TextField(blank=True)
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    is_price_synthetic = models.BooleanField(default=False)
    status = models.CharField(max_length=12, choices=Status, default=Status.AVAILABLE)
    source = models.CharField(max_length=40)
    source_key = models.CharField(max_length=80)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "source_key"], name="item_once_per_source"),
            models.CheckConstraint(condition=Q(list_price__gte=0), name="list_price_not_negative"),
        )
        indexes = (models.Index(fields=["category", "-id"], name="item_by_category"),)


class Contribution(models.Model):
    """Who did what for an item, in the order of the title page."""

    class Role(models.TextChoices):
        AUTHOR = "author", _("Author")
        TRANSLATOR = "translator", _("Translator")
        EDITOR = "editor", _("Editor")
        ILLUSTRATOR = "illustrator", _("Illustrator")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="contributions", db_index=False)
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="contributions")
    role = models.CharField(max_length=12, choices=Role, default=Role.AUTHOR)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "contributor", "role"], name="contribution_once_per_role"),
        )


class Identifier(models.Model):
    """A number an item goes by. Many to many: one number may mean several items, and a scan then asks."""

    class Kind(models.TextChoices):
        ISBN13 = "isbn13", "ISBN-13"
        ISBN10 = "isbn10", "ISBN-10"
        EAN = "ean", "EAN"
        OWN = "own", _("Own code")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="identifiers", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.CharField(max_length=40)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["item", "kind", "value"], name="identifier_once_per_item"),)
        indexes = (models.Index(OpClass("value", name="text_pattern_ops"), name="identifier_value"),)


class PriceList(models.Model):
    """A price list: a rate off the list price for all items, unless an item has an entry of its own."""

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=20)
    name_en = models.CharField(max_length=30)
    rate = models.DecimalField(max_digits=5, decimal_places=4)
    rank = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(rate__gt=0, rate__lte=1), name="rate_within_list"),)


class PriceEntry(models.Model):
    """An item's own rate on a price list."""

    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="entries")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="price_entries", db_index=False)
    rate = models.DecimalField(max_digits=5, decimal_places=4)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "price_list"], name="entry_once_per_list"),
            models.CheckConstraint(condition=Q(rate__gt=0, rate__lte=1), name="entry_rate_within_list"),
        )


class TitleSearch(models.Model):
    """What title search reads: a narrow row beside each item, kept in the same transaction."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, primary_key=True, related_name="search")
    norm = models.TextField()
    toks = ArrayField(models.TextField())
    initials = models.TextField()
    rank = models.IntegerField(default=0)
    is_hot = models.BooleanField(default=False)

    class Meta:
        indexes = (
            GinIndex(fields=["toks"], name="title_toks", fastupdate=False),
            GinIndex(fields=["toks"], name="title_toks_hot", fastupdate=False, condition=Q(is_hot=True)),
            models.Index(Left("initials", 4), models.F("rank").desc(), name="title_initials"),
            models.Index(models.F("rank").desc(), name="title_rank_hot", condition=Q(is_hot=True)),
        )
