"""Refusals of loyalty."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError


class NotEnoughPoints(DomainError):
    """The balance is smaller than the points offered."""

    code = "loyalty.not_enough_points"
    text = _("The member has %(balance)s points; %(asked)s were asked for.")
    remedy = _("Spend fewer points.")
    field = "points"
