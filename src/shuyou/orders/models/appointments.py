"""Trying and tuning instruments in a shop (现场调试): a station, whose turn it is when, and what came of it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


def _span() -> Func:
    return Func(F("starts_at"), F("ends_at"), function="tstzrange")


def _same(field: str) -> Func:
    """Return a range of one id: two of them overlap if they are the same, and no extension is needed to say so."""
    return Func(F(field), F(field), Value("[]"), function="int8range")


class Station(models.Model):
    """A room or bench of a shop where instruments are tried or tuned, one reader at a time."""

    place = models.ForeignKey("supply.Warehouse", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    minutes = models.PositiveSmallIntegerField(default=60)
    """How long a turn is."""
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["place", "name"], name="station_once_per_place"),
            models.CheckConstraint(condition=Q(minutes__gte=10, minutes__lte=480), name="station_turn_of_some_length"),
        )


class Appointment(models.Model):
    """A reader's turn at a station, and what was found when the instrument was tried or tuned."""

    class Kind(models.TextChoices):
        TRIAL = "trial", _("Trying an instrument")
        TUNING = "tuning", _("Tuning an instrument")

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        DONE = "done", _("Done")
        MISSED = "missed", _("Did not come")
        CANCELLED = "cancelled", _("Called off")

    number = models.CharField(max_length=20, unique=True)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="appointments", db_index=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.BOOKED)
    moves = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    is_accepted = models.BooleanField(null=True)
    """Whether the reader took the instrument, or the work on it, as good."""
    findings = models.CharField(max_length=500, blank=True)
    signed_by = models.CharField(max_length=80, blank=True)
    booked_by = models.CharField(max_length=80)
    booked_at = models.DateTimeField()
    done_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="one_reader_at_a_station",
                expressions=[(_same("station"), RangeOperators.OVERLAPS), (_span(), RangeOperators.OVERLAPS)],
                condition=Q(state="booked"),
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_takes_time"),
            models.CheckConstraint(
                condition=Q(state="done", is_accepted__isnull=False) | ~Q(state="done"),
                name="appointment_done_is_judged",
            ),
        )
        indexes = (models.Index(fields=["starts_at", "id"], name="appointment_by_time"),)
