"""Who answers: agents with their skills, what they did when, and what they asked of the switch."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.callcenter.models.setup import Site, Skill
from shuyou.kernel.models import User


class SeatState(models.TextChoices):
    """What an agent is doing."""

    OUT = "out", _("Signed out")
    READY = "ready", pgettext_lazy("agent", "Ready")
    RINGING = "ringing", pgettext_lazy("agent", "Ringing")
    TALKING = "talking", pgettext_lazy("agent", "Talking")
    WRAPPING = "wrapping", pgettext_lazy("agent", "Wrapping up")
    PAUSED = "paused", pgettext_lazy("agent", "Paused")
    UNREACHABLE = "unreachable", pgettext_lazy("agent", "Not reachable")
    LISTENING = "listening", pgettext_lazy("agent", "Listening")


class Agent(models.Model):
    """A colleague who answers calls, at a site, by a telephone; and what they are doing now."""

    class Phone(models.TextChoices):
        DESK = "desk", _("Desk telephone")
        SOFT = "soft", _("Telephone program")
        BROWSER = "browser", _("In the browser")

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="call_agent", primary_key=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="agents")
    extension = models.CharField(max_length=10, unique=True)
    phone = models.CharField(max_length=8, choices=Phone, default=Phone.SOFT)
    secret = models.CharField(max_length=120, blank=True, db_default="")
    """What the telephone proves itself by, readable by nobody but this installation."""
    languages = ArrayField(models.CharField(max_length=5), default=list)
    is_active = models.BooleanField(default=True)
    state = models.CharField(max_length=12, choices=SeatState, default=SeatState.OUT)
    reason = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    """When the state changes by itself."""
    call = models.ForeignKey("Call", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(extension__regex=r"^[0-9]{2,10}$"), name="extension_is_digits"),
        )


class AgentSkill(models.Model):
    """How good an agent is at something, from 1 to 5."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="skills", db_index=False)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["agent", "skill"], name="skill_once_per_agent"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="level_from_1_to_5"),
        )


class Spell(models.Model):
    """A stretch of time in which an agent did one thing."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="spells", db_index=False)
    state = models.CharField(max_length=12, choices=SeatState)
    reason = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agent"], condition=Q(until=None), name="one_thing_at_a_time"),)
        indexes = (models.Index(fields=["agent", "-since"], name="spells_of_agent"),)


class SwitchOrder(models.Model):
    """Something an agent asks of the switch, in order of ids; one that is old is not done any more."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="orders", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    verb = models.CharField(max_length=12)
    facts = models.JSONField(default=dict)
    asked_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["site", "id"], name="orders_of_site"),)
