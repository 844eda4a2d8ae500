"""
A base in which some people are there twice, as it happens: with another phone, a misheard name, a new home.

And people who are not: twins, families with one phone and one address, namesakes in one city. Nothing here knows how
pairs are looked for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from typing import Final

from opencc import OpenCC

from benchmarks.data.people import ADDRESS, EMAIL, MAIL_DOMAINS, MEMBER, NO_MOBILE, PERSON, PHONE
from benchmarks.data.plan import AT, Rows
from shuyou.demo.imports.lexicon import City, name_words, place_words
from shuyou.demo.rules import names, places
from shuyou.demo.rules.chance import Chance, Wheel
from shuyou.kernel.numbers import with_check
from shuyou.members.rules.names import spelled

PLANTED: Final = 0.08
"""The share of rows that are somebody who is there already."""

CHANGES: Final = Wheel(((0, 10), (1, 35), (2, 33), (3, 17), (4, 5)))
"""How many things are written another way the second time."""

AGAIN: Final = (27, 22, 27, 12, 12)
"""How often it is the phone, the home, the name, the birth date, the e-mail address."""

SILENT: Final = 0.06
"""The share of rows without a birth date."""

NOBODY: Final = f"{NO_MOBILE}000000000"
"""What clerks type where a phone number is asked for and none is given."""

COMMON: Final = ("王伟", "李娜", "张伟", "王芳", "李静", "刘洋", "王秀英", "李军", "张敏", "陈静")
SHAPES: Final = (
    "晴睛 佳住 末未 玲铃 梅悔 婷停 丽严 明朋 涛祷 芳方 静净 彬杉 琪淇 诗侍 宇字 辰晨 波彼 雪雷 昊吴 欣欢 冰水"
)
"""Characters that are misread for one another on a paper form."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A row of the base, and who it is in truth."""

    truth: int
    name: str
    pinyin: str
    initials: str
    is_woman: bool
    born: date | None
    mobile: str
    landline: str
    email: str
    home: places.Address | None
    is_sex_known: bool = True


@dataclass(frozen=True, slots=True)
class Base:
    """The rows in the order in which people joined; an id is the place counted from 1."""

    rows: Sequence[Someone]

    def same(self, start: int = 0) -> set[tuple[int, int]]:
        """Return the pairs of ids that are one person, of which at least one is above a start."""
        found: dict[int, list[int]] = {}
        for number, row in enumerate(self.rows, 1):
            found.setdefault(row.truth, []).append(number)
        return {pair for ids in found.values() for pair in combinations(ids, 2) if pair[1] > start}


def base(size: int, *, seed: int) -> Base:
    """Make a base of so many rows."""
    chance = Chance.of(seed, "twice")
    makers = _People(chance)
    once = round(size * (1 - PLANTED))
    people: list[Someone] = []
    while len(people) < once:
        people.extend(makers.home())
    people = people[:once]
    again = [makers.again(chance.pick(people)) for _ in range(size - once)]
    said = [replace(one, born=None) if chance.yes(SILENT) else one for one in (*people, *again)]
    return Base(chance.shuffled(said))


