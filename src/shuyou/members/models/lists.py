"""Lists that staff keep: views with filters and columns, what left the house, what was done to many at once."""

from datetime import date
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.models import User
from shuyou.kernel.uids import uuid7
from shuyou.members.models.people import Person

NEVER: Final = date(1900, 1, 1)
"""The last purchase of who never bought anything: lists in that order have them at the end."""


class Listing(models.Model):
    """
    What lists sort and filter a member by, in one narrow row that the database itself keeps up to date at each commit.

    Members who were merged into another, and those who were erased, are not listed.
    """

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="listing", db_constraint=False
    )
    by_name = models.CharField(max_length=60, db_collation="C")
    """Pinyin, then the name itself."""
    by_number = models.CharField(max_length=21, db_collation="C")
    """The member number behind a letter for its length, so that M999 comes before M1000."""
    joined_on = models.DateField()
    born_on = models.DateField(null=True)
    is_restricted = models.BooleanField()
    activity = models.IntegerField(default=0, db_default=0)
    facets = ArrayField(models.BigIntegerField())
    """A number for each word that can be filtered by, such as city:杭州 (see `shuyou.members.rules.listing`)."""
    surname = models.CharField(max_length=1, default="", db_default="")
    """The first character of the name."""
    orders = models.IntegerField(default=0, db_default=0)
    """This and what follows is told by packages that know it (see `shuyou.kernel.registry.MeasureSource`)."""
    spent = models.DecimalField(max_digits=14, decimal_places=2, default=0, db_default=0)
    year_spent = models.DecimalField(max_digits=14, decimal_places=2, default=0, db_default=0)
    bought_on = models.DateField(default=NEVER, db_default=NEVER)
    points = models.IntegerField(default=0, db_default=0)

    class Meta:
        indexes = (
            models.Index(fields=["by_name", "person"], name="listing_by_name"),
            models.Index(fields=["by_number", "person"], name="listing_by_number"),
            models.Index(fields=["joined_on", "person"], name="listing_by_joined"),
            models.Index(fields=["activity", "person"], name="listing_by_activity"),
            GinIndex(fields=["facets"], name="listing_facets"),
            models.Index(fields=["surname", "by_name", "person"], name="listing_by_surname"),
            models.Index(fields=["born_on", "person"], name="listing_by_birth"),
            models.Index(fields=["orders", "person"], name="listing_by_orders"),
            models.Index(fields=["spent", "person"], name="listing_by_spent"),
            models.Index(fields=["year_spent", "person"], name="listing_by_year_spent"),
            models.Index(fields=["bought_on", "person"], name="listing_by_bought"),
            models.Index(fields=["points", "person"], name="listing_by_points"),
        )


class SavedView(models.Model):
    """A filter of the members list that somebody comes back to."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=60)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="member_views", db_index=False)
    is_shared = models.BooleanField(default=False)
    query = models.CharField(max_length=2000)
    """The list's address after the question mark."""
    is_default = models.BooleanField(default=False, db_default=False)
    """The one that opens when its owner asks for members."""
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "name"], name="view_once_per_owner"),
            models.UniqueConstraint(fields=["owner"], condition=Q(is_default=True), name="one_default_view"),
        )


class ListExport(models.Model):
    """A list of readers that left the house as a file: who, which, how many; above a limit a second person says yes."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Waits for approval")
        READY = "ready", _("Ready")
        REFUSED = "refused", _("Refused")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    query = models.CharField(max_length=2000)
    columns = models.JSONField(default=list)
    is_masked = models.BooleanField(default=True)
    rows = models.PositiveIntegerField(default=0)
    people = ArrayField(models.BigIntegerField(), null=True)
    """Who passed the filter when it was asked for: nobody else is ever in the file. None: it was not kept yet."""
    reason = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=Status)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="list_exports")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="list_exports_decided", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")), name="nobody_approves_themselves"
            ),
        )
        indexes = (
            models.Index(fields=["-asked_at", "-id"], name="list_exports_by_time"),
            models.Index(fields=["asked_by", "asked_at"], name="list_exports_of_somebody"),
        )


class NamedFile(models.Model):
    """A file of another list that names readers (orders, cards): it counts towards the limits of who took it."""

    what = models.CharField(max_length=40)
    readers = models.PositiveIntegerField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="named_files", db_index=False)
    taken_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["taken_by", "taken_at"], name="named_files_of_somebody"),)


class ExportLimit(models.Model):
    """How many readers somebody in a role takes away on their own word: in a file and in a day, masked and in full."""

    role = models.CharField(max_length=20, unique=True)
    rows = models.PositiveIntegerField()
    rows_per_day = models.PositiveIntegerField()
    """Readers in all files of a day, in full or not."""
    open_rows = models.PositiveIntegerField()
    open_rows_per_day = models.PositiveIntegerField()


class BulkChange(models.Model):
    """One thing done to many members at once, seen beforehand and undoable."""

    class Kind(models.TextChoices):
        ADD_TAG = "add_tag", _("Put a tag on")
        REMOVE_TAG = "remove_tag", _("Take a tag off")
        ADD_TASK = "add_task", _("Make a task")
        SET_HELPER = "set_helper", _("Name a personal helper")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.JSONField(default=dict)
    query = models.CharField(max_length=2000)
    expected = models.PositiveIntegerField(default=0, db_default=0)
    """How many the preview announced."""
    changed = models.PositiveIntegerField(default=0)
    done_by = models.CharField(max_length=80)
    done_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """None: still at work."""
    failure = models.CharField(max_length=300, blank=True, default="", db_default="")
    undone_by = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["-done_at", "-id"], name="bulk_changes_by_time"),)


class BulkChanged(models.Model):
    """A person whom a bulk change touched, and what stood there before."""

    change = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="people", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    before = models.JSONField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["change", "person"], name="person_once_per_change"),)
        indexes = (models.Index(fields=["person"], name="bulk_changes_of_person"),)
