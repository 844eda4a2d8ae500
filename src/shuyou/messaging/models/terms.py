"""Under which terms messages go: channels with their prices and hours, limits, who is left alone, who sends."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """A way to a reader; the codes are those of the ledger of consent."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    LETTER = "letter", _("Letter")
    PHONE = "phone", _("Phone")
    FAX = "fax", _("Fax")
    APP = "app", _("Inbox")
    WECHAT = "wechat", _("WeChat")


class Purpose(models.TextChoices):
    """What a message is for."""

    SERVICE = "service", _("Order and service news")
    MARKETING = "marketing", _("Offers and new titles")


class ChannelSetting(models.Model):
    """A channel as the club uses it; whoever judges messages holds these rows, so that no limit is passed by two."""

    channel = models.CharField(max_length=8, choices=Channel, unique=True)
    is_on = models.BooleanField(default=True)
    cost_each = models.DecimalField(max_digits=8, decimal_places=4, default=0)
    """What one message, or each part of a long short message, costs."""
    per_minute = models.PositiveIntegerField(default=600)
    """How many messages the provider takes in a minute."""
    monthly_budget = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    """What offers may cost in a month; none: no limit."""
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    """Hours of the reader's clock in which nothing goes by this channel that was not asked for this moment."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(cost_each__gte=0), name="channel_cost_is_no_gain"),
            models.CheckConstraint(condition=Q(per_minute__gte=1), name="channel_goes_at_all"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None) | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="channel_hours_are_whole",
            ),
        )


class Spending(models.Model):
    """
    What the offers of a month come to by a channel that has a budget: never less than the messages say.

    It is a sum that is kept so that nobody has to add up a million messages for each few that are judged.
    """

    channel = models.CharField(max_length=8, choices=Channel, unique=True)
    money = models.DecimalField(max_digits=14, decimal_places=4)
    month = models.DateTimeField()
    """When the month began that it is about."""
    counted_at = models.DateTimeField()
    """When the messages were added up last."""


class Cap(models.Model):
    """How many messages of a purpose a reader gets at most in so many days, by one channel or by any."""

    ANY = "any"

    purpose = models.CharField(max_length=10, choices=Purpose)
    channel = models.CharField(max_length=8)
    most = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["purpose", "channel", "days"], name="cap_once"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=366), name="cap_has_days"),
        )


class Suppression(models.Model):
    """
    An address that nothing goes to any more: it bounced, somebody complained, or the reader said stop.

    The address itself is not kept, only what it comes to under the installation's key: it stands after an erasure too.
    """

    class Reason(models.TextChoices):
        BOUNCED = "bounced", _("Mail came back")
        COMPLAINED = "complained", _("Reported as spam")
        STOPPED = "stopped", _("Said stop")
        LISTED = "listed", _("Do-not-contact list")

    channel = models.CharField(max_length=8, choices=Channel)
    digest = models.CharField(max_length=32)
    shown = models.CharField(max_length=80)
    """The address as pages show it, masked."""
    is_total = models.BooleanField(default=True)
    """Nothing goes there at all; otherwise no offers."""
    reason = models.CharField(max_length=10, choices=Reason)
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["channel", "digest", "is_total"], condition=Q(lifted_at=None), name="suppressed_once"
            ),
        )


class Holdout(models.Model):
    """A reader who is offered nothing for a while, so that it can be seen what offers do."""

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=40)
    until = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["member", "name"], name="held_out_once"),)


class Sender(models.Model):
    """Who writes: every message names the club, and offers how to reach it and how to stop them. One row."""

    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    contact = models.CharField(max_length=120)
    address = models.CharField(max_length=200)
    """Where letters that cannot be delivered come back to."""
    site = models.CharField(max_length=120)
    """Where readers find the club on the web, without a slash at the end."""
    fax_gateway = models.CharField(max_length=120, blank=True)
    """The domain of the gateway that turns letters by e-mail into faxes."""

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="one_sender"),)


class Follower(models.Model):
    """A reader's account at WeChat, as the club's own account there knows it."""

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=32, unique=True)
    sealed = models.CharField(max_length=500)
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    """They follow the club no more: nothing can be sent."""
