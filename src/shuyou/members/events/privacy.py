"""What members tells about a person's rights: ids and codes only."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRuleChanged(Event):
    """When a person may be disturbed is another way now."""

    name: ClassVar[str] = "members.contact_rule_changed"
    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyRequestRecorded(Event):
    """A person asked something about their data."""

    name: ClassVar[str] = "members.privacy_request_recorded"
    person_id: int
    request_id: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyRequestClosed(Event):
    """A request was done or refused."""

    name: ClassVar[str] = "members.privacy_request_closed"
    person_id: int
    request_id: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDataTold(Event):
    """All that is kept about a person left the house; the digest tells which copy it was."""

    name: ClassVar[str] = "members.personal_data_told"
    person_id: int
    format: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRestricted(Event):
    """A person's data are kept but not used from now on."""

    name: ClassVar[str] = "members.person_restricted"
    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReleased(Event):
    """A person's data may be used again."""

    name: ClassVar[str] = "members.person_released"
    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonErased(Event):
    """Nothing personal is left of somebody; the ids stay for the books. Who holds copies elsewhere removes them."""

    name: ClassVar[str] = "members.person_erased"
    person_id: int
    absorbed: tuple[int, ...]
    erasure_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRuleChanged(Event):
    """How long a kind of data is kept is another way now."""

    name: ClassVar[str] = "members.retention_rule_changed"
    part: str
    months: int
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLetGo(Event):
    """Data of a kind were older than they may be and are gone."""

    name: ClassVar[str] = "members.data_let_go"
    part: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLogExported(Event):
    """Somebody took the list of who saw whose data out of the house."""

    name: ClassVar[str] = "members.access_log_exported"
    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldPlaced(Event):
    """Nothing about a person goes until the hold is lifted or its last day is over."""

    name: ClassVar[str] = "members.legal_hold_placed"
    person_id: int
    hold_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldLifted(Event):
    """Somebody lifted a hold."""

    name: ClassVar[str] = "members.legal_hold_lifted"
    person_id: int
    hold_id: int
