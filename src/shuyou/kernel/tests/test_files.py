"""Tables from outside, however they were saved; and the report of what was refused."""

import csv
import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import Column, Table, detect_encoding, faults_path, weigh
from shuyou.kernel.files.faults import FaultsFile
from shuyou.kernel.files.headings import match, plain
from shuyou.kernel.files.refusals import (
    EncodingUnknown,
    FileDamaged,
    FileMissing,
    FileTooLarge,
    FormatUnknown,
    HeadingMissing,
    MappingWrong,
    NoRows,
    RowUnreadable,
    TooManyCells,
    TooManyColumns,
)
from shuyou.kernel.files.tables import SMALL, WIDEST_CELL
from shuyou.kernel.files.text import MEGABYTE

COLUMNS = (Column("name", ("姓名",), is_required=True), Column("phone", ("手机", "电话")), Column("note", ("备注",)))


def save(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a file as bytes, so that line ends stay as they are."""
    path.write_bytes(text.encode(encoding))
    return path


def records(path: Path, **options: object) -> list[dict[str, str] | None]:
    """Return what a table says, row by row."""
    return [row.record for row in Table(path, COLUMNS, **options).rows()]  # type: ignore[arg-type]


@pytest.mark.feature("F011")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_in_the_encoding_it_was_saved_in(tmp_path: Path, encoding: str) -> None:
    path = save(tmp_path / "members.csv", "姓名,手机\r\n龚䶮,13800002046\r\n", encoding)

    assert detect_encoding(path) == encoding
    assert records(path) == [{"name": "龚䶮", "phone": "13800002046"}]


def test_the_whole_file_decides_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"name,phone\n" + b"a,1\n" * 400_000 + "林晚舟,2\n".encode("gb18030"))

    assert detect_encoding(path) == "gb18030"


@pytest.mark.parametrize("content", [b"name\n\xff\xfe\xfd\x00\n", b"name\nA\x00B\n"])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "members.csv"
    path.write_bytes(content)

    with pytest.raises(EncodingUnknown):
        detect_encoding(path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "；", "|"])
def test_the_separator_is_found(tmp_path: Path, delimiter: str) -> None:
    path = save(tmp_path / "t.csv", f"姓名{delimiter}手机\n林晚舟{delimiter}138\n")

    assert records(path) == [{"name": "林晚舟", "phone": "138"}]


def test_headings_may_stand_under_a_title(tmp_path: Path) -> None:
    path = save(tmp_path / "t.csv", "晚舟书店会员表,,\n\n姓名,手机,\n林晚舟,138,\n")

    assert records(path) == [{"name": "林晚舟", "phone": "138"}]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = save(tmp_path / "t.csv", '姓名,备注\n"林晚舟","两\n行"\n\n周慕白,\n')

    assert [(row.line, row.record) for row in Table(path, COLUMNS).rows()] == [
        (2, {"name": "林晚舟", "note": "两\n行"}),
        (5, {"name": "周慕白"}),
    ]


def test_a_row_with_too_many_cells_is_told_apart(tmp_path: Path) -> None:
    path = save(tmp_path / "t.csv", "姓名,手机\n林晚舟,138,多出来的\n周慕白,139,\n")

    first, second = Table(path, COLUMNS).rows()

    assert isinstance(first.problem, TooManyCells)
    assert second.record == {"name": "周慕白", "phone": "139"}


def test_an_endless_cell_spoils_its_own_row_only(tmp_path: Path) -> None:
    path = save(tmp_path / "t.csv", f"姓名,手机\n{'长' * 1_100_000},1\n周慕白,139\n")

    problems = [type(row.problem) for row in Table(path, COLUMNS).rows()]

    assert problems[0] is RowUnreadable


@pytest.mark.parametrize("head", [b"name,phone\n", b"BEGIN:VCARD\r\nFN:"])
def test_a_line_without_an_end_is_refused_before_it_is_held(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "people.csv"
    with path.open("wb") as file:
        file.write(head)
        for _ in range(20):
            file.write(b"x" * MEGABYTE)

    tracemalloc.start()
    try:
        with pytest.raises(FileDamaged) as refusal:
            detect_encoding(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert "16 MB" in refusal.value.params["reason"]
    assert peak < 8 * MEGABYTE


def test_a_workbook_is_read_as_it_looks(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["姓名", "手机", "备注"])
    sheet.append(["林晚舟", 13800002046, datetime(1990, 5, 17)])  # noqa: DTZ001 - spreadsheets know no zone
    sheet.append([None, None, None])
    sheet.append(["周慕白", 13800002047.0, True])
    sheet.append(["陈知秋", 1.5, date(2020, 3, 1)])
    workbook.save(path := tmp_path / "members.xlsx")

    assert [(row.line, row.record) for row in Table(path, COLUMNS).rows()] == [
        (2, {"name": "林晚舟", "phone": "13800002046", "note": "1990-05-17"}),
        (4, {"name": "周慕白", "phone": "13800002047", "note": "Y"}),
        (5, {"name": "陈知秋", "phone": "1.5", "note": "2020-03-01"}),
    ]


def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')

    with pytest.raises(FileDamaged):
        Table(path, COLUMNS)


@pytest.mark.parametrize("head", [b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<?xml version='1.0'?>"])
def test_other_formats_are_named_not_guessed(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "members.csv"
    path.write_bytes(head)

    with pytest.raises(FormatUnknown):
        Table(path, COLUMNS)


def rewritten(path: Path, part: str, content: bytes) -> Path:
    """Make a workbook in which one part is something else."""
    workbook = Workbook()
    workbook.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, old in parts.items():
            archive.writestr(name, content if name == part else old)
    return path


def sheet_of(rows: str, before: str = "") -> bytes:
    """Return the XML of a sheet with the heading `name`."""
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'{before}<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>{rows}</sheetData>'
        "</worksheet>"
    ).encode()


TEXT = '<c r="{0}" t="inlineStr"><is><t>x</t></is></c>'
LAUGHS = "".join(f'<!ENTITY {name} "{f"&{inner};" * 12}">' for name, inner in zip("bcdefgh", "abcdefg", strict=True))


@pytest.mark.parametrize(
    "sheet",
    [
        sheet_of('<row r="99999999999">' + TEXT.format("A99999999999") + "</row>"),
        sheet_of('<row r="2">' + TEXT.format("ZZZZZZ2") + "</row>"),
        sheet_of('<row r="2"><c r="A2" t="s"><v>99</v></c></row>'),
        sheet_of('<row r="2"><c r="A2" t="d"><v>2020-13-99</v></c></row>'),
        sheet_of('<row r="2"><c r="A2"><v>many</v></c></row>'),
        sheet_of('<row r="2"><c'),
        f'<!--{" " * 2000}--><!DOCTYPE x [<!ENTITY a "haha">{LAUGHS}]>'.encode()
        + sheet_of('<row r="2"><c r="A2" t="inlineStr"><is><t>&h;</t></is></c></row>'),
    ],
    ids=["far row", "far column", "shared text", "day", "number", "torn", "entities"],
)
def test_a_sheet_that_no_spreadsheet_has_written_is_refused(tmp_path: Path, sheet: bytes) -> None:
    path = rewritten(tmp_path / "t.xlsx", "xl/worksheets/sheet1.xml", sheet)

    with pytest.raises(FileDamaged):
        records(path)


def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path: Path) -> None:
    sheet = sheet_of('<row r="3">' + TEXT.format("A3") + "</row>", before='<dimension ref="A1:XFD1048576"/>')
    path = rewritten(tmp_path / "t.xlsx", "xl/worksheets/sheet1.xml", sheet)

    assert [(row.line, row.cells) for row in Table(path, COLUMNS).rows()] == [(3, ["x"])]


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = rewritten(tmp_path / "t.xlsx", "xl/styles.xml", b" " * (SMALL + 1))

    with pytest.raises(FileDamaged, match="unpacks"):
        Table(path, COLUMNS)


def test_an_endless_cell_of_a_workbook_spoils_its_own_row_only(tmp_path: Path) -> None:
    rows = '<row r="2"><c r="A2" t="inlineStr"><is><t>' + "x" * (WIDEST_CELL + 1) + "</t></is></c></row>"
    sheet = sheet_of(rows + '<row r="3">' + TEXT.format("A3") + "</row>")
    path = rewritten(tmp_path / "t.xlsx", "xl/worksheets/sheet1.xml", sheet)

    problems = [type(row.problem) for row in Table(path, COLUMNS).rows()]

    assert problems == [RowUnreadable, type(None)]


def test_a_list_of_a_hundred_thousand_columns_is_refused_in_few_words(tmp_path: Path) -> None:
    path = save(tmp_path / "t.csv", ",".join(f"c{number}" for number in range(100_000)))

    with pytest.raises(TooManyColumns) as refusal:
        Table(path, COLUMNS)

    assert refusal.value.params == {"name": "t.csv", "columns": 100_000, "limit": 1_000}


def test_headings_that_fit_nothing_are_told_in_few_words(tmp_path: Path) -> None:
    path = save(tmp_path / "t.csv", ",".join("长" * 500 for _ in range(900)))

    with pytest.raises(HeadingMissing) as refusal:
        Table(path, COLUMNS)

    assert len(refusal.value.params["headings"]) < 3_000


def test_a_file_in_two_encodings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("name,note\n林晚舟与,爱读江南\n".encode() + "周慕白,江南的书店里\n".encode("gb18030"))
    path.read_bytes().decode("gb18030")  # it would pass for one that nobody can read

    with pytest.raises(EncodingUnknown):
        Table(path, COLUMNS)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "members.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "no workbook")

    with pytest.raises(FormatUnknown):
        Table(path, COLUMNS)


def test_a_file_is_weighed_before_it_is_read(tmp_path: Path) -> None:
    path = save(tmp_path / "big.csv", "姓名\n" + "林晚舟\n" * 1000)

    with pytest.raises(FileTooLarge):
        weigh(path, limit=1000)
    with pytest.raises(FileMissing):
        weigh(tmp_path / "absent.csv")


@pytest.mark.parametrize("text", ["", "\n\n", ",,\n"])
def test_an_empty_table_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(NoRows):
        Table(save(tmp_path / "t.csv", text), COLUMNS)


# --- which column holds what


def test_columns_are_known_by_many_names() -> None:
    placing = match(["序号", " 姓 名*", "手机(必填)", "电话", "Note"], COLUMNS)

    assert placing.places == {"name": 1, "phone": 2, "note": 4}
    assert placing.ignored == ("序号", "电话")


def test_a_choice_outweighs_a_name() -> None:
    assert match(["姓名", "手机", "单位"], COLUMNS, chosen={"phone": "单位"}).places == {"phone": 2, "name": 0}


def test_a_missing_column_is_named() -> None:
    with pytest.raises(HeadingMissing) as refusal:
        match(["手机"], COLUMNS, name="t.csv")

    assert refusal.value.params["headings"] == "手机"


@pytest.mark.parametrize("chosen", [{"nickname": "姓名"}, {"phone": "传呼"}])
def test_a_choice_that_fits_nothing_is_refused(chosen: dict[str, str]) -> None:
    with pytest.raises(MappingWrong):
        match(["姓名"], COLUMNS, chosen=chosen)


@given(st.text())
def test_a_plain_heading_is_plain_already(heading: str) -> None:
    assert plain(plain(heading)) == plain(heading)


# --- the report


class Wrong(DomainError):
    text = "“%(value)s” is wrong."
    remedy = "Put it right."


def test_refused_rows_can_be_corrected_and_read_again(tmp_path: Path) -> None:
    source = save(tmp_path / "t.csv", "姓名,手机\n林晚舟,13B\n", "gb18030")
    report = faults_path(source)
    headings = ["姓名", "手机"]
    with FaultsFile(
        report, headings=headings, encoding="gb18030", length=0, heading_of={"phone": "手机", "name": "姓名"}
    ) as faults:
        faults.add(2, [Wrong(field="phone", value="13B"), Wrong(field="name", value="x")], ["林晚舟", "13B"])
        faults.settle()

    rows = list(csv.reader(report.read_text("gb18030").splitlines()))
    assert rows[1] == [
        "2",
        "手机 | 姓名",
        "13B | x",
        "“13B” is wrong. | “x” is wrong.",
        "Put it right. | Put it right.",
        "林晚舟",
        "13B",
    ]
    assert records(report) == [{"name": "林晚舟", "phone": "13B"}]


def test_a_report_runs_nothing_in_a_spreadsheet_and_reads_as_it_was(tmp_path: Path) -> None:
    cells = ["=cmd|' /C calc'!A0", "+8613800002046", "@x"]
    with FaultsFile(
        report := tmp_path / "t.errors.csv", headings=["name", "phone", "note"], encoding="utf-8-sig", length=0
    ) as faults:
        faults.add(2, [Wrong(field="name", value=cells[0])], cells)

    (row,) = list(csv.reader(report.read_text("utf-8-sig").splitlines()))[1:]
    assert [cell for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    assert records(report) == [dict(zip(("name", "phone", "note"), cells, strict=True))]


def test_what_was_reported_but_never_committed_is_cut_off(tmp_path: Path) -> None:
    report = tmp_path / "t.csv.errors.csv"
    with FaultsFile(report, headings=["姓名"], encoding="utf-8-sig", length=0) as faults:
        faults.add(2, [Wrong(value="a")], ["a"])
        committed = faults.settle()
        faults.add(3, [Wrong(value="b")], ["b"])
        faults.settle()

    with FaultsFile(report, headings=["姓名"], encoding="utf-8-sig", length=committed) as faults:
        faults.add(3, [Wrong(value="b")], ["b"])

    lines = [row[0] for row in csv.reader(report.read_text("utf-8-sig").splitlines())]
    assert lines[1:] == ["2", "3"]


def test_a_run_without_faults_leaves_no_report(tmp_path: Path) -> None:
    report = save(tmp_path / "t.csv.errors.csv", "of an earlier run\n")

    with FaultsFile(report, headings=[], encoding="utf-8", length=0) as faults:
        assert faults.settle() == 0

    assert not report.exists()
