"""How the call center is set up: sites, skills, queues with their hours, reasons and codes."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

ALL_DAYS = (1, 2, 3, 4, 5, 6, 7)


def all_days() -> list[int]:
    """Return the days of the week, Monday first."""
    return list(ALL_DAYS)


class Site(models.Model):
    """An office with a switch of its own; all share the members, the queues and the calls."""

    class Adapter(models.TextChoices):
        SIMULATED = "simulated", _("Played, with callers who are not real")
        EMBEDDED = "embedded", _("Built in (SIP)")
        ASTERISK = "asterisk", _("Asterisk")

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    adapter = models.CharField(max_length=10, choices=Adapter, default=Adapter.EMBEDDED)
    is_active = models.BooleanField(default=True)
    epoch = models.BigIntegerField(default=0)
    """The last life of its switch that was heard of."""
    seen_at = models.DateTimeField(null=True)
    """When its switch last said that it lives."""
    capabilities = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    """What its switch can do, as it last said (see `shuyou.callcenter.ports.Switch`)."""
    dials_at_once = models.PositiveSmallIntegerField(default=2, db_default=2)
    """How many calls that speak by themselves may go on at once."""
    cost_per_minute = models.DecimalField(max_digits=8, decimal_places=4, default=0, db_default=0)
    cost_per_hour = models.DecimalField(max_digits=8, decimal_places=2, default=0, db_default=0)
    """What an hour of an agent costs."""


class Skill(models.Model):
    """Something that agents are more or less good at; queues ask for one."""

    code = models.SlugField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)


class Queue(models.Model):
    """A line in which callers wait for agents with a skill: what holds for it."""

    class Strategy(models.TextChoices):
        LONGEST_IDLE = "longest_idle", _("Whoever has rested longest")
        FEWEST_CALLS = "fewest_calls", _("Whoever has had fewest calls")
        OCCUPANCY = "occupancy", _("Whoever has been busy least")

    code = models.SlugField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="queues")
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    is_for_seniors = models.BooleanField(default=False)
    """Members of long standing come here when they call."""
    priority = models.PositiveSmallIntegerField(default=0)
    strategy = models.CharField(max_length=12, choices=Strategy, default=Strategy.LONGEST_IDLE)
    owner_wait = models.PositiveSmallIntegerField(default=0)
    ring_for = models.PositiveSmallIntegerField(default=20)
    wrap_for = models.PositiveSmallIntegerField(default=45)
    target_seconds = models.PositiveSmallIntegerField(default=20)
    target_share = models.PositiveSmallIntegerField(default=80)
    longest_wait = models.PositiveSmallIntegerField(default=90)
    """Seconds of waiting from which on the wallboard warns."""
    overflow = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="overflows_from")
    overflow_after = models.PositiveSmallIntegerField(default=120)
    opens = models.TimeField(default=time(8, 0))
    closes = models.TimeField(default=time(22, 0))
    days = ArrayField(models.PositiveSmallIntegerField(), default=all_days)
    script_zh = models.CharField(max_length=500, blank=True)
    """What an agent may say first."""
    script_en = models.CharField(max_length=500, blank=True)
    is_recorded = models.BooleanField(default=False, db_default=False)
    survey_share = models.PositiveSmallIntegerField(default=0, db_default=0)
    """Percent of callers who are asked after the call how satisfied they are."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(target_share__lte=100), name="share_is_a_percentage"),
            models.CheckConstraint(condition=Q(survey_share__lte=100), name="survey_share_is_a_percentage"),
            models.CheckConstraint(condition=Q(ring_for__gte=5), name="rings_long_enough"),
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="opens_before_it_closes"),
        )


class Holiday(models.Model):
    """A day on which nobody answers."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=60)


class PauseReason(models.Model):
    """Why an agent takes no calls for a while."""

    code = models.SlugField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    is_productive = models.BooleanField(default=False)


class WrapCode(models.Model):
    """What a call was about."""

    code = models.SlugField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    script_zh = models.CharField(max_length=500, blank=True, default="", db_default="")
    """What an agent may say in such a call."""
    script_en = models.CharField(max_length=500, blank=True, default="", db_default="")
