"""What members refuses, one class each. Those about a typed value name its field and repeat what was typed."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class MemberValueRefused(DomainError):
    """A typed value that cannot be kept; `field` and `value` say which."""

    code = "members.value_refused"
    kind = Kind.INVALID
    text = _("“%(value)s” cannot be kept.")


class NameMissing(MemberValueRefused):
    """Nothing to call the person by."""

    code = "members.name_missing"
    text = _("There is no name.")
    remedy = _("Write the name the reader goes by.")
    field = "name"


class NameNotReadable(MemberValueRefused):
    """A name without a single letter or character."""

    code = "members.name_not_readable"
    text = _("“%(value)s” is no name.")
    remedy = _("Write it in letters or Chinese characters.")
    field = "name"


class TextTooLong(MemberValueRefused):
    """More characters than there is room for."""

    code = "members.text_too_long"
    text = _("“%(value)s” has %(length)s characters; there is room for %(limit)s.")
    remedy = _("Shorten it.")


class PhoneNotDigits(MemberValueRefused):
    """A letter, or another mark that no phone has a key for, in a phone number."""

    code = "members.phone_not_digits"
    text = _("The phone number “%(value)s” has a “%(mark)s” in it.")
    remedy = _("Write digits only; spaces, hyphens and +86 are fine.")
    field = "phone"


class PhoneTooShort(MemberValueRefused):
    """Fewer digits than any number has."""

    code = "members.phone_too_short"
    text = _("The phone number “%(value)s” has %(length)s digits; a mobile number has 11.")
    remedy = _("Ask for the missing digits; a landline needs its area code.")
    field = "phone"


class PhoneTooLong(MemberValueRefused):
    """More digits than any number has."""

    code = "members.phone_too_long"
    text = _("The phone number “%(value)s” has %(length)s digits; a mobile number has 11.")
    remedy = _("Look for a digit typed twice, or two numbers in one field.")
    field = "phone"


class PhoneNotPossible(MemberValueRefused):
    """The right number of digits in an order that no Chinese number has."""

    code = "members.phone_not_possible"
    text = _("“%(value)s” is neither a mobile number (11 digits from 1) nor a landline with its area code (from 0).")
    remedy = _("Check the first digits; write a number abroad with + and the country code.")
    field = "phone"


class EmailNotPossible(MemberValueRefused):
    """Not of the shape name@domain."""

    code = "members.email_not_possible"
    text = _("“%(value)s” is no e-mail address.")
    remedy = _("It needs a name, an @ and a domain, such as reader@example.com.")
    field = "email"


class DateNotReadable(MemberValueRefused):
    """No day of any calendar we read."""

    code = "members.date_not_readable"
    text = _("“%(value)s” is no date.")
    remedy = _("Write year, month and day, such as 1990-05-17.")


class DueNotReadable(DateNotReadable):
    """Words that name no day by which something could be done."""

    code = "members.due_not_readable"
    text = _("“%(value)s” names no day.")
    remedy = _("Write tomorrow, Friday, next Monday, in 3 days, 11-30 or 2026-11-30 15:00.")


class DateNotPossible(MemberValueRefused):
    """A day that does not exist, such as 30 February."""

    code = "members.date_not_possible"
    text = _("There is no day “%(value)s”.")
    remedy = _("Check month and day.")


class DateOutOfRange(MemberValueRefused):
    """A day in the future, or too long ago to be meant."""

    code = "members.date_out_of_range"
    text = _("“%(value)s” is not between %(first)s and %(last)s.")
    remedy = _("Check the year.")


class WordUnknown(MemberValueRefused):
    """A word that is none of those a field takes."""

    code = "members.word_unknown"
    text = _("“%(value)s” is none of: %(words)s.")
    remedy = _("Write one of these, or leave it empty.")


class PostcodeNotPossible(MemberValueRefused):
    """Not six digits."""

    code = "members.postcode_not_possible"
    text = _("The postcode “%(value)s” is not six digits.")
    field = "postcode"


class AddressIncomplete(MemberValueRefused):
    """An address that no parcel would reach."""

    code = "members.address_incomplete"
    text = _("The address “%(value)s” lacks: %(missing)s.")
    remedy = _("Give province, city and street, or one text that holds all three.")
    field = "street"
    parts: ClassVar[Mapping[str, Promise]] = {"province": _("province"), "city": _("city"), "street": _("street")}

    @property
    def sentence(self) -> str:
        """What is lacking, by the words for it in the reader's language."""
        lacking = ", ".join(str(self.parts[part]) for part in self.params["missing"])
        return str(self.text) % {**self.params, "missing": lacking}


