"""Orders being taken."""

from django.db import models

from shuyou.kernel.models import User
from shuyou.kernel.uids import uuid7


class Draft(models.Model):
    """An order being taken: what has been typed so far, so that nothing is ever lost. Its uid is the request key."""

    uid = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.CASCADE, related_name="drafts")
    clerk = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    content = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["member", "clerk"], name="one_draft_per_clerk"),)
