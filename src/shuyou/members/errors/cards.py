"""What members refuses about cards, their kinds, partners and media."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError
from shuyou.members.errors import MemberValueRefused


class CardKindUnknown(MemberValueRefused):
    """No kind of card has this code, or it is not offered any more."""

    code = "members.card_kind_unknown"
    text = _("“%(value)s” is no kind of card that is given out.")
    remedy = _("Choose one from the list; a manager can add others in the settings.")
    field = "kind"


class CardKindTaken(DomainError):
    """Another kind has this code."""

    code = "members.card_kind_taken"
    text = _("There is a kind of card “%(value)s” already.")
    remedy = _("Open that one, or choose another code.")
    field = "code"


class CodeNotPossible(MemberValueRefused):
    """A code that is not made of small letters, digits and hyphens."""

    code = "members.code_not_possible"
    text = _("“%(value)s” cannot be a code.")
    remedy = _("Use %(limit)s small letters, digits and hyphens at most, the first a letter.")
    field = "code"


class TooYoung(MemberValueRefused):
    """The kind of card is for older people."""

    code = "members.too_young"
    text = _("The reader is %(value)s; this card is for those who are %(minimum)s or older.")
    remedy = _("Check the birth date, or choose another kind of card.")
    field = "kind"


class AgeNotShown(MemberValueRefused):
    """Nobody knows how old the reader is."""

    code = "members.age_not_shown"
    text = _("The reader's birth date is not known; this card is for those who are %(minimum)s or older.")
    remedy = _("Say which document showed the age, or enter the birth date first.")
    field = "proof"


class ProofMissing(MemberValueRefused):
    """Nothing shows the right to this kind of card."""

    code = "members.proof_missing"
    text = _("This kind of card needs a proof.")
    remedy = _("Write what was shown, such as the school and the number of the student card.")
    field = "proof"


class SpentTooLittle(MemberValueRefused):
    """The reader did not buy enough within a year, and the card cannot be bought either."""

    code = "members.spent_too_little"
    text = _("The reader spent %(value)s within a year; this card needs %(wanted)s.")
    remedy = _("Choose another kind of card, or ask a manager to grant it.")
    field = "way"


class FeeNotAsked(MemberValueRefused):
    """This kind of card cannot be bought."""

    code = "members.fee_not_asked"
    text = _("This kind of card is not given for a fee.")
    remedy = _("Choose another way, or another kind of card.")
    field = "way"


class GrantNotAllowed(MemberValueRefused):
    """Only a manager may waive what a card asks for."""

    code = "members.grant_not_allowed"
    text = _("Only a manager may grant this card.")
    remedy = _("Take the fee, or ask a manager to issue it.")
    field = "way"


class CardCarried(DomainError):
    """The member has a card of this kind in use."""

    code = "members.card_carried"
    text = _("The member carries card %(value)s of this kind already.")
    remedy = _("Renew or replace that one.")
    field = "kind"


class CardNotFrozen(DomainError):
    """Only a frozen card can be thawed."""

    code = "members.card_not_frozen"
    text = _("Card %(value)s is not frozen: %(status)s.")
    field = "card"


class CardNotLost(DomainError):
    """Only the loss of a card that was reported lost can be taken back."""

    code = "members.card_not_lost"
    text = _("Card %(value)s was not reported lost: %(status)s.")
    field = "card"


class CardReplacedAlready(DomainError):
    """A lost card was found after another had been given in its place."""

    code = "members.card_replaced_already"
    text = _("Card %(other)s was given in place of card %(value)s.")
    remedy = _("The card that was found can be destroyed; the new one stays in use.")
    field = "card"


class CardNeverEnds(DomainError):
    """A card without an end need not be renewed."""

    code = "members.card_never_ends"
    text = _("Card %(value)s is valid without limit.")
    remedy = _("There is nothing to renew.")
    field = "card"


class RenewedTooSoon(DomainError):
    """The card was renewed or issued a short while ago."""

    code = "members.renewed_too_soon"
    text = _("Card %(value)s is valid until %(until)s.")
    remedy = _("It can be renewed in its last three months.")
    field = "card"


class AnotherCardInUse(DomainError):
    """The member has another card in use by now, and there is only one main card."""

    code = "members.another_card_in_use"
    text = _("The member carries card %(other)s now.")
    remedy = _("Stop that one first if this one is to be used again.")
    field = "card"


class PartnerUnknown(MemberValueRefused):
    """No partner in use has this code."""

    code = "members.partner_unknown"
    text = _("“%(value)s” is no partner whose cards are given out.")
    remedy = _("Choose one from the list; a manager can add others in the settings.")
    field = "partner"


class PartnerTaken(DomainError):
    """Another partner has this code."""

    code = "members.partner_taken"
    text = _("There is a partner “%(value)s” already.")
    remedy = _("Open that one, or choose another code.")
    field = "code"


class PartnerNumberMissing(MemberValueRefused):
    """A card with a partner's brand has the partner's number too."""

    code = "members.partner_number_missing"
    text = _("The partner's number is missing.")
    remedy = _("Read it from the card.")
    field = "partner_number"


class PartnerNumberWrong(MemberValueRefused):
    """A number that does not look like those of the partner."""

    code = "members.partner_number_wrong"
    text = _("“%(value)s” does not look like %(pattern)s.")
    remedy = _("Read it from the card again: # stands for a digit, @ for a letter, * for either.")
    field = "partner_number"


class PartnerNumberTaken(DomainError):
    """Another card has this number of the partner."""

    code = "members.partner_number_taken"
    text = _("The number %(value)s stands on card %(card)s already.")
    remedy = _("Read it from the card again.")
    field = "partner_number"


class PatternNotPossible(MemberValueRefused):
    """A pattern without a place for anything that differs."""

    code = "members.pattern_not_possible"
    text = _("“%(value)s” is no pattern of numbers.")
    remedy = _("Write # for a digit, @ for a letter, * for either, such as 6225 #### #### ####.")
    field = "number_pattern"


class MediumNotPossible(MemberValueRefused):
    """Not what such a medium holds."""

    code = "members.medium_not_possible"
    text = _("“%(value)s” is not what a medium of this kind holds.")
    remedy = _("Put the cursor into the field and hold the card to the reader again.")
    field = "code"


class MediumIsBook(MemberValueRefused):
    """The barcode of a book instead of a card's."""

    code = "members.medium_is_book"
    text = _("“%(value)s” is the barcode of a book.")
    remedy = _("Scan the card.")
    field = "code"


class MediumTaken(DomainError):
    """Another card answers to this code."""

    code = "members.medium_taken"
    text = _("This code belongs to card %(card)s already.")
    remedy = _("Drop it there first, or take another card.")
    field = "code"


class TooManyCards(MemberValueRefused):
    """More cards than one print run takes, or none."""

    code = "members.too_many_cards"
    text = _("“%(value)s” is not a number of cards between 1 and %(limit)s.")
    remedy = _("Print them in several runs.")
    field = "blanks"


class AmountNotPossible(MemberValueRefused):
    """No amount, number or share that fits its field."""

    code = "members.amount_not_possible"
    text = _("“%(value)s” is not a number between %(least)s and %(most)s.")
    remedy = _("Write digits, or leave it empty.")
