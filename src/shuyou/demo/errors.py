"""What the sample club refuses."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError


class ClubNotEmpty(DomainError):
    """The database holds something of its own."""

    code = "demo.club_not_empty"
    text = _("This database already holds readers, orders or titles of its own.")
    remedy = _("Load the sample club into a database of its own; it never mixes with real readers.")
