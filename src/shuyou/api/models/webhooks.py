"""Programs that are told what happens, and what was told to each."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7


class Webhook(models.Model):
    """An address that is told what happens; its secret is kept sealed, since we sign with it."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    events = ArrayField(models.CharField(max_length=80))
    secret = models.CharField(max_length=200)
    created_by = models.CharField(max_length=80)
    """A token sees only those that it made itself."""
    created_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    """When it began to answer with nothing but refusals; empty: the last call went well."""
    rests_until = models.DateTimeField(null=True)
    """Until when one that fails is left alone, ever longer, so that it does not keep the others waiting."""
    stopped_at = models.DateTimeField(null=True)
    """Since when nothing is sent: somebody stopped it, or it failed for too long."""
    has_failed = models.BooleanField(default=False)
    """Whether it was stopped because it failed."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name"], name="webhook_name_once"),)


class WebhookDelivery(models.Model):
    """What one address is told of one event, in the very words that are signed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Given up")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    event_id = models.BigIntegerField(null=True)
    """Its place in the log; empty: a trial."""
    name = models.CharField(max_length=80)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    tries = models.JSONField(default=list)
    """The latest attempts: when, what was answered, how long it took."""
    next_at = models.DateTimeField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["webhook", "event_id"], name="webhook_event_once"),)
        indexes = (
            models.Index(fields=["webhook", "next_at", "id"], name="webhook_next", condition=Q(state="waiting")),
            models.Index(fields=["webhook", "-id"], name="webhook_log"),
        )
