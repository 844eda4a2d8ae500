"""Who a reader is: persons, their membership and its grades."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left, Now, Right
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.models import User
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
    lunar_birthday = models.CharField(max_length=6, blank=True, default="", db_default="")
    """Month and day as “0815”, “L0415” in a leap month; the birthday is kept by the moon then."""
    first_grade_year = models.PositiveSmallIntegerField(null=True)
    """The year whose September this person entered first grade: the grade of any later day follows from it."""
    photo = models.CharField(max_length=200, blank=True, default="", db_default="")
    preferred_channel = models.CharField(max_length=8, blank=True, default="", db_default="")
    best_time = models.CharField(max_length=40, blank=True, default="", db_default="")
    is_restricted = models.BooleanField(default=False, db_default=False)
    """The person asked that nothing be done with their data but keeping it."""
    erased_at = models.DateTimeField(null=True)
    search_rank = models.IntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = (
            models.Index(OpClass("name", name="text_pattern_ops"), models.F("search_rank").desc(), name="person_name"),
            models.Index(Left("name", 2), models.F("search_rank").desc(), name="person_name_left"),
            models.Index(Right("name", 2), models.F("search_rank").desc(), name="person_name_right"),
            models.Index(models.F("initials"), models.F("search_rank").desc(), name="person_initials"),
            models.Index(Left("initials", 2), models.F("search_rank").desc(), name="person_initials_left"),
            models.Index(
                OpClass("pinyin", name="text_pattern_ops"), models.F("search_rank").desc(), name="person_sound"
            ),
        )


class Member(models.Model):
    """A person's membership. It shares the person's key, so that `member_id` leads to both."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        LAPSED = "lapsed", _("Lapsed")
        CLOSED = "closed", _("Closed")
        MERGED = "merged", _("Merged")
        ERASED = "erased", _("Erased")

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="member")
    number = models.CharField(max_length=20, unique=True)
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="members", db_index=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    is_blocked = models.BooleanField(default=False)
    block_reason = models.CharField(max_length=200, blank=True)
    joined_on = models.DateField()
    joined_via = models.CharField(max_length=20, default="import")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="absorbed", db_index=False
    )
    """The member whom this one turned out to be; clues that name this one lead there."""
    helper = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="key_readers")
    """Who looks after this reader in person."""
    source_key = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001 - NULLs may repeat, "" may not

    class Meta:
        indexes = (
            models.Index(fields=["tier", "person"], name="member_by_tier"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="members_merged"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False) | (~Q(status="merged") & Q(merged_into=None)),
                name="merged_members_say_into_whom",
            ),
        )
