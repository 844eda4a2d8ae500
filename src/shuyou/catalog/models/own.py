"""What a club orders its titles by itself: classes of its own, and views of the list that staff come back to."""

from django.db import models
from django.db.models import Q

from shuyou.catalog.models.items import Item
from shuyou.kernel.models import User


class OwnClass(models.Model):
    """A class of the club's own tree; its code tells where it stands: B.02 is part of B."""

    code = models.CharField(max_length=30, unique=True, db_collation="C")
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9]{1,4}(\.[A-Z0-9]{1,4}){0,4}$"), name="own_class_code_is_dotted"
            ),
        )


class Filing(models.Model):
    """A title that stands in a class of the club's own; files from outside leave it alone."""

    own_class = models.ForeignKey(OwnClass, on_delete=models.PROTECT, related_name="filings", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="filings", db_index=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["own_class", "item"], name="filed_once_per_class"),)
        indexes = (models.Index(fields=["item", "own_class"], name="filings_of_item"),)


class TitleView(models.Model):
    """A filter of the list of titles that somebody comes back to."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="title_views", db_index=False)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)
    """The list's address after the question mark."""
    is_shared = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "name"], name="title_view_once_per_owner"),)
