"""Who a member is: the head of their page."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypedDict

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.members.models import Card, Consent, Member, Person, Phone, Tier
from shuyou.members.models import Contact as Touch
from shuyou.members.queries._mask import mask_email, mask_phone, mask_street, spaced
from shuyou.members.rules import phone_number
from shuyou.members.rules.birthdays import next_birthday

_HEAD: Final = """
    SELECT jsonb_build_object(
        'id', p.id, 'number', m.number, 'name', p.name, 'pinyin', p.pinyin, 'gender', p.gender,
        'birth_date', p.birth_date, 'lunar_birthday', p.lunar_birthday, 'first_grade_year', p.first_grade_year,
        'tier', t.code, 'tier_name', jsonb_build_object('zh', t.name_zh, 'en', t.name_en), 'tier_style', t.style,
        'price_list', t.price_list, 'status', m.status, 'is_blocked', m.is_blocked, 'block_reason', m.block_reason,
        'joined_on', m.joined_on, 'joined_via', m.joined_via, 'photo', p.photo,
        'preferred_channel', p.preferred_channel, 'best_time', p.best_time,
        'school', (
            SELECT i.name FROM members_institutioncontact c JOIN members_institution i ON i.id = c.institution_id
             WHERE c.person_id = p.id AND i.kind = 'school' AND (c.until IS NULL OR c.until >= CURRENT_DATE)
             ORDER BY c.id LIMIT 1),
        'region', (
            SELECT jsonb_build_array(a.city, a.district) FROM members_address a WHERE a.person_id = p.id
             ORDER BY a.is_default DESC, a.id LIMIT 1),
        'phones', (
            SELECT jsonb_agg(jsonb_build_array(f.id, f.digits, f.label, f.is_primary) ORDER BY f.is_primary DESC, f.id)
              FROM members_phone f WHERE f.person_id = p.id),
        'emails', (
            SELECT jsonb_agg(jsonb_build_array(e.id, e.address, e.is_primary) ORDER BY e.is_primary DESC, e.id)
              FROM members_email e WHERE e.person_id = p.id),
        'cards', (
            SELECT jsonb_agg(jsonb_build_object(
                    'id', c.id, 'number', c.number, 'kind', c.kind, 'status', c.status, 'issued_on', c.issued_on,
                    'expires_on', c.expires_on, 'is_main', c.is_main, 'partner', b.name,
                    'kind_name', CASE WHEN k.code IS NOT NULL
                                      THEN jsonb_build_object('zh', k.name_zh, 'en', k.name_en) END)
                    ORDER BY c.issued_on DESC, c.id DESC)
              FROM members_card c LEFT JOIN members_cardkind k ON k.code = c.kind
              LEFT JOIN members_cardpartner b ON b.id = c.partner_id WHERE c.member_id = p.id),
        'consents', (
            SELECT jsonb_agg(jsonb_build_array(w.purpose, w.channel, w.is_granted, w.given_via, w.at)
                    ORDER BY w.purpose, w.channel)
              FROM (SELECT DISTINCT ON (purpose, channel) * FROM members_consent WHERE person_id = p.id
                     ORDER BY purpose, channel, at DESC, id DESC) w)
    )::text
      FROM members_member asked
      JOIN members_member m ON m.person_id = coalesce(asked.merged_into_id, asked.person_id)
      JOIN members_person p ON p.id = m.person_id JOIN members_tier t ON t.id = m.tier_id
     WHERE asked.number = %(number)s
"""


class _CardFound(TypedDict):
    id: int
    number: str
    kind: str
    kind_name: Mapping[str, str] | None
    status: str
    issued_on: str
    expires_on: str | None
    is_main: bool
    partner: str | None


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
    is_whole: bool = True
    """A parcel would arrive: province, city and street are known."""


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


def numbers_of(*, member_ids: Collection[int]) -> Mapping[int, str]:
    """Return the numbers of members by id, in one query."""
    return dict(Member.objects.filter(pk__in=member_ids).values_list("pk", "number"))


_NAMED: Final = """
    SELECT m.number, coalesce(m.merged_into_id, m.person_id) FROM members_member m WHERE m.number = ANY (%(words)s)
     UNION
    SELECT f.digits, coalesce(m.merged_into_id, m.person_id)
      FROM members_phone f JOIN members_member m USING (person_id) WHERE f.digits = ANY (%(words)s)
