"""How the lake is filled: its runs, and the rows of exported tables that left the database since."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.fields import TransactionId


class LakeRun(models.Model):
    """One filling of the lake from the database, as it stood at one moment, with all that is worked out from it."""

    class Kind(models.TextChoices):
        FULL = "full", _("Everything anew")
        DAY = "day", _("What changed")

    class State(models.TextChoices):
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        FAILED = "failed", _("Broken off")

    kind = models.CharField(max_length=4, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    step = models.CharField(max_length=40, blank=True, default="")
    """The table or the figures at which it is."""
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    """Rows that were read from the database."""
    files = models.PositiveIntegerField(default=0)
    """Files that were written."""
    timings = models.JSONField(default=dict)
    """Seconds of each step."""
    failure = models.CharField(max_length=300, blank=True, default="")
    asked_by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    """The last sign of life."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="one_lake_run_at_a_time"),
        )
        indexes = (models.Index(fields=["-started_at", "-id"], name="lake_runs_by_time"),)


class GoneRow(models.Model):
    """A row of an exported table that was deleted, noted by the database itself."""

    table_name = models.CharField(max_length=63)
    key = models.BigIntegerField()
    xid = TransactionId()
    gone_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "insight_gone"
        indexes = (models.Index(fields=["table_name", "xid"], name="rows_gone_since"),)
