"""A member list becomes members: every row is accounted for, and nothing is entered twice."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.files import ImportReport, RunOptions, faults_path
from shuyou.kernel.models import EventRecord, ImportRun, RowChange
from shuyou.kernel.numbers import is_sound, with_check
from shuyou.kernel.permissions import Role
from shuyou.members.models import Address, Card, Consent, Email, Member, Person, Phone
from shuyou.members.services import import_members, preview_members

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
JOB = Actor.job("import")
HEADINGS = (
    "编号",
    "姓名",
    "性别",
    "出生日期",
    "手机",
    "邮箱",
    "省",
    "市",
    "区",
    "详细地址",
    "会员等级",
    "会员卡号",
    "接受短信",
)
LIN = (
    "C1",
    "林晚舟",
    "女",
    "1990-05-17",
    "138 0000 2046",
    "LIN@example.com",
    "浙江",
    "杭州市",
    "西湖区",
    "纸鸢路12号",
    "缥缃",
    "880001",
    "是",
)
ZHOU = ("C2", "周慕白", "男", "1985/1/2", "13800002047", "", "", "", "", "", "", "", "")

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F002", "F011")]


def save(path: Path, *rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS, encoding: str = "utf-8") -> Path:
    """Write a member list."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def read(path: Path, **options: object) -> ImportReport:
    """Import a member list."""
    return import_members(path, actor=JOB, at=AT, **options)  # type: ignore[arg-type]


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Return how the rows of a file ended."""
    assert report.read == report.imported + report.merged + report.unchanged + report.reported
    return report.imported, report.merged, report.unchanged, report.reported


def change(row: tuple[str, ...], **cells: str) -> tuple[str, ...]:
    """Return a row with other cells under some headings."""
    return tuple(cells.get(heading, cell) for heading, cell in zip(HEADINGS, row, strict=True))


def reasons(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    """Return the refused rows of a file."""
    with faults_path(path).open(encoding=encoding, newline="") as file:
        head, *rows = csv.reader(file)
    return [dict(zip(("line", "field", "value", "reason", "remedy", *head[5:]), row, strict=True)) for row in rows]


def test_a_row_becomes_a_member_with_all_it_says(tmp_path: Path) -> None:
    report = read(save(tmp_path / "m.csv", LIN))

    assert counts(report) == (1, 0, 0, 0)
    member = Member.objects.select_related("person", "tier").get()
    person = member.person
    assert (person.name, person.pinyin, person.initials, person.gender) == ("林晚舟", "linwanzhou", "lwz", "F")
    assert (person.birth_date, member.tier.code, member.source_key) == (date(1990, 5, 17), "silk", "C1")
    assert member.number.startswith("M")
    assert is_sound(member.number[1:])
    assert Phone.objects.values_list("digits", "label", "is_primary").get() == ("13800002046", "mobile", True)
    assert Email.objects.values_list("address", "is_primary").get() == ("lin@example.com", True)
    assert Address.objects.values_list("province", "street", "recipient", "is_default").get() == (
        "浙江省", "纸鸢路12号", "林晚舟", True,
    )  # fmt: skip
    assert Card.objects.values_list("number", "status").get() == ("880001", "active")
    assert Consent.objects.values_list("purpose", "channel", "is_granted", "given_via").get() == (
        "marketing", "sms", True, "import",
    )  # fmt: skip


def test_one_event_tells_of_a_chunk_and_names_nobody(tmp_path: Path) -> None:
    read(save(tmp_path / "m.csv", LIN, ZHOU, change(ZHOU, 编号="C3", 姓名="陈知秋")), options=RunOptions(chunk=2))

    events = list(EventRecord.objects.filter(name="members.members_imported").order_by("id"))
    created = [event.payload.pop("created") for event in events]
    assert sorted(pk for ids in created for pk in ids) == sorted(Member.objects.values_list("pk", flat=True))
    assert [len(ids) for ids in created] == [2, 1]
    assert all(set(event.payload) == {"run_id", "merged", "unchanged", "reported"} for event in events)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_encodings(tmp_path: Path, encoding: str) -> None:
    path = save(tmp_path / "m.csv", LIN, change(ZHOU, 手机="138OOOO2047"), encoding=encoding)

    assert counts(read(path)) == (1, 0, 0, 1)
    assert [row["姓名"] for row in reasons(path, encoding)] == ["周慕白"]


def test_a_workbook(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["晚舟书店会员表"])
    sheet.append(["姓名", "手机", "出生日期"])
    sheet.append(["林晚舟", 13800002046, date(1990, 5, 17)])
    workbook.save(path := tmp_path / "m.xlsx")

    assert counts(read(path)) == (1, 0, 0, 0)
    assert Phone.objects.get().digits == "13800002046"
    assert Person.objects.get().birth_date == date(1990, 5, 17)


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    path = save(tmp_path / "m.csv", LIN, ZHOU)
    read(path)
    before = [model.objects.count() for model in (Person, Phone, Email, Address, Card, Consent, RowChange)]

    assert counts(read(path)) == (0, 0, 2, 0)
    assert [model.objects.count() for model in (Person, Phone, Email, Address, Card, Consent, RowChange)] == before


def test_a_row_repeated_in_one_file_is_merged_wherever_the_chunks_end(tmp_path: Path) -> None:
    path = save(tmp_path / "m.csv", LIN, ZHOU, LIN, LIN)

    for chunk in (1, 2, 100):
        report = read(path, options=RunOptions(chunk=chunk, is_resumed=False))
        expected = (2, 2, 0, 0) if chunk == 1 else (0, 0, 4, 0)
        assert counts(report) == expected


def test_what_is_new_is_added_and_what_is_left_out_stays(tmp_path: Path) -> None:
    read(save(tmp_path / "m.csv", LIN))
    later = change(LIN, 手机="13900000001", 邮箱="", 出生日期="", 详细地址="读月路3号", 接受短信="否", 会员等级="琅嬛")

    assert counts(read(save(tmp_path / "later.csv", later))) == (0, 1, 0, 0)
    member = Member.objects.select_related("person", "tier").get()
    assert (member.tier.code, member.person.birth_date) == ("langhuan", date(1990, 5, 17))
    assert list(Phone.objects.order_by("id").values_list("digits", "is_primary")) == [
        ("13800002046", True), ("13900000001", False),
    ]  # fmt: skip
    assert Email.objects.count() == 1
    assert list(Address.objects.order_by("id").values_list("street", "is_default")) == [
        ("纸鸢路12号", False), ("读月路3号", True),
    ]  # fmt: skip
    assert list(Consent.objects.order_by("id").values_list("is_granted", flat=True)) == [True, False]


def test_history_keeps_what_an_import_changed(tmp_path: Path) -> None:
    read(save(tmp_path / "m.csv", LIN))
    read(save(tmp_path / "later.csv", change(LIN, 姓名="林晚洲")))

    kept = RowChange.objects.get(table_name="members_person")
    assert kept.before["name"] == "林晚舟"
    assert kept.after == {"name": "林晚洲"}


def test_somebody_is_known_by_name_and_phone(tmp_path: Path) -> None:
    headings = ("姓名", "手机")
    read(save(tmp_path / "a.csv", ("林晚舟", "13800002046"), headings=headings))

    report = read(
        save(tmp_path / "b.csv", ("林晚舟", "+86 138-0000-2046"), ("林小舟", "13800002046"), headings=headings)
    )

    assert counts(report) == (1, 0, 1, 0)
    assert sorted(Person.objects.values_list("name", flat=True)) == ["林小舟", "林晚舟"]


def test_a_new_card_replaces_the_old_one(tmp_path: Path) -> None:
    read(save(tmp_path / "m.csv", LIN))

    assert counts(read(save(tmp_path / "later.csv", change(LIN, 会员卡号="880002")))) == (0, 1, 0, 0)
    assert list(Card.objects.order_by("number").values_list("number", "status")) == [
        ("880001", "replaced"), ("880002", "active"),
    ]  # fmt: skip


def test_what_cannot_be_is_reported_beside_its_row_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = save(
        tmp_path / "m.csv",
        change(LIN, 手机="138OOOO2046", 出生日期="1987-02-30"),
        change(LIN, 姓名="　"),
        ("", "沈砚之", "", "", "", "", "", "", "", "", "", "", ""),
        change(LIN, 省="", 市="", 区=""),
        change(LIN, 会员卡号=with_check("66881000001")[:-1] + "0"),
        ZHOU,
    )  # fmt: skip

    assert counts(read(path)) == (2, 0, 0, 4)
    found = reasons(path)  # and what was taken of a row that is not whole
    assert [(row["line"], row["field"]) for row in found] == [
        ("2", "出生日期 | 手机"), ("3", "姓名"), ("4", "手机"), ("5", "详细地址"), ("6", "会员卡号"),
    ]  # fmt: skip
    assert found[0]["value"] == "1987-02-30 | 138OOOO2046"
    assert found[0]["姓名"] == "林晚舟"
    assert all(row["reason"] for row in found)


def test_the_report_can_be_corrected_and_imported(tmp_path: Path) -> None:
    path = save(tmp_path / "m.csv", change(LIN, 手机="138OOOO2046"), encoding="gb18030")
    read(path)
    corrected = tmp_path / "corrected.csv"
    corrected.write_bytes(faults_path(path).read_bytes().replace(b"OOOO", b"0000"))

    assert counts(read(corrected)) == (1, 0, 0, 0)
    assert Phone.objects.get().digits == "13800002046"


def test_keys_that_name_two_members_are_reported(tmp_path: Path) -> None:
    read(save(tmp_path / "m.csv", LIN, change(ZHOU, 会员卡号="880002")))
    path = save(tmp_path / "later.csv", change(LIN, 会员卡号="880002"))

    assert counts(read(path)) == (0, 0, 0, 1)
    assert Card.objects.get(number="880002").member.source_key == "C2"


def test_the_key_of_another_system_does_not_take_over_a_member(tmp_path: Path) -> None:
    read(save(tmp_path / "m.csv", LIN))
    other = change(ZHOU, 编号="C1")

    assert counts(read(save(tmp_path / "other.csv", other))) == (0, 0, 0, 1)
    assert counts(read(save(tmp_path / "other.csv", other), source="pos")) == (1, 0, 0, 0)
    assert set(Member.objects.values_list("source_key", flat=True)) == {"C1", "pos:C1"}


def test_numbers_of_other_clubs_never_collide_with_new_ones(tmp_path: Path) -> None:
    headings = ("会员号", "姓名", "手机")
    read(save(tmp_path / "a.csv", ("", "林晚舟", "13800002046"), headings=headings))
    taken = Member.objects.get().number
    following = f"M{with_check(str(int(taken[1:-1]) + 1))}"

    rows = [(following, "周慕白", "13800002047"), ("", "陈知秋", "13800002048"), ("", "沈砚之", "13800002049")]
    assert counts(read(save(tmp_path / "b.csv", *rows, headings=headings))) == (3, 0, 0, 0)
    assert Member.objects.get(person__name="周慕白").number == following


@pytest.mark.feature("F011")
def test_the_preview_says_how_a_file_would_be_read_and_writes_nothing(tmp_path: Path) -> None:
    path = save(tmp_path / "m.csv", LIN, change(ZHOU, 手机="13B"), headings=(*HEADINGS[:-1], "星座"))

    seen = preview_members(path, actor=JOB, at=AT)

    assert ("phone", "手机") in seen.fields
    assert seen.ignored == ("星座",)
    assert [[problem.at_field for problem in row.problems] for row in seen.rows] == [[], ["phone"]]
    assert (Person.objects.count(), ImportRun.objects.count(), faults_path(path).exists()) == (0, 0, False)


def test_a_heading_can_be_chosen(tmp_path: Path) -> None:
    path = save(tmp_path / "m.csv", ("晚舟", "林晚舟", "13800002046"), headings=("昵称", "持卡人", "电话"))

    assert counts(read(path, mapping={"name": "持卡人"})) == (1, 0, 0, 0)
    assert Person.objects.get().name == "林晚舟"


def test_only_who_may_import_imports(tmp_path: Path) -> None:
    path = save(tmp_path / "m.csv", LIN)

    with pytest.raises(NotPermitted):
        import_members(path, actor=Actor("staff", "1", "test", frozenset({Role.CALL_AGENT})), at=AT)

    assert (Person.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_the_command_says_what_became_of_every_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = save(tmp_path / "m.csv", LIN, change(ZHOU, 手机="13B"))

    with translation.override("en"):
        call_command("import_members", str(path))
        call_command("import_members", str(path), "--preview")

    told = capsys.readouterr().out
    assert "2 read = 1 imported + 0 merged + 0 unchanged + 1 reported" in told
    assert str(faults_path(path)) in told
    assert "phone" in told


def test_the_command_explains_what_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"absent\.csv"):
        call_command("import_members", str(tmp_path / "absent.csv"))


FEW = {
    "编号": ["", "C1", "C2", "C3"],
    "姓名": ["林晚舟", "周慕白", "", "138"],
    "手机": ["13800002046", "13800002047", "", "13B"],
    "会员卡号": ["", "880001", "880002", "8"],
}
ROWS = st.lists(st.tuples(*map(st.sampled_from, FEW.values())), max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, chunk=st.integers(1, 5))
def test_whatever_the_rows_they_add_up_and_importing_again_changes_nobody(
    tmp_path: Path, rows: list[tuple[str, ...]], chunk: int
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE members_person, kernel_import_run CASCADE")
    path = save(tmp_path / "m.csv", *rows, headings=tuple(FEW))
    blank = sum(not any(row) for row in rows)

    first = read(path, options=RunOptions(chunk=chunk))
    people = Person.objects.count()
    again = read(path, options=RunOptions(chunk=chunk))

    assert sum(counts(first)) == sum(counts(again)) == len(rows) - blank
    assert (again.imported, Person.objects.count()) == (0, people)
    assert not Card.objects.exclude(number__in=FEW["会员卡号"]).exists()
