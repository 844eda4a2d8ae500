"""Catalogues that are sent out with an order form: their titles by number, and the forms that came back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CatalogueEdition(models.Model):
    """One catalogue as it was sent out, such as that of a quarter for lovers of history."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being made up")
        OUT = "out", _("Sent out")
        CLOSED = "closed", _("Closed")

    serial = models.PositiveSmallIntegerField(unique=True)
    """What stands for it in the codes of its forms, of three digits."""
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    sent_out = models.PositiveIntegerField(default=0)
    """To how many readers it went: what the response is measured by."""
    valid_to = models.DateField()
    """Until when orders by its forms are expected; later ones are taken too."""
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(serial__gte=1, serial__lte=999), name="edition_serial_three_digits"),
        )


class EditionTitle(models.Model):
    """A title of a catalogue under the number that is printed beside it."""

    edition = models.ForeignKey(CatalogueEdition, on_delete=models.CASCADE, related_name="titles", db_index=False)
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["edition", "position"], name="edition_number_once"),
            models.UniqueConstraint(fields=["edition", "item"], name="edition_title_once"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=999), name="edition_number_three_digits"),
        )


class FormTaken(models.Model):
    """A form that came back: which draft, and by its request key which order, it was taken into."""

    edition = models.ForeignKey(CatalogueEdition, on_delete=models.PROTECT, related_name="forms")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    """Makes a repeat of taking it harmless."""
    request_key = models.UUIDField(db_index=True)
    """Of the draft, and of the order that it becomes."""
    copies = models.PositiveIntegerField()
    taken_by = models.CharField(max_length=80)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(copies__gt=0), name="form_of_some_copies"),)
