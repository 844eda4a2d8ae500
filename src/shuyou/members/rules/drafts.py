"""From what was typed, anywhere, to what is kept: the one path of forms, files and API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from shuyou.kernel.errors import DomainError, refuse
from shuyou.members.errors import AddressKeptInPart, NoWayToKnow, WordUnknown
from shuyou.members.rules.cards import card_number
from shuyou.members.rules.contacts import email_address, phone_label, phone_number
from shuyou.members.rules.names import person_name, spelled, typed_pinyin
from shuyou.members.rules.places import Place, known_place, place
from shuyou.members.rules.touches import LONGEST_NOTE, longer_text
from shuyou.members.rules.words import OLDEST, card_kind, day, gender, member_number, short_text, yes_no

LONGEST_KEY: Final = 60
CONSENT_FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "service": ("service", "any"),
    "marketing": ("marketing", "any"),
    "marketing_phone": ("marketing", "phone"),
    "marketing_sms": ("marketing", "sms"),
    "marketing_email": ("marketing", "email"),
    "marketing_letter": ("marketing", "letter"),
    "profiling": ("profiling", "any"),
}
"""Fields that hold a yes or no, with the purpose and channel it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """A new member as typed: every field a text, empty when nothing was said."""

    name: str
    pinyin: str = ""
    gender: str = ""
    birth_date: str = ""
    phone: str = ""
    phone2: str = ""
    home_phone: str = ""
    work_phone: str = ""
    email: str = ""
    email2: str = ""
    recipient: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    postcode: str = ""
    address: str = ""
    tier: str = ""
    number: str = ""
    card: str = ""
    card_kind: str = ""
    joined_on: str = ""
    joined_via: str = ""
    source_key: str = ""
    note: str = ""
    service: str = ""
    marketing: str = ""
    marketing_phone: str = ""
    marketing_sms: str = ""
    marketing_email: str = ""
    marketing_letter: str = ""
    profiling: str = ""


@dataclass(frozen=True, slots=True)
class PhoneDraft:
    """A number and what it is for."""

    digits: str
    label: str


@dataclass(frozen=True, slots=True)
class ConsentDraft:
    """One word given or refused."""

    purpose: str
    channel: str
    is_granted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDraft:
    """A member ready to be kept. None or empty: nothing was said."""

    name: str
    pinyin: str
    initials: str
    is_spelled: bool
    """Somebody spelled the name out; else the rules did."""
    gender: str | None
    birth_date: date | None
    phones: tuple[PhoneDraft, ...]
    emails: tuple[str, ...]
    recipient: str
    place: Place
    tier: str
    number: str
    card: str
    card_kind: str
    joined_on: date | None
    joined_via: str
    source_key: str
    note: str
    consents: tuple[ConsentDraft, ...]
    remarks: tuple[DomainError, ...] = ()
    """What is left to be said of it, though it is taken."""


@dataclass(frozen=True, slots=True)
class ClubTerms:
    """What cleaning must know of the club: its day, its tiers by every name they go by, and what it does not ask."""

    today: date
    tiers: Mapping[str, str]
    retired: frozenset[str] = frozenset()
    """Fields that are asked for no more: whatever comes in them all the same is not kept."""


