"""Barcodes, QR codes and chips: whatever the reader at the till types opens the member the card belongs to."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import Clue
from shuyou.members.errors import CardNotInUse, MemberValueRefused, WordUnknown
from shuyou.members.errors.cards import MediumIsBook, MediumNotPossible, MediumTaken
from shuyou.members.models import Card, CardMedium
from shuyou.members.queries import find_members
from shuyou.members.rules.media import medium_code, scanned_codes, shown_code
from shuyou.members.services import add_medium, drop_medium, report_card_lost
from shuyou.members.tests.factories import CardFactory, MemberFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CLERK = Actor(STAFF, "1", "till", frozenset({Role.SHOP_CLERK}))


def found(typed: str) -> list[tuple[int, str]]:
    """Return whom a scan leads to, and how."""
    return [(one.row.member_id, one.matched) for one in find_members(clue=Clue.of(typed), actor=CLERK)]


def card() -> Card:
    """Make a card in somebody's hand."""
    made: Card = CardFactory.create(member=MemberFactory.create())
    return made


SCANS = [
    ("barcode", "4006381333931", "4006381333931"),
    ("barcode", "SY-2026/0017", "sy-2026/0017"),
    ("qr", "https://club.example/c/Ab3dE9", "https://club.example/c/Ab3dE9"),
    ("rfid", "04A1B2C3D4E580", "04:a1:b2:c3:d4:e5:80"),
    ("nfc", "04 a1 b2 c3", "0x04A1B2C3"),
    ("rfid", "0077703875", "04a1aac3"),
    ("rfid", "deadbeef", "DE-AD-BE-EF"),
]


@pytest.mark.django_db
@pytest.mark.feature("F016")
@pytest.mark.parametrize(("kind", "stored", "typed"), SCANS)
def test_a_scan_of_any_medium_opens_its_member(kind: str, stored: str, typed: str) -> None:
    held = card()
    add_medium(number=held.number, kind=kind, code=stored, actor=CLERK, at=AT)

    assert found(typed) == [(held.member_id, "card:active")]
    assert found(stored) == [(held.member_id, "card:active")]


@pytest.mark.django_db
@pytest.mark.feature("F016")
def test_a_dropped_medium_opens_nothing_and_may_go_onto_another_card() -> None:
    held, other = card(), card()
    medium_id = add_medium(number=held.number, kind="nfc", code="04a1b2c3d4e580", actor=CLERK, at=AT)

    with pytest.raises(MediumTaken):
        add_medium(number=other.number, kind="nfc", code="04A1B2C3D4E580", actor=CLERK, at=AT)
    drop_medium(medium_id=medium_id, actor=CLERK, at=AT)
    drop_medium(medium_id=medium_id, actor=CLERK, at=AT)
    assert found("04a1b2c3d4e580") == []
    add_medium(number=other.number, kind="nfc", code="04A1B2C3D4E580", actor=CLERK, at=AT)

    assert found("04a1b2c3d4e580") == [(other.member_id, "card:active")]
    names = EventRecord.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["members.medium_added", "members.medium_dropped", "members.medium_added"]


@pytest.mark.django_db
def test_a_medium_of_a_lost_card_says_so() -> None:
    held = card()
    add_medium(number=held.number, kind="nfc", code="04a1b2c3", actor=CLERK, at=AT)
    report_card_lost(number=held.number, actor=CLERK, at=AT)

    assert found("04A1B2C3") == [(held.member_id, "card:lost")]
    with pytest.raises(CardNotInUse):
        add_medium(number=held.number, kind="nfc", code="04a1b2c4", actor=CLERK, at=AT)


@pytest.mark.django_db
def test_the_number_of_another_card_cannot_be_a_barcode() -> None:
    held, other = card(), card()

    with pytest.raises(MediumTaken):
        add_medium(number=held.number, kind="barcode", code=other.number, actor=CLERK, at=AT)

    assert (CardMedium.objects.count(), EventRecord.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "code", "refusal"),
    [
        ("barcode", "9787020002207", MediumIsBook),
        ("barcode", "4006381333932", MediumNotPossible),
        ("barcode", "卡片", MediumNotPossible),
        ("barcode", "12", MediumNotPossible),
        ("qr", "x" * 81, MediumNotPossible),
        ("nfc", "04a1b2", MediumNotPossible),
        ("nfc", "04a1b2c", MediumNotPossible),
        ("rfid", "9999999999", MediumNotPossible),
        ("rfid", "", MediumNotPossible),
    ],
)
def test_what_no_medium_holds_is_refused(kind: str, code: str, refusal: type[MemberValueRefused]) -> None:
    with pytest.raises(refusal):
        medium_code(kind, code)


@pytest.mark.django_db
def test_unknown_kinds_and_media_are_refused() -> None:
    with pytest.raises(WordUnknown):
        add_medium(number=card().number, kind="magnet", code="1234", actor=CLERK, at=AT)
    with pytest.raises(NotFound):
        drop_medium(medium_id=0, actor=CLERK, at=AT)


UIDS = st.sampled_from([4, 7, 8, 10]).flatmap(lambda size: st.binary(min_size=size, max_size=size))


@given(uid=UIDS, sep=st.sampled_from(["", ":", "-", " "]))
def test_a_chips_number_is_the_same_however_its_bytes_are_typed(uid: bytes, sep: str) -> None:
    typed = sep.join(f"{byte:02X}" for byte in uid)

    kept = medium_code("nfc", typed)

    if not (len(uid) == 4 and typed.isdigit() and len(typed) == 10):
        assert kept == uid.hex()
    assert medium_code("rfid", shown_code("nfc", kept)) == kept
    assert kept in scanned_codes(Clue.of(typed).text)


@given(number=st.integers(0, 2**32 - 1))
def test_ten_digits_are_four_bytes(number: int) -> None:
    assert medium_code("rfid", f"{number:010d}") == number.to_bytes(4).hex()


@given(text=st.text(max_size=100))
def test_no_scan_breaks_the_rules(text: str) -> None:
    for code in scanned_codes(text):
        assert 4 <= len(code) <= 80
    for kind in ("barcode", "qr", "rfid", "nfc"):
        try:
            kept = medium_code(kind, text)
        except MemberValueRefused:
            continue
        assert medium_code(kind, kept) == kept


@pytest.mark.django_db(transaction=True)
def test_a_chip_put_on_two_cards_at_once_leads_to_one() -> None:
    cards = [card() for _ in range(4)]
    gate = threading.Barrier(len(cards))
    outcomes: list[str] = []

    def put(number: str) -> None:
        gate.wait()
        try:
            add_medium(number=number, kind="nfc", code="04a1b2c3", actor=CLERK, at=AT)
            outcomes.append(number)
        except MediumTaken:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=put, args=(one.number,)) for one in cards]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count("refused") == 3
    assert CardMedium.objects.get().card.number in outcomes
