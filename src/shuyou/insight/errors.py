"""What insight refuses."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


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


class UnsoundWeights(DomainError):
    """Weights of the factors that are not 100 together."""

    code = "insight.unsound_weights"
    kind = Kind.INVALID
    text = _("The weights make %(sum)s together, not 100.")
    remedy = _("Take away from one factor what another gets.")


class NoSuchVersion(DomainError):
    """The model of value has no version of that number."""

    code = "insight.no_such_version"
    kind = Kind.NOT_FOUND
    text = _("The model of value has no version %(number)s.")


class VersionIsOut(DomainError):
    """A version of the model that was published before."""

    code = "insight.version_is_out"
    kind = Kind.CONFLICT
    text = _("Version %(number)s has been published already.")
    remedy = _("Write another one.")
