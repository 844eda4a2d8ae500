"""How good calls were: recordings, what readers said of them, what colleagues who listened thought, what to answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.callcenter.models.calls import Call
from shuyou.callcenter.models.people import Agent
from shuyou.callcenter.models.setup import Queue, WrapCode
from shuyou.kernel.uids import uuid7


class Recording(models.Model):
    """What was said in a call, in a file that the switch wrote; the row stays when the file has gone."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="recordings")
    record_id = models.CharField(max_length=160, unique=True)
    path = models.CharField(max_length=400)
    seconds = models.DecimalField(max_digits=9, decimal_places=3)
    sha256 = models.CharField(max_length=64)
    is_message = models.BooleanField(default=False)
    """A message for a queue, not a talk."""
    made_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)
    """When the file was taken away."""

    class Meta:
        indexes = (models.Index(fields=["made_at"], condition=Q(dropped_at=None), name="recordings_that_lie_here"),)


class RecordingAccess(models.Model):
    """Somebody opened a recording, for a reason; noted before anything can be heard."""

    class Why(models.TextChoices):
        QUALITY = "quality", pgettext_lazy("recording", "To judge its quality")
        COMPLAINT = "complaint", pgettext_lazy("recording", "A complaint")
        AGREED = "agreed", pgettext_lazy("recording", "To look up what was agreed")
        MESSAGE = "message", pgettext_lazy("recording", "A message to act on")
        TRAINING = "training", pgettext_lazy("recording", "For training")
        REQUEST = "request", pgettext_lazy("recording", "The reader or an authority asked")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="accesses", db_index=False)
    by = models.CharField(max_length=80)
    why = models.CharField(max_length=10, choices=Why)
    is_download = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["recording", "-at"], name="who_heard_a_recording"),)


class Feedback(models.Model):
    """What a reader said of the club or a call; that of senior members has a way of its own."""

    class Kind(models.TextChoices):
        SATISFACTION = "satisfied", _("Satisfaction")
        SUGGESTION = "suggestion", _("Suggestion")
        COMPLAINT = "complaint", _("Complaint")

    class Result(models.TextChoices):
        DONE = "done", pgettext_lazy("feedback", "Put right")
        EXPLAINED = "explained", pgettext_lazy("feedback", "Explained")
        TAKEN_UP = "taken_up", pgettext_lazy("feedback", "Taken up")
        DECLINED = "declined", pgettext_lazy("feedback", "Not possible")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, related_name="feedback")
    is_senior = models.BooleanField(default=False)
    score = models.PositiveSmallIntegerField(null=True)
    text = models.CharField(max_length=1000, blank=True)
    came_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    """Until when somebody answers it; none: nobody has to."""
    answer = models.CharField(max_length=1000, blank=True)
    result = models.CharField(max_length=10, choices=Result, blank=True, default="", db_default="")
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["call", "kind"], name="feedback_once_per_call"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__gte=1, score__lte=5), name="said_from_1_to_5"),
            models.CheckConstraint(condition=Q(result="") | Q(answered_at__isnull=False), name="result_with_an_answer"),
        )
        indexes = (
            models.Index(fields=["due_at"], condition=Q(answered_at=None, due_at__isnull=False), name="feedback_due"),
        )


class QualityForm(models.Model):
    """By what calls are judged: points in words of both languages, each with its weight."""

    code = models.SlugField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    points = models.JSONField(default=list)
    """Each `code`, `zh`, `en`, `weight`; every one is judged from 0 to 5."""
    is_active = models.BooleanField(default=True)


class QualityMark(models.Model):
    """What somebody who listened to a call thought of it."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="marks", db_index=False)
    form = models.ForeignKey(QualityForm, on_delete=models.PROTECT, related_name="marks")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="marks", db_index=False)
    marks = models.JSONField(default=dict)
    share = models.PositiveSmallIntegerField()
    """Percent of what could be reached."""
    note = models.CharField(max_length=500, blank=True)
    marked_by = models.CharField(max_length=80)
    marked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["call", "form"], name="marked_once_by_a_form"),
            models.CheckConstraint(condition=Q(share__lte=100), name="mark_is_a_percentage"),
        )
        indexes = (models.Index(fields=["agent", "-marked_at"], name="marks_of_agent"),)


class QuestionCard(models.Model):
    """A question that readers ask often, with what to say."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, null=True, related_name="cards")
    """Where it is asked; none: everywhere."""
    code = models.ForeignKey(WrapCode, on_delete=models.PROTECT, null=True, related_name="cards", db_index=False)
    """What calls are about in which it is asked; none: all."""
    question_zh = models.CharField(max_length=200)
    question_en = models.CharField(max_length=200, blank=True)
    answer_zh = models.CharField(max_length=1000)
    answer_en = models.CharField(max_length=1000, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
