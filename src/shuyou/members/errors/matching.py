"""Refusals of looking for people who are there twice, and of deciding about them."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class MatchRunning(DomainError):
    """The base is being searched at this moment."""

    code = "members.match_running"
    text = _("The base is being searched already.")
    remedy = _("Wait until that search has ended; it finds the same.")


class AlreadyDecided(DomainError):
    """Somebody said already what these two are."""

    code = "members.already_decided"
    text = _("About these two it was decided meanwhile: %(verdict)s.")
    remedy = _("Take that verdict back first, if it is wrong.")


class NotDecided(DomainError):
    """There is no verdict to take back."""

    code = "members.not_decided"
    text = _("About these two nothing is decided yet.")


class LikenessNotPossible(DomainError):
    """Not a likeness from which people may be merged without somebody looking."""

    code = "members.likeness_not_possible"
    kind = Kind.INVALID
    text = _("“%(value)s” is no likeness to merge from.")
    remedy = _("Write a percentage from 90 to 100, such as 99.9.")
    field = "least"


class NotOfPair(DomainError):
    """The member to keep is neither of the two."""

    code = "members.not_of_pair"
    text = _("The member to keep is neither of these two.")
    remedy = _("Choose the one on the left or the one on the right.")
