"""What is told of merging members."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersMerged(Event):
    """One member turned out to be another: everything of `absorbed_id` is now of `member_id`."""

    name: ClassVar[str] = "members.members_merged"
    member_id: int
    absorbed_id: int
    merge_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeUndone(Event):
    """Two members who were merged are two again."""

    name: ClassVar[str] = "members.merge_undone"
    member_id: int
    absorbed_id: int
    merge_id: int
