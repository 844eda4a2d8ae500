"""Who may call, and how often somebody just did."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shuyou.kernel.uids import uuid7


class Token(models.Model):
    """A program that may call: its secret is known only by its SHA-256, the first characters tell tokens apart."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=60))
    calls_per_minute = models.PositiveIntegerField(default=600)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    store = models.ForeignKey("supply.Warehouse", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """The one store whose matters it sees; none: those of all."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["name"], condition=Q(revoked_at=None), name="token_name_in_use_once"),
        )


class CallCount(models.Model):
    """
    How many calls a token made in the minute of its last one.

    The table is not logged: it costs no write to disk, and a crash of the database only forgets a minute.
    """

    token = models.OneToOneField(Token, on_delete=models.CASCADE, primary_key=True, related_name="+")
    minute = models.DateTimeField()
    calls = models.PositiveIntegerField()
