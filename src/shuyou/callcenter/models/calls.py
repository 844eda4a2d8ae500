"""Calls: one row each from the first ring to the last word, to whom they rang, and every step of them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.callcenter.models.menus import MenuVersion
from shuyou.callcenter.models.people import Agent
from shuyou.callcenter.models.setup import Queue, Site, WrapCode
from shuyou.kernel.uids import uuid7


class Call(models.Model):
    """Somebody called, was called, or is to be called back."""

    class Direction(models.TextChoices):
        IN = "in", _("From a reader")
        OUT = "out", _("To a reader")
        BACK = "back", _("Called back")

    class Stage(models.TextChoices):
        MENU = "menu", pgettext_lazy("call", "In the menu")
        QUEUE = "queue", pgettext_lazy("call", "Waiting")
        RINGING = "ringing", pgettext_lazy("call", "Ringing")
        TALKING = "talking", pgettext_lazy("call", "Talking")
        PARKED = "parked", pgettext_lazy("call", "Parked")
        OVER = "over", pgettext_lazy("call", "Over")

    class Known(models.TextChoices):
        NUMBER = "number", _("By their number")
        CARD = "card", _("By card and code")
        SEVERAL = "several", _("Number of several")
        HAND = "hand", _("By the agent")
        NONE = "none", _("Not known")

    class Outcome(models.TextChoices):
        SOLVED = "solved", _("Solved")
        FOLLOW_UP = "follow_up", _("To be followed up")
        ESCALATED = "escalated", _("Passed up")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    key = models.CharField(max_length=120, unique=True)
    """What the switch calls it."""
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="calls", db_index=False)
    direction = models.CharField(max_length=4, choices=Direction)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.MENU)
    sealed = models.CharField(max_length=120, blank=True)
    """The other side's number, readable by nobody but this installation; the same number looks the same."""
    shown = models.CharField(max_length=30, blank=True)
    called = models.CharField(max_length=20, blank=True)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    known = models.CharField(max_length=8, choices=Known, default=Known.NONE)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, null=True, related_name="calls", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="calls", db_index=False)
    menu_version = models.ForeignKey(MenuVersion, on_delete=models.PROTECT, null=True, related_name="+")
    path = ArrayField(models.CharField(max_length=40), default=list)
    keys = models.CharField(max_length=60, blank=True)
    """The keys pressed in the menu."""
    why = models.JSONField(default=list)
    """Why this agent: codes with values."""
    bonus = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    offered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=20, blank=True)
    ended_by = models.CharField(max_length=10, blank=True)
    is_held = models.BooleanField(default=False)
    is_muted = models.BooleanField(default=False, db_default=False)
    helper = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """The colleague who is asked while the call goes on."""
    helper_stage = models.CharField(max_length=8, blank=True, default="", db_default="")
    """`ringing`, `talking` with the agent alone, or `together`."""
    is_machine = models.BooleanField(default=False, db_default=False)
    """It sounded as if a machine had answered: a guess."""
    has_message = models.BooleanField(default=False)
    wrap_code = models.ForeignKey(WrapCode, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    wrapped_at = models.DateTimeField(null=True)
    was_upset = models.BooleanField(default=False, db_default=False)
    """The agent wrote down that the caller was upset."""
    score = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(stage="over") ^ Q(ended_at=None), name="over_when_it_has_ended"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__gte=1, score__lte=5), name="score_from_1_to_5"),
        )
        indexes = (
            models.Index(fields=["member", "-started_at"], name="calls_of_member"),
            models.Index(fields=["started_at"], name="calls_by_time"),
            models.Index(fields=["agent", "-started_at"], name="calls_of_agent"),
            models.Index(fields=["sealed", "-started_at"], name="calls_of_number"),
            models.Index(fields=["site", "id"], condition=~Q(stage="over"), name="calls_alive"),
        )


class Offer(models.Model):
    """It rang at an agent: why at them, and what came of it."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="offers", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="offers", db_index=False)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    leg = models.CharField(max_length=140)
    reasons = models.JSONField(default=list)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["call", "leg"], name="offer_once"),)
        indexes = (models.Index(fields=["agent", "-offered_at"], name="offers_of_agent"),)


class CallStep(models.Model):
    """One step of a call or of an agent as the exchange told it, written once: (switch, epoch, seq)."""

    switch = models.CharField(max_length=20)
    epoch = models.BigIntegerField()
    seq = models.BigIntegerField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, related_name="steps", db_index=False)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    """Codes and numbers; nobody's name or telephone number."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["switch", "epoch", "seq"], name="call_step_once"),)
        indexes = (models.Index(fields=["call", "id"], name="steps_of_call"),)
