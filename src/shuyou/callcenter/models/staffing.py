"""Who works when, planned week by week; from which figures on somebody is alerted; what the club counts by."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.callcenter.models.people import Agent
from shuyou.callcenter.models.setup import Queue, Skill
from shuyou.kernel.uids import uuid7


class ShiftPlan(models.Model):
    """The shifts of a week, from a Monday on; agents see them once it is published."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("plan", "Draft")
        PUBLISHED = "published", pgettext_lazy("plan", "Published")

    first_day = models.DateField(unique=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    terms = models.JSONField(default=dict)
    """By what it was proposed: seconds of a call, the goal, minutes of a shift, days a week and so on."""
    needs = models.JSONField(default=list)
    """Agents needed in each half hour of the week when it was proposed: seven lists of forty-eight."""
    calls = models.JSONField(default=list)
    """Calls foreseen in each half hour then: seven lists of forty-eight."""
    skills = models.JSONField(default=dict, db_default={})
    """What each skill was proposed by, by its code: `needs`, `calls` (as above) and `talk`; empty: all together."""
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False), name="plan_published_at_a_time"
            ),
            models.CheckConstraint(condition=Q(first_day__iso_week_day=1), name="plan_begins_on_a_monday"),
        )


class Shift(models.Model):
    """When an agent works on a day, and when they rest."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="shifts", db_index=False)
    plan = models.ForeignKey(ShiftPlan, on_delete=models.CASCADE, null=True, related_name="shifts")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """Which calls the agent is planned for; none: all they can take."""
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    breaks = models.JSONField(default=list)
    """Minutes after the beginning, and how long each lasts."""
    is_proposed = models.BooleanField(default=False)
    """Whether nobody has changed it since it was proposed."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["agent", "begins"], name="shift_once"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="shift_ends_after_it_begins"),
        )
        indexes = (models.Index(fields=["begins"], name="shifts_by_time"),)


class Absence(models.Model):
    """Days on which an agent does not work: asked for, and granted or refused by whoever supervises."""

    class Kind(models.TextChoices):
        LEAVE = "leave", pgettext_lazy("absence", "Leave")
        ILLNESS = "illness", pgettext_lazy("absence", "Illness")
        TRAINING = "training", pgettext_lazy("absence", "Training")
        OTHER = "other", pgettext_lazy("absence", "Other")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("absence", "Asked for")
        GRANTED = "granted", pgettext_lazy("absence", "Granted")
        REFUSED = "refused", pgettext_lazy("absence", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("absence", "Withdrawn")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="absences", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.LEAVE)
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    note = models.CharField(max_length=200, blank=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=200, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~Q(state__in=("granted", "refused")) | Q(answered_at__isnull=False),
                name="absence_answered_at_a_time",
            ),
            ExclusionConstraint(
                name="one_absence_at_a_time",
                expressions=[
                    (Func(F("agent"), F("agent"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func(F("first_day"), F("last_day"), Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=("asked", "granted")),
            ),
        )
        indexes = (
            models.Index(fields=["agent", "-first_day"], name="absences_of_agent"),
            models.Index(fields=["last_day"], name="absences_by_day"),
        )


class CenterTerms(models.Model):
    """What the club counts by in reports: one row, with its history."""

    solved_days = models.PositiveSmallIntegerField(default=7)
    """Who does not come back about the same within so many days was served by the first contact."""
    late_minutes = models.PositiveSmallIntegerField(default=5)
    """Minutes beside the plan from which on a day is looked at."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(pk=1), name="terms_of_the_center_once"),
            models.CheckConstraint(condition=Q(solved_days__range=(1, 90)), name="solved_within_a_quarter"),
        )


class AlertRule(models.Model):
    """From which figure on supervisors are alerted, in a queue or in all."""

    class What(models.TextChoices):
        LONGEST = "longest", _("Longest wait above so many seconds")
        LEVEL = "level", _("Service level below so many percent")
        READY = "ready", _("Fewer agents ready than")
        WAITING = "waiting", _("More callers waiting than")
        LOST = "lost", _("Hung up waiting above so many percent")

    what = models.CharField(max_length=8, choices=What)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, null=True, related_name="alert_rules", db_index=False)
    """None: the whole floor."""
    limit = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["what", "queue"], nulls_distinct=False, name="alert_rule_once"),
            models.CheckConstraint(
                condition=~Q(what__in=("level", "lost")) | Q(limit__lte=100), name="limit_of_percent"
            ),
        )


class Alert(models.Model):
    """A figure was beyond its limit for a while; told once, however long it lasts."""

    rule = models.ForeignKey(AlertRule, on_delete=models.PROTECT, related_name="alerts", db_index=False)
    figure = models.PositiveIntegerField()
    """The worst figure while it lasted."""
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=80, blank=True, default="", db_default="")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["rule"], condition=Q(ended_at=None), name="alert_of_rule_once"),)
        indexes = (models.Index(fields=["-began_at"], name="alerts_by_time"),)
