"""What members refuses about fields of the club's own and what readers say in them."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind
from shuyou.members.errors import MemberValueRefused


class AttributeUnknown(MemberValueRefused):
    """No field has this code."""

    code = "members.attribute_unknown"
    text = _("There is no field “%(value)s”.")
    remedy = _("Use one of: %(words)s.")
    field = "attribute"


class AttributeRetired(DomainError):
    """The club asks for this no more."""

    code = "members.attribute_retired"
    text = _("“%(value)s” is not asked for any more.")
    remedy = _("What is there already stays; bring the field back in the settings to write anew.")
    field = "attribute"


class AttributeTaken(DomainError):
    """Another field has this code."""

    code = "members.attribute_taken"
    text = _("There is a field with the code “%(value)s” already.")
    remedy = _("Open that one, or choose another code.")
    field = "code"


class OptionUnknown(MemberValueRefused):
    """A word that is none of those to choose from."""

    code = "members.option_unknown"
    text = _("“%(value)s” is none of what can be chosen for %(name)s.")
    remedy = _("Choose from: %(words)s.")
    field = "value"


class OptionsMissing(MemberValueRefused):
    """A field to choose in, and nothing to choose from."""

    code = "members.options_missing"
    text = _("There is nothing to choose from.")
    remedy = _("Write each choice on a line: code | Chinese | English.")
    field = "options"


class OptionNotPossible(MemberValueRefused):
    """A line of choices that cannot be read."""

    code = "members.option_not_possible"
    text = _("“%(value)s” is no choice that can be kept.")
    remedy = _("Write it as code | Chinese | English; the code in letters and digits, each code once.")
    field = "options"


class ValueMissing(MemberValueRefused):
    """Nothing was said."""

    code = "members.preference_missing"
    text = _("Nothing is said for %(name)s.")
    remedy = _("Say something, or put the question off.")
    field = "value"


class NumberOutOfRange(MemberValueRefused):
    """No whole number, or one that cannot be meant."""

    code = "members.number_out_of_range"
    text = _("“%(value)s” is no whole number from %(least)s to %(most)s.")
    remedy = _("Write it in digits.")
    field = "value"


class TooManyWords(MemberValueRefused):
    """More words than anybody reads again."""

    code = "members.too_many_words"
    text = _("There are %(count)s words for %(name)s; %(most)s are enough.")
    remedy = _("Keep those that matter.")
    field = "value"


class NothingToTakeBack(DomainError):
    """There is no such word, or it was taken back already."""

    code = "members.nothing_to_take_back"
    kind = Kind.NOT_FOUND
    text = _("There is nothing to take back for “%(value)s”.")


class FieldNotRetirable(DomainError):
    """A field the club cannot do without."""

    code = "members.field_not_retirable"
    text = _("“%(value)s” cannot be retired.")
    remedy = _("Members are found and reached by it.")


class ReaderUnknown(MemberValueRefused):
    """A row of a partner's list that leads to no member, or to several."""

    code = "members.reader_unknown"
    text = _("“%(value)s” leads to no member, or to more than one.")
    remedy = _("Give the member number, the card number, or a phone only one member has.")
    field = "reader"
