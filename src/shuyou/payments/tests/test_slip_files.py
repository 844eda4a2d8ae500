"""Files of the post office: tables and text of fixed width, what is wrong in them, each slip once."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from shuyou.kernel.files import faults_path
from shuyou.payments.errors import LayoutUnreadable
from shuyou.payments.imports.remittances import layout_of
from shuyou.payments.models import Remittance
from shuyou.payments.services import SlipReading, import_remittances, preview_remittances
from shuyou.payments.tests.factories import POST, slip_file

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
GOOD = "PO001122,2026-11-20,林晚舟,310000,浙江省杭州市,58.00,订单"

pytestmark = pytest.mark.django_db


def run(path: Path) -> tuple[int, int, int]:
    """Import a file and return how its rows ended: new, known, refused."""
    report = import_remittances(path, reading=SlipReading(), actor=POST, at=AT)
    return report.imported, report.unchanged, report.reported


@pytest.mark.feature("F125")
def test_a_slip_comes_in_once_however_often_its_file_comes(tmp_path: Path) -> None:
    twice = slip_file(tmp_path, [GOOD, GOOD])
    again = slip_file(tmp_path, [GOOD, 'po-001123,20261121,区天朗,,,"¥1,000.50元",'], name="again.csv")

    assert run(twice) == (1, 1, 0)
    assert run(twice) == (0, 2, 0)
    assert run(again) == (1, 1, 0)
    assert Remittance.objects.get(slip="PO001123").amount == Decimal("1000.50")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",2026-11-20,林晚舟,,,58.00,", "slip"),
        ("PO1,2026-11-20,林晚舟,,,58.00,", "slip"),
        ("PO001122,2026-11-20,林晚舟,,,0.00,", "amount"),
        ("PO001122,2026-11-20,林晚舟,,,58.005,", "amount"),
        ("PO001122,2026-11-20,林晚舟,,,五十八,", "amount"),
        ("PO001122,2026-02-30,林晚舟,,,58.00,", "paid_on"),
        ("PO001122,2026-11-24,林晚舟,,,58.00,", "paid_on"),
        ("PO001122,2026-11-20,,,,58.00,", "payer_name"),
        ("PO001122,2026-11-20,林晚舟,,,58.00,,,多", ""),
    ],
)
def test_a_row_that_cannot_be_meant_is_told_and_enters_nothing(tmp_path: Path, line: str, reason: str) -> None:
    path = slip_file(tmp_path, [line])

    (row,) = preview_remittances(path, reading=SlipReading(), actor=POST, at=AT).rows

    assert [problem.at_field for problem in row.problems] == [reason]
    assert run(path) == (0, 0, 1)
    assert faults_path(path).read_text("gb18030").count("\n") == 2
    assert Remittance.objects.count() == 0


def test_a_slip_that_comes_with_another_sum_is_refused(tmp_path: Path) -> None:
    run(slip_file(tmp_path, [GOOD]))

    ended = run(slip_file(tmp_path, [GOOD.replace("58.00", "85.00")], name="other.csv"))

    assert ended == (0, 0, 1)
    assert Remittance.objects.get().amount == Decimal("58.00")


@pytest.mark.feature("F125")
def test_a_workbook_and_text_of_fixed_width_say_the_same(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["汇票号码", "交汇日期", "汇款人", "邮编", "地址", "金额", "附言"])
    sheet.append(["PO001122", datetime(2026, 11, 20), "林晚舟", "310000", "浙江省杭州市", 58, "订单"])  # noqa: DTZ001
    book.save(tmp_path / "post.xlsx")
    cells = (("PO001122", 20), ("20261120", 8), ("58.00", 12), ("林晚舟", 20), ("310000", 6), ("浙江省杭州市", 60))
    line = b"".join(text.encode("gb18030").ljust(width) for text, width in cells) + "订单".encode("gb18030")
    (tmp_path / "post.txt").write_bytes(line + b"\r\n\x1a")

    fresh = run(tmp_path / "post.xlsx"), run(tmp_path / "post.txt")

    assert fresh == ((1, 0, 0), (0, 1, 0))
    slip = Remittance.objects.get()
    assert (slip.payer_name, slip.amount, slip.message) == ("林晚舟", Decimal("58.00"), "订单")


@pytest.mark.parametrize("layout", ["slip", "slip 20, paid_on 8", "slip x, paid_on 8, amount 9, payer_name", "mood 3"])
def test_widths_that_say_nothing_are_refused(layout: str) -> None:
    with pytest.raises(LayoutUnreadable):
        layout_of(layout)
