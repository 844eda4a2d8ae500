"""What payments keeps about persons: sums received, which stay in the books, and who paid them by post."""

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
    ),
    PersonalTable(
        name="payments_remittance",
        label=_("Postal remittances"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        wiped=dict.fromkeys(("payer_name", "payer_address", "postcode", "message"), "''"),
        shown={
            "paid_on": _("When"),
            "slip": _("Slip"),
            "amount": _("Amount"),
            "payer_name": _("Payer"),
            "payer_address": _("Address"),
            "message": _("Message"),
        },
    ),
    PersonalTable(
        name="payments_charge",
        label=_("Payments online"),
        fate=Fate.KEPT,
        rows="member_id = ANY (%(people)s)",
        shown={"made_at": _("When"), "provider": _("Tender"), "number": _("Number"), "amount": _("Amount")},
    ),
    PersonalTable(
        name="payments_refund",
        label=_("Refunds"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        wiped={"reason": "''"},
        shown={"asked_at": _("When"), "number": _("Number"), "amount": _("Amount"), "reason": _("Reason")},
    ),
    PersonalTable(
        name="payments_invoice",
        label=_("Invoices"),
        fate=Fate.KEPT,
        rows="member_id = ANY (%(people)s)",
        shown={"asked_at": _("When"), "number": _("Number"), "buyer_title": _("Buyer"), "total": _("Amount")},
        hidden=("xml",),
    ),
)
