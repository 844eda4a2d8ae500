"""Codes of a few figures that prove who reads an address: kept for minutes, and never as they were sent."""

from django.db import models
from django.db.models import F, Q

from shuyou.kernel.uids import uuid7
from shuyou.messaging.models.terms import Channel


class OneTimeCode(models.Model):
    """A code that was sent to an address: it counts once, for a few tries, for some minutes, for one purpose."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    purpose = models.CharField(max_length=40)
    """What it opens, in the words of whoever asked for it, such as shop.sign_in."""
    channel = models.CharField(max_length=8, choices=Channel)
    digest = models.CharField(max_length=32)
    sealed = models.CharField(max_length=500)
    """The address, readable by nobody but this installation."""
    place = models.CharField(max_length=32, blank=True)
    """Whence it was asked for, as it comes to under the installation's key."""
    answer = models.CharField(max_length=32)
    """What the code comes to under the installation's key."""
    tries_left = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="a_code_counts_a_while"),)
        indexes = (
            models.Index(fields=["digest", "made_at"], name="codes_of_address"),
            models.Index(fields=["place", "made_at"], condition=~Q(place=""), name="codes_of_place"),
            models.Index(fields=["expires_at"], name="codes_by_end"),
        )
