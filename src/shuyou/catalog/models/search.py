"""What titles are found and listed by: narrow rows beside each item."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left

from shuyou.catalog.models.items import Item


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
