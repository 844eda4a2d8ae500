"""What readers allow, who may be told, who saw their data, and what they asked to be done with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.kernel.uids import uuid7
from shuyou.members.models.people import Person


class Consent(models.Model):
    """One word given or taken back: purpose, channel, when, how, on which text. The latest one counts."""

    class Purpose(models.TextChoices):
        SERVICE = "service", _("Order and service news")
        MARKETING = "marketing", _("Offers and new titles")
        PROFILING = "profiling", _("Recommendations from my purchases")
        SHARING = "sharing", _("Passing data to partners")

    class Channel(models.TextChoices):
        PHONE = "phone", _("Phone")
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")
        LETTER = "letter", _("Letter")
        FAX = "fax", _("Fax")
        WECHAT = "wechat", _("WeChat")
        APP = "app", _("Inbox")
        ANY = "any", _("Any channel")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents", db_index=False)
    purpose = models.CharField(max_length=12, choices=Purpose)
    channel = models.CharField(max_length=8, choices=Channel)
    is_granted = models.BooleanField()
    text_version = models.CharField(max_length=20)
    given_via = models.CharField(max_length=20)
    evidence = models.CharField(max_length=300, blank=True, default="", db_default="")
    """Where the word can be looked up: a recording, a scanned form, an address a page was sent from."""
    guardian = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="consents_for_wards", db_index=False
    )
    recorded_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["person", "purpose", "channel", "-at", "-id"], name="latest_consent"),
            models.Index(fields=["guardian"], condition=models.Q(guardian__isnull=False), name="consents_by_guardian"),
        )


class PersonalDataAccess(models.Model):
    """Who saw whose personal data, which part of it, and why."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accesses", db_index=False)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=60)
    via = models.CharField(max_length=20)
    part = models.CharField(max_length=20)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["person", "-at"], name="access_to_person"),
            models.Index(fields=["-at", "-id"], name="accesses_by_time"),
            models.Index(fields=["actor_kind", "actor_id", "-at", "-id"], name="accesses_of_actor"),
        )


class ConsentText(models.Model):
    """A wording that readers agreed to; never changed, only followed by the next version."""

    purpose = models.CharField(max_length=12, choices=Consent.Purpose)
    version = models.CharField(max_length=20)
    text_zh = models.TextField()
    text_en = models.TextField()
    valid_from = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_once"),)


class ContactRule(models.Model):
    """When a person may not be disturbed; hours are by the club's clock."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="contact_rule")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    do_not_contact_until = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True)


class PrivacyRequest(models.Model):
    """What a person asked about their own data: due by law, done by somebody, provable."""

    class Kind(models.TextChoices):
        EXPORT = "export", _("A copy of everything")
        CORRECT = "correct", _("Correction")
        RESTRICT = "restrict", _("Keep but do not use")
        ERASE = "erase", _("Erasure")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("request", "Open")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="privacy_requests")
    kind = models.CharField(max_length=8, choices=Kind)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    asked_via = models.CharField(max_length=20)
    note = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    recorded_by = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = (models.Index(fields=["status", "due_on", "id"], name="privacy_requests_due"),)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(kind="erase", status="done") | ~models.Q(done_by=models.F("recorded_by")),
                name="nobody_erases_alone",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=models.Q(status="open"), name="asked_once_at_a_time"
            ),
        )


class LegalHold(models.Model):
    """While it stands nothing about the person goes: not by erasure, not when its time is over."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.CharField(max_length=300)
    until = models.DateField(null=True)
    """The last day; without one, until somebody lifts it."""
    placed_by = models.CharField(max_length=80)
    placed_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=80, blank=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_why = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["person"], condition=models.Q(lifted_at=None), name="holds_in_force"),
            models.Index(fields=["-placed_at", "-id"], name="holds_by_time"),
        )


class RetentionRule(models.Model):
    """How long one kind of personal data is kept after its last use, and on what ground."""

    part = models.CharField(max_length=30, unique=True)
    months = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=200)
    is_active = models.BooleanField(default=False)
