"""An order to a supplier on paper: A4, its lines on as many pages as they need."""

from functools import cache
from io import BytesIO
from typing import Final

from django.utils.translation import gettext
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from shuyou.kernel.templatetags.ui import iso
from shuyou.supply.exports.purchase_file import heading, lines, sums
from shuyou.supply.queries import PurchaseDetail

FONT: Final = "STSong-Light"
WIDTHS: Final = (10, 32, 78, 38, 14, 20, 20, 18, 24, 24)
"""Millimetres of each column."""
WRAPPED: Final = (2, 3)
"""Columns whose text may take several lines."""

TEXT: Final = ParagraphStyle("text", fontName=FONT, fontSize=9, leading=12, wordWrap="CJK")
TITLE: Final = ParagraphStyle("title", parent=TEXT, fontSize=16, leading=22)


def purchase_pdf(order: PurchaseDetail) -> bytes:
    """Return an order as a PDF in the present language."""
    _register_font()
    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer, pagesize=landscape(A4), leftMargin=9 * mm, rightMargin=9 * mm, topMargin=12 * mm, bottomMargin=12 * mm,
        title=order.row.number, author="Shuyou",
    )  # fmt: skip
    document.build([*_head(order), _table(order), Spacer(1, 6 * mm), Paragraph(_foot(), TEXT)])
    return buffer.getvalue()


@cache
def _register_font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def _head(order: PurchaseDetail) -> list[Paragraph | Spacer]:
    row = order.row
    told = [
        (gettext("Supplier"), f"{row.supplier}  {order.contact}"),
        (gettext("Deliver to"), f"{row.place}  {order.address}"),
        (gettext("Ordered on"), iso(row.sent_at or row.created_at)),
        (gettext("Expected"), iso(row.expected_on)),
        (gettext("Terms"), f"{row.terms_label}  {row.currency}"),
        (gettext("Note"), row.note),
    ]
    title = gettext("Order %(number)s") % {"number": row.number}
    shown = [Paragraph(_plain(f"{label}: {text}"), TEXT) for label, text in told if text.strip()]
    return [Paragraph(_plain(title), TITLE), *shown, Spacer(1, 4 * mm)]


def _table(order: PurchaseDetail) -> Table:
    rows: list[list[object]] = [list(heading())]
    rows.extend(
        [Paragraph(_plain(str(cell)), TEXT) if place in WRAPPED else str(cell) for place, cell in enumerate(line)]
        for line in lines(order)
    )
    rows.append(list(map(str, sums(order))))
    table = Table(rows, colWidths=[width * mm for width in WIDTHS], repeatRows=1)
    table.setStyle(
        TableStyle([
            ("FONT", (0, 0), (-1, -1), FONT, 9),
            ("ALIGN", (4, 0), (-1, -1), "RIGHT"),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, 0), 0.7, colors.black),
            ("LINEBELOW", (0, 1), (-1, -2), 0.2, colors.grey),
            ("LINEABOVE", (0, -1), (-1, -1), 0.7, colors.black),
        ])
    )  # fmt: skip
    return table


def _foot() -> str:
    return gettext("Please name the number of this order on the delivery note and on the invoice.")


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
