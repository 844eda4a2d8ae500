"""The sample club's readers: households of invented people, with habits to come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from math import exp

from shuyou.demo.rules import names, places
from shuyou.demo.rules.chance import Chance, Wheel
from shuyou.demo.rules.digits import card_number

YEARS_OPEN = 8
YOUNGEST_MEMBER = 7
STEADY_SHARE = 0.3
SENIOR_DAYS = 60 * 365 + 15
MOBILE_PREFIXES = (
    "130 131 132 133 134 135 136 137 138 139 147 150 151 152 153 155 156 157 158 159 166 170 173 175 176 177 178"
    " 180 181 182 183 184 185 186 187 188 189 191 193 195 196 197 198 199"
).split()
MAIL_DOMAINS = ("example.com", "example.net", "example.org")


class Persona(StrEnum):
    """What kind of reader somebody is; habits follow from it."""

    STUDENT = "student"
    READER = "reader"
    PROFESSIONAL = "professional"
    PARENT = "parent"
    TEACHER = "teacher"
    ARTIST = "artist"
    ELDER = "elder"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Member:
    """
    One reader as the club should know them.

    zeal is how many orders they place beside the average; the steady ones never lapse.
    """

    index: int
    card: str
    household: int
    name: str
    gender: str
    born: date | None
    mobile: str
    home_phone: str
    email: str
    address: places.Address
    tier: str
    card_kind: str
    joined: date
    joined_via: str
    allows_sms: bool | None
    allows_email: bool | None
    allows_phone: bool | None
    allows_post: bool | None
    persona: Persona
    children: tuple[date, ...]
    zeal: float
    is_steady: bool


@dataclass(frozen=True, slots=True)
class _Home:
    number: int
    address: places.Address
    home_phone: str
    joined: date


@dataclass(frozen=True, slots=True)
class _Person:
    surname: names.Surname
    given: str
    gender: str
    born: date
    persona: Persona
    mobile: str


HOMES = Wheel((("student", 14), ("single", 16), ("couple", 10), ("family", 42), ("older", 10), ("elders", 12)))
HOME_PHONE_SHARE = {"student": 0.0, "single": 0.02, "couple": 0.08, "family": 0.22, "older": 0.45, "elders": 0.62}
PERSONAS = {
    "student": Wheel(((Persona.STUDENT, 85), (Persona.READER, 15))),
    "single": Wheel(((Persona.READER, 38), (Persona.PROFESSIONAL, 38), (Persona.STUDENT, 14), (Persona.TEACHER, 10))),
    "couple": Wheel(((Persona.READER, 40), (Persona.PROFESSIONAL, 42), (Persona.TEACHER, 12), (Persona.ARTIST, 6))),
    "family": Wheel(((Persona.PARENT, 74), (Persona.PROFESSIONAL, 12), (Persona.TEACHER, 9), (Persona.READER, 5))),
    "older": Wheel(((Persona.READER, 45), (Persona.PROFESSIONAL, 17), (Persona.TEACHER, 18), (Persona.ARTIST, 20))),
    "elders": Wheel(((Persona.ELDER, 62), (Persona.READER, 20), (Persona.ARTIST, 18))),
}
ADULT_AGES = {"student": (18, 23), "single": (22, 36), "couple": (24, 38), "family": (27, 46), "older": (46, 61)}
ELDER_AGES = (58, 82)
ZEAL = {
    Persona.STUDENT: 0.75, Persona.READER: 1.25, Persona.PROFESSIONAL: 0.8, Persona.PARENT: 1.3,
    Persona.TEACHER: 1.2, Persona.ARTIST: 0.9, Persona.ELDER: 0.85, Persona.CHILD: 0.35,
}  # fmt: skip
JOINED_VIA = {
    Persona.STUDENT: Wheel((("campus", 40), ("web", 25), ("wechat", 20), ("store", 15))),
    Persona.ELDER: Wheel((("store", 45), ("post", 25), ("phone", 20), ("referral", 10))),
    Persona.CHILD: Wheel((("store", 60), ("campus", 30), ("referral", 10))),
}
JOINED_VIA_OTHERS = Wheel(
    (("store", 34), ("web", 26), ("wechat", 14), ("phone", 8), ("referral", 10), ("fair", 5), ("post", 3))
)
TIERS = (("langhuan", 0.012), ("silk", 0.062), ("bamboo", 0.25), ("green", 1.0))


def members(*, seed: int, until: date, count: int) -> list[Member]:
    """Return the readers of the club on a day, in the order in which they joined."""
    chance = Chance.of(seed, "members")
    found = list(_cast(until))[:count]
    mobiles = {member.mobile for member in found}
    number = len(found)
    while len(found) < count:
        found.extend(_household(number, chance, until, mobiles)[: count - len(found)])
        number += 1
    found.sort(key=lambda member: (member.joined, member.household, member.mobile, member.name))
    mails: set[str] = set()
    carded = [
        replace(member, index=index, card=card_number(index + 1), email=_unique(member.email, index, mails))
        for index, member in enumerate(found)
    ]
    return _graded(carded, until)


def _household(number: int, chance: Chance, until: date, mobiles: set[str]) -> list[Member]:
    kind = chance.spin(HOMES)
    city = places.city(chance)
    home_phone = places.home_phone(chance, city) if chance.yes(HOME_PHONE_SHARE[kind]) else ""
    home = _Home(number, places.address(chance, city), home_phone, chance.spin(_joining_days(until)))
    adults = _adults(kind, chance, until, mobiles)
    children = _children(adults, chance, until) if kind == "family" else []
    births = tuple(child.born for child in children)
    people = _who_joins(adults, children, chance, until)
    return [_member(person, home, chance, until, births) for person in people]


def _adults(kind: str, chance: Chance, until: date, mobiles: set[str]) -> list[_Person]:
    low, high = ADULT_AGES.get(kind, ELDER_AGES)
    age = chance.between(low, high)
    is_woman = kind == "family" or chance.yes(0.58)
    first = _person(chance, until, age=age, is_woman=is_woman, persona=chance.spin(PERSONAS[kind]), mobiles=mobiles)
    if kind in ("student", "single"):
        return [first]
    other_age = max(22, age + chance.between(-3, 5) * (1 if is_woman else -1))
    persona = chance.spin(PERSONAS[kind])
    return [first, _person(chance, until, age=other_age, is_woman=not is_woman, persona=persona, mobiles=mobiles)]


def _person(chance: Chance, until: date, *, age: int, is_woman: bool, persona: Persona, mobiles: set[str]) -> _Person:
    born = until - timedelta(days=age * 365 + chance.between(0, 364) + age // 4)
    family = names.surname(chance)
    given = names.given_name(chance, family=family.text, is_woman=is_woman, born=born.year)
    mobile = _mobile(chance, mobiles) if age < ELDER_AGES[0] or chance.yes(0.82) else ""
    return _Person(family, given, "F" if is_woman else "M", born, persona, mobile)


def _mobile(chance: Chance, taken: set[str]) -> str:
    while True:
        number = f"{chance.pick(MOBILE_PREFIXES)}{places.FICTIONAL}{chance.between(0, 9999):04d}"
        if number not in taken:
            taken.add(number)
            return number


def _children(parents: Sequence[_Person], chance: Chance, until: date) -> list[_Person]:
    """Give a family one or two children under eighteen, with the father's surname and the mother's telephone."""
    mother, father = parents
    oldest = min(17, (until - mother.born).days // 365 - 23)
    children = []
    for _ in range(2 if chance.yes(0.42) else 1):
        born = until - timedelta(days=chance.between(0, oldest * 365 + 300))
        is_girl = chance.yes(0.49)
        given = names.given_name(chance, family=father.surname.text, is_woman=is_girl, born=born.year)
        children.append(_Person(father.surname, given, "F" if is_girl else "M", born, Persona.CHILD, mother.mobile))
    return children


def _who_joins(
    adults: Sequence[_Person], children: Sequence[_Person], chance: Chance, until: date
) -> Iterator[_Person]:
    """Let the first adult join, the second sometimes, and now and then a child who reads by itself."""
    youngest = until - timedelta(days=YOUNGEST_MEMBER * 366)
    yield adults[0]
    for adult in adults[1:]:
        if chance.yes(0.36):
            yield adult
    for child in children:
        if child.born < youngest and chance.yes(0.2):
            yield child


def _member(person: _Person, home: _Home, chance: Chance, until: date, births: tuple[date, ...]) -> Member:
    old_enough = person.born + timedelta(days=YOUNGEST_MEMBER * 366)
    later = home.joined + timedelta(days=int(700 * chance.random() ** 3))
    joined = max(later if chance.yes(0.5) and later < until else home.joined, old_enough)
    is_child = person.persona is Persona.CHILD
    email = "" if is_child else _email(person, chance, until)
    knows_birth, says_gender = chance.yes(0.92), chance.yes(0.97)
    return Member(
        index=0,
        card="",
        household=home.number,
        name=person.surname.text + person.given,
        gender=person.gender if says_gender else "",
        born=person.born if knows_birth or is_child else None,
        mobile=person.mobile,
        home_phone=home.home_phone,
        email=email,
        address=home.address,
        tier="",
        card_kind=_card_kind(person, until),
        joined=joined,
        joined_via=chance.spin(JOINED_VIA.get(person.persona, JOINED_VIA_OTHERS)),
        allows_sms=_word(chance, 0.0 if is_child else 0.68 if person.mobile else 0.0),
        allows_email=_word(chance, 0.55 if email else 0.0),
        allows_phone=_word(chance, 0.0 if is_child else 0.3),
        allows_post=_word(chance, 0.0 if is_child else 0.6),
        persona=person.persona,
        children=() if is_child else births,
        zeal=ZEAL[person.persona] * exp(0.8 * chance.bell() - 0.32),
        is_steady=chance.yes(STEADY_SHARE),
    )


def _email(person: _Person, chance: Chance, until: date) -> str:
    age = (until - person.born).days / 365
    if not chance.yes(0.86 - max(0.0, age - 30) * 0.017):
        return ""
    given, family = names.spelled(person.given), person.surname.pinyin
    local = chance.pick((f"{family}{given}", f"{given}.{family}", f"{family}_{given}", f"{given}{family}"))
    digits = chance.pick(("", f"{person.born.year % 100:02d}", f"{chance.between(1, 999)}", f"{person.born.year}"))
    return f"{local}{digits}@{chance.pick(MAIL_DOMAINS)}"


def _unique(email: str, index: int, taken: set[str]) -> str:
    """Put the member's number into an address that somebody else already has."""
    if email in taken:
        local, _, domain = email.partition("@")
        email = f"{local}.{index}@{domain}"
    if email:
        taken.add(email)
    return email


