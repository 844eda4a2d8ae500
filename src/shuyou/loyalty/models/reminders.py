"""What lapses soon, and whom it was said to."""

from django.db import models
from django.db.models import Q


class ReminderStep(models.Model):
    """So many days before something lapses, readers are told."""

    kind = models.CharField(max_length=20)
    """Code of what lapses, such as `points` (`shuyou.loyalty.queries.reminders`)."""
    days = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "days"], name="reminder_step_once"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=365), name="reminders_come_before"),
        )


class Reminder(models.Model):
    """A reader is to be told what they lose on a day: once for each step before it."""

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=40, blank=True)
    """What it is of several, such as the end of a card's number; nothing where there is one."""
    lapses_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    amount = models.PositiveIntegerField()
    noted_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    """When it was handed on to be sent."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["member", "kind", "subject", "lapses_on", "days"], name="told_once_for_each_step"
            ),
        )
        indexes = (
            models.Index(fields=["lapses_on", "id"], name="reminders_by_day"),
            models.Index(fields=["id"], condition=Q(told_at=None), name="reminders_to_tell"),
        )
