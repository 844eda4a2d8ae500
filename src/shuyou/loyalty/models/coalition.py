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
        UNEARN = "unearn", _("Earned, taken back")
        UNSPEND = "unspend", _("Spent, given back")

    partner = models.ForeignKey(CoalitionPartner, on_delete=models.PROTECT, related_name="postings", db_index=False)
    key = models.CharField(max_length=40)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    points = models.PositiveIntegerField()
    rate = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    """Money for a point as it was agreed then; none: posted before it was kept, it goes by what is agreed now."""
    takes_back = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="taken_back_by")
    """The posting whose opposite it is."""
    noted_by = models.CharField(max_length=80)
    posted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["partner", "key"], name="partner_posts_each_key_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="partner_posts_points"),
            models.CheckConstraint(
                condition=Q(kind__in=["earn", "spend"], takes_back=None)
                | Q(kind__in=["unearn", "unspend"], takes_back__isnull=False),
                name="partner_takes_back_a_posting",
            ),
        )
        indexes = (
            models.Index(fields=["partner", "-id"], name="postings_of_partner"),
            models.Index(fields=["noted_by", "posted_at"], name="postings_of_somebody"),
        )