class AddressKeptInPart(AddressIncomplete):
    """An address that no parcel would reach, of which all that is known was kept."""

    code = "members.address_kept_in_part"
    text = _("The address “%(value)s” lacks: %(missing)s. What there is of it is kept.")
    remedy = _("Complete it with the reader, or in the file and hand that in again.")


class CardNumberWrong(MemberValueRefused):
    """A number of the club's own cards whose check digit does not fit: mistyped."""

    code = "members.card_number_wrong"
    text = _("The card number “%(value)s” has a wrong digit.")
    remedy = _("Read it from the card again, four digits at a time.")
    field = "card"


class CardNumberNotPossible(MemberValueRefused):
    """Not the shape of any card number."""

    code = "members.card_number_not_possible"
    text = _("“%(value)s” is no card number.")
    remedy = _("A card number is 4 to 20 digits.")
    field = "card"


class NoWayToKnow(MemberValueRefused):
    """Nothing but a name: the next row about the same person could not be told apart."""

    code = "members.no_way_to_know"
    text = _("Of “%(value)s” nothing is given but the name.")
    remedy = _("Give a phone number, an e-mail address, a card or the number in the old system.")
    field = "phone"


class AlreadyMember(DomainError):
    """Somebody of this name answers this phone already."""

    code = "members.already_member"
    text = _("%(name)s with this phone number is member %(number)s already.")
    remedy = _("Open that member, or confirm that this is another person.")
    field = "phone"


class CardTaken(DomainError):
    """The card belongs to somebody else."""

    code = "members.card_taken"
    text = _("Card %(value)s belongs to member %(number)s.")
    remedy = _("Read the number from the card again.")
    field = "card"


class NumberNotPossible(MemberValueRefused):
    """No member number: it could not stand in an address, or would be taken for a page's name there."""

    code = "members.number_not_possible"
    text = _("“%(value)s” is no member number.")
    remedy = _("A member number has at least one digit and no slash.")
    field = "number"


class NumberTaken(DomainError):
    """The member number belongs to somebody else."""

    code = "members.number_taken"
    text = _("Number %(value)s belongs to another member.")
    field = "number"


class KeysDisagree(DomainError):
    """What should name one member names two."""

    code = "members.keys_disagree"
    text = _("%(first)s belongs to member %(number)s, but %(second)s to member %(other)s.")
    remedy = _("Correct the row, or merge the two members first.")


class CardNotInUse(DomainError):
    """A card that is lost, replaced, frozen or expired already."""

    code = "members.card_not_in_use"
    text = _("Card %(value)s is not in use: %(status)s.")
    field = "card"


class MemberMissing(DomainError):
    """No such member."""

    code = "members.missing"
    kind = Kind.NOT_FOUND
    text = _("There is no member %(key)s.")


class ReasonMissing(MemberValueRefused):
    """Blocking somebody needs a reason that can be read later."""

    code = "members.reason_missing"
    text = _("There is no reason.")
    remedy = _("Say in a sentence why, for the colleague who will be asked.")
    field = "reason"


class NumberDiffers(DomainError):
    """A member number that contradicts the member's own."""

    code = "members.number_differs"
    text = _("This is member %(number)s, not %(value)s; a member number never changes.")
    remedy = _("Correct the number, or leave it empty.")
    field = "number"


