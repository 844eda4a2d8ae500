"""What a reader likes, thinks and lives like, each word with its source; and how often anybody uses such words."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.members.models.people import Person


class Attribute(models.Model):
    """A field a club asks readers for beyond name and address; retired once nobody uses it."""

    class Kind(models.TextChoices):
        CHOICE = "choice", _("One of a list")
        CHOICES = "choices", _("Several of a list")
        WORDS = "words", _("Several words of one's own")
        TEXT = "text", _("Words")
        NUMBER = "number", _("A number")
        SCALE = "scale", _("One to five")
        FLAG = "flag", _("Yes or no")

    class Group(models.TextChoices):
        INTEREST = "interest", _("Interests")
        HABIT = "habit", _("Reading habits")
        ATTITUDE = "attitude", _("Attitude")
        LIFE = "life", _("Life")
        SERVICE = "service", _("Service wishes")

    code = models.CharField(max_length=30, unique=True)
    group = models.CharField(max_length=10, choices=Group)
    kind = models.CharField(max_length=8, choices=Kind)
    name_zh = models.CharField(max_length=30)
    name_en = models.CharField(max_length=40)
    options = models.JSONField(default=list)
    """What may be chosen: [{"code", "zh", "en"}]."""
    payoff_zh = models.CharField(max_length=120, blank=True)
    payoff_en = models.CharField(max_length=120, blank=True)
    """What whoever types it gets for it."""
    rank = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class Preference(models.Model):
    """One word about a person: said by them or worked out. The latest of each attribute and source counts."""

    class Source(models.TextChoices):
        DECLARED = "declared", _("Said by the reader")
        OBSERVED = "observed", _("Seen by staff")
        SURVEY = "survey", _("Answered in a survey")
        PARTNER = "partner", _("From a partner")
        DERIVED = "derived", _("Worked out from purchases")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="preferences", db_index=False)
    attribute = models.ForeignKey(Attribute, on_delete=models.PROTECT, related_name="preferences", db_index=False)
    value = models.JSONField()
    """As its attribute's kind asks; None: taken back."""
    source = models.CharField(max_length=8, choices=Source)
    confidence = models.DecimalField(max_digits=3, decimal_places=2, default=1)
    facts = models.JSONField(null=True)
    """What a value was worked out from: {"titles": {"I": 7}, "of": 12}."""
    via = models.CharField(max_length=20)
    recorded_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(confidence__gte=0, confidence__lte=1), name="confidence_is_a_share"),
        )
        indexes = (
            models.Index(fields=["person", "attribute", "-at", "-id"], name="latest_preference"),
            models.Index(fields=["attribute", "person", "-at", "-id"], name="preferences_by_attribute"),
            models.Index(fields=["via"], condition=Q(source="partner"), name="preferences_by_intake"),
        )


class QuestionPutOff(models.Model):
    """A question a reader did not answer: not now, or never; nobody is asked it again until then."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="questions_put_off", db_index=False)
    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="put_off", db_index=False)
    is_refused = models.BooleanField()
    until = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "attribute"], name="question_put_off_once"),)


class FieldUse(models.Model):
    """How often a field was written and used on one day, by whom among the faces."""

    field = models.CharField(max_length=60)
    day = models.DateField()
    purpose = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["field", "day", "purpose"], name="field_use_once_a_day"),)


class RetiredField(models.Model):
    """A field of every member that the club asks for no more; what is there already stays."""

    field = models.CharField(max_length=60, unique=True)
    retired_at = models.DateTimeField()
    retired_by = models.CharField(max_length=80)
