"""What is noticed beside value: groups by habit, shifts of what readers buy, groups that are kept to, asked wishes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class HabitGroup(models.Model):
    """A group of readers whose habits lie close together; it keeps its number and its name from night to night."""

    number = models.PositiveSmallIntegerField(unique=True)
    traits = models.JSONField()
    """Codes of what tells it from everybody, strongest first; there are words for each."""
    centre = models.JSONField()
    """Where it lies, habit by habit, in spreads from the mean of everybody."""
    people = models.IntegerField()
    born_on = models.DateField()

    class Meta:
        db_table = "insight_habit_group"


class Shift(models.Model):
    """A shelf of which readers began to buy clearly more or less than the season explains."""

    run = models.ForeignKey("insight.ValueRun", on_delete=models.CASCADE, related_name="shifts")
    shelf_id = models.BigIntegerField()
    """The category; 0: titles that stand on no shelf."""
    name_zh = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    onset = models.DateField()
    size = models.IntegerField()
    """Thousandths by which sales to readers differ from what was to be expected."""
    strength = models.DecimalField(max_digits=6, decimal_places=2)
    """How many spreads of chance the difference is."""
    copies = models.IntegerField()
    expected = models.IntegerField()
    market_onset = models.DateField(null=True)
    """Since when everybody else buys so; none: they do not yet."""
    market_size = models.IntegerField()
    movers = models.JSONField()
    """Titles with copies before and since."""
    readers = models.JSONField()
    """Segments of life with their part of what moved."""

    class Meta:
        db_table = "insight_shift"
        constraints = (models.UniqueConstraint(fields=["run", "shelf_id"], name="one_shift_of_a_shelf"),)


class TargetGroup(models.Model):
    """A group of readers that the club means to keep to: whose number, share and mix are watched every night."""

    name = models.CharField(max_length=60, unique=True)
    sex = models.CharField(max_length=1, blank=True)
    age_from = models.PositiveSmallIntegerField(null=True)
    age_to = models.PositiveSmallIntegerField(null=True)
    life = models.CharField(max_length=16, blank=True)
    preference = models.CharField(max_length=16, blank=True)
    goal = models.PositiveSmallIntegerField(null=True)
    """Thousandths of the money that are to come from it."""
    is_watched = models.BooleanField(default=True)
    written_by = models.CharField(max_length=80)
    written_at = models.DateTimeField()

    class Meta:
        db_table = "insight_target_group"
        constraints = (
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=F("age_from")), name="ages_of_target_rise"
            ),
            models.CheckConstraint(condition=Q(goal=None) | Q(goal__lte=1000), name="goal_of_target_is_a_share"),
        )


class Intent(models.Model):
    """What a reader answered when asked how likely they are to buy here again within half a year, 0 to 10."""

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="intents", db_index=False)
    asked_on = models.DateField()
    answer = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=40)
    """The survey or conversation it came from."""
    foretold = models.PositiveSmallIntegerField(null=True)
    """Thousandths: how likely the model thought it on that day; none: it knew nothing of them."""
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "insight_intent"
        constraints = (
            models.CheckConstraint(condition=Q(answer__lte=10), name="intent_is_0_to_10"),
            models.UniqueConstraint(fields=["member", "asked_on", "source"], name="intent_once_a_day_and_source"),
        )


class ConjointStudy(models.Model):
    """A study of what weighs how much when readers choose: attributes with levels, and cards to choose between."""

    name = models.CharField(max_length=80, unique=True)
    attributes = models.JSONField()
    """Pairs of an attribute and its levels."""
    tasks = models.JSONField()
    """Cards to choose between, each a level's place by attribute."""
    is_open = models.BooleanField(default=True)
    written_by = models.CharField(max_length=80)
    written_at = models.DateTimeField()

    class Meta:
        db_table = "insight_conjoint_study"


class ConjointAnswer(models.Model):
    """What one reader chose, task by task."""

    study = models.ForeignKey(ConjointStudy, on_delete=models.PROTECT, related_name="answers", db_index=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="choices")
    choices = ArrayField(models.PositiveSmallIntegerField())
    taken_by = models.CharField(max_length=80)
    taken_at = models.DateTimeField()

    class Meta:
        db_table = "insight_conjoint_answer"
        constraints = (models.UniqueConstraint(fields=["study", "member"], name="one_answer_a_study_and_reader"),)
