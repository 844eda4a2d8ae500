"""The readable copy says what values mean: labels for codes, names for keys, money as money; and nothing twice."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.utils import translation
from reportlab.pdfbase import pdfmetrics

from shuyou.kernel.actor import Actor
from shuyou.kernel.personal import ToldTable, rows_about
from shuyou.members.exports.card_sheet import FONT, NAME_SIZES, _fitting, _in_fours, _register_font
from shuyou.members.exports.personal_words import Words
from shuyou.members.models import Member, PersonTag, Tag
from shuyou.members.services import record_consent, tell_personal_data
from shuyou.members.tests.factories import CardFactory, MemberFactory, PersonFactory, PhoneFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
JOB = Actor.job("test")


@pytest.fixture
def member(db: None) -> Member:
    member = MemberFactory.create(person=PersonFactory.create(name="周慕白", gender="F"))
    PhoneFactory.create(person=member.person, digits="13800002046")
    CardFactory.create(member=member, kind="vip")
    tag = Tag.objects.create(name="爱书人", colour=1)
    PersonTag.objects.create(person_id=member.pk, tag=tag, at=AT)
    record_consent(member_id=member.pk, purpose="marketing", channel="sms", is_granted=True, actor=JOB, at=AT)
    return member


def told(member: Member) -> dict[str, list[str]]:
    """Return what each table's rows say, by the table."""
    return {
        one.table.name: [Words(one).say(column, row.get(column)) for row in one.rows for column in one.table.shown]
        for one in rows_about([member.pk])
    }


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", {"members_person": "Female", "members_phone": "Mobile", "members_consent": "Offers and new titles"}),
        ("zh-hans", {"members_person": "女", "members_phone": "手机", "members_consent": "优惠与新书"}),
    ],
)
def test_codes_are_said_in_the_readers_language(member: Member, language: str, said: dict[str, str]) -> None:
    with translation.override(language):
        found = told(member)

    assert [word for table, word in said.items() if word not in found[table]] == []
    assert "爱书人" in found["members_persontag"]
    assert "marketing" not in found["members_consent"]
    assert "2026-11-22 10:00" in found["members_consent"]


def test_the_pdf_is_drawn_outside_a_transaction(member: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[list[str], bool]] = []
    depth = len(connection.savepoint_ids)

    def draw(_name: str, tables: list[ToldTable], _at: datetime) -> bytes:
        drawn.append(([one.table.name for one in tables], len(connection.savepoint_ids) > depth))
        return b"pdf"

    monkeypatch.setattr("shuyou.members.services._tell_personal_data.draw_pdf", draw)

    assert tell_personal_data(member_id=member.pk, form="pdf", actor=JOB, at=AT).content == b"pdf"
    ((names, is_inside),) = drawn
    assert ("members_phone" in names, is_inside) == (True, False)


def test_long_names_are_set_smaller_before_they_are_cut() -> None:
    _register_font()
    room = pdfmetrics.stringWidth("书" * 20, FONT, NAME_SIZES[0])

    assert _fitting("周慕白", room) == ("周慕白", NAME_SIZES[0])
    name, size = _fitting("书" * 24, room)
    assert (name, size < NAME_SIZES[0]) == ("书" * 24, True)
    name, size = _fitting("书" * 60, room)
    assert (name[-1], size) == ("…", NAME_SIZES[-1])
    assert pdfmetrics.stringWidth(name, FONT, size) <= room


def test_only_digits_are_grouped() -> None:
    assert _in_fours("668800001234") == "6688 0000 1234"
    assert _in_fours("OLD-2003-0001") == "OLD-2003-0001"
