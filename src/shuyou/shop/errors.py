"""What the shop refuses."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class SignInRefused(DomainError):
    """Nobody comes in with this; which part is wrong is not said."""

    code = "shop.sign_in_refused"
    kind = Kind.INVALID
    text = _("Phone, e-mail or password is not right.")
    remedy = _("Type them again, or come in by a code.")


class TooManyTries(DomainError):
    """Too much was tried from one place, or with one address."""

    code = "shop.too_many_tries"
    text = _("That was tried too often.")
    remedy = _("Wait %(minutes)s minutes, or call us.")


class PasswordWeak(DomainError):
    """A password that others would guess."""

    code = "shop.password_weak"
    kind = Kind.INVALID
    text = _("This password is too easy to guess.")
    remedy = _("Take at least 8 characters, not only digits, and no common word.")
    field = "password"


class PasswordWrong(DomainError):
    """The password until now is not this one."""

    code = "shop.password_wrong"
    kind = Kind.INVALID
    text = _("This is not your password.")
    remedy = _("Type it again, or sign in by a code and choose a new one.")
    field = "current"


class NameNeeded(DomainError):
    """A member has a name."""

    code = "shop.name_needed"
    kind = Kind.INVALID
    text = _("There is no name.")
    remedy = _("Write your name as it stands on your papers.")
    field = "name"


class AgeNeeded(DomainError):
    """Who opens an account by themselves is of age."""

    code = "shop.age_needed"
    kind = Kind.INVALID
    text = _("Nobody has said that you are 18 or older.")
    remedy = _("Tick that you are; for younger readers a parent asks to join.")
    field = "is_adult"


class CardNotYours(DomainError):
    """The number is of nobody who is reached by the confirmed address; whose it is, or whether, is not said."""

    code = "shop.card_not_yours"
    kind = Kind.INVALID
    text = _("We cannot put this number together with this phone or e-mail.")
    remedy = _("Look at the card, use the phone or e-mail that we have on file, or leave the number out.")
    field = "number"


class ProofOver(DomainError):
    """The code was confirmed too long ago, or by nobody."""

    code = "shop.proof_over"
    text = _("This page is too old.")
    remedy = _("Have a new code sent to you.")


class LoginTaken(DomainError):
    """In this moment somebody else came with the same address."""

    code = "shop.login_taken"
    text = _("There is an account for this phone or e-mail now.")
    remedy = _("Sign in by a code.")


class CopiesWrong(DomainError):
    """So many copies cannot be."""

    code = "shop.copies_wrong"
    kind = Kind.INVALID
    text = _("“%(value)s” is no number of copies.")
    remedy = _("Choose between 1 and 999.")
    field = "copies"


class BasketFull(DomainError):
    """A basket holds so many titles."""

    code = "shop.basket_full"
    text = _("A basket holds %(most)s titles.")
    remedy = _("Order what is in it first.")


class TitleNotSold(DomainError):
    """The shop does not sell this title."""

    code = "shop.title_not_sold"
    kind = Kind.NOT_FOUND
    text = _("We do not sell this title.")
    remedy = _("Look for another edition, or ask us.")


class BasketChanged(DomainError):
    """What is to be paid is another sum than the one that was shown."""

    code = "shop.basket_changed"
    text = _("Prices or copies have changed since you looked: it is %(total)s now.")
    remedy = _("Look it over and confirm again.")


class MethodWrong(DomainError):
    """An order cannot be paid for in this way here."""

    code = "shop.method_wrong"
    kind = Kind.INVALID
    text = _("It cannot be paid for in this way.")
    remedy = _("Choose one of the ways shown.")
    field = "payment"


class WordsNeeded(DomainError):
    """Nothing was written."""

    code = "shop.words_needed"
    kind = Kind.INVALID
    text = _("Nothing is written.")
    remedy = _("Write in a few words what it is about.")
    field = "text"


class ContactNeeded(DomainError):
    """Nobody could answer."""

    code = "shop.contact_needed"
    kind = Kind.INVALID
    text = _("We do not know how to reach you.")
    remedy = _("Write a phone number or an e-mail address.")
    field = "contact"


class OrderUnknown(DomainError):
    """No order has this number and this phone; which of them is wrong is not said."""

    code = "shop.order_unknown"
    kind = Kind.INVALID
    text = _("There is no order with this number and this phone.")
    remedy = _("Look at our message about the order, or ask us.")


class ReviewEmpty(DomainError):
    """A review says something."""

    code = "shop.review_empty"
    kind = Kind.INVALID
    text = _("There are too few words.")
    remedy = _("Write at least %(least)s characters about the book.")
    field = "text"


class StarsWrong(DomainError):
    """Stars go from one to five."""

    code = "shop.stars_wrong"
    kind = Kind.INVALID
    text = _("“%(value)s” is no number of stars.")
    remedy = _("Choose one to five.")
    field = "stars"


class TooManyReviews(DomainError):
    """Nobody writes so many in a day."""

    code = "shop.too_many_reviews"
    text = _("You have written %(most)s times today.")
    remedy = _("Go on tomorrow.")


class DecidedMeanwhile(DomainError):
    """Somebody else has decided meanwhile, or it was written anew."""

    code = "shop.decided_meanwhile"
    text = _("This was decided or changed meanwhile.")
    remedy = _("Open the page again and read it once more.")


class RefusalNeedsReason(DomainError):
    """Who refuses a text says why."""

    code = "shop.refusal_needs_reason"
    kind = Kind.INVALID
    text = _("There is no reason.")
    remedy = _("Say in some words why; the reader reads it.")
    field = "reason"


class OwnReview(DomainError):
    """One's own review is not helpful to oneself."""

    code = "shop.own_review"
    text = _("This review is your own.")
    remedy = _("Others will say whether it helps them.")


