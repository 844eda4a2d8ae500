"""Readers together: relations between persons, households, and institutions with the people who speak for them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7
from shuyou.members.models.people import Person


class Relation(models.Model):
    """What one person is to another: `person` is the `role` of `other`. Kept once; the other way round follows."""

    class Role(models.TextChoices):
        PARENT = "parent", _("Parent")
        CHILD = "child", _("Child")
        SPOUSE = "spouse", _("Spouse")
        GRANDPARENT = "grandparent", _("Grandparent")
        GRANDCHILD = "grandchild", _("Grandchild")
        SIBLING = "sibling", _("Sibling")
        GUARDIAN = "guardian", _("Guardian")
        WARD = "ward", _("Ward")
        ASSISTANT = "assistant", _("Assistant")
        PRINCIPAL = "principal", _("Principal")
        TEACHER = "teacher", _("Teacher")
        PUPIL = "pupil", _("Pupil")
        FRIEND = "friend", _("Friend")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relations", db_index=False)
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relations_of_others")
    role = models.CharField(max_length=12, choices=Role)
    note = models.CharField(max_length=200, blank=True)
    since = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "other", "role"], name="relation_once"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="nobody_is_related_to_themselves"),
        )


class Household(models.Model):
    """People who live together and share an address, a phone, a purse."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField()


class HouseholdPerson(models.Model):
    """A person's place in the one household they belong to."""

    class Role(models.TextChoices):
        ADULT = "adult", _("Adult")
        CHILD = "child", _("Child")
        ELDER = "elder", _("Elder")

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="household_place")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="places")
    role = models.CharField(max_length=8, choices=Role, default=Role.ADULT)
    is_buyer = models.BooleanField(default=True)
    is_reader = models.BooleanField(default=True)


class Institution(models.Model):
    """A school, library or company whose people buy or read for it."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("School")
        LIBRARY = "library", _("Library")
        COMPANY = "company", _("Company")
        OTHER = "other", _("Other")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    pinyin = models.CharField(max_length=300, blank=True)
    initials = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    credit_code = models.CharField(max_length=18, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    province = models.CharField(max_length=30, blank=True)
    city = models.CharField(max_length=30, blank=True)
    district = models.CharField(max_length=30, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=300, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["credit_code"], condition=~Q(credit_code=""), name="credit_code_once"),
        )
        indexes = (models.Index(fields=["name", "id"], name="institution_by_name"),)


class InstitutionContact(models.Model):
    """Somebody who speaks for an institution; may receive parcels at its address."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="contacts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="institutions", db_index=False)
    position = models.CharField(max_length=60, blank=True)
    department = models.CharField(max_length=60, blank=True)
    uses_its_address = models.BooleanField(default=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "institution"], name="contact_once"),)
