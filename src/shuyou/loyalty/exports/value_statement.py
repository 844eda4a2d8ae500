"""A statement of a stored-value card on paper: A4, its lines on as many pages as they need."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

FONT: Final = "STSong-Light"
WIDTHS: Final = (26, 40, 60, 28, 28)
"""Millimetres of each column."""
TEXT: Final = ParagraphStyle("text", fontName=FONT, fontSize=9.5, leading=14, wordWrap="CJK")
TITLE: Final = ParagraphStyle("title", parent=TEXT, fontSize=16, leading=24)


def statement_pdf(*, title: str, told: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a statement as a PDF: its title, whose it is, and a table whose first row is its head."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer, pagesize=A4, leftMargin=14 * mm, rightMargin=14 * mm, topMargin=16 * mm, bottomMargin=16 * mm,
        title=title, author="Shuyou",
    )  # fmt: skip
    table = Table([list(row) for row in rows], colWidths=[width * mm for width in WIDTHS], repeatRows=1)
    table.setStyle(
        TableStyle([
            ("FONT", (0, 0), (-1, -1), FONT, 9.5),
            ("ALIGN", (3, 0), (-1, -1), "RIGHT"),
            ("LINEBELOW", (0, 0), (-1, 0), 0.7, colors.black),
            ("LINEBELOW", (0, 1), (-1, -2), 0.2, colors.grey),
            ("LINEABOVE", (0, -1), (-1, -1), 0.7, colors.black),
        ])
    )  # fmt: skip
    head = [Paragraph(escape(title), TITLE), *(Paragraph(escape(line), TEXT) for line in told)]
    document.build([*head, Spacer(1, 5 * mm), table])
    return buffer.getvalue()
