"""What special orders and order forms keep about persons: which titles were wanted, and money paid ahead."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError
from shuyou.kernel.registry import ErasureGuard, Fate, PersonalTable, registry
from shuyou.orders.errors.special import SpecialsOpen
from shuyou.orders.models import SpecialOrder


def _paid_ahead(people: Sequence[int]) -> Sequence[DomainError]:
    """Return a refusal if money was paid ahead that is neither used nor given back."""
    waiting = SpecialOrder.objects.filter(member_id__in=people, closed_at=None, deposit__gt=0).order_by("pk")
    numbers = list(waiting.values_list("number", flat=True)[:5])
    return [SpecialsOpen(numbers=", ".join(numbers))] if numbers else []


registry.offer(
    PersonalTable(
        name="orders_specialorder",
        label=_("Special orders"),
        fate=Fate.KEPT,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        hidden=("request_key", "noted_by", "task_id"),
        shown={"noted_at": _("When"), "number": _("Number"), "deposit": _("Paid ahead"), "outcome": _("What became")},
    ),
    PersonalTable(
        name="orders_ownbundle",
        label=_("Bundles of their own"),
        fate=Fate.REMOVED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        hidden=("made_by",),
        shown={"made_at": _("When"), "state": _("What became")},
    ),
    PersonalTable(
        name="orders_ownbundletitle",
        label=_("Titles of bundles of their own"),
        fate=Fate.REMOVED,
        rows="bundle_id IN (SELECT id FROM orders_ownbundle WHERE member_id = ANY (%(people)s))",
        gone="false",
        shown={"reason": _("Reason"), "word": _("Title")},
    ),
    PersonalTable(
        name="orders_formtaken",
        label=_("Order forms of catalogues they sent in"),
        fate=Fate.KEPT,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        hidden=("key", "request_key", "taken_by"),
        shown={"taken_at": _("When"), "copies": _("Copies")},
    ),
    ErasureGuard(key="specials", load=_paid_ahead),
)
