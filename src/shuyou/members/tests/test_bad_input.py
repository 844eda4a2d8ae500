"""What comes in wrong: each kind is taken as it is meant, or refused with a sentence, and never breaks the rest."""

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook

from shuyou.kernel.files import FileRefused
from shuyou.members.errors import CardTaken
from shuyou.members.models import Address, Card, Email, Member, Person, Phone
from shuyou.members.rules import NewMember
from shuyou.members.services import preview_members, register_member
from shuyou.members.tests.factories import TierFactory
from shuyou.members.tests.test_import_members import AT, JOB, counts, read, reasons, save

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F011", "F191")]
HEADINGS = ("姓名", "手机", "出生日期", "会员卡号", "编号")


def rows(path: Path, *lines: tuple[str, ...], headings: tuple[str, ...] = HEADINGS, encoding: str = "utf-8") -> Path:
    return save(path / "m.csv", *lines, headings=headings, encoding=encoding)


def test_two_people_with_one_phone_stay_two(tmp_path: Path) -> None:
    report = read(rows(tmp_path, ("林晚舟", "13800002046", "", "", ""), ("林小舟", "13800002046", "", "", "")))

    assert counts(report) == (2, 0, 0, 0)
    assert Phone.objects.filter(digits="13800002046").count() == 2


def test_a_name_of_one_character_is_a_name(tmp_path: Path) -> None:
    assert counts(read(rows(tmp_path, ("林", "13800002046", "", "", "")))) == (1, 0, 0, 0)
    assert Person.objects.values_list("name", "pinyin").get() == ("林", "lin")


def test_an_id_number_of_eighteen_characters_is_a_key_and_no_phone(tmp_path: Path) -> None:
    path = rows(
        tmp_path,
        ("林晚舟", "13800002046", "", "", "33010619900517123X"),
        ("周慕白", "330106198501021234", "", "", "C2"),
    )

    report = read(path)

    assert counts(report) == (1, 0, 0, 1)
    assert Member.objects.values_list("source_key", flat=True).get() == "33010619900517123X"
    (refused,) = reasons(path)
    assert refused["value"] == "330106198501021234"
    assert "18" in refused["reason"]


def test_an_id_number_in_a_workbook_loses_no_digit(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["姓名", "手机", "编号"])
    sheet.append(["林晚舟", "13800002046", "330106199005171234"])
    workbook.save(tmp_path / "m.xlsx")

    assert counts(read(tmp_path / "m.xlsx")) == (1, 0, 0, 0)
    assert Member.objects.get().source_key == "330106199005171234"


@pytest.mark.parametrize("day", ["1990-02-30", "2190-01-01", "17.05.90", "31/12", "0000-00-00", "昨天"])
def test_a_wrong_date_is_refused_with_the_date(tmp_path: Path, day: str) -> None:
    path = rows(tmp_path, ("林晚舟", "13800002046", day, "", ""), ("周慕白", "13800002047", "1985/1/2", "", ""))

    assert counts(read(path)) == (1, 0, 0, 1)
    assert reasons(path)[0]["value"] == day


def test_emoji_stand_in_names_and_are_none(tmp_path: Path) -> None:
    path = rows(tmp_path, ("林晚舟🌸", "13800002046", "", "", ""), ("🌸🌸", "13800002047", "", "", ""))

    assert counts(read(path)) == (1, 0, 0, 1)
    assert Person.objects.get().name.startswith("林晚舟")
    assert reasons(path)[0]["value"] == "🌸🌸"


def test_full_width_digits_are_digits(tmp_path: Path) -> None:
    assert counts(read(rows(tmp_path, ("林晚舟", "１３８００００２０４６", "１９９０年５月１７日", "", "")))) == (
        1,
        0,
        0,
        0,
    )
    assert Phone.objects.get().digits == "13800002046"
    assert str(Person.objects.get().birth_date) == "1990-05-17"


def test_two_gigabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)

    with pytest.raises(FileRefused) as refusal:
        read(path)

    assert refusal.value.code == "files.too_large"
    assert refusal.value.params["size"] == 2048
    assert Person.objects.count() == 0


def test_mixed_encodings_are_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_bytes("姓名,手机\n林晚舟,13800002046\n".encode() + "周慕白,13800002047\n".encode("gb18030"))

    with pytest.raises(FileRefused) as refusal:
        read(path)

    assert refusal.value.code == "files.encoding_unknown"
    assert Person.objects.count() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    assert counts(read(rows(tmp_path, ("林晚舟", "13800002046", "", "", ""), encoding=encoding))) == (1, 0, 0, 0)
    assert Person.objects.get().name == "林晚舟"


