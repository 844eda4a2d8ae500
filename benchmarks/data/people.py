"""Members with what they are known by: names, phones, e-mails, cards, addresses, points."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Final

from benchmarks.data.plan import AT, Chunk, Rows, digits_of
from benchmarks.data.ties import ties
from shuyou.demo.imports.lexicon import place_words
from shuyou.demo.rules import names
from shuyou.demo.rules.chance import Chance, Wheel
from shuyou.kernel.numbers import with_check
from shuyou.members.rules.names import spelled

NO_MOBILE: Final = "12"
"""No network of the country has given out mobile numbers that begin so: nobody answers them."""

TIERS: Final = Wheel(((1, 74.0), (2, 18.8), (3, 6.0), (4, 1.2)))
"""The tiers that a new club has, by id, and their shares in percent."""
JOINED_VIA: Final = ("store", "store", "web", "wechat", "phone", "referral", "fair", "post")
MAIL_DOMAINS: Final = ("example.com", "example.net", "example.org")
PERSON: Final = "id, uid, name, pinyin, initials, gender, birth_date, search_rank"
MEMBER: Final = "person_id, number, tier_id, status, is_blocked, block_reason, joined_on, joined_via"
PHONE: Final = "person_id, digits, label, is_primary"
EMAIL: Final = "person_id, address, is_primary"
ADDRESS: Final = "person_id, recipient, phone, province, city, district, street, postcode, is_default"
CARD: Final = "member_id, number, kind, status, issued_on"
ACCOUNT: Final = "member_id, balance"
LOT: Final = "id, account_id, rule_id, source, earned, remaining, earned_at, expires_on"
ENTRY: Final = "account_id, lot_id, kind, points, source, posted_at"
LOTS: Final = 3
"""Ids of lots that each member may use."""


@cache
def _homes() -> Wheel[tuple[str, str, str, str]]:
    return Wheel(
        ((city.province, city.name, district, postcode), city.weight)
        for city in place_words().cities
        for district, postcode in city.districts
    )


class _Person:
    """What one member's rows have in common."""

    def __init__(self, number: int, chance: Chance, seed: int) -> None:
        self.number = number
        self.is_woman = chance.yes(0.57)
        self.born = AT.date() - timedelta(days=chance.between(9 * 365, 82 * 365))
        self.name = names.full_name(chance, is_woman=self.is_woman, born=self.born.year)
        self.pinyin, self.initials = spelled(self.name)
        self.joined = AT.date() - timedelta(days=int(8 * 365 * chance.random() ** 0.8))
        # Some live with another member and gave the same number.
        owner = number - 1 if number % 13 == 0 else number
        self.phone = f"{NO_MOBILE}{digits_of(owner, seed=seed, prime=618_033_989, space=10**9):09d}"


def people(chunk: Chunk) -> list[Rows]:
    """Make the rows of a chunk of members."""
    chance = Chance.of(chunk.plan.seed, f"people/{chunk.first}")
    found = [_Person(number, chance, chunk.plan.seed) for number in chunk.numbers]
    return [
        *_who_they_are(found, chance),
        *_how_to_reach_them(found, chance),
        *_what_they_hold(found, chance),
        *ties([(who.number, who.name, who.joined) for who in found], chance),
    ]


def _who_they_are(found: list[_Person], chance: Chance) -> list[Rows]:
    persons, members = [], []
    for who in found:
        rank = int(40 * chance.random() ** 4)
        sex = "F" if who.is_woman else "M"
        persons.append(
            f"{who.number}\t019a0000-0000-7000-8001-{who.number:012x}\t{who.name}\t{who.pinyin}\t{who.initials}"
            f"\t{sex}\t{who.born}\t{rank}"
        )
        status = "active" if chance.yes(0.86) else "lapsed"
        members.append(
            f"{who.number}\tM{with_check(f'{who.number:07d}')}\t{chance.spin(TIERS)}\t{status}\tf\t"
            f"\t{who.joined}\t{chance.pick(JOINED_VIA)}"
        )
    return [Rows("members_person", PERSON, persons), Rows("members_member", MEMBER, members)]


def _how_to_reach_them(found: list[_Person], chance: Chance) -> list[Rows]:
    phones, emails, addresses = [], [], []
    for who in found:
        phones.append(f"{who.number}\t{who.phone}\tmobile\tt")
        if chance.yes(0.06):
            phones.append(f"{who.number}\t05710{chance.between(10**6, 10**7 - 1)}\thome\tf")
        if chance.yes(0.55):
            emails.append(f"{who.number}\t{who.pinyin}{who.number % 9973}@{chance.pick(MAIL_DOMAINS)}\tt")
        province, city, district, postcode = chance.spin(_homes())
        street = f"芸窗路{chance.between(1, 998)}号{chance.between(1, 32)}幢{chance.between(1, 28)}01室"
        addresses.append(
            f"{who.number}\t{who.name}\t{who.phone}\t{province}\t{city}\t{district}\t{street}\t{postcode}\tt"
        )
    return [
        Rows("members_phone", PHONE, phones),
        Rows("members_email", EMAIL, emails),
        Rows("members_address", ADDRESS, addresses),
    ]


def _what_they_hold(found: list[_Person], chance: Chance) -> list[Rows]:
    cards, accounts, lots, entries = [], [], [], []
    for who in found:
        cards.append(f"{who.number}\t{with_check(f'6688{who.number:07d}')}\tordinary\tactive\t{who.joined}")
        if chance.yes(0.03):
            lost = with_check(f"6687{who.number:07d}")
            cards.append(f"{who.number}\t{lost}\tordinary\tlost\t{who.joined}")
        balance = 0
        for lot_id in range(who.number * LOTS, who.number * LOTS + chance.pick((0, 0, 1, 1, 2, 3))):
            lot = _Lot(lot_id, who.number, chance)
            balance += lot.remaining
            lots.append(lot.line)
            entries.extend(lot.entries())
        accounts.append(f"{who.number}\t{balance}")
    return [
        Rows("members_card", CARD, cards),
        Rows("loyalty_pointsaccount", ACCOUNT, accounts),
        Rows("loyalty_pointslot", LOT, lots),
        Rows("loyalty_pointsentry", ENTRY, entries),
    ]


class _Lot:
    """Points earned together, some of them spent."""

    def __init__(self, lot_id: int, member: int, chance: Chance) -> None:
        self.lot_id, self.member = lot_id, member
        self.source = f"bench:{lot_id}"
        self.earned = 10 + int(4990 * chance.random() ** 2)
        self.remaining = self.earned if chance.yes(0.7) else int(self.earned * chance.random())
        self.earned_at: datetime = AT - timedelta(days=chance.between(1, 600))
        self.expires: date = self.earned_at.date() + timedelta(days=730)
        self.line = (
            f"{lot_id}\t{member}\t1\t{self.source}\t{self.earned}\t{self.remaining}\t{self.earned_at}\t{self.expires}"
        )

    def entries(self) -> list[str]:
        """Return the lines of the ledger behind the lot."""
        earned = f"{self.member}\t{self.lot_id}\tEARN\t{self.earned}\t{self.source}\t{self.earned_at}"
        if self.remaining == self.earned:
            return [earned]
        spent = f"{self.member}\t{self.lot_id}\tREDEEM\t{self.remaining - self.earned}\tspent:{self.lot_id}\t{AT}"
        return [earned, spent]
