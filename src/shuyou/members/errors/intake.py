"""What is refused about files that come in, and about papers."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind
from shuyou.members.errors import MemberValueRefused


class IntakeNotUndoable(DomainError):
    """It is under way, or was taken back already."""

    code = "members.intake_not_undoable"
    text = _("Intake %(number)s cannot be taken back: %(status)s.")
    remedy = _("Wait until it is done; what was taken back can be imported again.")


class IntakeNotWaiting(DomainError):
    """It was started already."""

    code = "members.intake_not_waiting"
    text = _("Intake %(number)s was started already: %(status)s.")
    remedy = _("Upload the file again to read it in another way.")


class MappingNameTaken(DomainError):
    """Another mapping has this name."""

    code = "members.mapping_name_taken"
    text = _("There is a saved mapping “%(value)s” already.")
    remedy = _("Choose another name.")
    field = "save_as"


class UploadTooLarge(DomainError):
    """More bytes than a page takes."""

    code = "members.upload_too_large"
    kind = Kind.INVALID
    text = _("The file holds %(size)s MB; at most %(limit)s MB are taken here.")
    remedy = _("Split it, or have it read where it lies: shuyou import members FILE.")
    field = "file"


class PaperUnreadable(MemberValueRefused):
    """A file that is neither a picture nor a PDF, or is damaged."""

    code = "members.paper_unreadable"
    text = _("“%(value)s” is no picture or PDF that can be read.")
    remedy = _("Choose a JPEG, PNG, TIFF or PDF file.")
    field = "file"


class PaperTooLarge(MemberValueRefused):
    """More bytes or dots than a scan needs."""

    code = "members.paper_too_large"
    text = _("“%(value)s” is too large for a scan.")
    remedy = _("Choose one of at most %(megabytes)s MB and %(megapixels)s million dots.")
    field = "file"


class PaperKnown(DomainError):
    """The very same scan was added already."""

    code = "members.paper_known"
    text = _("“%(value)s” was added already, on %(day)s.")
    remedy = _("Look for it among the papers.")
    field = "file"


class PaperFiled(DomainError):
    """The paper hangs on a member already."""

    code = "members.paper_filed"
    text = _("This paper is filed already.")
    remedy = _("Look at the member it hangs on.")


class KnownAlready(DomainError):
    """Whoever signs up is a member, as it seems; who, is nobody's business at a kiosk."""

    code = "members.known_already"
    text = _("Somebody of this name and phone number or e-mail address is a member already.")
    remedy = _("Sign in, or ask at the counter.")
    field = "phone"
