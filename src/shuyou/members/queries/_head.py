"""Who a member is: the head of their page."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.members.models import (
    Address,
    Card,
    CardKind,
    Consent,
    Email,
    Institution,
    InstitutionContact,
    Member,
    Person,
    Phone,
    Tier,
)
from shuyou.members.models import Contact as Touch
from shuyou.members.queries._mask import mask_email, mask_phone, mask_street, spaced
from shuyou.members.rules.birthdays import next_birthday


@dataclass(frozen=True, slots=True)
class TierRow:
    """A grade of membership, named in the reader's language."""

    code: str
    name: str
    style: int
    price_list: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A way to reach a person, masked."""

    contact_id: int
    kind: str
    label: str
    masked: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card and whether it still opens anything."""

    card_id: int
    number: str
    printed: str
    kind: str
    status: str
    status_label: str
    issued_on: date
    expires_on: date | None
    is_main: bool
    partner: str


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """The latest word on one purpose and channel."""

    purpose: str
    purpose_label: str
    channel: str
    channel_label: str
    is_granted: bool
    given_via: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AddressRow:
    """Where parcels go; the street and the phone are masked unless the actor may see contacts."""

    address_id: int
    recipient: str
    phone: str
    region: str
    street: str
    postcode: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class MemberHead:
    """Who a member is."""

    member_id: int
    number: str
    name: str
    pinyin: str
    gender: str
    birth_date: date | None
    lunar_birthday: str
    first_grade_year: int | None
    school: str
    """The school they speak for or belong to; empty: none is known."""
    tier: TierRow
    status: str
    status_label: str
    is_blocked: bool
    block_reason: str
    joined_on: date
    joined_via: str
    city: str
    photo: str
    preferred_channel: str
    best_time: str
    contacts: tuple[ContactRow, ...]
    cards: tuple[CardRow, ...]
    consents: tuple[ConsentRow, ...]

    @property
    def phones(self) -> tuple[ContactRow, ...]:
        """Return the phone numbers, the primary one first."""
        return tuple(contact for contact in self.contacts if contact.kind == "phone")

    @property
    def card(self) -> CardRow | None:
        """Return the card in use, if there is one."""
        return next((card for card in self.cards if card.status == "active" and card.is_main), None)

    def age(self, today: date) -> int | None:
        """Return the age on a day, if the birth date is known."""
        return _years(self.birth_date, today) if self.birth_date else None

    def birthday(self, today: date) -> date | None:
        """Return the next birthday, today included; by the moon if it is kept by the moon."""
        return next_birthday(self.birth_date, self.lunar_birthday, today)

    def tenure(self, today: date) -> int:
        """Return for how many whole years they have been a member."""
        return max(_years(self.joined_on, today), 0)


def _years(since: date, today: date) -> int:
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day))


def tier_row(tier: Tier) -> TierRow:
    """Return a tier as pages show it."""
    name = tier.name_zh if (get_language() or "").startswith("zh") else tier.name_en
    return TierRow(tier.code, name, tier.style, tier.price_list)


def tiers() -> list[TierRow]:
    """Return all tiers, the lowest first, in one query."""
    return [tier_row(tier) for tier in Tier.objects.order_by("rank")]


def member_id_of(*, number: str) -> int:
    """
    Return the id behind a member number, in one query; that of the kept one if the member was merged.

    :raises NotFound: no member has this number.
    """
    found = Member.objects.filter(number=number).values_list("pk", "merged_into_id").first()
    if found is None:
        raise NotFound(what=_("member"), key=number)
    member_id, kept_id = found
    return kept_id or member_id


