"""The pages of cards: the list, one card and what is done with it, a new one, sheets for the printer, the settings."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client

from shuyou.kernel import clock
from shuyou.kernel.models import EventRecord
from shuyou.kernel.numbers import is_sound
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory, staff_with
from shuyou.members.models import Card, CardKind, CardMedium, CardPartner, ExportLimit, Member
from shuyou.members.tests.factories import CardFactory, CardPartnerFactory, MemberFactory, card_kind

pytestmark = pytest.mark.django_db

CARDS = "/console/cards/"
SHEET = "/console/cards/sheet.pdf"
KINDS = "/console/settings/cards/"
PARTNERS = "/console/settings/cards/partners/"
KIND = {
    "code": "gold", "name_zh": "金卡", "name_en": "Gold card", "issue_spend": "5,000", "issue_fee": "",
    "valid_months": "12", "minimum_age": "", "benefits_zh": "生日礼", "benefits_en": "", "is_offered": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _kinds() -> None:
    card_kind("ordinary")
    card_kind("student", needs_proof=True, valid_months=12)
    card_kind("vip", issue_spend=Decimal(3000), issue_fee=Decimal(200), valid_months=24)


@pytest.fixture
def inside(client: Client) -> Client:
    """A browser in which a shop clerk is signed in, in English."""
    client.force_login(StaffFactory.create(language="en"))
    return client


@pytest.fixture
def boss(client: Client) -> Client:
    """A browser in which a manager is signed in, in English."""
    client.force_login(StaffFactory.create(roles=[Role.MANAGER.value], language="en"))
    return client


def held(**others: object) -> Card:
    """Make a card in somebody's hand."""
    card: Card = CardFactory.create(member=MemberFactory.create(), **others)
    return card


def numbers(answer: object) -> list[str]:
    """Return the numbers of the cards that a page lists."""
    page = answer.context["page"]  # type: ignore[attr-defined]
    return [row.number.replace(" ", "") for row in page.rows]


@pytest.mark.feature("F027")
def test_the_list_filters_by_kind_status_partner_and_end(inside: Client) -> None:
    partner = CardPartnerFactory.create(code="cmb")
    plain = held()
    student = held(kind="student", expires_on=date(2027, 3, 1))
    lost = held(status="lost")
    branded = held(partner=partner, partner_number="77")

    for query, wanted in (
        ("", [branded, lost, student, plain]),
        ("kind=student", [student]),
        ("status=lost", [lost]),
        ("partner=cmb", [branded]),
        ("until=2027-03-01", [student]),
        ("until=2027-02-28", []),
        ("kind=ordinary&status=active", [branded, plain]),
    ):
        assert numbers(inside.get(f"{CARDS}?{query}")) == [card.number for card in wanted], query


