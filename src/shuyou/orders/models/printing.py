"""Books that readers have made (书籍自制): their files, what printing costs, and the jobs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Manuscript(models.Model):
    """A file on a reader's own shelf: looked through when it came, and never again changed."""

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=120)
    """Its name in the store of files; empty once it was taken off the shelf."""
    file_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    is_estimate = models.BooleanField()
    """Whether the pages were reckoned from the text, which has none of its own."""
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["member", "digest"], condition=Q(removed_at=None), name="manuscript_once_per_reader"
            ),
            models.CheckConstraint(condition=Q(pages__gt=0), name="manuscript_has_pages"),
        )


class PrintPrice(models.Model):
    """One price of printing: of a paper or colour by the page, a binding by the copy, or a step by the copies."""

    class Kind(models.TextChoices):
        PAPER = "paper", _("Paper, by the page")
        COLOUR = "colour", _("Colour, by the page")
        BINDING = "binding", _("Binding, by the copy")
        SETUP = "setup", _("Setting up, by the job")
        EBOOK = "ebook", _("E-book, by the job")
        STEP = "step", _("Part of the price from so many copies on")

    kind = models.CharField(max_length=8, choices=Kind)
    code = models.SlugField(max_length=20, db_index=False)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    amount = models.DecimalField(max_digits=10, decimal_places=4)
    """In money; of a step, the part that is paid: 0.9 is ninety percent."""
    least = models.PositiveIntegerField(default=0)
    """The fewest pages that a binding holds; the copies from which a step counts."""
    most = models.PositiveIntegerField(null=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "code"], name="print_price_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & (~Q(kind="step") | Q(amount__gt=0, amount__lte=1, least__gte=1)),
                name="print_price_makes_sense",
            ),
        )


class PrintJob(models.Model):
    """A book that a reader has made of their own files, from the first word to the parcel."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        QUOTED = "quoted", _("Quoted")
        ACCEPTED = "accepted", _("Accepted")
        PROOF = "proof", _("Proof with the reader")
        PASSED = "passed", _("Proof passed")
        PRINTING = "printing", _("In print")
        READY = "ready", _("Ready")
        DELIVERED = "delivered", _("Delivered")
        CANCELLED = "cancelled", _("Given up")

    class Form(models.TextChoices):
        PAPER = "paper", _("Printed book")
        EBOOK = "ebook", _("E-book")

    number = models.CharField(max_length=20, unique=True)
    request_key = models.UUIDField(unique=True)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    form = models.CharField(max_length=6, choices=Form)
    body = models.ForeignKey(Manuscript, on_delete=models.PROTECT, related_name="+")
    cover = models.ForeignKey(Manuscript, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    note = models.CharField(max_length=300, blank=True)
    rights_at = models.DateTimeField()
    """When the reader said that the text is theirs. It gets no ISBN and is not sold."""
    paper = models.CharField(max_length=20, blank=True)
    binding = models.CharField(max_length=20, blank=True)
    colour = models.CharField(max_length=20, blank=True)
    pages = models.PositiveIntegerField(default=0)
    copies = models.PositiveIntegerField(default=1)
    steps = models.JSONField(default=list)
    """What the quote is made of, in words and money (see `shuyou.orders.rules.printing`)."""
    total = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    paid_total = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    quoted_at = models.DateTimeField(null=True)
    quoted_until = models.DateField(null=True)
    accepted_at = models.DateTimeField(null=True)
    proof_note = models.CharField(max_length=300, blank=True)
    """What the reader wants changed in the proof."""
    printed_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    delivery_note = models.CharField(max_length=120, blank=True)
    """The waybill, or who took it."""
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=120, blank=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(copies__gte=1, copies__lte=9999), name="print_job_of_some_copies"),
            models.CheckConstraint(condition=Q(total__gte=0, paid_total__gte=0), name="print_job_money_not_negative"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "cancelled"]) | Q(quoted_at__isnull=False, total__gt=0),
                name="print_job_goes_on_with_a_quote",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["printing", "ready", "delivered"]) | Q(paid_total=F("total")),
                name="print_job_printed_is_paid",
            ),
        )
        indexes = (
            models.Index(
                fields=["asked_at", "id"], condition=~Q(state__in=["delivered", "cancelled"]), name="print_job_open"
            ),
        )
