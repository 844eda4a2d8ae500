"""The order form of a catalogue: one page or more for each reader, with a code that says whose and of which it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

from django.utils.translation import gettext
from reportlab.graphics.barcode import code128
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from shuyou.kernel.templatetags.ui import money
from shuyou.orders.queries import EditionRow, EditionTitleRow

FONT: Final = "STSong-Light"
TEXT: Final = ParagraphStyle("form", fontName=FONT, fontSize=9, leading=12, wordWrap="CJK")
HEAD: Final = ParagraphStyle("head", parent=TEXT, fontSize=16, leading=22)


@dataclass(frozen=True, slots=True)
class FormOf:
    """Whose form it is, and its code."""

    name: str
    number: str
    code: str


def order_forms_pdf(edition: EditionRow, titles: Sequence[EditionTitleRow], readers: Sequence[FormOf]) -> bytes:
    """Return the order forms of a catalogue for readers as one PDF in the present language."""
    _register_font()
    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer, pagesize=A4, leftMargin=16 * mm, rightMargin=16 * mm, topMargin=14 * mm, bottomMargin=14 * mm,
        title=edition.name, author="Shuyou",
    )  # fmt: skip
    parts: list[Flowable] = []
    for reader in readers:
        parts += [*_head(edition, reader), _table(titles), PageBreak()]
    document.build(parts[:-1])
    return buffer.getvalue()


def _head(edition: EditionRow, reader: FormOf) -> list[Flowable]:
    words = gettext("Write the copies beside the numbers and send it back by %(day)s.") % {"day": edition.valid_to}
    return [
        Paragraph(escape(edition.name), HEAD),
        Paragraph(escape(f"{reader.name}　{reader.number}"), TEXT),
        Spacer(1, 3 * mm),
        code128.Code128(reader.code, barHeight=13 * mm, barWidth=0.36 * mm),
        Paragraph(escape(reader.code), TEXT),
        Paragraph(escape(words), TEXT),
        Spacer(1, 4 * mm),
    ]


def _table(titles: Sequence[EditionTitleRow]) -> Table:
    rows: list[list[object]] = [[gettext("Number"), gettext("Title"), gettext("Price"), gettext("Copies")]]
    rows.extend([one.position, Paragraph(escape(one.title), TEXT), money(one.list_price), ""] for one in titles)
    table = Table(rows, colWidths=[16 * mm, 112 * mm, 24 * mm, 24 * mm], repeatRows=1)
    table.setStyle(
        TableStyle([
            ("FONT", (0, 0), (-1, -1), FONT, 9),
            ("ALIGN", (2, 0), (2, -1), "RIGHT"),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.grey),
            ("BOX", (3, 1), (3, -1), 0.7, colors.black),
        ])
    )  # fmt: skip
    return table


@cache
def _register_font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