def test_the_list_goes_on_page_by_page_in_as_few_queries(inside: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    made = [held().number for _ in range(60)]
    inside.get(CARDS)

    with django_assert_max_num_queries(9):
        first = inside.get(CARDS)
    second = inside.get(f"{CARDS}?{first.context['next_query']}", headers={"HX-Request": "true"})

    assert numbers(first) + numbers(second) == made[::-1]
    assert second.context["next_query"] == ""


def test_a_number_goes_straight_to_its_card(inside: Client) -> None:
    card = held()

    answer = inside.post(CARDS, {"number": f"{card.number[:4]} {card.number[4:]}"})
    unknown = inside.post(CARDS, {"number": "4444"})

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{CARDS}{card.pk}/")
    assert unknown.status_code == 422
    assert 'value="4444"' in unknown.content.decode()


def test_the_list_leaves_as_a_file_and_that_is_noted(inside: Client) -> None:
    card = held(kind="student")
    held()

    text = inside.get(f"{CARDS}export.csv?kind=student").getvalue().decode("utf-8-sig")

    lines = text.splitlines()
    assert len(lines) == 2
    assert lines[1].replace(" ", "").startswith(card.number)
    assert EventRecord.objects.get().payload == {"wanted": "kind=student"}
    ExportLimit.objects.update(rows=1)
    assert inside.get(f"{CARDS}export.csv").status_code == 403
    bare = inside.get(f"{CARDS}export.csv?names=no").getvalue().decode()
    assert len(bare.splitlines()) == 3
    assert card.member.number not in bare


def test_a_card_in_use_stays_in_use_unless_somebody_says_otherwise(inside: Client) -> None:
    bare, carded = MemberFactory.create(), CardFactory.create(member=MemberFactory.create()).member

    forms = [inside.get(f"/console/members/{one.number}/cards/new/").context["form"] for one in (bare, carded)]

    assert [form["is_extra"].value() for form in forms] == [False, True]


@pytest.mark.feature("F028")
def test_a_card_is_given_from_the_members_page_and_refusals_keep_what_was_typed(inside: Client) -> None:
    member: Member = MemberFactory.create()
    page = f"/console/members/{member.number}/cards/new/"

    refused = inside.post(page, {"kind": "student", "number": "", "proof": ""})
    given = inside.post(page, {"kind": "student", "proof": "浙大 3200101234"})

    assert refused.status_code == 422
    assert "proof" in refused.context["form"].errors
    assert given.headers["Location"] == f"/console/members/{member.number}/"
    assert Card.objects.values_list("member_id", "kind", "proof").get() == (member.pk, "student", "浙大 3200101234")


DEEDS: list[tuple[str, Mapping[str, str], str, str]] = [
    ("lost", {}, "active", "lost"),
    ("found", {}, "lost", "active"),
    ("freeze", {"reason": "查"}, "active", "frozen"),
    ("thaw", {}, "frozen", "active"),
    ("renew", {}, "expired", "active"),
    ("replace", {"new_number": ""}, "active", "replaced"),
]


@pytest.mark.feature("F016")
@pytest.mark.parametrize(("what", "typed", "before", "after"), DEEDS)
def test_what_can_be_done_with_a_card_is_done_on_its_page(
    inside: Client, what: str, typed: Mapping[str, str], before: str, after: str
) -> None:
    card = held(kind="vip", status=before, expires_on=date(2026, 12, 1))

    answer = inside.post(f"{CARDS}{card.pk}/{what}/", typed)

    assert answer.status_code == 303
    card.refresh_from_db()
    assert card.status == after
    page = inside.get(f"{CARDS}{card.pk}/").content.decode()
    assert card.number[:4] in page


@pytest.mark.feature("F016")
def test_a_loss_is_asked_about_by_number_before_it_is_reported(inside: Client) -> None:
    card = held()
    place = f"{CARDS}{card.pk}/"

    asked = inside.get(f"{place}lost/", headers={"HX-Request": "true"}).content.decode()

    assert " ".join(card.number[i : i + 4] for i in range(0, len(card.number), 4)) in asked
    assert Card.objects.get().status == "active"
    assert f'action="{place}lost/"' not in inside.get(place).content.decode()
    assert inside.get(f"{place}freeze/").status_code == 404


@pytest.mark.feature("F016")
def test_a_word_about_an_old_card_goes_when_the_new_one_is_no_longer_new(inside: Client) -> None:
    member: Member = MemberFactory.create()
    CardFactory.create(member=member, number="70001", status="replaced")
    new: Card = CardFactory.create(member=member, number="70002", issued_on=clock.club_day(clock.now()))

    fresh = inside.get(f"/console/members/{member.number}/").content.decode()
    Card.objects.filter(pk=new.pk).update(issued_on=new.issued_on - timedelta(days=31))
    later = inside.get(f"/console/members/{member.number}/").content.decode()

    assert "Card 7000 1 was replaced and opens nothing." in fresh
    assert "was replaced and opens nothing." not in later


@pytest.mark.feature("F016")
def test_a_chip_is_added_and_dropped_on_the_cards_page(inside: Client) -> None:
    card = held()
    place = f"{CARDS}{card.pk}/"

    book = inside.post(f"{place}add-medium/", {"kind": "barcode", "code": "9787020002207"})
    inside.post(f"{place}add-medium/", {"kind": "nfc", "code": "04:A1:B2:C3"})
    medium = CardMedium.objects.get()
    found = inside.post("/console/one/", {"q": "04a1b2c3"})
    inside.post(f"{place}drop-medium/", {"medium": str(medium.pk)})

    assert book.status_code == 422
    assert "9787020002207" in book.content.decode()
    assert found.headers["Location"].startswith(f"/console/members/{card.member.number}/")
    medium.refresh_from_db()
    assert not medium.is_active
    assert inside.post(f"{place}drop-medium/", {"medium": "0"}).status_code == 404
    assert inside.post(f"{place}burn/").status_code == 404


def test_a_refused_deed_is_said_on_the_page(inside: Client) -> None:
    card = held(status="lost")

    answer = inside.post(f"{CARDS}{card.pk}/freeze/", {"reason": "查一下"})

    assert answer.status_code == 409
    assert "is not in use" in answer.content.decode()


@pytest.mark.feature("F016")
def test_chosen_cards_and_blank_ones_are_printed(inside: Client) -> None:
    cards = [held() for _ in range(11)]
    lost = held(status="lost")

    chosen = inside.post(SHEET, {"card": [str(card.pk) for card in [*cards, lost]]})
    blank = inside.post(SHEET, {"blanks": "3"})

    assert (chosen.status_code, chosen.headers["Content-Type"]) == (200, "application/pdf")
    assert chosen.content.startswith(b"%PDF-")
    assert chosen.content.count(b"/Type /Page\n") + chosen.content.count(b"/Type /Page ") == 2
    assert blank.content.startswith(b"%PDF-")
    first, second = EventRecord.objects.order_by("pk")
    assert first.payload == {"card_ids": sorted(card.pk for card in cards), "blanks": 0}
    assert second.payload == {"card_ids": [], "blanks": 3}
    assert Card.objects.count() == 12


@pytest.mark.parametrize("typed", [{}, {"blanks": "0"}, {"blanks": "501"}, {"blanks": "-1"}, {"blanks": "many"}])
def test_nothing_to_print_or_too_much_is_refused(inside: Client, typed: Mapping[str, str]) -> None:
    answer = inside.post(SHEET, typed)

    assert answer.headers["Location"] == CARDS
    assert EventRecord.objects.count() == 0


@pytest.mark.feature("F027")
def test_a_manager_adds_a_kind_and_members_get_it(boss: Client) -> None:
    saved = boss.post(KINDS, KIND)
    kind = CardKind.objects.get(code="gold")
    member: Member = MemberFactory.create()
    boss.post(f"/console/members/{member.number}/cards/new/", {"kind": "gold", "way": "granted"})

    assert saved.status_code == 303
    assert (kind.issue_spend, kind.issue_fee, kind.valid_months, kind.rank) == (Decimal(5000), None, 12, 5)
    assert "Gold card" in boss.get(f"/console/members/{member.number}/").content.decode()
    assert "Gold card" in boss.get(CARDS).content.decode()


def test_terms_that_cannot_be_are_said_at_their_fields(boss: Client) -> None:
    wrong = {**KIND, "code": "Gold!", "issue_fee": "-1", "valid_months": "0", "minimum_age": "old", "name_zh": ""}

    answer = boss.post(KINDS, wrong)
    bare = boss.post(KINDS, {**KIND, "issue_fee": "-1", "valid_months": "0", "minimum_age": "old", "name_zh": ""})

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"code"})
    assert set(bare.context["form"].errors) == {"issue_fee", "valid_months", "minimum_age", "name_zh"}
    assert boss.post(KINDS, {**KIND, "code": "vip"}).status_code == 409
    assert not CardKind.objects.filter(code="gold").exists()


