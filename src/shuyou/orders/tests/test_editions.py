"""Catalogues with order forms: codes that check themselves, numbers read off paper, drafts and what came of them."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.services import merge_members
from shuyou.members.tests.factories import AddressFactory
from shuyou.orders import queries, services
from shuyou.orders.errors.editions import (
    EditionFixed,
    EditionNotOut,
    EditionTitlesWrong,
    FormCodeUnknown,
    NumbersUnread,
)
from shuyou.orders.models import Draft, EditionTitle, FormTaken, Order
from shuyou.orders.rules.order_forms import FormCode, form_code, read_form_code, read_numbers
from shuyou.orders.services import EditionDraft
from shuyou.orders.tests.factories import AT, BOSS, a_member, a_title

db = pytest.mark.django_db(transaction=True)


@pytest.mark.feature("F124")
@given(serial=st.integers(1, 999), member=st.integers(1, 10**15), place=st.integers(0, 20), digit=st.integers(1, 9))
def test_a_code_says_whose_form_it_is_and_finds_every_wrong_digit(
    serial: int, member: int, place: int, digit: int
) -> None:
    code = form_code(serial, member)
    assert read_form_code(code) == read_form_code(f" {code[:4].lower()} {code[4:]} ") == FormCode(serial, member)
    at = 1 + place % (len(code) - 1)
    assert read_form_code(code[:at] + str((int(code[at]) + digit) % 10) + code[at + 1 :]) is None


@pytest.mark.feature("F124")
@pytest.mark.parametrize(
    ("typed", "copies", "unread"),
    [
        ("3 x2, 17", {3: 2, 17: 1}, ()),
        ("３×２，17；17", {3: 2, 17: 2}, ()),
        ("3 2册、 5：10\n7*3", {3: 2, 5: 10, 7: 3}, ()),
        ("3 x0, 1234, 蓝色那本, 8", {8: 1}, ("3 x0", "1234", "蓝色那本")),
        (" ,, ", {}, ()),
    ],
)
def test_numbers_are_read_as_clerks_type_them(typed: str, copies: dict[int, int], unread: tuple[str, ...]) -> None:
    read = read_numbers(typed)
    assert (dict(read.copies), read.unread) == (copies, unread)


def an_edition(*isbns: str) -> int:
    """Return a catalogue that is sent out with titles numbered from one."""
    draft = EditionDraft(name_zh="秋季书目", name_en="Autumn", valid_to=date(2026, 12, 31), sent_out=40)
    serial = services.keep_edition(draft, actor=BOSS, at=AT)
    lines = "\n".join(f"{place} {isbn}" for place, isbn in enumerate(isbns, 1))
    services.number_titles(serial, lines=lines, actor=BOSS, at=AT)
    services.move_edition(serial, to="out", actor=BOSS, at=AT)
    return serial


def titles(count: int) -> list[tuple[int, str]]:
    """Return titles with their ISBN."""
    found = []
    for place in range(count):
        item = a_title(9)
        found.append((item.pk, IdentifierFactory.create(item=item, value=f"978753021683{place}").value))
    return found


@db
@pytest.mark.feature("F124")
def test_a_form_becomes_a_draft_and_an_order_that_counts_for_its_catalogue(client: Client) -> None:
    client.force_login(staff_with(Role.MANAGER))
    (first, one), (second, two) = titles(2)
    member = a_member()
    AddressFactory.create(person=member.person)
    client.post(reverse("orders:edition_new"), {"name_zh": "秋季书目", "valid_to": "2026-12-31", "sent_out": "40"})
    page = reverse("orders:edition", args=[1])
    lines = {"titles": f"3 {one}\n17 {two}"}
    assert client.post(f"{page}titles/", {"titles": f"3 {one}\n17 0000000000000"}).status_code == 422
    assert [client.post(f"{page}{what}/", lines).status_code for what in ("out", "titles", "out", "titles", "x")] == [
        422, 303, 303, 409, 404,
    ]  # fmt: skip
    forms = client.post(reverse("orders:edition_forms", args=[1]), {"readers": member.number})
    assert forms.content.startswith(b"%PDF-")
    code, take = form_code(1, member.pk), reverse("orders:form_take")
    entry = reverse("orders:entry", args=[member.number])
    key = str(client.get(entry).context["key"])
    assert client.post(entry, {"key": key, "do": "add", "clue": code})["Location"] == f"{take}?code={code}"
    assert member.person.name in client.get(take, {"code": code}).content.decode()
    assert client.get(take, {"code": code[:-1] + "x"}).status_code == 404
    typed = {"code": code, "key": str(uuid4()), "numbers": "3 x2, 17, 99"}
    assert "99" in client.post(take, typed).content.decode()
    assert not Draft.objects.get().content.get("lines")
    for _twice in range(2):
        assert client.post(take, {**typed, "numbers": "3 x2, 17"})["Location"] == entry
    assert {one["item_id"]: one["quantity"] for one in Draft.objects.get().content["lines"]} == {
        first: "2",
        second: "1",
    }
    confirmed = client.post(entry, {"key": key, "do": "confirm", "payment": "remittance"})
    number = Order.objects.get().number
    assert confirmed["Location"] == reverse("orders:detail", args=[number])
    row = queries.edition(serial=1, actor=BOSS)
    assert (row.forms, row.orders, row.copies, row.turnover, row.response) == (
        1, 1, 3, Order.objects.get().net_total, Decimal("2.5"),
    )  # fmt: skip
    shown = client.get(page).content.decode() + client.get(reverse("orders:editions")).content.decode()
    assert number in shown
    assert "2.5 %" in shown
    assert [row.copies for row in queries.edition_titles(serial=1, actor=BOSS)] == [2, 1]


@db
@pytest.mark.feature("F124")
def test_forms_that_mean_nothing_leave_no_draft_and_a_merged_reader_s_form_goes_to_the_kept_one() -> None:
    (_first, one), (_second, two) = titles(2)
    member, kept = a_member(), a_member()
    clerk = staff_with(Role.MANAGER)
    actor = BOSS.__class__("staff", str(clerk.pk), "test", frozenset({Role.MANAGER}))
    draft = services.keep_edition(
        EditionDraft(name_zh="草稿", name_en="", valid_to=date(2026, 12, 31)), actor=BOSS, at=AT
    )
    for lines in ("", "x", f"1 {one}\n1 {two}", f"1 {one}\n2 {one}", f"0 {one}"):
        with pytest.raises(EditionTitlesWrong):
            services.number_titles(draft, lines=lines, actor=BOSS, at=AT)
    assert not EditionTitle.objects.exists()
    serial = an_edition(one, two)
    with pytest.raises(EditionFixed):
        services.number_titles(serial, lines=f"1 {one}", actor=BOSS, at=AT)
    for code, numbers, refusal in (
        (form_code(draft, member.pk), "1", EditionNotOut),
        (form_code(999, member.pk), "1", FormCodeUnknown),
        (form_code(serial, member.pk), "1, 3", NumbersUnread),
        (form_code(serial, member.pk), "", NumbersUnread),
    ):
        with pytest.raises(refusal):
            services.take_order_form(code, numbers=numbers, key=uuid4(), actor=actor, at=AT)
    assert not Draft.objects.exists()
    assert not FormTaken.objects.exists()
    merge_members(kept_id=kept.pk, absorbed_id=member.pk, actor=BOSS, at=AT)
    taken = services.take_order_form(form_code(serial, member.pk), numbers="2", key=uuid4(), actor=actor, at=AT)
    assert taken == FormTaken.objects.get().member_id == kept.pk
