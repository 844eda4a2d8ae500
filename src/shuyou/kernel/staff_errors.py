"""Refusals about staff accounts."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class UsernameTaken(DomainError):
    """Somebody has this user name already."""

    code = "kernel.username_taken"
    kind = Kind.INVALID
    field = "username"
    text = _("Somebody has the user name “%(username)s” already.")
    remedy = _("Choose another one.")


class LastAdministrator(DomainError):
    """Without this account nobody could manage the others."""

    code = "kernel.last_administrator"
    text = _("%(name)s is the only administrator.")
    remedy = _("Make somebody else administrator first.")


class ViewUnnamed(DomainError):
    """A view of a list without a name."""

    code = "kernel.view_unnamed"
    kind = Kind.INVALID
    field = "name"
    text = _("The view has no name.")
    remedy = _("Give it one.")