def test_a_kind_is_retired_and_not_offered(boss: Client) -> None:
    vip = CardKind.objects.get(code="vip")
    start = boss.get(f"{KINDS}{vip.pk}/").context["form"].initial

    boss.post(f"{KINDS}{vip.pk}/", {name: text for name, text in start.items() if text and name != "is_offered"})

    vip.refresh_from_db()
    assert (vip.is_offered, vip.issue_fee, vip.valid_months) == (False, Decimal(200), 24)
    member: Member = MemberFactory.create()
    page = boss.get(f"/console/members/{member.number}/cards/new/")
    assert "vip" not in dict(page.context["form"].fields["kind"].choices)


@pytest.mark.feature("F029")
def test_a_manager_enters_a_partner_and_sees_what_it_is_due(boss: Client) -> None:
    typed = {"code": "cmb", "name": "招商银行", "number_pattern": "6225 ####", "share": "12.5", "is_active": "on"}
    saved = boss.post(PARTNERS, typed)
    partner = CardPartner.objects.get()
    held(kind="vip", partner=partner, partner_number="62250001", fee=Decimal(200))

    row = boss.get(f"{PARTNERS}?since=2020-01-01").context["rows"][0]

    assert saved.status_code == 303
    assert partner.share == Decimal("0.125")
    assert (row.issued, row.fees, row.due, row.holders, row.buyers) == (1, Decimal(200), Decimal(25), 1, 0)
    assert boss.post(PARTNERS, {**typed, "number_pattern": "bank"}).status_code == 409
    assert boss.post(PARTNERS, {**typed, "code": "icbc", "number_pattern": "bank"}).status_code == 422
    assert boss.get(f"{PARTNERS}{partner.pk}/").context["form"].initial["share"] == "12.5"


def test_settings_are_for_managers(inside: Client) -> None:
    for page in (KINDS, PARTNERS, f"{PARTNERS}1/", f"{KINDS}1/"):
        assert inside.get(page).status_code == 403, page
        assert inside.post(page, {}).status_code == 403, page


def test_buyers_see_no_cards(client: Client) -> None:
    card = held()
    client.force_login(staff_with(Role.BUYER))

    for page in (CARDS, f"{CARDS}export.csv", f"{CARDS}{card.pk}/"):
        assert client.get(page).status_code == 403, page
    for page in (SHEET, f"{CARDS}{card.pk}/lost/", f"/console/members/{card.member.number}/cards/new/"):
        assert client.post(page, {"blanks": "1"}).status_code == 403, page


def test_a_sheet_holds_sound_numbers_that_nobody_else_gets() -> None:
    from datetime import UTC, datetime

    from shuyou.kernel.actor import Actor
    from shuyou.members.exports.card_sheet import draw_sheet
    from shuyou.members.services import print_cards

    made = print_cards(
        card_ids=(), blanks=120, language="zh-hans", actor=Actor.job("test"), at=datetime(2026, 11, 22, tzinfo=UTC)
    )

    assert len({card.number for card in made}) == 120
    assert all(is_sound(card.number) for card in made)
    assert BytesIO(draw_sheet(made)).read(5) == b"%PDF-"
