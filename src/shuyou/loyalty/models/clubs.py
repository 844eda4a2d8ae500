"""Themed clubs: sub-programmes with rewards and rules of their own, and who is and was in them."""

from django.db import models
from django.db.models import F, Q


class Club(models.Model):
    """A club for some of the readers, such as young parents: who may join, and what joining gives."""

    code = models.SlugField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    detail = models.CharField(max_length=500, blank=True)
    segment = models.CharField(max_length=60, blank=True)
    """Which readers may join, such as `members-view:17` (see `shuyou.kernel.registry.SegmentSource`); empty: all."""
    welcome = models.PositiveIntegerField(default=0)
    """Points for joining for the first time."""
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()


class ClubMembership(models.Model):
    """A reader's time in a club; whoever joins again has another one."""

    club = models.ForeignKey(Club, on_delete=models.PROTECT, related_name="memberships", db_index=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="club_memberships")
    via = models.CharField(max_length=12)
    joined_by = models.CharField(max_length=80)
    joined_at = models.DateTimeField()
    left_by = models.CharField(max_length=80, blank=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["club", "member"], condition=Q(left_at=None), name="in_a_club_once"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")), name="nobody_leaves_before_joining"
            ),
        )
        indexes = (models.Index(fields=["club", "-id"], name="memberships_of_club"),)