@query("members.view")
def member_head(*, number: str, actor: Actor) -> MemberHead:
    """
    Return who a member is, in six queries.

    :raises NotFound: no member has this number.
    """
    today_or_later = Q(until=None) | Q(until__gte=Now())
    school = InstitutionContact.objects.filter(
        today_or_later, person=OuterRef("person"), institution__kind=Institution.Kind.SCHOOL
    )
    members = Member.objects.select_related("person", "tier").annotate(
        school=Subquery(school.order_by("pk").values("institution__name")[:1])
    )
    member = members.filter(number=number).first()
    if member is None:
        raise NotFound(what=_("member"), key=number)
    if member.merged_into_id:
        member = members.get(pk=member.merged_into_id)
    person = member.person
    region = Address.objects.filter(person=person).order_by("-is_default", "pk").values_list("city", "district").first()
    return MemberHead(
        member_id=person.pk,
        number=member.number,
        name=person.name,
        pinyin=person.pinyin,
        gender=str(Person.Gender(person.gender).label) if person.gender else "",
        birth_date=person.birth_date,
        lunar_birthday=person.lunar_birthday,
        first_grade_year=person.first_grade_year,
        school=member.school or "",
        tier=tier_row(member.tier),
        status=member.status,
        status_label=str(Member.Status(member.status).label),
        is_blocked=member.is_blocked,
        block_reason=member.block_reason,
        joined_on=member.joined_on,
        joined_via=member.joined_via,
        city=" · ".join(part for part in region if part) if region else "",
        photo=person.photo,
        preferred_channel=str(dict(Touch.Channel.choices).get(person.preferred_channel, "")),
        best_time=person.best_time,
        contacts=_contacts(person.pk),
        cards=_cards(person.pk),
        consents=_consents(person.pk),
    )


@query("members.view")
def member_addresses(*, member_id: int, is_masked: bool = False, actor: Actor) -> list[AddressRow]:
    """
    Return a member's addresses, the default first, in one query.

    They are masked unless the actor may see contacts; who shows them unmasked leaves a record of it.
    """
    is_open = actor.may("members.see_contact") and not is_masked
    rows = Address.objects.filter(person_id=member_id).order_by("-is_default", "pk")
    return [
        AddressRow(
            row.pk,
            row.recipient,
            row.phone if is_open else mask_phone(row.phone),
            " ".join(part for part in (row.province, row.city, row.district) if part),
            row.street if is_open else mask_street(row.street),
            row.postcode,
            row.is_default,
        )
        for row in rows
    ]


def _contacts(person_id: int) -> tuple[ContactRow, ...]:
    phones = Phone.objects.filter(person_id=person_id).order_by("-is_primary", "pk")
    emails = Email.objects.filter(person_id=person_id).order_by("-is_primary", "pk")
    return (
        *(
            ContactRow(p.pk, "phone", str(Phone.Label(p.label).label), mask_phone(p.digits), p.is_primary)
            for p in phones
        ),
        *(ContactRow(e.pk, "email", "", mask_email(e.address), e.is_primary) for e in emails),
    )


def _cards(member_id: int) -> tuple[CardRow, ...]:
    name = "name_zh" if (get_language() or "").startswith("zh") else "name_en"
    kind_name = CardKind.objects.filter(code=OuterRef("kind")).values(name)[:1]
    rows = (
        Card.objects.filter(member_id=member_id)
        .select_related("partner")
        .annotate(kind_name=Subquery(kind_name))
        .order_by("-issued_on", "-pk")
    )
    return tuple(
        CardRow(
            card.pk,
            card.number,
            spaced(card.number),
            card.kind_name or str(dict(Card.Kind.choices).get(card.kind, card.kind)),
            card.status,
            str(Card.Status(card.status).label),
            card.issued_on,
            card.expires_on,
            card.is_main,
            card.partner.name if card.partner else "",
        )
        for card in rows
    )


def _consents(person_id: int) -> tuple[ConsentRow, ...]:
    latest = (
        Consent.objects.filter(person_id=person_id)
        .order_by("purpose", "channel", "-at", "-pk")
        .distinct("purpose", "channel")
    )
    return tuple(
        ConsentRow(
            row.purpose,
            str(Consent.Purpose(row.purpose).label),
            row.channel,
            str(Consent.Channel(row.channel).label),
            row.is_granted,
            row.given_via,
            row.at,
        )
        for row in latest
    )
