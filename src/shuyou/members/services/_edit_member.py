"""Correcting what is kept of a member."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import DomainError, refuse
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.events import MemberEdited
from shuyou.members.models import Address, Email, Person, Phone
from shuyou.members.rules import (
    Place,
    day,
    email_address,
    gender,
    person_name,
    phone_label,
    phone_number,
    place,
    spelled,
    typed_pinyin,
)
from shuyou.members.rules.fields import FILLED, fields_meant
from shuyou.members.rules.words import OLDEST
from shuyou.members.services._hold_member import hold_member
from shuyou.members.services._meanwhile import PLACE_PHONE, refuse_overwriting
from shuyou.members.services._note_field_use import note_field_use


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChanges:
    """What is to be another way, as typed. None: leave it; empty: take it away."""

    name: str | None = None
    pinyin: str | None = None
    gender: str | None = None
    birth_date: str | None = None
    phone: str | None = None
    email: str | None = None
    address: "NewAddress | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAddress:
    """Where parcels are to go from now on, as typed."""

    street: str
    province: str = ""
    city: str = ""
    district: str = ""
    postcode: str = ""
    recipient: str = ""
    phone: str = ""


@use_case("members.edit")
def edit_member(
    *, member_id: int, changes: MemberChanges, seen: MemberChanges | None = None, actor: Actor, at: datetime
) -> tuple[str, ...]:
    """
    Change a member's own data and return the names of the fields that are another way now.

    `seen` says how the fields were when they were shown: what somebody else changed since is not overwritten unseen.
    The row history keeps before and after; nothing is published when nothing changed.

    :raises NotFound: there is no such member.
    :raises DomainError: with everything that is wrong about the changes.
    :raises ChangedMeanwhile: for each field that is neither as it was seen nor as it is to be.
    """
    hold_member(member_id=member_id, even_restricted=True)
    person = Person.objects.get(pk=member_id)
    clean = _Clean(changes, at)
    if seen is not None:
        refuse_overwriting(person, wanted=_texts(clean.as_kept(changes)), seen=_texts(seen))
    fields = [
        *_edit_person(person, changes, clean),
        *(["phone"] if clean.phone is not None and _edit_phone(person, clean.phone) else []),
        *(["email"] if clean.email is not None and _edit_email(person, clean.email) else []),
        *(["address"] if clean.place and _edit_address(person, clean) else []),
    ]
    if fields:
        publish(MemberEdited(member_id=member_id, fields=tuple(fields)), actor=actor, at=at)
        note_field_use(fields=fields_meant(fields), purpose=FILLED, at=at)
    return tuple(fields)


def _texts(changes: MemberChanges) -> dict[str, str]:
    """Return what is said of each field, those of the address beside the others."""
    address = asdict(changes.address) if changes.address else {}
    own = {name: value for name, value in asdict(changes).items() if name != "address" and value is not None}
    return {**own, **{PLACE_PHONE if name == "phone" else name: text for name, text in address.items()}}


class _Clean:
    """The changes as they will be kept, or everything that is wrong about them."""

    def __init__(self, changes: MemberChanges, at: datetime) -> None:
        self._problems: list[DomainError] = []
        self._changes, self._today = changes, club_day(at)
        for read in (self._read_person, self._read_contacts, self._read_address):
            read()
        if self._problems:
            refuse(self._problems)

    def as_kept(self, changes: MemberChanges) -> MemberChanges:
        """Return the changes as they will be written down."""
        found = self.place
        return replace(
            changes,
            name=self.name,
            gender=self.gender,
            birth_date=self.birth_date.isoformat() if self.birth_date else changes.birth_date,
            phone=self.phone,
            email=self.email,
            address=NewAddress(
                province=found.province, city=found.city, district=found.district, street=found.street,
                postcode=found.postcode, recipient=self.recipient, phone=self.place_phone,
            ) if found else None,
        )  # fmt: skip

    def _read_person(self) -> None:
        told = self._changes
        self.name: str | None = None
        self.gender: str | None = None
        self.birth_date = None
        try:
            self.name = None if told.name is None else person_name(told.name)
        except DomainError as problem:
            self._problems.append(problem)
        try:
            self.gender = gender(told.gender) if told.gender else told.gender
        except DomainError as problem:
            self._problems.append(problem)
        try:
            if told.birth_date:
                self.birth_date = day(told.birth_date, field="birth_date", first=OLDEST, last=self._today)
        except DomainError as problem:
            self._problems.append(problem)

    def _read_contacts(self) -> None:
        told = self._changes
        self.phone: str | None = None
        self.email: str | None = None
        try:
            self.phone = phone_number(told.phone) if told.phone else told.phone
        except DomainError as problem:
            self._problems.append(problem)
        try:
            self.email = email_address(told.email) if told.email else told.email
        except DomainError as problem:
            self._problems.append(problem)

    def _read_address(self) -> None:
        told = self._changes.address
        self.place, self.recipient, self.place_phone = Place(), "", ""
        if told is None:
            return
        try:
            self.place = place(
                province=told.province,
                city=told.city,
                district=told.district,
                street=told.street,
                postcode=told.postcode,
            )
            self.recipient = person_name(told.recipient) if told.recipient else ""
            self.place_phone = phone_number(told.phone) if told.phone else ""
        except DomainError as problem:
            self._problems.append(problem)


def _edit_person(person: Person, changes: MemberChanges, clean: _Clean) -> list[str]:
    before = (person.name, person.pinyin, person.gender, person.birth_date)
    if clean.name is not None and clean.name != person.name:
        person.name = clean.name
        person.pinyin, person.initials = spelled(clean.name)
    if changes.pinyin:
        person.pinyin, person.initials = typed_pinyin(changes.pinyin)
    if clean.gender is not None:
        person.gender = clean.gender
    if changes.birth_date is not None:
        person.birth_date = clean.birth_date
    after = (person.name, person.pinyin, person.gender, person.birth_date)
    names = ("name", "pinyin", "gender", "birth_date")
    changed = [name for name, was, now in zip(names, before, after, strict=True) if was != now]
    if changed:
        person.save(update_fields=["name", "pinyin", "initials", "gender", "birth_date"])
    return changed


def _edit_phone(person: Person, digits: str) -> bool:
    main = Phone.objects.filter(person=person, is_primary=True).first()
    if (main.digits if main else "") == digits:
        return False
    if not digits:
        Phone.objects.filter(person=person, is_primary=True).delete()
        return True
    other = Phone.objects.filter(person=person, digits=digits).first()
    if other is not None:
        Phone.objects.filter(person=person, is_primary=True).update(is_primary=False)
        Phone.objects.filter(pk=other.pk).update(is_primary=True)
    elif main is not None:
        Phone.objects.filter(pk=main.pk).update(digits=digits, label=phone_label(digits))
    else:
        Phone.objects.create(person=person, digits=digits, label=phone_label(digits), is_primary=True)
    return True


def _edit_email(person: Person, address: str) -> bool:
    main = Email.objects.filter(person=person, is_primary=True).first()
    if (main.address if main else "") == address:
        return False
    if not address:
        Email.objects.filter(person=person, is_primary=True).delete()
        return True
    Email.objects.filter(person=person, is_primary=True).update(is_primary=False)
    Email.objects.update_or_create(person=person, address=address, defaults={"is_primary": True})
    return True


def _edit_address(person: Person, clean: _Clean) -> bool:
    found = clean.place
    told = {
        "recipient": clean.recipient or person.name,
        "phone": clean.place_phone,
        "province": found.province,
        "city": found.city,
        "district": found.district,
        "street": found.street,
        "postcode": found.postcode,
    }
    known = Address.objects.filter(person=person, **told).first()
    if known is not None and known.is_default:
        return False
    Address.objects.filter(person=person, is_default=True).update(is_default=False)
    if known is not None:
        Address.objects.filter(pk=known.pk).update(is_default=True)
    else:
        Address.objects.create(person=person, is_default=True, **told)
    return True