class _Problems:
    """Collects what is wrong, so that a form shows all of it at once."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: list[DomainError] = []

    def attempt[T](self, rule: Callable[[], T], otherwise: T) -> T:
        try:
            return rule()
        except DomainError as problem:
            self.found.append(problem)
            return otherwise


def clean_member(typed: NewMember, terms: ClubTerms, *, takes_parts: bool = False) -> MemberDraft:
    """
    Return the draft of a new member; if it takes parts, an address may be less than whole, with a remark.

    :raises DomainError: with everything that is wrong about it.
    """
    problems = _Problems()
    attempt = problems.attempt
    typed = replace(typed, **dict.fromkeys(terms.retired, "")) if terms.retired else typed
    name = attempt(lambda: person_name(typed.name), "")
    pinyin, initials = typed_pinyin(typed.pinyin) if typed.pinyin else spelled(name)
    draft = MemberDraft(
        name=name, pinyin=pinyin, initials=initials, is_spelled=bool(typed.pinyin),
        gender=attempt(lambda: gender(typed.gender), None) if typed.gender else None,
        birth_date=_day(problems, typed.birth_date, "birth_date", terms.today),
        phones=_phones(problems, typed),
        emails=_emails(problems, typed),
        recipient=attempt(lambda: person_name(typed.recipient), "") if typed.recipient else name,
        place=(where := _place(problems, typed, takes_parts=takes_parts)),
        tier=attempt(lambda: tier_code(typed.tier, terms.tiers), "") if typed.tier else "",
        number=attempt(lambda: member_number(typed.number), "") if typed.number else "",
        card=attempt(lambda: card_number(typed.card), "") if typed.card else "",
        card_kind=attempt(lambda: card_kind(typed.card_kind), "") if typed.card_kind else "",
        joined_on=_day(problems, typed.joined_on, "joined_on", terms.today),
        joined_via=_short(problems, typed.joined_via, "joined_via", 20),
        source_key=_short(problems, typed.source_key, "source_key", LONGEST_KEY),
        note=attempt(lambda: longer_text(typed.note, field="note", limit=LONGEST_NOTE), "") if typed.note else "",
        consents=_consents(problems, typed),
        remarks=(_kept_in_part(typed, where),) if where and where.lacking else (),
    )  # fmt: skip
    if not (problems.found or draft.phones or draft.emails or draft.card or draft.number or draft.source_key):
        problems.found.append(NoWayToKnow(value=name))
    if problems.found:
        refuse(problems.found)
    return draft


def tier_code(value: str, tiers: Mapping[str, str]) -> str:
    """
    Return the code of a tier by its code or one of its names.

    :raises WordUnknown: the club has no such tier.
    """
    code = tiers.get(value.strip().lower())
    if code is None:
        raise WordUnknown(field="tier", value=value, words=", ".join(sorted(set(tiers.values()))))
    return code


def _day(problems: _Problems, value: str, field: str, today: date) -> date | None:
    return problems.attempt(lambda: day(value, field=field, first=OLDEST, last=today), None) if value else None


def _short(problems: _Problems, value: str, field: str, limit: int) -> str:
    return problems.attempt(lambda: short_text(value, field=field, limit=limit), "") if value else ""


def _phones(problems: _Problems, typed: NewMember) -> tuple[PhoneDraft, ...]:
    found: dict[str, str] = {}
    for field in ("phone", "phone2", "home_phone", "work_phone"):
        if value := getattr(typed, field):
            digits = problems.attempt(partial(phone_number, value, field=field), "")
            if digits:
                found.setdefault(digits, "work" if field == "work_phone" else phone_label(digits))
    return tuple(PhoneDraft(digits, label) for digits, label in found.items())


def _emails(problems: _Problems, typed: NewMember) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for field in ("email", "email2"):
        if value := getattr(typed, field):
            address = problems.attempt(partial(email_address, value, field=field), "")
            if address:
                found[address] = None
    return tuple(found)


def _place(problems: _Problems, typed: NewMember, *, takes_parts: bool) -> Place:
    if not (typed.street or typed.address or typed.city or typed.district):
        return Place()
    read = known_place if takes_parts else place
    return problems.attempt(
        lambda: read(
            province=typed.province, city=typed.city, district=typed.district, street=typed.street,
            postcode=typed.postcode, whole=typed.address,
        ),
        Place(),
    )  # fmt: skip


def _kept_in_part(typed: NewMember, where: Place) -> AddressKeptInPart:
    """Return what is to be said of an address that is not whole, at the first of its fields."""
    parts = ("street", "address", "province", "city", "district")
    given = {part: text for part in parts if (text := getattr(typed, part))}
    return AddressKeptInPart(value=" ".join(given.values()), missing=where.lacking, field=next(iter(given)))


def _consents(problems: _Problems, typed: NewMember) -> tuple[ConsentDraft, ...]:
    found = []
    for field, (purpose, channel) in CONSENT_FIELDS.items():
        if value := getattr(typed, field):
            granted = problems.attempt(partial(_answer, value, field), None)
            if granted is not None:
                found.append(ConsentDraft(purpose, channel, granted))
    return tuple(found)


def _answer(value: str, field: str) -> bool | None:
    return yes_no(value, field=field)
