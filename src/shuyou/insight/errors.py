"""What insight refuses."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError


class LakeIsEmpty(DomainError):
    """The lake has never been filled."""

    code = "insight.lake_is_empty"
    text = _("The lake has not been filled yet.")
    remedy = _("Run “shuyou lake full”, or wait for the night.")


class LakeIsFilled(DomainError):
    """Another run fills the lake."""

    code = "insight.lake_is_filled"
    text = _("The lake is being filled already.")
    remedy = _("Wait until the run is over.")


class NoSuchTable(DomainError):
    """The lake has no table of that name."""

    code = "insight.no_such_table"
    text = _("The lake has no table “%(name)s”.")
    remedy = _("Fill the lake again, or look the name up in the documentation of the lake.")