class _People:
    """Makes the people of one home after another, and the same people once more."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.count = 0
        self.phones = 0
        self.mailboxes: set[str] = set()

    def home(self) -> list[Someone]:
        """Return the people of one home."""
        city = places.city(self.chance)
        where = places.address(self.chance, city)
        kind = self.chance.random()
        if kind < 0.42:
            return [self._adult(city, where)]
        if kind < 0.46:
            return self._strangers(city, where)
        if kind < 0.62:
            return self._couple(city, where)
        return self._family(city, where)

    def _strangers(self, city: City, where: places.Address) -> list[Someone]:
        """People of a dormitory or a company: one address, nothing else in common."""
        return [self._adult(city, where) for _ in range(self.chance.between(2, 6))]

    def _couple(self, city: City, where: places.Address) -> list[Someone]:
        one = self._adult(city, where)
        other = self._adult(city, where, is_woman=not one.is_woman, like=one)
        return [one, other]

    def _family(self, city: City, where: places.Address) -> list[Someone]:
        parents = self._couple(city, where)
        father = parents[0] if not parents[0].is_woman else parents[1]
        caller = self.chance.pick(parents)
        assert father.born is not None
        born = father.born + timedelta(days=self.chance.between(22 * 365, 36 * 365))
        if born > AT.date() - timedelta(days=5 * 365):
            born = AT.date() - timedelta(days=self.chance.between(5 * 365, 15 * 365))
        children = [self._child(father, caller, born, "")]
        if self.chance.yes(0.3):
            first = children[0].name[1:]
            is_twin = self.chance.yes(0.08)
            later = born if is_twin else born + timedelta(days=self.chance.between(400, 2600))
            shared = first[0] if len(first) > 1 and self.chance.yes(0.5) else ""
            sibling = self._child(
                father, caller, later if is_twin else min(later, AT.date() - timedelta(days=700)), shared
            )
            children += [sibling] if sibling.pinyin != children[0].pinyin else []
        joined = [one for one in parents if self.chance.yes(0.7)]
        return joined + [one for one in children if self.chance.yes(0.75)]

    def _child(self, father: Someone, caller: Someone, born: date, shared: str) -> Someone:
        is_woman = self.chance.yes(0.5)
        family = father.name[0]
        given = names.given_name(self.chance, family=family, is_woman=is_woman, born=born.year)
        if shared:
            given = shared + given[-1]
        elif self.chance.yes(0.03) and len(father.name) > 2:
            given = father.name[-1] + given[-1]
        own = self.chance.yes(0.3)
        child = self._person(family + given, is_woman=is_woman, born=born)
        return replace(
            child,
            mobile=self._mobile() if own else caller.mobile,
            landline=father.landline,
            email=caller.email if self.chance.yes(0.08) else child.email,
            home=father.home,
        )

    def _adult(
        self, city: City, where: places.Address, *, is_woman: bool | None = None, like: Someone | None = None
    ) -> Someone:
        chance = self.chance
        is_woman = chance.yes(0.57) if is_woman is None else is_woman
        if like is not None and like.born is not None:
            born = like.born + timedelta(days=chance.between(-6 * 365, 6 * 365))
        else:
            born = AT.date() - timedelta(days=chance.between(18 * 365, 78 * 365))
        name = chance.pick(COMMON) if chance.yes(0.012) else names.full_name(chance, is_woman=is_woman, born=born.year)
        person = self._person(name, is_woman=is_woman, born=born)
        mobile = like.mobile if like is not None and chance.yes(0.18) else self._mobile()
        landline = like.landline if like is not None else ""
        if not landline and like is None and chance.yes(0.12):
            landline = places.home_phone(chance, city).replace("-", "")
        return replace(person, mobile=NOBODY if chance.yes(0.002) else mobile, landline=landline, home=where)

    def _person(self, name: str, *, is_woman: bool, born: date) -> Someone:
        self.count += 1
        chance = self.chance
        pinyin, initials = spelled(name)
        email = ""
        if chance.yes(0.5):
            serial = chance.between(1, 9999)
            tail = chance.pick((f"{born.year}", f"{born:%m%d}", f"{serial}", f"_{serial % 99}"))
            email = self._mailbox(f"{pinyin if chance.yes(0.7) else initials}{tail}")
        return Someone(
            self.count, name, pinyin, initials, is_woman, born, "", "", email, None, is_sex_known=chance.yes(0.9)
        )

    def _mailbox(self, name: str) -> str:
        """Return an address that nobody else has."""
        address = f"{name}@{self.chance.pick(MAIL_DOMAINS)}"
        if address in self.mailboxes:
            address = f"{name}.{self.count}@{self.chance.pick(MAIL_DOMAINS)}"
        self.mailboxes.add(address)
        return address

    def _mobile(self) -> str:
        self.phones += 1
        return f"{NO_MOBILE}{(self.phones * 618_033_989 + 7) % 10**9:09d}"

    # --- the same person once more

    def again(self, one: Someone) -> Someone:
        """Return somebody as they or a clerk wrote them down another time: at most four things are another way."""
        chance = self.chance
        other = replace(
            one,
            landline=one.landline if chance.yes(0.7) else "",
            is_sex_known=chance.yes(0.85),
            is_woman=one.is_woman if chance.yes(0.99) else not one.is_woman,
        )
        ways: list[Callable[[Someone], Someone]] = [
            lambda row: replace(row, mobile=self._later_mobile(row)),
            lambda row: replace(row, home=self._later_home(row.home)),
            lambda row: _renamed(chance, row),
            lambda row: replace(row, born=_retyped_day(chance, row.born)),
            lambda row: replace(row, email=self._later_email(row.email)),
        ]
        left = list(AGAIN)
        for _ in range(chance.spin(CHANGES)):
            share = chance.spin(Wheel((place, AGAIN[place]) for place in range(len(AGAIN)) if left[place]))
            left[share] = 0
            other = ways[share](other)
        return other

    def _later_mobile(self, one: Someone) -> str:
        mobile, way = one.mobile, self.chance.random()
        if way < 0.68:
            return self._mobile()
        if way < 0.78 and one.landline:
            return ""
        place = self.chance.between(2, 9)
        if way < 0.89:
            return mobile[:place] + str((int(mobile[place]) + self.chance.between(1, 9)) % 10) + mobile[place + 1 :]
        return mobile[:place] + mobile[place + 1] + mobile[place] + mobile[place + 2 :]

    def _later_email(self, email: str) -> str:
        way = self.chance.random()
        name, _, domain = email.partition("@")
        if not email or way < 0.40:
            return ""
        if way < 0.55:
            return f"{name}@{self.chance.pick(MAIL_DOMAINS)}"
        if way < 0.70:
            place = self.chance.between(0, len(name) - 1)
            return f"{name[:place]}{name[place + 1 :] or 'a'}@{domain}"
        return self._mailbox(f"{name[:2]}{self.chance.between(10, 99999)}")

    def _later_home(self, home: places.Address | None) -> places.Address | None:
        way = self.chance.random()
        if home is None or way < 0.30:
            return None
        if way < 0.55:
            return replace(home, street=_rewritten(self.chance, home.street))
        if way < 0.85:
            here = next(city for city in place_words().cities if city.name == home.city)
            return places.address(self.chance, here)
        return places.address(self.chance, places.city(self.chance))


def _rewritten(chance: Chance, street: str) -> str:
    """Write the same address another way."""
    way = chance.between(0, 3)
    if way == 0:
        return street.replace("号", " 号 ").replace("幢", " 幢 ").replace("单元", " 单元 ")
    if way == 1:
        return street.replace("幢", "-").replace("单元", "-").replace("室", "")
    if way == 2:
        return street.replace("幢", chance.pick(("栋", "号楼", "座")))
    return street.replace("室", "")


def _retyped_day(chance: Chance, born: date | None) -> date | None:
    way = chance.random()
    if born is None or way < 0.35:
        return None
    if way < 0.50 and born.day <= 12:
        return date(born.year, born.day, born.month)
    if way < 0.85:
        return _slipped(chance, born)
    return born + timedelta(days=chance.between(1, 40) * chance.pick((1, -1)))


def _slipped(chance: Chance, born: date) -> date:
    """Return a day one digit of which was typed wrong."""
    text = f"{born:%Y%m%d}"
    while True:
        place = chance.between(2, 7)
        typed = text[:place] + str(chance.between(0, 9)) + text[place + 1 :]
        try:
            day = date(int(typed[:4]), int(typed[4:6]), int(typed[6:]))
        except ValueError:
            continue
        if day != born and day < AT.date():
            return day


# --- names written another way


@cache
def _by_sound() -> dict[str, str]:
    """Return the characters of names by their syllable."""
    letters = "".join(
        era.women_first + era.women_second + era.women_single + era.men_first + era.men_second + era.men_single
        for era in name_words().eras
    )
    found: dict[str, str] = {}
    for letter in sorted(set(letters)):
        syllable = spelled(letter)[0]
        found[syllable] = found.get(syllable, "") + letter
    return found


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


def _renamed(chance: Chance, one: Someone) -> Someone:
    way = chance.random()
    name = next(ways for share, ways in _WAYS if way < share)(chance, one.name)
    if name == one.name:
        return one
    pinyin, initials = spelled(name) if not name.isascii() else (name.replace(" ", "").lower(), "")
    initials = initials or "".join(word[0] for word in name.lower().split())
    return replace(one, name=name, pinyin=pinyin, initials=initials)


def _misheard(chance: Chance, name: str) -> str:
    place = chance.between(1, len(name) - 1)
    alike = [letter for letter in _by_sound().get(spelled(name[place])[0], "") if letter != name[place]]
    return name[:place] + chance.pick(alike) + name[place + 1 :] if alike else name


VARIANTS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))


def _in_dialect(chance: Chance, name: str) -> str:
    """Write a character of a syllable that many do not tell from the right one."""
    place = chance.between(1, len(name) - 1)
    syllable = spelled(name[place])[0]
    wrong = [syllable.replace(a, b) for a, b in VARIANTS if a in syllable]
    wrong += [syllable.replace(b, a) for a, b in VARIANTS if syllable.endswith(b) or syllable.startswith(b)]
    wrong += ["n" + syllable[1:]] if syllable.startswith("l") else []
    wrong += ["l" + syllable[1:]] if syllable.startswith("n") else []
    letters = "".join(_by_sound().get(other, "") for other in wrong if other != syllable)
    return name[:place] + chance.pick(letters) + name[place + 1 :] if letters else name


def _misread(chance: Chance, name: str) -> str:
    for pair in chance.shuffled(SHAPES.split()):
        for right, wrong in ((pair[0], pair[1]), (pair[1], pair[0])):
            if right in name[1:]:
                return name[0] + name[1:].replace(right, wrong)
    return name


def _halved(chance: Chance, name: str) -> str:
    """Leave one character of a given name of two out."""
    return name[0] + chance.pick(name[1:]) if len(name) == 3 else name


def _traditional(_chance: Chance, name: str) -> str:
    return str(_converter().convert(name))


def _in_letters(chance: Chance, name: str) -> str:
    family, given = spelled(name[0])[0], spelled(name[1:])[0]
    return f"{family} {given}".title() if chance.yes(0.6) else f"{given} {family}".title()


def _turned(_chance: Chance, name: str) -> str:
    return name[1:] + name[0]


def _mistyped(chance: Chance, name: str) -> str:
    """Write any other character instead of one."""
    place = chance.between(1, len(name) - 1)
    return name[:place] + chance.pick(chance.pick(list(_by_sound().values()))) + name[place + 1 :]


_WAYS: Final = (
    (0.36, _misheard), (0.56, _in_dialect), (0.63, _misread), (0.70, _halved), (0.81, _traditional),
    (0.91, _in_letters), (0.97, _turned), (1.0, _mistyped),
)  # fmt: skip
"""How a name is written another time, and the shares up to each."""


# --- rows to copy


def tables(rows: Sequence[Someone], *, first: int = 1) -> Iterator[Rows]:
    """Yield the rows of tables for people whose ids count from a first one."""
    numbered = list(enumerate(rows, first))
    yield Rows("members_person", PERSON, [_person_line(number, one) for number, one in numbered])
    yield Rows(
        "members_member",
        MEMBER,
        [f"{number}\tM{with_check(f'{number:07d}')}\t1\tactive\tf\t\t{AT.date()}\tstore" for number, _ in numbered],
    )
    phones = []
    for number, one in numbered:
        if one.mobile:
            phones.append(f"{number}\t{one.mobile}\tmobile\tt")
        if one.landline:
            phones.append(f"{number}\t{one.landline}\thome\t{'f' if one.mobile else 't'}")
    yield Rows("members_phone", PHONE, phones)
    yield Rows("members_email", EMAIL, [f"{number}\t{one.email}\tt" for number, one in numbered if one.email])
    yield Rows(
        "members_address",
        ADDRESS,
        [
            f"{number}\t{one.name}\t\t{one.home.province}\t{one.home.city}\t{one.home.district}\t{one.home.street}"
            f"\t{one.home.postcode}\tt"
            for number, one in numbered
            if one.home is not None
        ],
    )


def _person_line(number: int, one: Someone) -> str:
    sex = ("F" if one.is_woman else "M") if one.is_sex_known else ""
    born = one.born.isoformat() if one.born else "\\N"
    return (
        f"{number}\t019a0000-0000-7000-8002-{number:012x}\t{one.name}\t{one.pinyin}\t{one.initials}\t{sex}\t{born}\t0"
    )
