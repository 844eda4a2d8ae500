"""What payments keeps about persons: sums received, which stay in the books, and who paid them by post."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import Fate, PersonalTable, TextPlace, registry

_IN_EXPORTS = "name = 'payments.money_exported'"
_OF_HERS = "t.member_id = ANY (%(people)s) OR t.member_id = ANY (%(related)s)"
_OF_RELATIVES = "t.member_id = ANY (%(related)s)"
_IN_FILES = f"t.id IN (SELECT t.file_id FROM payments_remittance t WHERE {_OF_HERS})"  # noqa: S608 - ours

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
        wiped=dict.fromkeys(("payer_name", "payer_address", "postcode", "message", "reason"), "''"),
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
    *(
        TextPlace(table="payments_remittance", column=column, where=_OF_RELATIVES, names_where=_OF_RELATIVES)
        for column in ("payer_name", "payer_address", "message", "reason")
    ),
    TextPlace(table="payments_remittancefile", column="file_name", where=_IN_FILES, names_where=_IN_FILES),
    TextPlace(table="payments_refund", column="reason", where=_OF_RELATIVES, names_where=_OF_RELATIVES),
    # Of her own ones too: the number stays by which the money is found, what a clerk wrote beside it does not.
    TextPlace(table="payments_refund", column="reference", where=_OF_HERS, names_where=_OF_HERS),
    TextPlace(table="payments_invoice", column="reason", where=_OF_HERS, names_where=_OF_HERS),
    TextPlace(table="payments_billdifference", column="decision", names_where="true"),
    TextPlace(table="kernel_event", column="payload", where=_IN_EXPORTS, names_where=_IN_EXPORTS, is_json=True),
)
