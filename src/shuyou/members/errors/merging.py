"""Refusals of merging two members, and of changing one that was merged."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError


class MemberMerged(DomainError):
    """The member turned out to be another one; whatever is done is done there."""

    code = "members.merged"
    text = _("Member %(number)s was merged into member %(into)s.")
    remedy = _("Go on with member %(into)s, or undo the merge there.")


class SameMember(DomainError):
    """A member cannot be merged with themselves."""

    code = "members.same_member"
    text = _("Both numbers lead to member %(number)s.")
    remedy = _("Give the number of the other member.")
    field = "other"


class MergeUndone(DomainError):
    """The merge was undone before."""

    code = "members.merge_undone"
    text = _("This merge is undone already.")


class LaterMergeStands(DomainError):
    """A later merge built on this one: they are undone in opposite order."""

    code = "members.later_merge_stands"
    text = _("Later, member %(absorbed)s was merged into member %(kept)s.")
    remedy = _("Undo that merge first, then this one.")
