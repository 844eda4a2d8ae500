"""Whom the club calls by itself: lists with what is asked, each reader once, and what came of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.callcenter.models.calls import Call
from shuyou.callcenter.models.people import Agent
from shuyou.callcenter.models.setup import Queue
from shuyou.kernel.uids import uuid7


class CallList(models.Model):
    """Readers who are to be called for a reason, and how."""

    class Kind(models.TextChoices):
        NOTICE = "notice", _("Automatic notices")
        SATISFACTION = "satisfied", _("Are they satisfied?")
        MANAGERS = "managers", _("Managers call the best readers")
        SALES = "sales", _("Telesales")

    class Mode(models.TextChoices):
        AUTOMATIC = "auto", _("By itself, without an agent")
        PREVIEW = "preview", _("Agents look first and call")
        PROGRESSIVE = "progress", _("Rings at the next free agent")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("call list", "Draft")
        RUNNING = "running", pgettext_lazy("call list", "Running")
        PAUSED = "paused", pgettext_lazy("call list", "Paused")
        OVER = "over", pgettext_lazy("call list", "Over")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    mode = models.CharField(max_length=8, choices=Mode)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="call_lists", db_index=False)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    reason = models.CharField(max_length=120, blank=True)
    """Why readers are called, as the gate's message says it."""
    script_zh = models.CharField(max_length=1000, blank=True)
    script_en = models.CharField(max_length=1000, blank=True)
    questions = models.JSONField(default=list)
    """What is asked: each `code`, `zh`, `en`, and `kind`: `score` from 1 to 5, or `text`."""
    limit = models.PositiveSmallIntegerField(default=3)
    """Percent of answered calls that no agent took; above it the list pauses."""
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="notice"), name="one_list_of_notices"),
            models.CheckConstraint(condition=Q(limit__lte=100), name="limit_is_a_percentage"),
        )


class ToCall(models.Model):
    """One reader who is to be called: asked of the gate, called, and what came of it."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("to call", "At the gate")
        READY = "ready", pgettext_lazy("to call", "To be called")
        TAKEN = "taken", pgettext_lazy("to call", "Being called")
        DONE = "done", pgettext_lazy("to call", "Done")
        REFUSED = "refused", pgettext_lazy("to call", "May not be called")
        GIVEN_UP = "given_up", pgettext_lazy("to call", "Given up")

    class Result(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed with a key")
        REACHED = "reached", pgettext_lazy("to call", "Reached")
        MACHINE = "machine", _("A machine answered, it seems")
        NO_ANSWER = "no_answer", _("Nobody answered")
        BUSY = "busy", pgettext_lazy("to call", "Busy")
        FAILED = "failed", pgettext_lazy("to call", "Not reachable")
        LOST = "lost", _("Answered, but no agent was there")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    list = models.ForeignKey(CallList, on_delete=models.PROTECT, related_name="rows", db_index=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=120, unique=True)
    """The key of the message that asks the gate."""
    message = models.UUIDField(null=True)
    """The message that the gate let through; where the proof is."""
    verdict = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    tries = models.PositiveSmallIntegerField(default=0)
    taken_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    taken_at = models.DateTimeField(null=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, related_name="asked_by")
    """The latest call."""
    result = models.CharField(max_length=10, choices=Result, blank=True)
    is_told = models.BooleanField(default=True)
    """Whether the gate knows of the latest result."""
    answers = models.JSONField(default=dict)
    note = models.CharField(max_length=1000, blank=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(state="taken") | Q(taken_at__isnull=False), name="taken_at_a_time"),
        )
        indexes = (
            models.Index(fields=["list", "state", "id"], name="to_call_of_list"),
            models.Index(fields=["member", "-added_at"], name="to_call_of_member"),
            models.Index(fields=["id"], condition=Q(state="asked"), name="to_call_at_the_gate"),
            models.Index(fields=["id"], condition=Q(is_told=False), name="to_call_untold"),
        )
