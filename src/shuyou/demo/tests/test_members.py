"""The readers are believable and nobody's."""

import csv
import io
import re
from collections import Counter, defaultdict
from datetime import date, timedelta

import phonenumbers
import pytest

from shuyou.demo.imports.lexicon import name_words, place_words
from shuyou.demo.rules.files import (
    FAULTY_ROWS,
    MEMBER_HEADERS,
    MESSY_SHARE,
    REPEATED_ROWS,
    Fault,
    faulty_rows,
    members_csv,
)
from shuyou.demo.rules.members import Persona, members
from shuyou.demo.tests.conftest import MEMBERS, SEED, UNTIL, PaperClub
from shuyou.kernel.numbers import is_sound

FICTIONAL_MOBILE = re.compile(r"1[3-9]\d0000\d{4}")
FICTIONAL_HOME = re.compile(r"0\d{2,3}-0000\d{3,4}")
TODAY = UNTIL.date()


def test_mobile_numbers_have_the_right_shape_and_no_owner(club: PaperClub) -> None:
    numbers = [member.mobile for member in club.members if member.mobile]

    assert len(numbers) > 0.9 * len(club.members)
    assert [number for number in numbers if not FICTIONAL_MOBILE.fullmatch(number)] == []
    assert [number for number in numbers if not phonenumbers.is_valid_number(phonenumbers.parse(number, "CN"))] == []


def test_home_numbers_have_the_right_shape_and_no_owner(club: PaperClub) -> None:
    numbers = [member.home_phone for member in club.members if member.home_phone]

    assert len(numbers) > 0.1 * len(club.members)
    assert [number for number in numbers if not FICTIONAL_HOME.fullmatch(number)] == []
    assert [number for number in numbers if not phonenumbers.is_valid_number(phonenumbers.parse(number, "CN"))] == []


def test_last_four_digits_lead_to_few(club: PaperClub) -> None:
    tails = Counter(member.mobile[-4:] for member in club.members if member.mobile)

    assert len(tails) > 0.85 * sum(tails.values())


def test_mail_goes_to_reserved_domains_and_no_two_share_it(club: PaperClub) -> None:
    mails = [member.email for member in club.members if member.email]

    assert [mail for mail in mails if not re.fullmatch(r"[a-z0-9._]+@example\.(com|net|org)", mail)] == []
    assert len(set(mails)) == len(mails) > 0.4 * len(club.members)


def test_names_are_nobodys_in_public_life(club: PaperClub) -> None:
    names = {member.name for member in club.members} | {book.author for book in club.books}

    assert names & name_words().public == set()
    assert all(2 <= len(member.name) <= 4 for member in club.members)


SURNAMES = sorted((text for text, _, _ in name_words().surnames), key=len, reverse=True)


def test_surnames_come_by_their_frequency() -> None:
    readers = members(seed=SEED, until=TODAY, count=6000)
    surnames = Counter(next(text for text in SURNAMES if member.name.startswith(text)) for member in readers)

    assert {name for name, _ in surnames.most_common(6)} <= set("王李张刘陈杨")
    assert {"曾", "欧阳", "单"} <= surnames.keys()


def test_streets_are_invented_and_districts_real(club: PaperClub) -> None:
    districts = {(city.name, name, code) for city in place_words().cities for name, code in city.districts}
    invented = place_words().streets

    for member in club.members:
        place = member.address
        assert (place.city, place.district, place.postcode) in districts
        assert place.street.startswith(invented)


def test_households_share_what_families_share(club: PaperClub) -> None:
    households = defaultdict(list)
    for member in club.members:
        households[member.household].append(member)
    shared = [family for family in households.values() if len(family) > 1]

    assert len(shared) > 0.2 * len(households)
    assert all(len({(member.address, member.home_phone) for member in family}) == 1 for family in shared)
    children = [m for family in shared for m in family if m.persona is Persona.CHILD and m.mobile]
    assert len(children) > 20
    assert all(
        any(m.mobile == child.mobile for m in households[child.household] if m is not child) for child in children
    )


def test_ages_and_days_of_joining_are_possible(club: PaperClub) -> None:
    for member in club.members:
        assert TODAY - timedelta(days=8 * 366) < member.joined <= TODAY
        if member.born:
            assert date(1925, 1, 1) < member.born < member.joined - timedelta(days=6 * 365)


def test_nobody_under_fourteen_has_agreed_to_advertising(club: PaperClub) -> None:
    young = [m for m in club.members if m.persona is Persona.CHILD]

    assert young
    assert not [m for m in young if m.allows_sms or m.allows_email or m.allows_phone or m.allows_post]


def test_cards_are_sound_and_in_the_order_of_joining(club: PaperClub) -> None:
    cards = [member.card for member in club.members]

    assert all(is_sound(card) and card.startswith("6688") for card in cards)
    assert cards == sorted(set(cards))
    assert [m.joined for m in club.members] == sorted(m.joined for m in club.members)


def test_grades_form_a_pyramid(club: PaperClub) -> None:
    tiers = Counter(member.tier for member in club.members)

    assert tiers["green"] > tiers["bamboo"] > tiers["silk"] > tiers["langhuan"] > 0


@pytest.mark.parametrize("count", [1, 6, 7, 50])
def test_a_club_has_as_many_readers_as_asked_for(count: int) -> None:
    assert len(members(seed=SEED, until=TODAY, count=count)) == count


def rows_of(club: PaperClub) -> list[dict[str, str]]:
    text = members_csv(club.members, seed=SEED).decode("gb18030")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_member_file_has_every_reader_the_repeats_and_the_faults(club: PaperClub) -> None:
    rows = rows_of(club)
    times = Counter(row["会员卡号"] for row in rows)
    known = {member.card for member in club.members}

    assert tuple(rows[0]) == MEMBER_HEADERS
    assert len(rows) == MEMBERS + FAULTY_ROWS + REPEATED_ROWS
    assert known <= times.keys()
    assert len(times.keys() - known) == FAULTY_ROWS
    assert sum(count == 2 for count in times.values()) == REPEATED_ROWS


def test_a_share_of_the_rows_is_untidy(club: PaperClub) -> None:
    tidy = {
        member.card: (member.name, member.mobile, member.address.street, str(member.born or ""))
        for member in club.members
    }
    untidy = {
        row["会员卡号"]
        for row in rows_of(club)
        if row["会员卡号"] in tidy
        and (row["姓名"], row["手机"], row["详细地址"], row["出生日期"]) != tidy[row["会员卡号"]]
    }

    assert 0.3 * MESSY_SHARE < len(untidy) / MEMBERS < 2 * MESSY_SHARE


def test_every_fault_is_one_no_import_can_mend(club: PaperClub) -> None:
    faults = faulty_rows(club.members, seed=SEED)

    assert {fault for _, fault in faults} == set(Fault)
    for row, fault in faults:
        if fault is Fault.LETTER_IN_PHONE:
            assert re.search("[A-Za-z]", row[4])
        elif fault is Fault.MISSING_NAME:
            assert row[1].strip() == ""
        else:
            with pytest.raises(ValueError, match=r"day|month|date"):
                date.fromisoformat(row[3])