def test_one_card_number_is_one_persons(tmp_path: Path) -> None:
    path = rows(
        tmp_path,
        ("林晚舟", "13800002046", "", "880001", "C1"),
        ("周慕白", "13800002047", "", "880001", "C2"),
    )

    assert counts(read(path)) == (1, 0, 0, 1)
    assert Card.objects.values_list("number", "member__person__name").get() == ("880001", "林晚舟")
    TierFactory.create()
    with pytest.raises(CardTaken):
        register_member(NewMember(name="陈知秋", phone="13800002048", card="880001"), actor=JOB, at=AT)
    assert not Person.objects.filter(name="陈知秋").exists()


GMAIL = "First Name,Last Name,E-mail 1 - Value,Phone 1 - Value,Address 1 - Formatted,Labels\n"
OUTLOOK = "名,姓,电子邮件地址,移动电话,住宅地址 街道,住宅地址 市/县,住宅地址 省/市/自治区\n"


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        (GMAIL + "Jane,Austen,jane@example.com,+86 138 0000 2046,,* myContacts\n", "Jane Austen", None),
        (GMAIL + "晚舟,林,lin@example.com,13800002046,浙江省杭州市西湖区纸鸢路12号,\n", "林晚舟", "纸鸢路12号"),
        (OUTLOOK + "晚舟,林,lin@example.com,13800002046,纸鸢路12号,杭州市,浙江省\n", "林晚舟", "纸鸢路12号"),
        ("姓名,邮件地址,手机\n林晚舟,lin@qq.com,13800002046\n", "林晚舟", None),
    ],
    ids=["gmail", "gmail-zh", "outlook-zh", "qq"],
)
def test_address_books_of_mail_programs_are_read_as_they_are(
    tmp_path: Path, text: str, name: str, place: str | None
) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(text, encoding="utf-8")

    assert counts(read(path)) == (1, 0, 0, 0)

    assert Person.objects.get().name == name
    assert Phone.objects.get().digits == "13800002046"
    assert Email.objects.exists()
    assert Address.objects.values_list("street", flat=True).first() == place


CARDS = """BEGIN:VCARD
VERSION:3.0
N:林;晚舟;;;
FN:晚舟 林
TEL;TYPE=CELL:+86 138 0000 2046
TEL;TYPE=WORK,VOICE:0571-87901234
TEL;TYPE=FAX:0571-87901235
EMAIL:lin@example.com
ADR;TYPE=HOME:;;纸鸢路12号;杭州市;浙江省;310000;中国
BDAY:1990-05-17
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=91=A8;=E6=85=95=E7=99=BD;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=91=A8=E6=85=
=E7=99=BD
TEL;CELL:13800002047
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Jane Austen
TEL;VALUE=uri;TYPE=cell:tel:+86-138-0000-2048
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Nobody
END:VCARD
"""


def test_cards_of_an_address_book_become_members(tmp_path: Path) -> None:
    path = tmp_path / "book.vcf"
    path.write_text(CARDS.replace("\n", "\r\n"), encoding="utf-8", newline="")

    report = read(path)

    assert counts(report) == (3, 0, 0, 1)
    assert sorted(Person.objects.values_list("name", flat=True)) == sorted(["林晚舟", "周慕白", "Jane Austen"])
    lin = Person.objects.get(name="林晚舟")
    assert str(lin.birth_date) == "1990-05-17"
    assert sorted(Phone.objects.filter(person=lin).values_list("digits", "label")) == [
        ("057187901234", "work"),
        ("13800002046", "mobile"),
    ]
    assert Address.objects.values_list("province", "city", "street", "postcode").get() == (
        "浙江省", "杭州市", "纸鸢路12号", "310000",
    )  # fmt: skip
    with (tmp_path / "book.vcf.errors.csv").open(encoding="utf-8", newline="") as file:
        assert "Nobody" in list(csv.reader(file))[1]


def test_a_card_without_an_end_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "book.vcf"
    path.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:林晚舟\nTEL:13800002046\n", encoding="utf-8")

    with pytest.raises(FileRefused) as refusal:
        preview_members(path, actor=JOB, at=AT)

    assert refusal.value.code == "files.damaged"
