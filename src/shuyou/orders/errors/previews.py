"""Refusals about earning rules that are tried out on past orders."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class SpanNotOffered(DomainError):
    """A rule is not replayed on so many months."""

    code = "orders.span_not_offered"
    kind = Kind.INVALID
    text = _("A rule is not replayed on %(months)s months.")
    remedy = _("Ask for one of %(offered)s months.")
    field = "months"


class PreviewOver(DomainError):
    """The preview has ended or was stopped, or another worker has it."""

    code = "orders.preview_over"
    kind = Kind.CONFLICT
    text = _("This preview has ended already, or was stopped.")
    remedy = _("Ask for it again.")
