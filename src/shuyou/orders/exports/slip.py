"""The slip that lies in a parcel: what is in it, and the words that go with a gift instead of its prices."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

from django.utils.translation import gettext
from reportlab.lib import colors
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from shuyou.orders.queries import PackPage

FONT: Final = "STSong-Light"
TEXT: Final = ParagraphStyle("slip", fontName=FONT, fontSize=10, leading=14, wordWrap="CJK")
TITLE: Final = ParagraphStyle("head", parent=TEXT, fontSize=15, leading=20)


def slip_pdf(parcel: PackPage, *, never: Sequence[str], sealed: Sequence[str]) -> bytes:
    """
    Return the packing slip of a parcel as a PDF in the present language.

    It names the titles for which the law gives no seven days, and those for which it does while the seal is whole.
    """
    _register_font()
    buffer = BytesIO()
    name = f"{parcel.number}-{parcel.sequence}"
    document = SimpleDocTemplate(
        buffer, pagesize=A5, leftMargin=10 * mm, rightMargin=10 * mm, topMargin=10 * mm, bottomMargin=10 * mm,
        title=name, author="Shuyou",
    )  # fmt: skip
    head = [
        Paragraph(escape(gettext("Packing slip %(name)s") % {"name": name}), TITLE),
        Paragraph(escape(parcel.recipient), TEXT),
        Spacer(1, 4 * mm),
    ]
    foot = [Spacer(1, 4 * mm), Paragraph(escape(parcel.gift_message), TITLE)] if parcel.gift_message else []
    document.build([*head, _table(parcel), *_left_out(never, sealed), *foot])
    return buffer.getvalue()


def _left_out(never: Sequence[str], sealed: Sequence[str]) -> list[Paragraph | Spacer]:
    said = [
        *(gettext("No seven days to send it back: %(title)s.") % {"title": title} for title in never),
        *(gettext("Seven days only while its seal is whole: %(title)s.") % {"title": title} for title in sealed),
    ]
    return [Spacer(1, 3 * mm), *(Paragraph(escape(line), TEXT) for line in said)] if said else []


def _table(parcel: PackPage) -> Table:
    rows: list[list[object]] = [[gettext("Title"), gettext("Number"), gettext("Copies")]]
    rows.extend([Paragraph(escape(line.title), TEXT), line.isbn, line.quantity] for line in parcel.lines)
    rows.append([gettext("Sum"), "", parcel.copies])
    table = Table(rows, colWidths=[72 * mm, 36 * mm, 18 * mm], repeatRows=1)
    table.setStyle(
        TableStyle([
            ("FONT", (0, 0), (-1, -1), FONT, 9),
            ("ALIGN", (2, 0), (2, -1), "RIGHT"),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, 0), 0.7, colors.black),
            ("LINEABOVE", (0, -1), (-1, -1), 0.7, colors.black),
        ])
    )  # fmt: skip
    return table


@cache
def _register_font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
