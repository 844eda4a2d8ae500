"""A whole file is taken back: who came with it goes, what it changed returns, who moved on since stays."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.files import RunOptions
from shuyou.kernel.models import EventRecord, RowChange
from shuyou.kernel.permissions import Role
from shuyou.members import services
from shuyou.members.errors.intake import IntakeNotUndoable
from shuyou.members.models import Address, Card, Consent, Email, Intake, IntakePerson, Listing, Member, Person, Phone
from shuyou.members.services import import_members, undo_intake
from shuyou.members.tests.factories import (
    AddressFactory,
    CardFactory,
    MemberFactory,
    PersonFactory,
    PhoneFactory,
    TierFactory,
)
from shuyou.members.tests.test_import_members import AT, JOB, LIN, ZHOU, change, save

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("F011", "F024", "F191")]
LATER = AT + timedelta(days=1)
CHEN = change(ZHOU, 编号="C3", 姓名="陈知秋", 手机="13800002048")


def people() -> tuple[int, ...]:
    """Return how much there is of what comes with people."""
    tables = (Person, Member, Phone, Email, Address, Card, Consent, Listing)
    return tuple(model.objects.count() for model in tables)


def known() -> Member:
    """Make a member whom the row of Lin is about."""
    TierFactory.create(code="silk", name_zh="缥缃", name_en="Silk", rank=2, style=2)
    person = PersonFactory.create(name="林晚舟", pinyin="linwanzhou", initials="lwz")
    member = MemberFactory.create(person=person)
    PhoneFactory.create(person=person, digits="13800002046")
    AddressFactory.create(person=person, street="旧街 1 号")
    CardFactory.create(member=member, number="770001")
    return member


def whole(member: Member) -> tuple[object, ...]:
    """Return all that a file may change of somebody."""
    pk = member.pk
    return (
        Person.objects.filter(pk=pk).values("name", "pinyin", "initials", "gender", "birth_date").get(),
        Member.objects.filter(pk=pk).values("tier_id", "joined_on", "source_key").get(),
        sorted(Phone.objects.filter(person_id=pk).values_list("digits", "is_primary")),
        sorted(Email.objects.filter(person_id=pk).values_list("address", "is_primary")),
        sorted(Address.objects.filter(person_id=pk).values_list("street", "is_default")),
        sorted(Card.objects.filter(member_id=pk).values_list("number", "status")),
    )


def test_whom_a_file_made_goes_without_a_trace(tmp_path: Path) -> None:
    before = people()
    report = import_members(save(tmp_path / "m.csv", LIN, ZHOU, CHEN), actor=JOB, at=AT)
    assert people()[0] == before[0] + 3

    done = undo_intake(intake_id=report.intake_id, actor=JOB, at=LATER)

    assert (done.removed, done.restored, dict(done.stayed)) == (3, 0, {})
    assert people() == before
    assert not RowChange.objects.filter(table_name__in=["members_person", "members_phone", "members_card"]).exists()
    assert Intake.objects.values_list("status", "added").get() == ("undone", 3)
    event = EventRecord.objects.get(name="members.intake_undone")
    assert event.payload == {"intake_id": report.intake_id, "removed": 3, "restored": 0, "stayed": 0}


def test_somebody_known_is_exactly_as_before(tmp_path: Path) -> None:
    member = known()
    before = whole(member)
    row = change(LIN, 手机="13800002046", 邮箱="neu@example.com", 会员卡号="880001")
    report = import_members(save(tmp_path / "m.csv", row), actor=JOB, at=AT)
    assert (report.merged, whole(member) != before) == (1, True)

    done = undo_intake(intake_id=report.intake_id, actor=JOB, at=LATER)

    assert (done.removed, done.restored) == (0, 1)
    assert whole(member) == before
    assert list(Consent.objects.order_by("pk").values_list("is_granted", "given_via")) == [
        (True, "import"),
        (False, "undo"),
    ]


def test_an_edit_before_the_file_is_no_edit_since(tmp_path: Path) -> None:
    member = known()
    services.edit_member(
        member_id=member.pk, changes=services.MemberChanges(gender="F"), actor=Actor.job("test"), at=AT
    )
    before = whole(member)
    report = import_members(save(tmp_path / "m.csv", change(LIN, 出生日期="1991-01-01")), actor=JOB, at=AT)

    undo_intake(intake_id=report.intake_id, actor=JOB, at=LATER)

    assert whole(member) == before


def test_who_was_edited_since_stays_and_is_told(tmp_path: Path) -> None:
    report = import_members(save(tmp_path / "m.csv", LIN, ZHOU, CHEN), actor=JOB, at=AT)
    zhou = Member.objects.get(person__name="周慕白")
    services.edit_member(
        member_id=zhou.pk, changes=services.MemberChanges(birth_date="1985-01-03"), actor=JOB, at=LATER
    )
    chen = Member.objects.get(person__name="陈知秋")
    services.add_contact(member_id=chen.pk, value="13900001111", actor=JOB, at=LATER)

    done = undo_intake(intake_id=report.intake_id, actor=JOB, at=LATER)

    assert (done.removed, dict(done.stayed)) == (1, {"edited": 2})
    assert sorted(Person.objects.values_list("name", flat=True)) == sorted(["周慕白", "陈知秋"])
    assert dict(IntakePerson.objects.values_list("person__name", "stays")) == {"周慕白": "edited", "陈知秋": "edited"}
    assert Phone.objects.filter(person_id=chen.pk).count() == 2


def test_whoever_anything_else_speaks_of_stays(tmp_path: Path) -> None:
    report = import_members(save(tmp_path / "m.csv", LIN, ZHOU), actor=JOB, at=AT)
    zhou = Member.objects.get(person__name="周慕白")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO loyalty_pointsaccount (member_id, balance) VALUES (%s, 0)", [zhou.pk])

    done = undo_intake(intake_id=report.intake_id, actor=JOB, at=LATER)

    assert (done.removed, dict(done.stayed)) == (1, {"points": 1})
    assert Member.objects.get() == zhou


def test_who_came_again_in_a_later_file_stays_until_that_is_taken_back(tmp_path: Path) -> None:
    first = import_members(save(tmp_path / "a.csv", LIN), actor=JOB, at=AT)
    second = import_members(
        save(tmp_path / "b.csv", change(LIN, 邮箱="neu@example.com", 接受短信="")), actor=JOB, at=LATER
    )

    undo_intake(intake_id=second.intake_id, actor=JOB, at=LATER)
    done = undo_intake(intake_id=first.intake_id, actor=JOB, at=LATER)

    assert (done.removed, Person.objects.count()) == (1, 0)
    third = import_members(save(tmp_path / "a.csv", LIN), actor=JOB, at=AT)
    import_members(save(tmp_path / "b.csv", change(LIN, 邮箱="neu@example.com")), actor=JOB, at=LATER)
    assert dict(undo_intake(intake_id=third.intake_id, actor=JOB, at=LATER).stayed) == {"again": 1}


def test_chunks_of_one_file_are_one_intake(tmp_path: Path) -> None:
    rows = (LIN, ZHOU, change(LIN, 邮箱="zwei@example.com", 会员卡号="880002"))
    report = import_members(save(tmp_path / "m.csv", *rows), actor=JOB, at=AT, options=RunOptions(chunk=1))

    assert IntakePerson.objects.filter(was_made=True).count() == 2
    assert undo_intake(intake_id=report.intake_id, actor=JOB, at=LATER).removed == 2
    assert Person.objects.count() == 0


def test_it_is_taken_back_once_and_by_a_manager(tmp_path: Path) -> None:
    report = import_members(save(tmp_path / "m.csv", LIN), actor=JOB, at=AT)
    clerk = Actor("staff", "1", "console", frozenset({Role.SHOP_CLERK}))
    with pytest.raises(NotPermitted):
        undo_intake(intake_id=report.intake_id, actor=clerk, at=LATER)
    assert Person.objects.count() == 1

    undo_intake(intake_id=report.intake_id, actor=JOB, at=LATER)

    with pytest.raises(IntakeNotUndoable):
        undo_intake(intake_id=report.intake_id, actor=JOB, at=LATER)


def test_the_terminal_tells_the_number_and_takes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = save(tmp_path / "m.csv", LIN, ZHOU)
    call_command("import_members", str(path))
    number = Intake.objects.get().pk
    assert f"--undo {number}" in capsys.readouterr().out

    call_command("import_members", "--undo", str(number))

    assert "2 removed" in capsys.readouterr().out or Person.objects.count() == 0
    assert Person.objects.count() == 0


def test_the_same_file_can_come_in_again_after_it_was_taken_back(tmp_path: Path) -> None:
    path = save(tmp_path / "m.csv", LIN)
    first = import_members(path, actor=JOB, at=datetime(2026, 11, 22, 3, tzinfo=UTC))
    undo_intake(intake_id=first.intake_id, actor=JOB, at=LATER)

    again = import_members(path, actor=JOB, at=LATER)

    assert (again.imported, again.intake_id != first.intake_id) == (1, True)
    assert Member.objects.get().joined_on <= date(2026, 11, 23)