class PieceRefused(DomainError):
    """Something written for the window that cannot stand there."""

    code = "shop.piece_refused"
    kind = Kind.INVALID
    text = _("This cannot be kept: %(why)s.")
    remedy = _("Change it and save again.")


class StepsWrong(DomainError):
    """A batch of steps that no page of ours sends."""

    code = "shop.steps_wrong"
    kind = Kind.INVALID
    text = _("These steps cannot be read.")
    remedy = _("Send at most %(most)s steps as a list.")


class PasskeyRefused(DomainError):
    """A device's answer that opens nothing; which part of it is wrong is not said."""

    code = "shop.passkey_refused"
    kind = Kind.INVALID
    text = _("This device could not show that it is yours.")
    remedy = _("Try again, or come in by a code.")


class PasskeyNameless(DomainError):
    """A device is told from others by its name."""

    code = "shop.passkey_nameless"
    kind = Kind.INVALID
    text = _("The passkey has no name.")
    remedy = _("Call it as you call the device, such as “my phone”.")
    field = "name"


class TooManyPasskeys(DomainError):
    """Nobody has so many devices."""

    code = "shop.too_many_passkeys"
    text = _("You have %(most)s passkeys already.")
    remedy = _("Take one away first.")


class ComeInAgain(DomainError):
    """Who came in long ago may have left the browser to somebody else."""

    code = "shop.come_in_again"
    text = _("You came in too long ago for this.")
    remedy = _("Sign out, come in again, and add the passkey within a quarter of an hour.")


class SampleRefused(DomainError):
    """Something of a title's inside that cannot be shown."""

    code = "shop.sample_refused"
    kind = Kind.INVALID
    text = _("This cannot be kept: %(why)s.")
    remedy = _("Change it and save again.")


class ShowOver(DomainError):
    """A ticket for what has been."""

    code = "shop.show_over"
    text = _("This show is over.")
    remedy = _("Look at what comes next.")


class CodeAsked(DomainError):
    """Nothing is paid now, and nobody has shown yet that the phone is theirs."""

    code = "shop.code_asked"
    kind = Kind.INVALID
    text = _("We have sent a code to %(shown)s.")
    remedy = _("Type it and order once more.")
    field = "code"


class GiftRefused(DomainError):
    """A card that cannot be bought like this."""

    code = "shop.gift_refused"
    kind = Kind.INVALID
    text = _("This card cannot be bought: %(why)s.")
    remedy = _("Change it and try again.")
