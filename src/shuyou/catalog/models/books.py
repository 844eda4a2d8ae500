"""What makes an item a book: who made it, who published it, what it goes by, what it is about."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.models.items import Item


class Publisher(models.Model):
    """A publishing house."""

    name = models.CharField(max_length=120, unique=True)


class Series(models.Model):
    """A series of books, by its name."""

    name = models.CharField(max_length=160, unique=True)


class Contributor(models.Model):
    """An author, translator or illustrator, by the name on the title page."""

    name = models.CharField(max_length=160, unique=True)
    pinyin = models.CharField(max_length=320, blank=True)


class Contribution(models.Model):
    """Who did what for an item, in the order of the title page."""

    class Role(models.TextChoices):
        AUTHOR = "author", _("Author")
        TRANSLATOR = "translator", _("Translator")
        EDITOR = "editor", _("Editor")
        ILLUSTRATOR = "illustrator", _("Illustrator")
        PHOTOGRAPHER = "photographer", _("Photographer")
        COMPOSER = "composer", _("Composer")
        PERFORMER = "performer", _("Performer")
        NARRATOR = "narrator", _("Narrator")
        DIRECTOR = "director", _("Director")

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
        ISSN = "issn", "ISSN"
        ISMN = "ismn", "ISMN"
        ISRC = "isrc", "ISRC"
        EAN = "ean", "EAN"
        OWN = "own", _("Own code")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="identifiers", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.CharField(max_length=40)
    add_on = models.CharField(max_length=5, blank=True, default="", db_default="")
    """The two or five digits that stand beside the bars: an issue, a price, which of several books of one ISBN."""
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "kind", "value"], name="identifier_once_per_item"),
            models.CheckConstraint(condition=Q(add_on__regex=r"^([0-9]{2}|[0-9]{5})?$"), name="add_on_is_two_or_five"),
        )
        indexes = (models.Index(OpClass("value", name="text_pattern_ops"), name="identifier_value"),)


class Subject(models.Model):
    """What an item is about, by one code of one scheme: CLC I247.5, Thema FBA. An item has many."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="subjects", db_index=False)
    scheme = models.CharField(max_length=12)
    code = models.CharField(max_length=60)
    heading = models.CharField(max_length=120, blank=True)
    is_main = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["item", "scheme", "code"], name="subject_once_per_item"),)
        indexes = (models.Index("scheme", OpClass("code", name="text_pattern_ops"), name="subject_by_code"),)
