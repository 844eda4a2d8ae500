"""Why a file, or a row of it, is not taken."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class FileRefused(DomainError):
    """A file that cannot be read as what it should be."""

    code = "files.refused"
    kind = Kind.INVALID
    text = _("“%(name)s” cannot be read.")


class FileMissing(FileRefused):
    """There is no such file."""

    code = "files.missing"
    kind = Kind.NOT_FOUND
    text = _("There is no file “%(name)s”.")
    remedy = _("Check the path.")


class FileTooLarge(FileRefused):
    """More bytes than are taken at once."""

    code = "files.too_large"
    text = _("“%(name)s” holds %(size)s MB; at most %(limit)s MB are taken.")
    remedy = _("Split the file.")


class FormatUnknown(FileRefused):
    """Not a kind of file that is read here."""

    code = "files.format_unknown"
    text = _("“%(name)s” is not a file that can be imported here.")
    remedy = _("Save it as one of: %(formats)s.")


class EncodingUnknown(FileRefused):
    """Bytes that are neither UTF-8 nor GB18030."""

    code = "files.encoding_unknown"
    text = _("“%(name)s” is neither UTF-8 nor GB18030 text.")
    remedy = _("Save it as “CSV UTF-8”, or name its encoding.")


class FileDamaged(FileRefused):
    """A file that starts well and then breaks its own format."""

    code = "files.damaged"
    text = _("“%(name)s” is damaged: %(reason)s.")
    remedy = _("Save or fetch it again. Nothing after that place was read.")


class NoRows(FileRefused):
    """A table without headings."""

    code = "files.no_rows"
    text = _("“%(name)s” is empty.")


class TooManyColumns(FileRefused):
    """More columns than any list of members or books has."""

    code = "files.too_many_columns"
    text = _("“%(name)s” has %(columns)s columns; at most %(limit)s are read.")
    remedy = _("Leave out the columns that are not needed.")


class HeadingMissing(FileRefused):
    """A column that is needed was not found under any of its names."""

    code = "files.heading_missing"
    text = _("“%(name)s” has no column for: %(fields)s. Its headings are: %(headings)s.")
    remedy = _("Say which heading it is: --mapping field=heading.")


class MappingWrong(FileRefused):
    """A mapping that names a field or a heading which is not there."""

    code = "files.mapping_wrong"
    text = _("The mapping “%(field)s=%(heading)s” fits neither a field nor a heading of the file.")
    remedy = _("The fields are: %(fields)s.")


class ImportRunning(DomainError):
    """The same file is being imported by somebody else right now."""

    code = "files.import_running"
    text = _("“%(name)s” is being imported already.")
    remedy = _("Wait until that import ends.")


class RowUnreadable(DomainError):
    """A row that breaks the rules of its format."""

    code = "files.row_unreadable"
    kind = Kind.INVALID
    text = _("The row cannot be read: %(reason)s.")
    remedy = _("Look for a quotation mark without its partner.")


class TooManyCells(DomainError):
    """More cells than headings: a comma in a text that is not quoted."""

    code = "files.too_many_cells"
    kind = Kind.INVALID
    text = _("The row has %(cells)s cells under %(headings)s headings.")
    remedy = _("Put quotation marks round a text that holds the separator.")
