"""What passes between a reader and the club beside orders: contacts, questions, notes, tags, things to be done."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.models import User
from shuyou.kernel.uids import uuid7
from shuyou.members.models.people import Person


class Contact(models.Model):
    """Somebody got in touch, or was got in touch with; whether they were known by name is kept either way."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("Phone")
        COUNTER = "counter", _("Counter")
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")
        LETTER = "letter", _("Letter")
        FAX = "fax", _("Fax")
        WEB = "web", _("Web")
        EVENT = "event", _("Event")

    class Direction(models.TextChoices):
        IN = "in", _("From the reader")
        OUT = "out", _("To the reader")

    class Recognition(models.TextChoices):
        NAME = "name", _("Known by name")
        CARD = "card", _("By card")
        CLUE = "clue", _("After asking")
        NONE = "none", _("Not recognised")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="touches", db_index=False)
    channel = models.CharField(max_length=8, choices=Channel)
    direction = models.CharField(max_length=4, choices=Direction)
    recognition = models.CharField(max_length=6, choices=Recognition)
    topic = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    staff = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="touches", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["person", "-at", "-id"], name="contacts_of_person"),
            models.Index(fields=["-at", "channel"], name="contacts_by_time"),
        )


class Inquiry(models.Model):
    """What a reader asked, searched for or looked at: the wish before the order."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        SEARCH = "search", _("Search")
        VIEW = "view", _("View")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="inquiries", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    channel = models.CharField(max_length=8, choices=Contact.Channel)
    text = models.CharField(max_length=300)
    item_id = models.BigIntegerField(null=True)
    hits = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["person", "-at", "-id"], name="inquiries_of_person"),
            models.Index(fields=["kind", "-id"], name="inquiries_of_kind"),
        )


class Note(models.Model):
    """Something worth knowing about a person, in a colleague's words."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notes", db_index=False)
    text = models.CharField(max_length=2000)
    is_pinned = models.BooleanField(default=False)
    is_sensitive = models.BooleanField(default=False, db_default=False)
    """Only those who may read sensitive notes see it, and whoever wrote it."""
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="notes", db_index=False)
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["person", "-is_pinned", "-at", "-id"], name="notes_of_person"),)


class Tag(models.Model):
    """A word that staff put on readers."""

    name = models.CharField(max_length=30, unique=True)
    colour = models.PositiveSmallIntegerField(default=1)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(colour__gte=1, colour__lte=6), name="tag_has_a_colour"),)


class PersonTag(models.Model):
    """A tag on a person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tags", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="people", db_index=False)
    added_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "tag"], name="tag_once_per_person"),)
        indexes = (models.Index(fields=["tag", "person"], name="people_of_tag"),)


class Task(models.Model):
    """Something to be done for or with a person, by somebody, by some day."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=1000, blank=True)
    channel = models.CharField(max_length=8, choices=Contact.Channel, blank=True)
    due_at = models.DateTimeField()
    assignee = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="tasks", db_index=False)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["person", "-due_at"], name="tasks_of_person"),
            models.Index(fields=["assignee", "due_at", "id"], condition=Q(done_at=None), name="open_tasks"),
            models.Index(fields=["due_at", "id"], condition=Q(done_at=None), name="open_tasks_by_day"),
            models.Index(fields=["-done_at", "-id"], condition=Q(done_at__isnull=False), name="tasks_done"),
        )