def _card_kind(person: _Person, until: date) -> str:
    """Students and people over sixty carry cards of their own."""
    if person.persona is Persona.STUDENT:
        return "student"
    return "senior" if (until - person.born).days > SENIOR_DAYS else "ordinary"


def _word(chance: Chance, share: float) -> bool | None:
    """Say yes in this share of the cases, no otherwise; some were never asked."""
    return None if chance.yes(0.08) else chance.yes(share)


@cache
def _joining_days(until: date) -> Wheel[date]:
    """Weigh the days of joining: more every year, most when terms begin and around Double 11."""
    months = (0.7, 1.2, 1.2, 1.1, 0.9, 0.9, 0.7, 0.9, 1.7, 1.0, 1.4, 0.9)
    days = [until - timedelta(days=back) for back in range(YEARS_OPEN * 365, 0, -1)]
    return Wheel((day, months[day.month - 1] * (1 + 0.7 * place / len(days))) for place, day in enumerate(days))


def _graded(found: Sequence[Member], until: date) -> list[Member]:
    """Give each member the tier that their zeal has earned; nobody climbs high in the first year."""
    ranking = sorted(range(len(found)), key=lambda index: -found[index].zeal)
    tiers = [""] * len(found)
    for rank, index in enumerate(ranking):
        tier = next(code for code, share in TIERS if rank < share * len(found))
        is_new = (until - found[index].joined).days < 365
        tiers[index] = "bamboo" if is_new and tier in ("langhuan", "silk") else tier
    return [
        replace(member, tier=tier, card_kind="vip" if tier == "langhuan" else member.card_kind)
        for member, tier in zip(found, tiers, strict=True)
    ]


