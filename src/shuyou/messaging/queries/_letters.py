"""Letters on paper: batches, and how many wait."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.messaging.models import Message, PrintBatch

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch of letters."""

    number: str
    letters: int
    made_at: datetime
    posted_at: datetime | None


@query("messaging.view")
def letter_batches(*, actor: Actor) -> list[BatchRow]:
    """Return the latest batches of letters."""
    rows = PrintBatch.objects.order_by("-pk").values_list("number", "letters", "made_at", "posted_at")
    return [BatchRow(*row) for row in rows[:MOST]]


@query("messaging.view")
def letters_waiting(*, actor: Actor) -> int:
    """Return how many letters wait to be printed."""
    return Message.objects.filter(channel="letter", state="sent", batch=None).count()


@query("messaging.print")
def letter_file(*, number: str, suffix: str, actor: Actor) -> str:
    """
    Return the name of a batch's letters (pdf) or list (csv) in the store of files.

    :raises NotFound: there is no such batch.
    """
    batch = PrintBatch.objects.filter(number=number).first()
    if batch is None or suffix not in ("pdf", "csv"):
        raise NotFound(what=_("batch of letters"), key=number)
    return batch.file if suffix == "pdf" else batch.manifest
