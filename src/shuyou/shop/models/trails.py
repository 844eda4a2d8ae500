"""What browsers looked at, with their readers' leave: one trail for each browser, and its steps."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class Trail(models.Model):
    """A browser whose reader allowed us to remember what they look at: from where it came, and whose it is."""

    digest = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="+")
    """Known since its reader came in, if they did."""
    source = models.CharField(max_length=60)
    """What brought it here: the name a link carried, the site it stood on, or `direct`."""
    campaign = models.CharField(max_length=60, blank=True)
    was_member = models.BooleanField(default=False)
    """Whether its reader was a member already when the trail began."""
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    text_version = models.CharField(max_length=20)
    """Which words the reader said yes to."""

    class Meta:
        indexes = (
            models.Index(fields=["began_at"], name="trails_by_start"),
            models.Index(fields=["last_at"], name="trails_gone_cold"),
        )


class Step(models.Model):
    """One thing that a reader did in the shop."""

    class Kind(models.TextChoices):
        VIEWED = "viewed", pgettext_lazy("a step", "Looked at")
        SEARCHED = "searched", pgettext_lazy("a step", "Searched for")
        ADDED = "added", pgettext_lazy("a step", "Put into the basket")
        RETURNED = "returned", pgettext_lazy("a step", "Put back")
        ABANDONED = "abandoned", pgettext_lazy("a step", "Left in the basket")
        CHECKOUT = "checkout", pgettext_lazy("a step", "Went to the checkout")
        ORDERED = "ordered", pgettext_lazy("a step", "Ordered")

    trail = models.ForeignKey(Trail, on_delete=models.CASCADE, related_name="steps", db_index=False)
    kind = models.CharField(max_length=9, choices=Kind)
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    words = models.CharField(max_length=80, blank=True)
    """What was searched for, or the number of the order."""
    key = models.CharField(max_length=36)
    """Made by the browser: a batch that is sent twice counts once."""
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["trail", "key"], name="step_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["viewed", "added", "returned", "abandoned"], item__isnull=False)
                | Q(kind__in=["searched", "ordered"], item=None) & ~Q(words="")
                | Q(kind="checkout", item=None),
                name="step_says_what",
            ),
        )
        indexes = (
            models.Index(fields=["trail", "-at"], name="steps_of_trail"),
            models.Index(fields=["item", "-at"], name="steps_about_title", condition=Q(item__isnull=False)),
        )
