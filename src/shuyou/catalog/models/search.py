"""What titles are found and listed by: narrow rows beside each item, and other words for the same."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from shuyou.catalog.models.items import Item


class TitleSearch(models.Model):
    """What title search reads: a narrow row beside each item, kept in the same transaction."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, primary_key=True, related_name="search")
    norm = models.TextField()
    """Title, subtitle, series and people as search compares them, set apart by bars."""
    toks = ArrayField(models.TextField())
    """Marks that it is found by (see `shuyou.catalog.rules.titles`)."""
    initials = models.TextField()
    rank = models.IntegerField(default=0)
    is_hot = models.BooleanField(default=False)
    publisher_id = models.BigIntegerField(null=True)
    """From here on as the item has it: the database follows what becomes of the item."""
    category_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=10, default=Item.Kind.BOOK, db_default=Item.Kind.BOOK)
    status = models.CharField(max_length=12, default=Item.Status.AVAILABLE, db_default=Item.Status.AVAILABLE)
    price = models.DecimalField(max_digits=10, decimal_places=2, default=0, db_default=0)
    grades = models.SmallIntegerField(default=0, db_default=0)
    """A bit for each school year."""

    class Meta:
        indexes = (
            GinIndex(fields=["toks"], name="title_toks", fastupdate=False),
            GinIndex(fields=["toks"], name="title_toks_hot", fastupdate=False, condition=Q(is_hot=True)),
            models.Index(F("rank").desc(), name="title_rank_hot", condition=Q(is_hot=True)),
            models.Index("category_id", F("rank").desc(), name="title_of_shelf"),
            models.Index("publisher_id", F("rank").desc(), name="title_of_publisher"),
        )


class SynonymGroup(models.Model):
    """Words that mean the same to whoever searches."""

    changed_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()


class Synonym(models.Model):
    """One word of a group; no word is in two."""

    group = models.ForeignKey(SynonymGroup, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=40)
    norm = models.CharField(max_length=40, unique=True)
    """As search compares it."""

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(norm=""), name="synonym_has_letters"),)


class TitleListing(models.Model):
    """What lists sort and filter an item by, in one narrow row that the database itself keeps with every statement."""

    item = models.OneToOneField(
        Item, on_delete=models.CASCADE, primary_key=True, related_name="listing", db_constraint=False
    )
    by_title = models.CharField(max_length=40, db_collation="C", default="", db_default="")
    """The first letters of the title's characters."""
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    published = models.CharField(max_length=10, db_collation="C")
    rank = models.IntegerField(default=0, db_default=0)
    facets = ArrayField(models.BigIntegerField())
    """A number for each word that can be filtered by, such as kind:book (see `shuyou.catalog.rules.listing`)."""

    class Meta:
        indexes = (
            models.Index(fields=["by_title", "item"], name="titles_by_title"),
            models.Index(fields=["list_price", "item"], name="titles_by_price"),
            models.Index(fields=["published", "item"], name="titles_by_published"),
            models.Index(fields=["rank", "item"], name="titles_by_rank"),
            GinIndex(fields=["facets"], name="titles_facets"),
        )
