"""Merchants of the alliance: what they give our readers, the passes that prove it, and each time one was looked at."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7


class Merchant(models.Model):
    """A shop that gives our readers something, where it is, and to whom it gives it."""

    class Kind(models.TextChoices):
        FOOD = "food", _("Food and drink")
        CULTURE = "culture", _("Culture")
        LEARNING = "learning", _("Learning")
        TRAVEL = "travel", _("Travel")
        LIVING = "living", _("Daily life")

    code = models.SlugField(max_length=20, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=80)
    place = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    benefit_zh = models.CharField(max_length=200)
    benefit_en = models.CharField(max_length=200)
    tiers = ArrayField(models.CharField(max_length=20), default=list)
    """Codes of the tiers whose readers it is for; none: all."""
    clubs = ArrayField(models.CharField(max_length=20), default=list)
    """Codes of the clubs whose readers it is for; none: all."""
    valid_from = models.DateField()
    valid_to = models.DateField()
    key_digest = models.CharField(max_length=64, blank=True)
    """Of the word by which the merchant's own page knows it; empty: it has none."""
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="merchant_ends_after_start"),
        )


class MemberPass(models.Model):
    """A signed pass that a reader shows; it is good for minutes, and known by nothing but its own id."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()


class PassKey(models.Model):
    """A key that passes are signed with; whoever has the public half verifies them without a network."""

    number = models.PositiveSmallIntegerField(unique=True)
    public = models.BinaryField(max_length=32)
    sealed = models.CharField(max_length=200)
    """The private half, readable by this installation only."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    is_withdrawn = models.BooleanField(default=False)
    """It got into wrong hands: what it signed counts no more."""


class MerchantCheck(models.Model):
    """A merchant asked whether a reader is entitled, and what the answer was."""

    class Answer(models.TextChoices):
        ENTITLED = "yes", _("Entitled")
        NOT_FOR = "not_for", _("Not for this tier or club")
        ENDED = "ended", _("Over, or not yet")
        LAPSED = "lapsed", _("The pass has lapsed")
        SEEN = "seen", _("The pass was shown before")
        FORGED = "forged", _("The pass is not ours")
        UNKNOWN = "unknown", _("Nobody of this number")
        BLOCKED = "blocked", _("Staff have stopped them")

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="checks", db_index=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="+")
    shown = models.ForeignKey(MemberPass, on_delete=models.PROTECT, null=True, related_name="checks", db_index=False)
    answer = models.CharField(max_length=8, choices=Answer)
    via = models.CharField(max_length=12)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["merchant", "shown"], condition=Q(answer="yes"), name="a_pass_opens_once_for_a_merchant"
            ),
        )
        indexes = (models.Index(fields=["merchant", "-id"], name="checks_of_merchant"),)
