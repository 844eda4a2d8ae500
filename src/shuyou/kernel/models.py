"""Tables of the kernel: the event log and its readers, row history, staff."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.kernel.fields import TransactionId
from shuyou.kernel.permissions import ROLE_NAMES, Role
from shuyou.kernel.uids import uuid7


class EventRecord(models.Model):
    """One thing that happened: audit entry, outbox and feed at once. Ids and facts only, nothing personal."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=80)
    payload = models.JSONField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=60)
    via = models.CharField(max_length=20)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=TransactionNow())
    xid = TransactionId()

    class Meta:
        db_table = "kernel_event"
        indexes = (
            models.Index(fields=["xid", "id"], name="event_by_transaction"),
            models.Index(fields=["name", "at"], name="event_by_name"),
        )


class EventCursor(models.Model):
    """How far one subscriber has read: everything up to (xid, event_id) is done."""

    subscriber = models.CharField(max_length=120, primary_key=True)
    names = ArrayField(models.CharField(max_length=80))
    xid = TransactionId(db_default="0")
    event_id = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "kernel_cursor"


class ParkedEvent(models.Model):
    """An event one subscriber could not digest; the rest went on. Retried, then left to a person."""

    subscriber = models.CharField(max_length=120)
    event = models.ForeignKey(EventRecord, on_delete=models.PROTECT, related_name="parked")
    attempts = models.PositiveSmallIntegerField(default=1)
    error = models.CharField(max_length=200)
    first_failed_at = models.DateTimeField()
    retry_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_parked_event"
        constraints = (models.UniqueConstraint(fields=["subscriber", "event"], name="park_once"),)


class RowChange(models.Model):
    """What one UPDATE or DELETE changed, written by triggers; (xid, recorded_at) leads to its event."""

    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    operation = models.CharField(max_length=1)
    before = models.JSONField()
    after = models.JSONField(null=True)
    xid = TransactionId()
    recorded_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        db_table = "kernel_rowchange"
        indexes = (models.Index(fields=["table_name", "row_id", "id"], name="row_history"),)


class Erasure(models.Model):
    """
    A pass for one transaction to take personal data out of tables that refuse change otherwise.

    It is given by `kernel_begin_erasure` only and stays as proof. Files wait in it until they are gone from the disk.
    """

    ground = models.CharField(max_length=60)
    people = ArrayField(models.BigIntegerField(), default=list)
    files = ArrayField(models.CharField(max_length=300), default=list, db_default=[])
    xid = TransactionId()
    recorded_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        db_table = "kernel_erasure"
        indexes = (
            models.Index(fields=["xid"], name="erasure_by_transaction"),
            models.Index(fields=["id"], condition=~models.Q(files=[]), name="files_to_remove"),
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff and how they like their screen."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the system")
        PAPER = "paper", pgettext_lazy("of the look of pages", "Day")
        LAMP = "lamp", _("Night")

    class Density(models.TextChoices):
        NORMAL = "normal", _("Normal")
        COMPACT = "compact", _("Compact")
        TOUCH = "touch", _("Touch")

    username = models.CharField(_("username"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    email = models.EmailField(_("e-mail"), blank=True)
    full_name = models.CharField(_("full name"), max_length=80)
    roles = ArrayField(models.CharField(max_length=20, choices=list(ROLE_NAMES.items())), default=list)
    language = models.CharField(max_length=10, default="zh-hans")
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    density = models.CharField(max_length=7, choices=Density, default=Density.NORMAL)
    has_keys = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(db_default=Now())

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        db_table = "kernel_user"

    @property
    def role_set(self) -> frozenset[Role]:
        """The user's roles; names the program no longer knows are left out."""
        known = {role.value for role in Role}
        return frozenset(Role(name) for name in self.roles if name in known)


class ImportRun(models.Model):
    """How far a file has been imported: committed with its rows, so that a crash neither loses nor doubles any."""

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    rows_read = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    reported = models.PositiveIntegerField(default=0)
    faults_length = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_import_run"
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "digest"], condition=models.Q(finished_at=None), name="one_open_run_per_file"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    rows_read=models.F("imported") + models.F("merged") + models.F("unchanged") + models.F("reported")
                ),
                name="every_row_is_accounted_for",
            ),
        )


class ListView(models.Model):
    """What a list shows, kept under a name by somebody who comes back to it."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="list_views", db_index=False)
    list_name = models.CharField(max_length=60)
    """Where the list stands, such as supply:purchases."""
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)
    """The list's address after the question mark."""
    is_shared = models.BooleanField(default=False)

    class Meta:
        db_table = "kernel_list_view"
        constraints = (models.UniqueConstraint(fields=["list_name", "owner", "name"], name="list_view_once_per_owner"),)
