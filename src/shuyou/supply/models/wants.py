"""The want list (缺书登记): titles that readers asked for and the club does not have."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.supply.models.places import Warehouse
from shuyou.supply.models.purchases import PurchaseLine


class Want(models.Model):
    """A reader's wish for a title: looked for, ordered, held when it comes, handed over."""

    class State(models.TextChoices):
        OPEN = "open", _("To be looked for")
        FOUND = "found", _("Found, to be ordered")
        ORDERED = "ordered", _("Ordered")
        HELD = "held", _("Held for the reader")
        DONE = "done", _("Handed over")
        CLOSED = "closed", _("Given up")

    number = models.CharField(max_length=20, unique=True)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=300)
    author = models.CharField(max_length=160, blank=True)
    isbn = models.CharField(max_length=20, blank=True)
    copies = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    purchase_line = models.ForeignKey(PurchaseLine, on_delete=models.SET_NULL, null=True, related_name="wants")
    asked_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    held_until = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    holding = models.PositiveSmallIntegerField(default=0, db_default=0)
    """How often copies that were held for it went to somebody else."""

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(copies__gt=0), name="something_is_wanted"),)
        indexes = (models.Index(fields=["state", "-id"], name="want_by_state"),)
