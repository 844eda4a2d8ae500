"""What lists refuse: views, exports, changes of many at once."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind
from shuyou.members.errors import MemberValueRefused


class ViewNameMissing(MemberValueRefused):
    """A view that nobody could call up again."""

    code = "members.view_name_missing"
    text = _("The view has no name.")
    remedy = _("Write a few words, such as “Silk readers in Hangzhou”.")
    field = "name"


class ViewNotOwn(DomainError):
    """A view of a colleague's, or none."""

    code = "members.view_not_own"
    kind = Kind.NOT_FOUND
    text = _("There is no view of yours with this number.")


class ExportReasonMissing(MemberValueRefused):
    """Telephone numbers of many readers leave the house, and nobody says why."""

    code = "members.export_reason_missing"
    text = _("There is no reason.")
    remedy = _("Say in a sentence what the file is for: it stands in the log with your name.")
    field = "reason"


class ExportLimitNotPossible(DomainError):
    """No whole number of readers, or a day that allows fewer than a single file."""

    code = "members.export_limit_not_possible"
    kind = Kind.INVALID
    text = _("“%(value)s” is no limit.")
    remedy = _("Write a whole number; a day allows at least what a single file does.")
    field = "rows"


class NobodyToExport(DomainError):
    """A file without a single row."""

    code = "members.nobody_to_export"
    text = _("No member passes this filter.")
    remedy = _("Take a filter off first.")


class ExportMissing(DomainError):
    """No such export, or somebody else's."""

    code = "members.export_missing"
    kind = Kind.NOT_FOUND
    text = _("There is no such export.")


class FileAboveLimits(DomainError):
    """A file of another list that names more readers than somebody may take on their own word."""

    code = "members.file_above_limits"
    kind = Kind.FORBIDDEN
    text = _("This file would name more readers than you may take away today: %(most)s.")
    remedy = _("Narrow the list, take it without names, or ask for a list of members, which a colleague can allow.")


class ExportNotReady(DomainError):
    """A file that nobody has allowed yet, or that somebody refused, or that was left lying too long."""

    code = "members.export_not_ready"
    text = _("This file cannot be taken: %(status)s.")
    remedy = _("Ask for a new one on the list.")


class ExportDecided(DomainError):
    """Somebody else was faster."""

    code = "members.export_decided"
    text = _("This export was decided already.")


class ExportOwn(DomainError):
    """Nobody allows themselves to take personal data away."""

    code = "members.export_own"
    kind = Kind.FORBIDDEN
    text = _("Nobody approves an export of their own.")
    remedy = _("Ask a colleague who may approve exports.")


class NobodyToChange(DomainError):
    """A change that would change nothing."""

    code = "members.nobody_to_change"
    text = _("There is nobody for whom this would change anything.")


class ChangeMissing(DomainError):
    """No such change."""

    code = "members.change_missing"
    kind = Kind.NOT_FOUND
    text = _("There is no such change.")


class ChangeNotUndoable(DomainError):
    """A change that is still at work, or was undone before."""

    code = "members.change_not_undoable"
    text = _("This change cannot be undone now: it is at work, or was undone already.")


class MoreThanSeen(DomainError):
    """Between the preview and the word go, more people came to pass the filter."""

    code = "members.more_than_seen"
    text = _("The preview said %(seen)s; now it would be %(now)s.")
    remedy = _("Look at the preview again.")
