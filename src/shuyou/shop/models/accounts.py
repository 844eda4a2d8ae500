"""Who may come in as which member, and from where they came in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7


class Account(models.Model):
    """A reader's way in: the member they are, and the password if they have chosen one."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    nickname = models.CharField(max_length=40, blank=True)
    password = models.CharField(max_length=160, blank=True)
    """Hashed; empty: they come in by codes alone."""
    opened_at = models.DateTimeField()
    wants_picks = models.BooleanField(default=True, db_default=True)
    """Whether titles are chosen by what they bought and like; no: what everybody sees."""


class Login(models.Model):
    """A phone number or e-mail address that was shown, by a code, to be read by the account's reader."""

    class Channel(models.TextChoices):
        SMS = "sms", _("Phone")
        EMAIL = "email", _("E-mail")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="logins")
    channel = models.CharField(max_length=5, choices=Channel)
    digest = models.CharField(max_length=40)
    """The address under the installation's key: it is found again, not read."""
    shown = models.CharField(max_length=80)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["digest"], name="login_of_one_account"),)


class Visit(models.Model):
    """One browser that came in: its token opens the reader's pages until then."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="visits")
    digest = models.CharField(max_length=64, unique=True)
    by_code = models.BooleanField()
    """Whether it began with a code: then a new password may be chosen without the old one for a while."""
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)


class Passkey(models.Model):
    """A key that a reader's own device keeps: whoever unlocks the device comes in by it, without a password."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    credential = models.CharField(max_length=1400, unique=True)
    """What the device calls it."""
    public_key = models.BinaryField()
    """What the device's answers are checked by (attested credential data of WebAuthn)."""
    uses = models.PositiveBigIntegerField(default=0)
    """The device's own count; one that goes back is of a copy."""
    name = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
