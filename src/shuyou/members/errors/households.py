"""What members refuses about relatives, households, institutions and personal helpers."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind
from shuyou.members.errors import MemberValueRefused


class LunarDayNotPossible(MemberValueRefused):
    """No day of the moon's calendar."""

    code = "members.lunar_day_not_possible"
    text = _("“%(value)s” is no day of the lunar calendar.")
    remedy = _("Write month and day, such as 8-15 or 八月十五; put 闰 before a leap month.")
    field = "lunar_birthday"


class GradeNotPossible(MemberValueRefused):
    """No grade of any school."""

    code = "members.grade_not_possible"
    text = _("“%(value)s” is no school grade.")
    remedy = _("Choose one from the list.")
    field = "grade"


class PersonUnknown(MemberValueRefused):
    """Nobody, or more than one, answers to what was typed."""

    code = "members.person_unknown"
    text = _("“%(value)s” is nobody we know.")
    remedy = _("Write the member number, card or whole phone number; or give the name of somebody new.")
    field = "other"


class PersonNotClear(MemberValueRefused):
    """Several people answer to what was typed."""

    code = "members.person_not_clear"
    text = _("“%(value)s” may be %(people)s.")
    remedy = _("Write the member number.")
    field = "other"


class OwnRelative(MemberValueRefused):
    """Nobody is related to themselves."""

    code = "members.own_relative"
    text = _("Nobody is related to themselves.")
    remedy = _("Name the other person.")
    field = "other"


class RelationKnown(DomainError):
    """It is written down already."""

    code = "members.relation_known"
    text = _("This is written down already.")
    field = "other"


class RelationContradicts(DomainError):
    """Another relation between the two rules this one out."""

    code = "members.relation_contradicts"
    text = _("The two are related otherwise already.")
    remedy = _("Remove the wrong relation first.")
    field = "role"


class AncestorAsDescendant(DomainError):
    """Nobody can be the parent of somebody they come from."""

    code = "members.ancestor_as_descendant"
    text = _("That would make somebody their own ancestor.")
    remedy = _("Check who is the parent and who the child.")
    field = "role"


class TooManyParents(DomainError):
    """More parents than anybody has."""

    code = "members.too_many_parents"
    text = _("%(most)s parents are written down already.")
    remedy = _("Remove the wrong one first.")
    field = "role"


class OddAges(DomainError):
    """A parent younger than, or hardly older than, the child: perhaps meant the other way round."""

    code = "members.odd_ages"
    text = _("By their birth dates the parent would be too young.")
    remedy = _("Check who is who; if it is right, tick “The ages are right” and save again.")
    field = "role"


class LivesElsewhere(DomainError):
    """A person belongs to one household."""

    code = "members.lives_elsewhere"
    text = _("%(name)s belongs to the household “%(household)s”.")
    remedy = _("Let them move, or leave them there.")
    field = "other"


class TwoHouseholds(DomainError):
    """Two people belong to two households, so that one of them would have to move."""

    code = "members.two_households"
    text = _("%(one)s belongs to the household “%(first)s”, %(other)s to “%(second)s”.")
    remedy = _("Have one of them move on the page of relations, then decide.")


class HouseholdMissing(DomainError):
    """There is no such household, or the person belongs to none."""

    code = "members.household_missing"
    kind = Kind.NOT_FOUND
    text = _("There is no such household.")


class CreditCodeWrong(MemberValueRefused):
    """Not a unified social credit code."""

    code = "members.credit_code_wrong"
    text = _("“%(value)s” is no unified social credit code.")
    remedy = _("It has 18 digits and capitals, the last one a check; read it from the licence again.")
    field = "credit_code"


class InstitutionTaken(DomainError):
    """Another institution has this code."""

    code = "members.institution_taken"
    text = _("%(name)s (%(number)s) has the code %(value)s already.")
    remedy = _("Open that institution.")
    field = "credit_code"


class InstitutionUnknown(MemberValueRefused):
    """No institution has this number."""

    code = "members.institution_unknown"
    text = _("“%(value)s” is no institution we know.")
    remedy = _("Choose one from the list, or enter it first.")
    field = "institution"


class SpeaksForIt(DomainError):
    """The person speaks for the institution already."""

    code = "members.speaks_for_it"
    text = _("%(name)s speaks for this institution already.")
    field = "other"


class NotKeyCustomer(DomainError):
    """Personal helpers are for key customers."""

    code = "members.not_key_customer"
    text = _("%(name)s is no key customer: neither of the tiers with a helper, nor with a VIP card, nor expecting.")
    remedy = _("A manager can name a helper all the same.")
    field = "helper"
