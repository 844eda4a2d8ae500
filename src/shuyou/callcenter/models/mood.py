"""By what a caller is taken to be upset, and how they are brought to somebody who can calm them."""

from django.db import models
from django.db.models import Q

from shuyou.callcenter.models.setup import Skill
from shuyou.callcenter.rules.mood import BOUNDS


class MoodTerms(models.Model):
    """What each sign of the last contacts weighs, and what follows: one row, with its history."""

    complaint = models.PositiveSmallIntegerField(default=3)
    """Points of a complaint that nobody has answered."""
    low_score = models.PositiveSmallIntegerField(default=2)
    """Points of a score of one or two after the last call that was judged."""
    in_vain = models.PositiveSmallIntegerField(default=1)
    """Points of each call in vain since somebody last answered."""
    was_upset = models.PositiveSmallIntegerField(default=3)
    """Points if the last agent wrote down that they were upset."""
    from_points = models.PositiveSmallIntegerField(default=3)
    """So many points, and the caller is taken to be upset."""
    days = models.PositiveSmallIntegerField(default=30)
    """How far back contacts count."""
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """What agents are good at whom upset callers come to first; none: anybody."""
    level = models.PositiveSmallIntegerField(default=3)
    """From which level of it on."""
    waits = models.PositiveSmallIntegerField(default=20)
    """Seconds at most that they wait for such an agent alone."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(pk=1), name="terms_of_mood_once"),
            models.CheckConstraint(condition=Q(level__range=BOUNDS["level"]), name="mood_level_from_1_to_5"),
            models.CheckConstraint(condition=Q(waits__lte=BOUNDS["waits"][1]), name="mood_waits_two_minutes"),
            models.CheckConstraint(condition=Q(days__range=BOUNDS["days"]), name="mood_looks_back_a_year"),
            models.CheckConstraint(condition=Q(from_points__gte=BOUNDS["from_points"][0]), name="mood_needs_a_sign"),
        )
