"""What is refused to those who join by themselves, and to those who answer them."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError
from shuyou.members.errors import MemberValueRefused


class ContactMissing(MemberValueRefused):
    """Nobody could answer them."""

    code = "members.contact_missing"
    text = _("No phone number and no e-mail address is given.")
    remedy = _("Write a phone number or an e-mail address.")
    field = "phone"


class AgeMissing(MemberValueRefused):
    """Whether somebody is of age decides who has to agree."""

    code = "members.age_missing"
    text = _("No age is given.")
    remedy = _("Tick that you are 18 or older, or write the birth date.")
    field = "birth_date"


class GuardianNotNamed(MemberValueRefused):
    """A child's parent or guardian has to agree, and to be reached."""

    code = "members.guardian_not_named"
    text = _("Whoever is under %(age)s needs a parent or guardian who agrees.")
    remedy = _("Write the name and phone number of the parent or guardian.")
    field = "guardian_name"


class SignUpDecided(DomainError):
    """Somebody answered it already."""

    code = "members.sign_up_decided"
    text = _("This sign-up was answered already: %(status)s.")
    remedy = _("Look at the next one.")


class TooManySignUps(DomainError):
    """More wait than anybody can answer: no reader joins that way."""

    code = "members.too_many_sign_ups"
    text = _("Nobody can join here just now.")
    remedy = _("Ask at the counter, please.")


class TooManyFromThere(DomainError):
    """Many asked to join from one place within minutes: they may all be one."""

    code = "members.too_many_from_there"
    text = _("Too many have joined from here just now.")
    remedy = _("Try again in ten minutes.")


class TextsRenewed(DomainError):
    """What somebody agreed to is not what is in force by now."""

    code = "members.texts_renewed"
    text = _("What the shop asks you to allow was written anew while you filled this in.")
    remedy = _("Read it, please, and tick what you allow.")
