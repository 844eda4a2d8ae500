"""What became of items: fields changed, items merged, files that came in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.models.items import Item
from shuyou.kernel.models import User
from shuyou.kernel.uids import uuid7


class ItemChange(models.Model):
    """One field of an item that a form or a file changed: added, never changed."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="changes", db_index=False)
    run_id = models.BigIntegerField(null=True)
    """The import that did it; None: somebody on a page."""
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    changed_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["item", "-id"], name="changes_of_item"),
            models.Index(fields=["field", "-id"], name="changes_by_field"),
            models.Index(fields=["run_id", "id"], name="changes_of_run", condition=models.Q(run_id__isnull=False)),
        )


class ItemMerge(models.Model):
    """Two items that were one: what moved, so that it can be moved back."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kept = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="merges_away")
    status_before = models.CharField(max_length=12)
    moved = models.JSONField(default=dict)
    """Ids of the rows that moved, by table."""
    merged_by = models.CharField(max_length=80)
    merged_at = models.DateTimeField()
    undone_by = models.CharField(max_length=80, blank=True, default="", db_default="")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["gone"], condition=models.Q(undone_at=None), name="item_merged_away_once"),
        )


class BookMapping(models.Model):
    """Which column of a supplier's list means what, remembered for the next list like it."""

    name = models.CharField(max_length=60, unique=True)
    columns = models.JSONField()
    """Heading by field."""
    source = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="book_mappings", db_index=False)
    used_at = models.DateTimeField()


class BookIntake(models.Model):
    """A book list that was handed in, and what came of it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Not started")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        FAILED = "failed", _("Broken off")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    file = models.CharField(max_length=300)
    """What is kept of it: the file itself until it is read, then the records that were refused; else nothing."""
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=12)
    reading = models.JSONField(default=dict)
    """Source, mapping, currency and rates, as somebody chose them."""
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    run_id = models.BigIntegerField(null=True)
    position = models.BigIntegerField(default=0, db_default=0)
    size = models.BigIntegerField(default=0, db_default=0)
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["-started_at", "-id"], name="book_intakes_by_time"),)