class KeyOfAnother(DomainError):
    """A key under which somebody else is known: nothing else agrees."""

    code = "members.key_of_another"
    text = _("Under %(value)s member %(number)s is known, who has another name, phone number and birthday.")
    remedy = _("If the files come from two old systems, say the name of this one; else correct the row.")
    field = "source_key"


class CardMissing(DomainError):
    """No such card."""

    code = "members.card_missing"
    kind = Kind.NOT_FOUND
    text = _("There is no card %(value)s.")
    remedy = _("Read the number from the card again, or find the member by phone.")
    field = "number"


class ContactKnown(DomainError):
    """A phone number or an address that the member has already."""

    code = "members.contact_known"
    text = _("“%(value)s” is among this member's contacts already.")
    field = "contact"


class ChangedMeanwhile(DomainError):
    """Somebody else changed a value after it was shown, to something else than is typed now."""

    code = "members.changed_meanwhile"
    text = _("Meanwhile this was changed to “%(now)s”.")
    remedy = _("Save again to keep what you typed, or write the other.")


class EmptiedMeanwhile(ChangedMeanwhile):
    """Somebody else took a value away after it was shown."""

    code = "members.emptied_meanwhile"
    text = _("Meanwhile this was taken away.")
    remedy = _("Save again to keep what you typed, or leave it empty.")


class MinutesNotPossible(MemberValueRefused):
    """No whole number of minutes that a contact may have taken."""

    code = "members.minutes_not_possible"
    text = _("“%(value)s” is no number of minutes.")
    remedy = _("Write a whole number up to %(limit)s, or leave it empty.")
    field = "minutes"


class NothingWritten(MemberValueRefused):
    """A text that has to say something says nothing."""

    code = "members.nothing_written"
    text = _("Nothing is written here.")
    remedy = _("Write at least a word.")


class NobodyToRecognise(MemberValueRefused):
    """A caller nobody knows cannot have been recognised."""

    code = "members.nobody_to_recognise"
    text = _("A contact without a member was not recognised.")
    remedy = _("Find the member first, or choose “Not recognised”.")
    field = "recognition"


class ColleagueUnknown(MemberValueRefused):
    """Work is given to somebody who has no open account."""

    code = "members.colleague_unknown"
    text = _("“%(value)s” is nobody who works here.")
    remedy = _("Choose a colleague from the list.")
    field = "assignee"


class TaskClosed(DomainError):
    """The task is done already."""

    code = "members.task_closed"
    text = _("This task was done already.")
    remedy = _("Make a new one if something is left to do.")


class TagTaken(DomainError):
    """Another tag has this name."""

    code = "members.tag_taken"
    text = _("There is a tag “%(value)s” already.")
    remedy = _("Use that one, or choose another word.")
    field = "name"


class TagUnknown(MemberValueRefused):
    """No tag in use has this name."""

    code = "members.tag_unknown"
    text = _("There is no tag “%(value)s”.")
    remedy = _("Choose one from the list; a manager can add others in the settings.")
    field = "tag"


class PhotoUnreadable(MemberValueRefused):
    """A file that is no picture, or is damaged."""

    code = "members.photo_unreadable"
    text = _("“%(value)s” is no picture that can be read.")
    remedy = _("Choose a JPEG, PNG or WebP file.")
    field = "photo"


class PhotoTooLarge(MemberValueRefused):
    """More bytes or dots than a portrait needs."""

    code = "members.photo_too_large"
    text = _("“%(value)s” is too large for a portrait.")
    remedy = _("Choose one of at most %(megabytes)s MB and %(megapixels)s million dots.")
    field = "photo"


class PhotoTooSmall(MemberValueRefused):
    """Too few dots to know somebody by."""

    code = "members.photo_too_small"
    text = _("“%(value)s” measures %(width)s × %(height)s dots; nobody would be known by it.")
    remedy = _("Choose one of at least %(least)s × %(least)s.")
    field = "photo"
