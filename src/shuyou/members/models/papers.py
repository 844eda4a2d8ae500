"""Paper that came in: forms, letters, business cards, kept as pictures and found from the member."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7
from shuyou.members.models.people import Person


class Paper(models.Model):
    """A scanned or photographed sheet; waits to be typed until it hangs on a person."""

    class Kind(models.TextChoices):
        APPLICATION = "application", _("Application form")
        CONTEST = "contest", _("Contest form")
        CARD = "card", _("Business card")
        PROOF = "proof", _("Proof")
        LETTER = "letter", _("Letter")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        WAITING = "waiting", _("To be typed")
        FILED = "filed", _("Filed")
        SPOILT = "spoilt", _("Unreadable")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="papers", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    file = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    filed_by = models.CharField(max_length=80, blank=True)
    filed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(status="filed") | Q(person__isnull=False), name="a_filed_paper_hangs_on_somebody"
            ),
        )
        indexes = (
            models.Index(fields=["person", "-added_at"], name="papers_of_person"),
            models.Index(fields=["status", "added_at", "id"], name="papers_waiting"),
            models.Index(fields=["-added_at", "-id"], name="papers_by_time"),
            models.Index(fields=["kind", "-added_at", "-id"], name="papers_by_kind"),
            models.Index(fields=["digest"], name="papers_by_digest"),
        )