"""


def members_named(*, words: Collection[str]) -> Mapping[str, frozenset[int]]:
    """Return the ids behind member and telephone numbers as they were written, in one query; of the merged the kept."""
    plain = {word: _plain(word) for word in words}
    with planned() as cursor:
        cursor.execute(_NAMED, {"words": list(plain.values())})
        found: dict[str, set[int]] = {}
        for word, member_id in cursor.fetchall():
            found.setdefault(word, set()).add(member_id)
    return {word: frozenset(found.get(bare, ())) for word, bare in plain.items()}


def _plain(word: str) -> str:
    if not word[:1].isdigit() and not word.startswith("+"):
        return word.upper()
    try:
        return phone_number(word)
    except DomainError:
        return word


@query("members.view")
def member_head(*, number: str, actor: Actor) -> MemberHead:
    """
    Return who a member is, in one query; the kept one if the member was merged.

    :raises NotFound: no member has this number.
    """
    with planned() as cursor:
        cursor.execute(_HEAD, {"number": number})
        row = cursor.fetchone()
    if row is None:
        raise NotFound(what=_("member"), key=number)
    found = json.loads(row[0])
    return MemberHead(
        member_id=found["id"],
        number=found["number"],
        name=found["name"],
        pinyin=found["pinyin"],
        gender=str(Person.Gender(found["gender"]).label) if found["gender"] else "",
        birth_date=_day(found["birth_date"]),
        lunar_birthday=found["lunar_birthday"],
        first_grade_year=found["first_grade_year"],
        school=found["school"] or "",
        tier=TierRow(found["tier"], _named(found["tier_name"]), found["tier_style"], found["price_list"]),
        status=found["status"],
        status_label=str(Member.Status(found["status"]).label),
        is_blocked=found["is_blocked"],
        block_reason=found["block_reason"],
        joined_on=date.fromisoformat(found["joined_on"]),
        joined_via=found["joined_via"],
        city=" · ".join(part for part in found["region"] or () if part),
        photo=found["photo"],
        preferred_channel=str(dict(Touch.Channel.choices).get(found["preferred_channel"], "")),
        best_time=found["best_time"],
        contacts=(
            *(_phone(*phone) for phone in found["phones"] or ()),
            *(_email(*email) for email in found["emails"] or ()),
        ),
        cards=tuple(_card(card) for card in found["cards"] or ()),
        consents=tuple(_consent(*word) for word in found["consents"] or ()),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _named(names: Mapping[str, str]) -> str:
    return names["zh" if (get_language() or "").startswith("zh") else "en"]


def _phone(phone_id: int, digits: str, label: str, is_primary: bool) -> ContactRow:
    return ContactRow(phone_id, "phone", str(Phone.Label(label).label), mask_phone(digits), is_primary)


def _email(email_id: int, address: str, is_primary: bool) -> ContactRow:
    return ContactRow(email_id, "email", "", mask_email(address), is_primary)


def _card(found: _CardFound) -> CardRow:
    kind = (
        _named(found["kind_name"]) if found["kind_name"] else dict(Card.Kind.choices).get(found["kind"], found["kind"])
    )
    return CardRow(
        found["id"],
        found["number"],
        spaced(found["number"]),
        str(kind),
        found["status"],
        str(Card.Status(found["status"]).label),
        date.fromisoformat(found["issued_on"]),
        _day(found["expires_on"]),
        found["is_main"],
        found["partner"] or "",
    )


def _consent(purpose: str, channel: str, is_granted: bool, given_via: str, at: str) -> ConsentRow:
    purpose_label, channel_label = Consent.Purpose(purpose).label, Consent.Channel(channel).label
    moment = datetime.fromisoformat(at)
    return ConsentRow(purpose, str(purpose_label), channel, str(channel_label), is_granted, given_via, moment)


_ADDRESSES: Final = """
    SELECT id, recipient, phone, concat_ws(' ', nullif(province, ''), nullif(city, ''), nullif(district, '')), street,
           postcode, is_default, province <> '' AND city <> '' AND street <> ''
      FROM members_address WHERE person_id = %s ORDER BY is_default DESC, id
"""


@query("members.view")
def member_addresses(*, member_id: int, is_masked: bool = False, actor: Actor) -> list[AddressRow]:
    """
    Return a member's addresses, the default first, in one query.

    They are masked unless the actor may see contacts; who shows them unmasked leaves a record of it.
    """
    is_open = actor.may("members.see_contact") and not is_masked
    with planned() as cursor:
        cursor.execute(_ADDRESSES, [member_id])
        return [
            AddressRow(
                address_id,
                recipient,
                phone if is_open else mask_phone(phone),
                place,
                street if is_open or not street else mask_street(street),
                *rest,
            )
            for address_id, recipient, phone, place, street, *rest in cursor.fetchall()
        ]
