"""What members refuses for the sake of a person's rights."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind
from shuyou.members.errors import MemberValueRefused


class PersonRestricted(DomainError):
    """The person asked that their data be kept but not used."""

    code = "members.person_restricted"
    text = _("%(name)s asked that their data be kept but not used.")
    remedy = _("Open the member's privacy page; only the reader can lift this.")


class PersonErased(DomainError):
    """Nothing is known of this person any more."""

    code = "members.person_erased"
    text = _("Member %(number)s was erased; nothing can be done with them any more.")


class FileUnderWay(DomainError):
    """A file that may speak of the person is being read into the club just now."""

    code = "members.file_under_way"
    text = _("The file “%(name)s” is being read just now, and may speak of this reader.")
    remedy = _("Wait until it is done, then erase.")


class GuardianMissing(MemberValueRefused):
    """A child's word counts only when a guardian gives it."""

    code = "members.guardian_missing"
    text = _("%(value)s is under %(age)s, so a guardian has to say yes.")
    remedy = _("Link the guardian or parent first, then choose who said it.")
    field = "guardian"


class NotAGuardian(MemberValueRefused):
    """Somebody who is not linked as guardian or parent."""

    code = "members.not_a_guardian"
    text = _("“%(value)s” is not linked as a guardian or parent of this child.")
    remedy = _("Link them first, then choose who said it.")
    field = "guardian"


class NoOffersToMinors(DomainError):
    """Nobody under age is offered anything."""

    code = "members.no_offers_to_minors"
    text = _("%(name)s is under %(age)s: nothing is offered to minors, whoever says yes.")
    field = "purpose"


class TimeNotReadable(MemberValueRefused):
    """No time of the clock."""

    code = "members.time_not_readable"
    text = _("“%(value)s” is no time.")
    remedy = _("Write hours and minutes, such as 21:00.")


class StretchIncomplete(MemberValueRefused):
    """Quiet hours with only one end."""

    code = "members.stretch_incomplete"
    text = _("Quiet hours have one end only.")
    remedy = _("Give both times, or leave both empty.")
    field = "quiet_until"


class RequestClosed(DomainError):
    """A request that was answered before."""

    code = "members.request_closed"
    text = _("This request was answered already: %(status)s.")


class RequestOpen(DomainError):
    """The same was asked before and waits."""

    code = "members.request_open"
    text = _("The same was asked on %(day)s and waits for an answer.")
    remedy = _("Answer that request.")


class NotYetDone(DomainError):
    """A request that cannot be closed before what was asked is done."""

    code = "members.not_yet_done"
    text = _("What was asked is not done yet.")
    remedy = _("Do it on this page; the request closes by itself.")


class SamePersonApproves(DomainError):
    """Whoever recorded the wish to be erased cannot carry it out."""

    code = "members.same_person_approves"
    kind = Kind.FORBIDDEN
    text = _("You recorded this request, so somebody else has to carry it out.")
    remedy = _("Ask another manager.")


class ConfirmationWrong(MemberValueRefused):
    """Something else than the member number was typed."""

    code = "members.confirmation_wrong"
    text = _("“%(value)s” is not this member's number.")
    remedy = _("Type the number %(number)s: this cannot be undone.")
    field = "typed"


class RevealReasonMissing(MemberValueRefused):
    """Nobody sees masked data without saying why."""

    code = "members.reveal_reason_missing"
    text = _("There is no reason.")
    remedy = _("Say why you need to see it; the reader can ask who saw what.")
    field = "reason"


class MonthsNotPossible(MemberValueRefused):
    """A time that nothing is kept for."""

    code = "members.months_not_possible"
    text = _("“%(value)s” is no number of months from 1 to 600.")
    field = "months"


class UnderLegalHold(DomainError):
    """Nothing about this person may go."""

    code = "members.under_legal_hold"
    text = _("The data are under a legal hold: %(reason)s")
    remedy = _("Lift it on the member's privacy page once its ground is gone.")


class HoldLifted(DomainError):
    """Somebody lifted the hold before."""

    code = "members.hold_lifted"
    text = _("This hold was lifted already.")
