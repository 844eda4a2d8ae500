"""Refusals about campaigns of coupons."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class CouponBlocked(DomainError):
    """The coupon was blocked, or all of its campaign was withdrawn."""

    code = "orders.coupon_blocked"
    text = _("Coupon “%(value)s” has been withdrawn.")
    remedy = _("Take it off the order.")
    field = "coupon"


class CouponNotYet(DomainError):
    """The coupon's time has not come."""

    code = "orders.coupon_not_yet"
    text = _("Coupon “%(value)s” is not good yet.")
    remedy = _("Take it off the order.")
    field = "coupon"


class CouponCodeTaken(DomainError):
    """Another coupon has the code that all are to use."""

    code = "orders.coupon_code_taken"
    text = _("Another coupon has the code %(value)s.")
    remedy = _("Take another one.")
    field = "shared_code"


class CampaignNotPossible(DomainError):
    """Something about a campaign makes no sense."""

    code = "orders.campaign_not_possible"
    kind = Kind.INVALID
    text = _("This is missing, or makes no sense here.")


class StopWithoutReason(DomainError):
    """Nobody could say later why coupons were withdrawn."""

    code = "orders.stop_without_reason"
    kind = Kind.INVALID
    text = _("There is no reason.")
    remedy = _("Say in a sentence why.")
    field = "reason"
