"""What insight tells."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LakeFillingBegun(Event):
    """The lake is being filled."""

    name: ClassVar[str] = "insight.lake_filling_begun"
    run_id: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LakeFilled(Event):
    """The lake holds the database as it was when the run began, with all that is worked out from it."""

    name: ClassVar[str] = "insight.lake_filled"
    run_id: int
    kind: str
    rows: int
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesWorkedOut(Event):
    """Everybody's value was worked out as of a day."""

    name: ClassVar[str] = "insight.values_worked_out"
    run_id: int
    day: str
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueModelWritten(Event):
    """Somebody wrote a draft of the model of value."""

    name: ClassVar[str] = "insight.value_model_written"
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueModelPublished(Event):
    """A version of the model of value was put into force."""

    name: ClassVar[str] = "insight.value_model_published"
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesExported(Event):
    """Somebody took figures or lists of value out of the house as a file."""

    name: ClassVar[str] = "insight.values_exported"
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetKept(Event):
    """A group that the club means to keep to was written or changed."""

    name: ClassVar[str] = "insight.target_kept"
    target_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentNoted(Event):
    """It was noted how likely a reader said they are to buy again."""

    name: ClassVar[str] = "insight.intent_noted"
    intent_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyWritten(Event):
    """A study of choices was designed."""

    name: ClassVar[str] = "insight.study_written"
    study_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyAnswered(Event):
    """A reader answered a study of choices."""

    name: ClassVar[str] = "insight.study_answered"
    study_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyClosed(Event):
    """A study of choices takes no more answers."""

    name: ClassVar[str] = "insight.study_closed"
    study_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FillingAsked(Event):
    """Somebody asked for the lake to be filled soon."""

    name: ClassVar[str] = "insight.filling_asked"
    kind: str
