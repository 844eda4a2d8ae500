"""What files say only in part: addresses that are not whole, remarks about readers."""

from pathlib import Path

import pytest
from django.utils import translation

from shuyou.members.models import Address, Member, Note
from shuyou.members.queries import member_addresses
from shuyou.members.services import add_note, import_members, preview_members, undo_intake
from shuyou.members.tests.test_import_members import AT, JOB, counts, read, reasons, save

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F002", "F011", "F191")]
HEADINGS = ("姓名", "手机", "省", "市", "区", "地址", "备注")


def row(*, name: str = "林晚舟", phone: str = "13800002046", **parts: str) -> tuple[str, ...]:
    """Return a row of which only a part of the address, or a remark, is known."""
    return (name, phone, *(parts.get(part, "") for part in ("province", "city", "district", "whole", "note")))


@pytest.mark.parametrize(
    ("parts", "kept", "lacking"),
    [
        ({"city": "杭州市"}, ("浙江省", "杭州市", "", ""), "street"),
        ({"city": "杭州"}, ("浙江省", "杭州市", "", ""), "street"),
        ({"district": "徐汇区"}, ("上海市", "上海市", "徐汇区", ""), "street"),
        ({"whole": "纸鸢路12号"}, ("", "", "", "纸鸢路12号"), "province, city"),
        ({"province": "浙江", "whole": "纸鸢路12号"}, ("浙江省", "", "", "纸鸢路12号"), "city"),
        ({"city": "无此市"}, ("", "无此市", "", ""), "province, street"),
    ],
)
def test_of_an_address_all_that_is_known_is_kept_and_the_rest_is_said(
    tmp_path: Path, parts: dict[str, str], kept: tuple[str, ...], lacking: str
) -> None:
    path = save(tmp_path / "m.csv", row(**parts), headings=HEADINGS)
    with translation.override("en"):
        seen = preview_members(path, actor=JOB, at=AT).rows[0]
        report = read(path)
        told = reasons(path)

    assert counts(report) == (1, 0, 0, 0)
    assert Address.objects.values_list("province", "city", "district", "street").get() == kept
    assert (seen.problems, [remark.code for remark in seen.remarks]) == ((), ["members.address_kept_in_part"])
    assert f"lacks: {lacking}." in told[0]["reason"]
    member = Member.objects.get()
    assert [address.is_whole for address in member_addresses(member_id=member.pk, actor=JOB)] == [False]


def test_a_part_never_takes_the_place_of_the_whole_but_the_whole_of_a_part(tmp_path: Path) -> None:
    whole = row(whole="浙江省杭州市西湖区纸鸢路12号")
    read(save(tmp_path / "a.csv", row(city="杭州市"), headings=HEADINGS))
    read(save(tmp_path / "b.csv", whole, headings=HEADINGS))
    later = read(save(tmp_path / "c.csv", row(city="宁波市"), headings=HEADINGS))

    assert counts(later) == (0, 0, 1, 0)
    kept = list(Address.objects.order_by("pk").values_list("street", "is_default"))
    assert kept == [("", False), ("纸鸢路12号", True)]


def test_a_remark_is_kept_once_as_a_note_and_goes_with_its_file(tmp_path: Path) -> None:
    read(save(tmp_path / "a.csv", row(), headings=HEADINGS))
    known, new = row(note="喜欢推理小说，不要打电话"), row(name="周慕白", phone="13800002047", note="常客")
    path = save(tmp_path / "b.csv", known, new, new, headings=HEADINGS)

    report = read(path)

    assert counts(report) == (1, 2, 0, 0)
    assert sorted(Note.objects.values_list("text", flat=True)) == sorted(["喜欢推理小说，不要打电话", "常客"])
    assert counts(import_members(path, actor=JOB, at=AT)) == (0, 0, 3, 0)
    assert Note.objects.count() == 2
    undone = undo_intake(intake_id=report.intake_id, actor=JOB, at=AT)
    assert (undone.removed, undone.restored) == (1, 1)
    assert not Note.objects.exists()


def test_who_got_another_note_since_stays(tmp_path: Path) -> None:
    report = read(save(tmp_path / "a.csv", row(note="常客"), headings=HEADINGS))
    add_note(member_id=Member.objects.get().pk, text="来过", actor=JOB, at=AT)

    assert dict(undo_intake(intake_id=report.intake_id, actor=JOB, at=AT).stayed) == {"edited": 1}


def test_the_report_of_refused_rows_speaks_of_fields_in_words(tmp_path: Path) -> None:
    path = save(tmp_path / "m.csv", ("林晚舟",), headings=("姓名",))

    with translation.override("en"):
        read(path)

    assert reasons(path)[0]["field"] == "Mobile phone"
