"""Partner brands whose readers earn and spend our points, and each posting that they sent."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CoalitionPartner(models.Model):
    """A brand beside ours: what it pays for points that are earned with it, and gets for those that are spent."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    pays = models.DecimalField(max_digits=8, decimal_places=4)
    """Money that it owes us for a point that its customers earned."""
    gets = models.DecimalField(max_digits=8, decimal_places=4)
    """Money that we owe it for a point that was spent with it."""
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pays__gte=0, gets__gte=0), name="partners_pay_no_less"),)


class PartnerPosting(models.Model):
    """Points that a reader earned or spent with a partner: once for each of the partner's own keys."""

    class Kind(models.TextChoices):
        EARN = "earn", _("Earned")
        SPEND = "spend", _("Spent")

    partner = models.ForeignKey(CoalitionPartner, on_delete=models.PROTECT, related_name="postings", db_index=False)
    key = models.CharField(max_length=40)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind)
    points = models.PositiveIntegerField()
    noted_by = models.CharField(max_length=80)
    posted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["partner", "key"], name="partner_posts_each_key_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="partner_posts_points"),
        )
        indexes = (models.Index(fields=["partner", "-id"], name="postings_of_partner"),)
