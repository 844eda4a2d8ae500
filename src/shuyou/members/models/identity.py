"""Who is the same as whom: pairs that look alike, verdicts of clerks, merges, and all it takes to undo them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7
from shuyou.members.models.people import Member, Person


class Pair(models.Model):
    """Two persons who may be one, and why; `left` is the older."""

    class Verdict(models.TextChoices):
        WAITING = "waiting", _("To be decided")
        SAME = "same", _("The same person")
        DIFFERENT = "different", _("Different people")
        HOUSEHOLD = "household", _("Of one household")

    left = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pairs", db_index=False)
    right = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pairs_of_older")
    score = models.DecimalField(max_digits=5, decimal_places=4)
    evidence = models.JSONField(default=list)
    """What speaks for and against: [{"field", "left", "right", "level", "weight"}]."""
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.WAITING)
    found_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    housed = models.JSONField(default=dict, db_default={})
    """What the verdict “household” did: {"household_id", "joined": [person ids]}; taken back with it."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["left", "right"], name="pair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="older_person_first"),
        )
        indexes = (models.Index(fields=["-score", "id"], condition=Q(verdict="waiting"), name="pairs_to_decide"),)


class Merge(models.Model):
    """One member turned out to be another: everything of `absorbed` went to `kept`, until it is undone."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kept = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="merges_away")
    reason = models.CharField(max_length=200, blank=True)
    merged_by = models.CharField(max_length=80)
    merged_at = models.DateTimeField()
    undone_by = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)
    """What undoing could not give back, in words of the packages."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["absorbed"], condition=Q(undone_at=None), name="absorbed_once"),
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="nobody_absorbs_themselves"),
        )


class MergedRow(models.Model):
    """A row that a merge changed: what stood in the changed columns before and after."""

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="rows", db_index=False)
    table_name = models.CharField(max_length=60)
    row_key = models.CharField(max_length=40)
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["merge", "table_name", "row_key"], name="merged_row_once"),)


class MergingRule(models.Model):
    """From how likely on two rows are merged at night without a person: added, never changed; the latest counts."""

    is_on = models.BooleanField()
    least = models.DecimalField(max_digits=5, decimal_places=4)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(least__gte="0.9", least__lte=1), name="merge_if_likely"),)


class MatchRun(models.Model):
    """One search of the base for people who are there twice."""

    class Scope(models.TextChoices):
        WHOLE = "whole", _("Whole base")
        NEW = "new", _("New arrivals")

    scope = models.CharField(max_length=6, choices=Scope)
    people = models.PositiveIntegerField(default=0)
    pairs = models.PositiveIntegerField(default=0)
    up_to_id = models.BigIntegerField(default=0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)
