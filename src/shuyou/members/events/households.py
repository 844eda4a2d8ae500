"""What members tells about relatives, households, institutions and personal helpers."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationAdded(Event):
    """A person is something to another; somebody nobody knew before is `is_new`."""

    name: ClassVar[str] = "members.relation_added"
    member_id: int
    relation_id: int
    other_id: int
    role: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRemoved(Event):
    """A relation was written down wrongly, or is no more."""

    name: ClassVar[str] = "members.relation_removed"
    member_id: int
    relation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdJoined(Event):
    """A person belongs to a household, or has another place in it."""

    name: ClassVar[str] = "members.household_joined"
    member_id: int
    household_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdLeft(Event):
    """A person belongs to a household no more."""

    name: ClassVar[str] = "members.household_left"
    member_id: int
    household_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeDatesChanged(Event):
    """A person's birthday or school grade is known better."""

    name: ClassVar[str] = "members.life_dates_changed"
    member_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionSaved(Event):
    """An institution was entered, or its data corrected; `moved` contacts moved with it."""

    name: ClassVar[str] = "members.institution_saved"
    institution_id: int
    moved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPersonSet(Event):
    """A person speaks for an institution, in another way, or no more."""

    name: ClassVar[str] = "members.contact_person_set"
    member_id: int
    institution_id: int
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperNamed(Event):
    """Somebody looks after a reader in person, or nobody any more."""

    name: ClassVar[str] = "members.helper_named"
    member_id: int
    helper_id: int | None
    before_id: int | None
