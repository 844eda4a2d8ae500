"""Sheets of slips for the printer, such as coupons and cards: A4, each with what it is, its code and its barcode."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT: Final = "STSong-Light"
COLUMNS, ROWS = 2, 6
WIDTH, HEIGHT = 95 * mm, 46 * mm
LEFT, TOP = (A4[0] - COLUMNS * WIDTH) / 2, (A4[1] + ROWS * HEIGHT) / 2
INSET: Final = 6 * mm
SENTENCES: Final = 2
"""Lines of terms that fit on a slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A slip as it is printed: what it is, what holds for it, its code, and a word beside the code."""

    title: str
    terms: Sequence[str]
    code: str
    beside: str = ""


def draw_slips(slips: Sequence[Slip], *, title: str) -> bytes:
    """Return slips as a PDF with lines to cut along."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setTitle(title)
    for start in range(0, len(slips), COLUMNS * ROWS):
        for place, slip in enumerate(slips[start : start + COLUMNS * ROWS]):
            row, column = divmod(place, COLUMNS)
            _draw(canvas, slip, left=LEFT + column * WIDTH, bottom=TOP - (row + 1) * HEIGHT)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Canvas, slip: Slip, *, left: float, bottom: float) -> None:
    canvas.setLineWidth(0.25)
    canvas.setDash(2, 2)
    canvas.rect(left, bottom, WIDTH, HEIGHT)
    canvas.setDash()
    room = WIDTH - 2 * INSET
    top = bottom + HEIGHT - INSET
    canvas.setFont(FONT, 13)
    canvas.drawString(left + INSET, top - 3 * mm, _fitting(slip.title, 13, room))
    canvas.setFont(FONT, 8)
    for line, sentence in enumerate(slip.terms[:SENTENCES]):
        canvas.drawString(left + INSET, top - (8 + 4 * line) * mm, _fitting(sentence, 8, room))
    bars = Code128(slip.code, barHeight=10 * mm, barWidth=0.33 * mm, quiet=False)
    bars.drawOn(canvas, left + INSET, bottom + 10.5 * mm)
    canvas.setFont("Courier-Bold", 11)
    canvas.drawString(left + INSET, bottom + 5 * mm, slip.code)
    canvas.setFont(FONT, 8)
    canvas.drawRightString(left + WIDTH - INSET, bottom + 5 * mm, slip.beside)


def _fitting(text: str, size: int, room: float) -> str:
    """Return a text, with dots at its end if it is too long for its line."""
    if pdfmetrics.stringWidth(text, FONT, size) <= room:
        return text
    while text and pdfmetrics.stringWidth(f"{text}…", FONT, size) > room:
        text = text[:-1]
    return f"{text}…"
