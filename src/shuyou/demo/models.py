"""The sample club's own table: what it was made from and how far its loading has come."""

from django.db import models
from django.db.models import Q


class SampleClub(models.Model):
    """The one sample club of an installation; its presence means that the people in it are invented."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seed = models.BigIntegerField()
    until = models.DateTimeField()
    members = models.PositiveIntegerField()
    share_of_books = models.DecimalField(max_digits=4, decimal_places=3)
    has_books = models.BooleanField(default=False)
    has_members = models.BooleanField(default=False)
    loaded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="one_sample_club"),)
