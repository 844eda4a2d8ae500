"""Files of orders that were handed in, ways to read them that somebody saved, and the orders they brought."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.models import User
from shuyou.orders.models.order import Order


class OrderMapping(models.Model):
    """A way to read files of orders that somebody saved: which heading is what, and what holds unless said."""

    name = models.CharField(max_length=60)
    columns = models.JSONField(default=dict)
    """Heading by field."""
    source = models.CharField(max_length=40)
    channel = models.CharField(max_length=12)
    payment = models.CharField(max_length=12)
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="order_mappings", db_index=False)
    used_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name"], name="order_mapping_once"),)


class OrderFile(models.Model):
    """A file of orders that was handed in, and what came of it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Not started")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        FAILED = "failed", _("Broken off")

    file = models.CharField(max_length=300)
    """What is kept of it: the file itself until it is read, then the rows that were refused; else nothing."""
    file_name = models.CharField(max_length=200)
    reading = models.JSONField(default=dict)
    """Columns, source, channel and payment, as somebody chose them."""
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    position = models.BigIntegerField(default=0, db_default=0)
    size = models.BigIntegerField(default=0, db_default=0)
    """How far the file has been read, and how much there is to read, both in its own units."""
    rows = models.PositiveIntegerField(default=0)
    """Orders read."""
    placed = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    handed_in_by = models.CharField(max_length=80)
    handed_in_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class FiledOrder(models.Model):
    """An order that a file brought."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, primary_key=True, related_name="filed")
    file = models.ForeignKey(OrderFile, on_delete=models.PROTECT, related_name="orders")