def _cast(until: date) -> Iterator[Member]:
    """Yield the readers who play in the documentation: their names are as invented as all the others."""
    roles = (
        ("林晚", "F", 41, "138", "2046", "西湖区", "310013", 2850, Persona.READER, 6.5),
        ("周慕白", "M", 46, "139", "7731", "上城区", "310002", 2410, Persona.READER, 3.6),
        ("陈知秋", "F", 52, "137", "0092", "拱墅区", "310014", 2700, Persona.ARTIST, 6.0),
        ("沈砚", "M", 34, "158", "6120", "滨江区", "310051", 1630, Persona.PROFESSIONAL, 2.2),
        ("林为民", "M", 58, "159", "7718", "西湖区", "310013", 1990, Persona.READER, 1.9),
        ("蔺雯", "F", 27, "186", "3305", "余杭区", "311100", 420, Persona.STUDENT, 0.9),
    )
    for number, (name, gender, age, prefix, tail, district, postcode, days, persona, zeal) in enumerate(roles):
        street = f"芸窗路{18 + number}号听雨苑{number + 1}幢1单元{number + 2}01室"
        yield Member(
            index=0,
            card="",
            household=number,
            name=name,
            gender=gender,
            born=until - timedelta(days=age * 365 + 40 + number),
            mobile=f"{prefix}{places.FICTIONAL}{tail}",
            home_phone="",
            email=f"{names.spelled(name)}@{MAIL_DOMAINS[0]}",
            address=places.Address("浙江省", "杭州市", district, street, postcode),
            tier="",
            card_kind="ordinary",
            joined=until - timedelta(days=days),
            joined_via="store",
            allows_sms=True,
            allows_email=True,
            allows_phone=True,
            allows_post=True,
            persona=persona,
            children=(),
            zeal=zeal,
            is_steady=True,
        )
