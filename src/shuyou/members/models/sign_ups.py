"""Readers who asked to join by themselves, on the web or at a kiosk, until somebody of the club has answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.members.models.people import Member


class SignUpRequest(models.Model):
    """What somebody typed who wants to join; nobody's data is compared with it before staff look at it."""

    class Via(models.TextChoices):
        WEB = "web", _("Web")
        KIOSK = "kiosk", _("Kiosk")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ENTERED = "entered", _("Entered")
        KNOWN = "known", _("A member already")
        DROPPED = "dropped", _("Not entered")

    request_key = models.CharField(max_length=40, unique=True)
    via = models.CharField(max_length=8, choices=Via)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=254, blank=True)
    birth_date = models.DateField(null=True)
    guardian_name = models.CharField(max_length=80, blank=True)
    guardian_phone = models.CharField(max_length=20, blank=True)
    consents = models.JSONField(default=list)
    """What they ticked: [purpose, channel, version of the text they read]."""
    asked_at = models.DateTimeField()
    proved_by = models.CharField(max_length=8, blank=True, default="", db_default="")
    """By which channel they showed that the phone or address is theirs; empty: nobody has."""
    proved_at = models.DateTimeField(null=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="sign_ups")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = (models.Index(fields=["id"], condition=Q(status="waiting"), name="sign_ups_waiting"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(status="waiting")
                | Q(name="", phone="", email="", guardian_name="", guardian_phone="", birth_date=None),
                name="answered_sign_ups_say_nothing",
            ),
        )
