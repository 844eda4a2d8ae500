"""Bundles of a reader's own (捆绑式销售): titles put together from what they bought, each offered once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.orders.models.order import Order


class OwnBundle(models.Model):
    """Titles that are offered to one reader together, and what became of the offer."""

    class State(models.TextChoices):
        OPEN = "open", _("Offered")
        TAKEN = "taken", _("Taken")
        DECLINED = "declined", _("Declined")
        LAPSED = "lapsed", _("Lapsed")

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    valid_to = models.DateTimeField()
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="own_bundles")
    """The order that took it."""
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["member"], condition=Q(state="open"), name="one_open_bundle_per_reader"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="bundle_decided_when_over",
            ),
        )
        indexes = (models.Index(fields=["member", "-id"], name="bundles_of_member"),)


class OwnBundleTitle(models.Model):
    """A title of a bundle, and why it is in it."""

    class Reason(models.TextChoices):
        SERIES = "series", _("goes on with the series")
        AUTHOR = "author", _("by an author they bought")
        CLASS = "class", _("of a class they buy")

    bundle = models.ForeignKey(OwnBundle, on_delete=models.CASCADE, related_name="titles", db_index=False)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=8, choices=Reason)
    word = models.CharField(max_length=120)
    """The series, the author or the class."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["bundle", "item"], name="bundle_title_once"),)
