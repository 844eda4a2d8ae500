"""Refusals of payments."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class ReceiptAlreadyRecorded(DomainError):
    """Money with this reference was recorded before."""

    code = "payments.receipt_already_recorded"
    text = _("Remittance %(reference)s was already recorded for %(source)s.")
    remedy = _("Check the number on the slip.")
    field = "reference"


class ReferenceMissing(DomainError):
    """A remittance without its number cannot be matched later."""

    code = "payments.reference_missing"
    kind = Kind.INVALID
    text = _("A remittance needs the number on its slip.")
    remedy = _("Type the number; letters and digits only.")
    field = "reference"


class AmountNotPositive(DomainError):
    """Money received must be more than nothing."""

    code = "payments.amount_not_positive"
    kind = Kind.INVALID
    text = _("The amount “%(value)s” must be more than zero.")
    remedy = _("Type the amount received, such as 58.00.")
    field = "amount"
