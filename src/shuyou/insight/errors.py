"""What insight refuses."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class LakeIsEmpty(DomainError):
    """The lake has never been filled."""

    code = "insight.lake_is_empty"
    text = _("The lake has not been filled yet.")
    remedy = _("Run “shuyou lake full”, or wait for the night.")


class LakeIsFilled(DomainError):
    """Another run fills the lake."""

    code = "insight.lake_is_filled"
    text = _("The lake is being filled already.")
    remedy = _("Wait until the run is over.")


class NoSuchTable(DomainError):
    """The lake has no table of that name."""

    code = "insight.no_such_table"
    text = _("The lake has no table “%(name)s”.")
    remedy = _("Fill the lake again, or look the name up in the documentation of the lake.")


class UnsoundWeights(DomainError):
    """Weights of the factors that are not 100 together."""

    code = "insight.unsound_weights"
    kind = Kind.INVALID
    text = _("The weights make %(sum)s together, not 100.")
    remedy = _("Take away from one factor what another gets.")


class NoSuchVersion(DomainError):
    """The model of value has no version of that number."""

    code = "insight.no_such_version"
    kind = Kind.NOT_FOUND
    text = _("The model of value has no version %(number)s.")


class VersionIsOut(DomainError):
    """A version of the model that was published before."""

    code = "insight.version_is_out"
    kind = Kind.CONFLICT
    text = _("Version %(number)s has been published already.")
    remedy = _("Write another one.")


class UnsoundTarget(DomainError):
    """A group that names nobody in particular, or what there is not."""

    code = "insight.unsound_target"
    kind = Kind.INVALID
    text = _("The group “%(name)s” names nobody in particular, or ages that fall.")
    remedy = _("Name a sex, ages from young to old, a stage of life or a preference.")


class NoSuchTarget(DomainError):
    """No group has that number."""

    code = "insight.no_such_target"
    kind = Kind.NOT_FOUND
    text = _("There is no group %(number)s.")


class TargetNameTaken(DomainError):
    """Another group has the name."""

    code = "insight.target_name_taken"
    kind = Kind.CONFLICT
    text = _("Another group is called “%(name)s”.")
    remedy = _("Give it another name.")


class IntentBeyondScale(DomainError):
    """An answer that is not 0 to 10."""

    code = "insight.intent_beyond_scale"
    kind = Kind.INVALID
    text = _("%(answer)s is no answer from 0 to 10.")
    remedy = _("Enter 0 for “surely not” to 10 for “surely”.")


class IntentNotYet(DomainError):
    """A day that has not come."""

    code = "insight.intent_not_yet"
    kind = Kind.INVALID
    text = _("%(day)s has not come yet.")
    remedy = _("Enter the day on which they were asked.")


class UnsoundStudy(DomainError):
    """A study whose attributes cannot be told apart."""

    code = "insight.unsound_study"
    kind = Kind.INVALID
    text = _("A study has a name and 2 to %(most)s attributes, each with 2 to %(levels)s levels that differ.")
    remedy = _("Write a line for each attribute, such as: Delivery: next day, in three days.")


class StudyNameTaken(DomainError):
    """Another study has the name."""

    code = "insight.study_name_taken"
    kind = Kind.CONFLICT
    text = _("Another study is called “%(name)s”.")
    remedy = _("Give it another name.")


class NoSuchStudy(DomainError):
    """No study has that number."""

    code = "insight.no_such_study"
    kind = Kind.NOT_FOUND
    text = _("There is no study %(number)s.")


class StudyIsClosed(DomainError):
    """A study that takes no more answers."""

    code = "insight.study_is_closed"
    kind = Kind.CONFLICT
    text = _("“%(name)s” takes no more answers.")


class AnswerIncomplete(DomainError):
    """Not one card for each task."""

    code = "insight.answer_incomplete"
    kind = Kind.INVALID
    text = _("Of each of the %(tasks)s tasks one card is to be chosen.")
    remedy = _("Ask on where nothing is chosen.")


class AnsweredBefore(DomainError):
    """A reader who has answered."""

    code = "insight.answered_before"
    kind = Kind.CONFLICT
    text = _("They have answered “%(name)s” already.")
