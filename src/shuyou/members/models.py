"""Tables of members: who a reader is, how to reach them, what they carry and what they allow."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left, Now, Reverse, Right
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7


class Tier(models.Model):
    """A grade of membership; names, order and benefits are the shop's own settings."""

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=20)
    name_en = models.CharField(max_length=30)
    style = models.PositiveSmallIntegerField(default=1)
    rank = models.PositiveSmallIntegerField(unique=True)
    price_list = models.CharField(max_length=20)
    yearly_spend = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(style__gte=1, style__lte=4), name="tier_has_a_style"),)


class Person(models.Model):
    """Somebody the club knows, member or not: a reader, a parent, a school's contact."""

    class Gender(models.TextChoices):
        UNKNOWN = "", _("Not said")
        FEMALE = "F", _("Female")
        MALE = "M", _("Male")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=80)
    pinyin = models.CharField(max_length=200, blank=True)
    initials = models.CharField(max_length=40, blank=True)
    gender = models.CharField(max_length=1, choices=Gender, blank=True, default=Gender.UNKNOWN)
    birth_date = models.DateField(null=True)
    search_rank = models.IntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = (
            models.Index(OpClass("name", name="text_pattern_ops"), models.F("search_rank").desc(), name="person_name"),
            models.Index(Left("name", 2), models.F("search_rank").desc(), name="person_name_left"),
            models.Index(Right("name", 2), models.F("search_rank").desc(), name="person_name_right"),
            models.Index(models.F("initials"), models.F("search_rank").desc(), name="person_initials"),
            models.Index(Left("initials", 2), models.F("search_rank").desc(), name="person_initials_left"),
            models.Index(OpClass("pinyin", name="text_pattern_ops"), name="person_pinyin"),
        )


class Member(models.Model):
    """A person's membership. It shares the person's key, so that `member_id` leads to both."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        LAPSED = "lapsed", _("Lapsed")
        CLOSED = "closed", _("Closed")

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="member")
    number = models.CharField(max_length=20, unique=True)
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="members", db_index=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    is_blocked = models.BooleanField(default=False)
    block_reason = models.CharField(max_length=200, blank=True)
    joined_on = models.DateField()
    joined_via = models.CharField(max_length=20, default="import")
    source_key = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001 - NULLs may repeat, "" may not

    class Meta:
        indexes = (models.Index(fields=["tier", "person"], name="member_by_tier"),)


class Phone(models.Model):
    """A number somebody answers; several people may share one."""

    class Label(models.TextChoices):
        MOBILE = "mobile", _("Mobile")
        HOME = "home", _("Home")
        WORK = "work", _("Work")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="phones", db_index=False)
    digits = models.CharField(max_length=20)
    label = models.CharField(max_length=10, choices=Label, default=Label.MOBILE)
    is_primary = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "digits"], name="phone_once_per_person"),
            models.UniqueConstraint(fields=["person"], condition=Q(is_primary=True), name="one_primary_phone"),
            models.CheckConstraint(condition=Q(digits__regex=r"^[0-9]{5,20}$"), name="phone_is_digits"),
        )
        indexes = (
            models.Index(OpClass("digits", name="text_pattern_ops"), name="phone_digits"),
            models.Index(Right("digits", 4), name="phone_tail"),
            models.Index(OpClass(Reverse("digits"), name="text_pattern_ops"), name="phone_backwards"),
        )


class Email(models.Model):
    """An e-mail address, kept in lower case."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="emails", db_index=False)
    address = models.CharField(max_length=254)
    is_primary = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "address"], name="email_once_per_person"),
            models.UniqueConstraint(fields=["person"], condition=Q(is_primary=True), name="one_primary_email"),
        )
        indexes = (models.Index(OpClass("address", name="text_pattern_ops"), name="email_address"),)


class Address(models.Model):
    """Where parcels and letters go."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses", db_index=False)
    recipient = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, blank=True)
    province = models.CharField(max_length=30)
    city = models.CharField(max_length=30)
    district = models.CharField(max_length=30, blank=True)
    street = models.CharField(max_length=200)
    postcode = models.CharField(max_length=10, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person"], condition=Q(is_default=True), name="one_default_address"),
        )
        indexes = (models.Index(fields=["person"], name="address_of_person"),)


class Card(models.Model):
    """A card in a reader's hand; lost ones stay on record and point nowhere."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary card")
        STUDENT = "student", _("Student card")
        SENIOR = "senior", _("Senior card")
        VIP = "vip", _("VIP card")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        LOST = "lost", _("Lost")
        FROZEN = "frozen", _("Frozen")
        EXPIRED = "expired", _("Expired")
        REPLACED = "replaced", _("Replaced")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="cards")
    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ORDINARY)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["member"], condition=Q(status="active"), name="one_active_card"),
        )


class Consent(models.Model):
    """One word given or taken back: purpose, channel, when, how, on which text. The latest one counts."""

    class Purpose(models.TextChoices):
        SERVICE = "service", _("Order and service news")
        MARKETING = "marketing", _("Offers and new titles")
        PROFILING = "profiling", _("Recommendations from my purchases")

    class Channel(models.TextChoices):
        PHONE = "phone", _("Phone")
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")
        LETTER = "letter", _("Letter")
        ANY = "any", _("Any channel")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents", db_index=False)
    purpose = models.CharField(max_length=12, choices=Purpose)
    channel = models.CharField(max_length=8, choices=Channel)
    is_granted = models.BooleanField()
    text_version = models.CharField(max_length=20)
    given_via = models.CharField(max_length=20)
    recorded_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["person", "purpose", "channel", "-at", "-id"], name="latest_consent"),)


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
        indexes = (models.Index(fields=["person", "-at"], name="access_to_person"),)
