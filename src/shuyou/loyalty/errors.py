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
    remedy = _("Ask for it: somebody else approves it.")
    field = "points"


class DayLimitReached(DomainError):
    """More points in a day than the roles of the one who asks allow."""

    code = "loyalty.day_limit_reached"
    kind = Kind.FORBIDDEN
    text = _("You may give or take %(limit)s points a day; %(left)s are left today, %(asked)s were asked for.")
    remedy = _("Ask for it: somebody else approves it.")
    field = "points"


class LimitNotPossible(DomainError):
    """No whole number of points, or a day that allows fewer than a single time."""

    code = "loyalty.limit_not_possible"
    kind = Kind.INVALID
    text = _("“%(value)s” is no limit.")
    remedy = _("Write a whole number; a day allows at least what a single time does.")
    field = "points"


class RequestDecided(DomainError):
    """Somebody approved or refused it before."""

    code = "loyalty.request_decided"
    text = _("This was decided meanwhile: %(status)s.")


class OwnRequest(DomainError):
    """Whoever asks for points cannot approve them."""

    code = "loyalty.own_request"
    kind = Kind.FORBIDDEN
    text = _("You asked for these points yourself.")
    remedy = _("Somebody else has to decide.")


class AdjustmentWithoutReason(DomainError):
    """Nobody could say later why the points moved."""

    code = "loyalty.adjustment_without_reason"
    kind = Kind.INVALID
    text = _("There is no reason.")
    remedy = _("Say in a sentence why; it stays with the points.")
    field = "reason"
