"""What members tells about fields of the club's own and what readers say in them: codes, never what was said."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeSaved(Event):
    """A field was made, changed, moved, retired or brought back."""

    name: ClassVar[str] = "members.attribute_saved"
    attribute_id: int
    is_retired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceRecorded(Event):
    """Something is known about a person in a field; its row says what."""

    name: ClassVar[str] = "members.preference_recorded"
    member_id: int
    attribute: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceTakenBack(Event):
    """A word about a person counts no more."""

    name: ClassVar[str] = "members.preference_taken_back"
    member_id: int
    attribute: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDeferred(Event):
    """A person did not answer, and is left in peace for a while."""

    name: ClassVar[str] = "members.question_deferred"
    member_id: int
    attribute: str
    is_refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRetired(Event):
    """A field of every member is asked for no more, or again."""

    name: ClassVar[str] = "members.field_retired"
    field: str
    is_retired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesImported(Event):
    """Rows of a partner's list were taken in."""

    name: ClassVar[str] = "members.preferences_imported"
    run_id: int
    added: int
    changed: int
    unchanged: int
    reported: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestsDerived(Event):
    """What readers like was worked out from purchases."""

    name: ClassVar[str] = "members.interests_derived"
    people: int
    words: int
