"""How to reach a person: phones, e-mail, addresses."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Reverse, Right
from django.utils.translation import gettext_lazy as _

from shuyou.members.models.people import Person


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
