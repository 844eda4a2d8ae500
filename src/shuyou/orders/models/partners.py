"""Offers of partners (战略联盟): what a merchant gives our readers, who may use it, and each time somebody did."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class PartnerOffer(models.Model):
    """What a partner gives readers of some tiers within some days: each so often, and so often in all."""

    code = models.CharField(max_length=20, unique=True)
    merchant = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    terms = models.CharField(max_length=500, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField()
    tiers = ArrayField(models.CharField(max_length=20), default=list)
    """Codes of the tiers whose readers may use it; none: all."""
    most_per_member = models.PositiveSmallIntegerField(default=1)
    most_uses = models.PositiveIntegerField(null=True)
    uses = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="partner_offer_ends_after_start"),
            models.CheckConstraint(
                condition=Q(most_uses=None) | Q(uses__lte=F("most_uses")), name="partner_offer_within_its_uses"
            ),
        )


class PartnerUse(models.Model):
    """One use of a partner's offer: added, never changed."""

    offer = models.ForeignKey(PartnerOffer, on_delete=models.PROTECT, related_name="used", db_index=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    """Makes a repeat harmless."""
    used_by = models.CharField(max_length=80)
    used_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["offer", "member"], name="partner_uses_of_member"),)
