"""What may be read of a title before it is bought: its contents, and a sample by leave of whoever has the rights."""

from django.db import models
from django.db.models import Q


class Sample(models.Model):
    """What the book page shows of a title's inside."""

    item = models.OneToOneField("catalog.Item", on_delete=models.PROTECT, related_name="+")
    contents = models.TextField(max_length=20_000, blank=True)
    """The table of contents (目录), a line for each chapter."""
    text = models.TextField(max_length=60_000, blank=True)
    """Pages to read, a blank line between paragraphs."""
    file = models.CharField(max_length=200, blank=True)
    """A PDF of some pages, where it lies in the store of files."""
    rights = models.CharField(max_length=200, blank=True)
    """Who allowed it, and by what; without a word no sample is shown."""
    allowed_until = models.DateField(null=True)
    """The last day of that leave; empty: no end was named."""
    is_published = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(text="", file="") | ~Q(rights=""), name="sample_by_leave_of_rights"
            ),
        )
