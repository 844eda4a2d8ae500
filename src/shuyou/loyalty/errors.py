"""Refusals of loyalty."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class NotEnoughPoints(DomainError):
    """The balance is smaller than the points offered."""

    code = "loyalty.not_enough_points"
    text = _("The member has %(balance)s points; %(asked)s were asked for.")
    remedy = _("Spend fewer points.")
    field = "points"


class AdjustmentNotPossible(DomainError):
    """No whole number of points to give or take."""

    code = "loyalty.adjustment_not_possible"
    kind = Kind.INVALID
    text = _("“%(value)s” is no number of points to give or take.")
    remedy = _("Write a whole number, such as 200, or −200 to take points away.")
    field = "points"


class AdjustmentTooLarge(DomainError):
    """More points at a time than the roles of the one who asks allow."""

    code = "loyalty.adjustment_too_large"
    kind = Kind.FORBIDDEN
    text = _("You may give or take at most %(limit)s points at a time; %(asked)s were asked for.")
    remedy = _("Ask a manager to do it.")
    field = "points"


class AdjustmentWithoutReason(DomainError):
    """Nobody could say later why the points moved."""

    code = "loyalty.adjustment_without_reason"
    kind = Kind.INVALID
    text = _("There is no reason.")
    remedy = _("Say in a sentence why; it stays with the points.")
    field = "reason"
