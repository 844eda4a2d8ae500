"""What books made for readers keep about persons: their files, which are theirs alone, and what was made of them."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError
from shuyou.kernel.registry import ErasureGuard, Fate, PersonalTable, TextPlace, registry
from shuyou.orders.errors.printing import PrintJobsOpen
from shuyou.orders.models import PrintJob
from shuyou.orders.queries._printing import OVER

_OF_RELATIVES = "t.member_id = ANY (%(related)s)"
_FREE = ("note", "proof_note", "reason", "delivery_note")


def _under_way(people: Sequence[int]) -> Sequence[DomainError]:
    """Return a refusal if a book is being made that somebody paid for or waits for."""
    jobs = PrintJob.objects.filter(member_id__in=people).exclude(state__in=[*OVER, "asked", "quoted"]).order_by("pk")
    numbers = list(jobs.values_list("number", flat=True)[:5])
    return [PrintJobsOpen(numbers=", ".join(numbers))] if numbers else []


registry.offer(
    PersonalTable(
        name="orders_manuscript",
        label=_("Files they brought for books of their own"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        wiped={"file": "''", "file_name": "''", "digest": "id::text", "removed_at": "coalesce(removed_at, now())"},
        hidden=("file", "digest", "added_by"),
        shown={"added_at": _("When"), "file_name": _("File"), "kind": _("Kind"), "pages": _("Pages")},
        files="file",
    ),
    PersonalTable(
        name="orders_printjob",
        label=_("Books of their own"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        wiped={"title": "''", **dict.fromkeys(_FREE, "''")},
        hidden=("request_key", "asked_by"),
        shown={
            "asked_at": _("When"), "number": _("Number"), "title": _("Title"), "state": _("State"),
            "total": _("Total"), "note": _("Note"), "proof_note": _("To be changed"), "reason": _("Reason"),
        },
    ),
    *(
        TextPlace(table="orders_printjob", column=column, where=_OF_RELATIVES, names_where=_OF_RELATIVES)
        for column in ("title", *_FREE)
    ),
    TextPlace(table="orders_manuscript", column="file_name", where=_OF_RELATIVES, names_where=_OF_RELATIVES),
    ErasureGuard(key="print_jobs", load=_under_way),
)  # fmt: skip
