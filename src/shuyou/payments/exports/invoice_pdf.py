"""An invoice on paper: A5, as readers know it."""

from functools import cache
from io import BytesIO
from typing import Final

from django.conf import settings
from django.utils.translation import gettext, pgettext
from reportlab.lib import colors
from reportlab.lib.pagesizes import A5, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from shuyou.kernel.templatetags.ui import iso, money
from shuyou.payments.queries import InvoiceDetail

FONT: Final = "STSong-Light"
WIDTHS: Final = (88, 18, 26, 20, 26)
TEXT: Final = ParagraphStyle("text", fontName=FONT, fontSize=9, leading=12, wordWrap="CJK")
TITLE: Final = ParagraphStyle("title", parent=TEXT, fontSize=15, leading=22)


def invoice_pdf(invoice: InvoiceDetail) -> bytes:
    """Return an invoice as a PDF in the present language."""
    _register_font()
    buffer, row = BytesIO(), invoice.row
    document = SimpleDocTemplate(
        buffer, pagesize=landscape(A5), leftMargin=12 * mm, rightMargin=12 * mm, topMargin=10 * mm,
        bottomMargin=10 * mm, title=row.number, author="Shuyou",
    )  # fmt: skip
    told = [
        (pgettext("invoice", "Number"), row.number), (pgettext("invoice", "Issued on"), iso(row.issued_at)),
        (pgettext("invoice", "Seller"), f"{row.seller_title} {row.seller_number}".strip()),
        (pgettext("invoice", "Buyer"), f"{row.buyer_title} {row.tax_number}".strip()),
        (pgettext("invoice", "Order"), row.order), (gettext("Takes back"), invoice.original),
        (gettext("Reason"), row.reason),
    ]  # fmt: skip
    said = [gettext("%(label)s: %(text)s") % {"label": label, "text": text} for label, text in told if text]
    if settings.SHUYOU_SANDBOX:
        said.append(gettext("Made for trying out: no tax service knows this number, and it is no invoice."))
    head = [Paragraph(_plain(text), TEXT) for text in said]
    document.build([Paragraph(_plain(row.kind_label), TITLE), *head, Spacer(0, 3 * mm), _table(invoice)])
    return buffer.getvalue()


@cache
def _register_font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def _table(invoice: InvoiceDetail) -> Table:
    rows: list[list[object]] = [
        [gettext("Title"), gettext("Copies"), gettext("Without tax"), gettext("Rate"), gettext("Tax amount")]
    ]
    for line in invoice.lines:
        rate = gettext("exempt") if line.rate is None else f"{line.rate * 100:.0f}%"
        rows.append([Paragraph(_plain(line.name), TEXT), line.quantity, str(line.net), rate, str(line.tax)])
    rows.append([gettext("Total"), "", str(invoice.row.net), "", str(invoice.row.tax)])
    rows.append([pgettext("invoice", "Total with tax"), money(invoice.row.total), "", "", ""])
    table = Table(rows, colWidths=[width * mm for width in WIDTHS], repeatRows=1, hAlign="LEFT")
    table.setStyle(
        TableStyle([
            ("FONT", (0, 0), (-1, -1), FONT, 9), ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
            ("GRID", (0, 0), (-1, -1), 0.3, colors.grey), ("SPAN", (1, -1), (-1, -1)),
        ])
    )  # fmt: skip
    return table


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
