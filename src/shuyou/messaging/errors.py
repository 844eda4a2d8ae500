"""What messaging refuses."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class WordsNotPossible(DomainError):
    """A text with unknown variables, loose braces, or a button that leads nowhere."""

    code = "messaging.words_not_possible"
    kind = Kind.INVALID
    text = _("This text cannot be filled in: %(faults)s.")
    remedy = _("Use the variables that are listed beside it.")


class WordsMissing(DomainError):
    """A message without words, or with too many."""

    code = "messaging.words_missing"
    kind = Kind.INVALID
    text = _("The message has no words, or more than %(most)s characters.")


class NothingToApprove(DomainError):
    """No draft waits for approval, or the approver wrote it."""

    code = "messaging.nothing_to_approve"
    text = _("No draft waits for this approval.")
    remedy = _("Somebody else than who wrote the words approves them.")


class MessageElsewhere(DomainError):
    """The message is in a state in which this cannot be done."""

    code = "messaging.message_elsewhere"
    text = _("The message is in another state: %(state)s.")


class MailingOver(DomainError):
    """The mailing is past the point at which this can be done."""

    code = "messaging.mailing_over"
    text = _("The mailing “%(name)s” is not in a state for this.")
    remedy = _("Look at it again: somebody may have stopped it or gone on with it meanwhile.")


class ReadersNotChosen(DomainError):
    """A mailing to nobody, to a group and to numbers at once, or to a group that is not offered."""

    code = "messaging.readers_not_chosen"
    kind = Kind.INVALID
    text = _("It is not clear whom this goes to.")
    remedy = _("Choose a group of readers, or name at most 20,000 by their numbers; not both.")


class NumbersUnknown(DomainError):
    """Nobody has one of the numbers of a mailing."""

    code = "messaging.numbers_unknown"
    kind = Kind.INVALID
    text = _("Nobody has %(count)s of these numbers, such as %(numbers)s.")
    remedy = _("Correct them or leave them out; nothing was planned.")
    field = "numbers"


class MailingNotCounted(DomainError):
    """Nobody has counted the readers of a mailing, there are none, or there are others by now."""

    code = "messaging.mailing_not_counted"
    text = _("The readers of this mailing are not as they were counted.")
    remedy = _("Count them again, and look at the figures before it goes.")


class ConfirmedByAnother(DomainError):
    """A mailing to many is confirmed by somebody else than who planned it."""

    code = "messaging.confirmed_by_another"
    text = _("A mailing to more than %(most)s readers is confirmed by somebody else than who planned it.")
    remedy = _("Ask a colleague who may send mailings to look at it and confirm.")


class ChannelUnknown(DomainError):
    """No channel of this name."""

    code = "messaging.channel_unknown"
    kind = Kind.INVALID
    text = _("There is no channel “%(value)s”.")
    field = "channel"


class AddressNotPossible(DomainError):
    """What was given is no address of this channel."""

    code = "messaging.address_not_possible"
    kind = Kind.INVALID
    text = _("This is no address of the channel.")
    field = "address"


class ReportForged(DomainError):
    """A report that its provider did not sign, or that is too old."""

    code = "messaging.report_forged"
    kind = Kind.FORBIDDEN
    text = _("The report is not signed by the provider.")


class TermsNotPossible(DomainError):
    """A limit, price or hour that cannot be."""

    code = "messaging.terms_not_possible"
    kind = Kind.INVALID
    text = _("“%(value)s” is not possible here.")


class TooManyCodes(DomainError):
    """An address was sent as many codes as it gets in a while, or too many were asked for from one place."""

    code = "messaging.too_many_codes"
    text = _("Too many codes were asked for just now.")
    remedy = _("Wait %(minutes)s minutes, please, and ask for another one then.")


class CodeWrong(DomainError):
    """What was typed is not the code that was sent."""

    code = "messaging.code_wrong"
    kind = Kind.INVALID
    text = _("This is not the code; %(left)s tries are left.")
    remedy = _("Look at the last message that you got from us.")
    field = "code"


class CodeOver(DomainError):
    """The code was used, is too old, was guessed at too often, or was never sent."""

    code = "messaging.code_over"
    kind = Kind.INVALID
    text = _("This code counts no more.")
    remedy = _("Ask for a new one, please.")
    field = "code"
