"""Sheets of cards for the printer: A4, ten cards of ISO 7810 a page, each with name, number, barcode and QR code."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Final

from django.utils.translation import gettext
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from shuyou.members.services import PrintedCard

FONT: Final = "STSong-Light"
WIDTH, HEIGHT = 85.6 * mm, 53.98 * mm
COLUMNS, ROWS = 2, 5
PER_PAGE: Final = COLUMNS * ROWS
INSET: Final = 5 * mm
QR: Final = 17 * mm
BAR: Final = 9 * mm
NAME_SIZES: Final = (12, 11, 10, 9, 8)
CUT: Final = 4 * mm
"""How far the marks to cut along reach beyond the cards."""


def draw_sheet(cards: Sequence[PrintedCard]) -> bytes:
    """Return cards as a PDF in the present language, with marks to cut along."""
    _register_font()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setTitle(gettext("Cards"))
    for start in range(0, len(cards), PER_PAGE):
        _cut_marks(canvas)
        for place, card in enumerate(cards[start : start + PER_PAGE]):
            _draw_card(canvas, card, *_corner(place))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@cache
def _register_font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def _corner(place: int) -> tuple[float, float]:
    """Return where a card's lower left corner is, for its place on the page."""
    left, top = (A4[0] - COLUMNS * WIDTH) / 2, (A4[1] + ROWS * HEIGHT) / 2
    row, column = divmod(place, COLUMNS)
    return left + column * WIDTH, top - (row + 1) * HEIGHT


def _cut_marks(canvas: Canvas) -> None:
    canvas.setLineWidth(0.25)
    left, bottom = _corner(PER_PAGE - COLUMNS)
    right, top = left + COLUMNS * WIDTH, bottom + ROWS * HEIGHT
    for column in range(COLUMNS + 1):
        across = left + column * WIDTH
        canvas.line(across, top, across, top + CUT)
        canvas.line(across, bottom, across, bottom - CUT)
    for row in range(ROWS + 1):
        up = bottom + row * HEIGHT
        canvas.line(left - CUT, up, left, up)
        canvas.line(right, up, right + CUT, up)


def _draw_card(canvas: Canvas, card: PrintedCard, left: float, bottom: float) -> None:
    top = bottom + HEIGHT - INSET
    canvas.setFont(FONT, 13)
    canvas.drawString(left + INSET, top - 4 * mm, "书友 Shuyou")
    canvas.setFont(FONT, 8)
    canvas.drawString(left + INSET, top - 8.5 * mm, card.kind)
    name, size = _fitting(card.name, WIDTH - 2 * INSET)
    canvas.setFont(FONT, size)
    canvas.drawString(left + INSET, bottom + 22 * mm, name)
    canvas.setFont("Courier-Bold", 11)
    canvas.drawString(left + INSET, bottom + 16.5 * mm, _in_fours(card.number))
    _draw_qr(canvas, card.number, left + WIDTH - INSET - QR, top - QR)
    _draw_barcode(canvas, card.number, left, bottom + INSET)


def _draw_qr(canvas: Canvas, text: str, left: float, bottom: float) -> None:
    widget = QrCodeWidget(text, barLevel="M")
    x1, y1, x2, y2 = widget.getBounds()
    drawing = Drawing(QR, QR, transform=[QR / (x2 - x1), 0, 0, QR / (y2 - y1), 0, 0])
    drawing.add(widget)
    renderPDF.draw(drawing, canvas, left, bottom)


def _draw_barcode(canvas: Canvas, number: str, left: float, bottom: float) -> None:
    # A module of a third of a millimetre is read by every scanner; long numbers of older systems take narrower ones.
    room = WIDTH - 2 * INSET
    bars = Code128(number, barHeight=BAR, barWidth=0.33 * mm, quiet=False)
    if bars.width > room:
        bars = Code128(number, barHeight=BAR, barWidth=0.33 * mm * room / bars.width, quiet=False)
    bars.drawOn(canvas, left + INSET, bottom)


def _fitting(name: str, room: float) -> tuple[str, int]:
    """Return a name and the size it is set in: smaller if it is long, and with dots only where that is not enough."""
    size = next((size for size in NAME_SIZES if pdfmetrics.stringWidth(name, FONT, size) <= room), NAME_SIZES[-1])
    said = name
    while said and pdfmetrics.stringWidth(said, FONT, size) > room:
        name = name[:-1]
        said = f"{name.rstrip()}…"
    return said, size


def _in_fours(number: str) -> str:
    """Return a number of digits in groups of four; numbers of older systems stay as they are written."""
    if not number.isdigit():
        return number
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
