"""How data came in by file: saved mappings, batches, and what each row did, so that a batch can be taken back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.models import User
from shuyou.kernel.uids import uuid7
from shuyou.members.models.people import Person


class SavedMapping(models.Model):
    """Which column of a supplier's file means what, remembered for the next file like it."""

    name = models.CharField(max_length=60, unique=True)
    columns = models.JSONField()
    """Field by heading."""
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="mappings", db_index=False)
    used_at = models.DateTimeField()


class Intake(models.Model):
    """One file that was taken in."""

    class Kind(models.TextChoices):
        MEMBERS = "members", _("People")
        PREFERENCES = "preferences", _("What readers like")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Not started")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        FAILED = "failed", _("Broken off")
        UNDOING = "undoing", _("Being taken back")
        UNDONE = "undone", _("Taken back")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.MEMBERS, db_default=Kind.MEMBERS)
    file = models.CharField(max_length=300)
    """What is kept of it: the file itself until it is read, then the rows that were refused; else nothing."""
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    """Heading by field, as somebody chose them."""
    joined_via = models.CharField(max_length=20, default="import", db_default="import")
    source = models.CharField(max_length=40, blank=True, default="", db_default="")
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    run_id = models.BigIntegerField(null=True)
    position = models.BigIntegerField(default=0, db_default=0)
    size = models.BigIntegerField(default=0, db_default=0)
    """How far the file has been read, and how much there is to read, both in its own units."""
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0, db_default=0)
    refused = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["-started_at", "-id"], name="intakes_by_time"),
            models.Index(fields=["digest"], condition=models.Q(status__in=["running", "failed"]), name="intakes_open"),
        )


class IntakePerson(models.Model):
    """What an intake did to a person: made them, or changed what was there before."""

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="people", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="intakes")
    was_made = models.BooleanField()
    changes = models.JSONField(default=list)
    """
    Of somebody known, rows that were added or changed: [{"table", "id", "before", "after"}], before being None for an
    added one. Of somebody made, only how many rows were added: [{"rows"}].
    """
    stays = models.CharField(max_length=20, blank=True, default="", db_default="")
    """Why the intake was not undone for this person."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["intake", "person"], name="person_once_per_intake"),)
