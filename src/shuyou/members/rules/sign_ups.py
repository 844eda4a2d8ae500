"""What readers type who join by themselves, and what of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from shuyou.kernel.errors import DomainError, problems_of, refuse
from shuyou.members.errors import NoWayToKnow
from shuyou.members.errors.sign_ups import AgeMissing, ContactMissing, GuardianNotNamed
from shuyou.members.rules.consent import ADULT, CHILD, MARKETING, age_on
from shuyou.members.rules.contacts import phone_number
from shuyou.members.rules.drafts import CONSENT_FIELDS, ClubTerms, MemberDraft, NewMember, clean_member
from shuyou.members.rules.names import person_name

TICKS: Final = ("service", "marketing_sms", "marketing_email", "marketing_phone", "marketing_letter", "profiling")
"""What readers may allow when they join: news of orders, offers by each way, recommendations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """Somebody who joins by themselves, as typed; of a child, the guardian types."""

    name: str
    phone: str = ""
    email: str = ""
    birth_date: str = ""
    is_adult: bool = False
    guardian_name: str = ""
    guardian_phone: str = ""
    ticks: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)
    """The version of the text of each purpose that stood on the page."""


@dataclass(frozen=True, slots=True)
class CleanJoining:
    """The same as it is kept."""

    member: MemberDraft
    guardian_name: str
    guardian_phone: str
    consents: tuple[tuple[str, str], ...]
    """Purpose and channel of each yes; nothing is offered to minors, whatever was ticked."""


def clean_joining(typed: Joining, terms: ClubTerms) -> CleanJoining:
    """
    Return what somebody who joins is to be entered with, by the rules of every other entry.

    :raises DomainError: with everything that is wrong about it.
    """
    problems: list[DomainError] = []
    draft = None
    try:
        draft = clean_member(_as_typed(typed), terms)
    except DomainError as refusal:
        problems += [ContactMissing(value="") if isinstance(one, NoWayToKnow) else one for one in problems_of(refusal)]
    born = draft.birth_date if draft else None
    if not (typed.is_adult or typed.birth_date.strip()):
        problems.append(AgeMissing(value=""))
    age = age_on(born, terms.today) if born else ADULT
    guardian = _guardian(typed, problems) if age < CHILD else ("", "")
    if problems or draft is None:
        refuse(problems)
    return CleanJoining(draft, *guardian, _consents(typed.ticks, CONSENT_FIELDS, is_minor=age < ADULT))


def _as_typed(typed: Joining) -> NewMember:
    """Return the entry; a child may be reached through the guardian alone."""
    phone = typed.phone or ("" if typed.email else typed.guardian_phone)
    return NewMember(name=typed.name, phone=phone, email=typed.email, birth_date=typed.birth_date)


def _guardian(typed: Joining, problems: list[DomainError]) -> tuple[str, str]:
    if not (typed.guardian_name.strip() and typed.guardian_phone.strip()):
        problems.append(GuardianNotNamed(value="", age=CHILD))
        return "", ""
    try:
        return person_name(typed.guardian_name), phone_number(typed.guardian_phone, field="guardian_phone")
    except DomainError as problem:
        problems.append(problem)
        return "", ""


def _consents(
    ticks: frozenset[str], known: Mapping[str, tuple[str, str]], *, is_minor: bool
) -> tuple[tuple[str, str], ...]:
    given = [known[tick] for tick in TICKS if tick in ticks]
    return tuple((purpose, channel) for purpose, channel in given if not (is_minor and purpose == MARKETING))
