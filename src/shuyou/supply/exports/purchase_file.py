"""An order to a supplier as a table: CSV or XLSX, in the words of the reader's language."""

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO

from django.utils.translation import gettext
from openpyxl import Workbook

from shuyou.kernel.formulas import harmless
from shuyou.kernel.templatetags.trade import discount
from shuyou.supply.queries import PurchaseDetail


def purchase_csv(order: PurchaseDetail) -> bytes:
    """Return an order that spreadsheets take for UTF-8."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    for row in _rows(order):
        writer.writerow([harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def purchase_workbook(order: PurchaseDetail) -> bytes:
    """Return an order as a workbook."""
    book = Workbook(write_only=True)
    book.properties.creator = "Shuyou"
    sheet = book.create_sheet(order.row.number)
    for row in _rows(order):
        sheet.append([harmless(cell) for cell in row])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def heading() -> list[str]:
    """Return the headings of an order's lines."""
    return [
        gettext("No."), "ISBN", gettext("Title"), gettext("Publisher"), gettext("Copies"), gettext("List price"),
        gettext("Discount rate"), gettext("Net"), gettext("At list price"), gettext("Amount"),
    ]  # fmt: skip


def lines(order: PurchaseDetail) -> Iterator[Sequence[object]]:
    """Yield an order's lines as tables show them."""
    for number, line in enumerate(order.lines, start=1):
        yield (
            number, line.item.isbn, line.item.title, line.item.publisher, line.ordered, line.list_price,
            discount(line.discount_rate), line.unit_cost, line.list_amount, line.net_amount,
        )  # fmt: skip


def sums(order: PurchaseDetail) -> Sequence[object]:
    """Return the row below the lines."""
    row = order.row
    return ("", "", gettext("Together"), "", row.copies, "", "", "", row.list_total, row.net_total)


def _rows(order: PurchaseDetail) -> Iterator[Sequence[object]]:
    row = order.row
    yield (gettext("Order"), row.number)
    yield (gettext("Supplier"), row.supplier)
    yield (gettext("Deliver to"), row.place, order.address)
    yield (gettext("Terms"), row.terms_label, row.currency)
    yield ()
    yield heading()
    yield from lines(order)
    yield sums(order)
