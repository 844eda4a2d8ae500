"""Refusals of payments."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class ReceiptAlreadyRecorded(DomainError):
    """Money with this reference was recorded before."""

    code = "payments.receipt_already_recorded"
    text = _("Payment %(reference)s was already recorded for %(source)s.")
    remedy = _("Check the number on the slip.")
    field = "reference"


class ReferenceMissing(DomainError):
    """Money without the number of its slip or payment cannot be matched later."""

    code = "payments.reference_missing"
    kind = Kind.INVALID
    text = _("Money needs the number of its slip, receipt or payment, whatever it came by.")
    remedy = _("Type the number; letters and digits only.")
    field = "reference"


class AmountNotPositive(DomainError):
    """Money received must be more than nothing."""

    code = "payments.amount_not_positive"
    kind = Kind.INVALID
    text = _("The amount “%(value)s” must be more than zero.")
    remedy = _("Type the amount received, such as 58.00.")
    field = "amount"


class SlipMissing(DomainError):
    """A remittance without the number of its slip cannot be told from another."""

    code = "payments.slip_missing"
    kind = Kind.INVALID
    text = _("“%(value)s” is not the number of a slip.")
    remedy = _("Slips have 4 to 30 letters and digits.")
    field = "slip"


class AmountUnreadable(DomainError):
    """A sum of money that cannot be meant."""

    code = "payments.amount_unreadable"
    kind = Kind.INVALID
    text = _("“%(value)s” is not a sum of money.")
    remedy = _("Write it such as 58.00: more than nothing, with two places.")
    field = "amount"


class DayUnreadable(DomainError):
    """A day that cannot be meant."""

    code = "payments.day_unreadable"
    kind = Kind.INVALID
    text = _("“%(value)s” is not a day on which money can have been paid in.")
    remedy = _("Write it such as 2026-11-20; it must not lie ahead.")
    field = "paid_on"


class PayerMissing(DomainError):
    """Nobody is named who paid."""

    code = "payments.payer_missing"
    kind = Kind.INVALID
    text = _("The slip does not say who paid.")
    remedy = _("Look it up on the slip itself.")
    field = "payer_name"


class SlipKnownOtherwise(DomainError):
    """A slip that is on record with another sum."""

    code = "payments.slip_known_otherwise"
    text = _("Slip %(slip)s is on record with ¥%(known)s, not ¥%(amount)s.")
    remedy = _("Ask the post office which of the two is right.")
    field = "amount"


class LayoutUnreadable(DomainError):
    """Widths of columns that cannot be meant."""

    code = "payments.layout_unreadable"
    kind = Kind.INVALID
    text = _("“%(value)s” does not say how wide the columns are.")
    remedy = _("Write it such as: slip 20, paid_on 8, amount 12, payer_name 20, message.")
    field = "layout"


class FileStarted(DomainError):
    """A file that was started before."""

    code = "payments.file_started"
    text = _("“%(value)s” was started already.")


class UploadTooLarge(DomainError):
    """More than a page takes at once."""

    code = "payments.upload_too_large"
    kind = Kind.INVALID
    text = _("The file holds %(size)s MB; at most %(limit)s MB are taken.")
    remedy = _("Split the file.")
    field = "file"


class SlipEnded(DomainError):
    """All the money of a slip was used, or it was sent back."""

    code = "payments.slip_ended"
    text = _("Slip %(slip)s is “%(state)s”; nothing of it is left to be decided.")
    remedy = _("Open the queue again.")


class ReasonMissing(DomainError):
    """Something about money needs a reason that can be read later."""

    code = "payments.reason_missing"
    kind = Kind.INVALID
    text = _("There is no reason.")
    remedy = _("Say in a few words why.")
    field = "reason"


class ProviderFailed(DomainError):
    """A provider did not do what it was asked, or could not be reached."""

    code = "payments.provider_failed"
    text = _("%(provider)s did not answer as it should: %(reason)s.")
    remedy = _("Try again in a minute; nothing was recorded.")


class CodeRefused(DomainError):
    """A payment code that brought no money."""

    code = "payments.code_refused"
    text = _("The code was not taken: %(reason)s. Nothing was paid.")
    remedy = _("Let the reader show a fresh code, or pay otherwise.")


class CodeNotPaid(DomainError):
    """A payment by code that does not pay this."""

    code = "payments.code_not_paid"
    text = _("Payment %(number)s was not made, was called off, or paid something else.")
    remedy = _("Take the money again.")
    field = "tenders"


class CodeUsed(DomainError):
    """A payment by code that paid something already."""

    code = "payments.code_used"
    text = _("Payment %(number)s has paid already.")
    remedy = _("Take the title back; the money goes back with it.")


class ProviderOff(ProviderFailed):
    """A provider for which no keys are set up, where no sandbox plays it."""

    code = "payments.provider_off"
    text = _("%(provider)s is off: this installation has no keys for it.")
    remedy = _("Set %(setting)s, as the operator’s guide says.")


class MoneyOfCard(DomainError):
    """Money that is on a stored-value card goes back from the card, or it would be there twice."""

    code = "payments.money_of_card"
    text = _("This was paid for the stored-value card %(number)s.")
    remedy = _("Give it back on the page of the card.")


class GoesToCard(DomainError):
    """Money that was paid by stored-value card goes back to that card and nowhere else: nobody makes cash of a card."""

    code = "payments.goes_to_card"
    text = _("What was paid by stored-value card goes back to that card.")
    remedy = _("Give nothing out: it is put on the card by itself, in a minute.")


class GoesOverCounter(DomainError):
    """Cash of a till goes back out of a drawer, which has to say so when it is counted."""

    code = "payments.goes_over_counter"
    text = _("This cash was taken at a till and is given back out of a drawer.")
    remedy = _("Give it out at a till whose drawer you have.")


class NoticeRefused(DomainError):
    """A notice that is not to be believed."""

    code = "payments.notice_refused"
    kind = Kind.FORBIDDEN
    text = _("The notice is not to be believed: %(reason)s.")


class ChargePaid(DomainError):
    """A charge that was paid before."""

    code = "payments.charge_paid"
    text = _("Payment %(number)s was made before.")


class RefundTooLarge(DomainError):
    """More money back than was paid."""

    code = "payments.refund_too_large"
    text = _("¥%(amount)s is more than the ¥%(left)s that can still be given back.")
    remedy = _("Give back at most what was paid.")
    field = "amount"


class RefundEnded(DomainError):
    """A refund that was given back before."""

    code = "payments.refund_ended"
    text = _("Refund %(number)s is “%(state)s” already.")


class DecisionMissing(DomainError):
    """A difference is decided by saying how."""

    code = "payments.decision_missing"
    kind = Kind.INVALID
    text = _("There is no decision.")
    remedy = _("Say in a few words what was found out.")
    field = "decision"


class TitleMissing(DomainError):
    """An invoice is made out to somebody."""

    code = "payments.title_missing"
    kind = Kind.INVALID
    text = _("The invoice has no buyer.")
    remedy = _("Type the title: a name, or that of the company.")
    field = "buyer_title"


class TaxNumberWrong(DomainError):
    """A number that is no unified social credit code."""

    code = "payments.tax_number_wrong"
    kind = Kind.INVALID
    text = _("“%(value)s” is not a unified social credit code.")
    remedy = _("It has 18 digits and letters; the last one checks the others. People leave it empty.")
    field = "tax_number"


class InvoiceInForce(DomainError):
    """There is an invoice already, and it was not taken back."""

    code = "payments.invoice_in_force"
    text = _("There is an invoice in force for %(source)s already.")
    remedy = _("Take it back by a red one first.")


class NothingToInvoice(DomainError):
    """Nothing was paid, or all of it went back."""

    code = "payments.nothing_to_invoice"
    text = _("Nothing of %(source)s is paid that an invoice could be made out for.")


class InvoiceNotInForce(DomainError):
    """An invoice that was not issued, or was taken back before."""

    code = "payments.invoice_not_in_force"
    text = _("Invoice %(serial)s is not in force, so nothing can be taken back.")


class NoCredit(DomainError):
    """Nobody this reader speaks for buys on account."""

    code = "payments.no_credit"
    text = _("This reader speaks for no institution that buys on account.")
    remedy = _("Choose another payment, or have a manager set a limit for the institution.")


class CreditExceeded(DomainError):
    """More than an institution may owe."""

    code = "payments.credit_exceeded"
    text = _("¥%(amount)s is more than the ¥%(left)s that may still be bought on account.")
    remedy = _("Have an older order paid first, or have a manager raise the limit.")
