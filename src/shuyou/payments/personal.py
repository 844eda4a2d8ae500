"""What payments keeps about persons: sums received, which stay in the books."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import Fate, PersonalTable, registry

registry.offer(
    PersonalTable(
        name="payments_receipt",
        label=_("Money received"),
        fate=Fate.KEPT,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        shown={
            "received_at": _("When"),
            "tender": _("Tender"),
            "amount": _("Amount"),
            "reference": _("Reference"),
        },
    )
)
