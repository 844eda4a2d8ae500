"""Letters to be printed by postcode: the address in the window, a barcode, the pages that it takes; and their list."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Final
from xml.sax.saxutils import escape

from reportlab.graphics.barcode import code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, KeepInFrame, Paragraph

from shuyou.kernel.formulas import harmless

FONT: Final = "STSong-Light"
LEFT, RIGHT = 25 * mm, 25 * mm
WINDOW: Final = 95 * mm
"""How far from the top the window of the envelope ends."""
_LAST, _IDEOGRAPHS = 0xFFFF, 0x20000
"""The type knows no character beyond the first; ideographs there are parts of names, the others are pictures."""
_TEXT: Final = ParagraphStyle("letter", fontName=FONT, fontSize=11, leading=18, spaceAfter=8, wordWrap="CJK")
_HEADING: Final = ParagraphStyle("heading", fontName=FONT, fontSize=14, leading=20, spaceAfter=10, wordWrap="CJK")
_ADDRESS: Final = ParagraphStyle("address", fontName=FONT, fontSize=12, leading=18, wordWrap="CJK")
_SMALL: Final = ParagraphStyle("small", fontName=FONT, fontSize=7, leading=9, wordWrap="CJK")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLetter:
    """A letter as it is printed; `code` is what the barcode says."""

    code: str
    recipient: str
    address: str
    postcode: str
    subject: str
    text: str


def batch_pdf(letters: Sequence[PrintedLetter], *, number: str, sender: str) -> bytes:
    """Return the letters as a PDF, each beginning on a page of its own."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4)
    canvas.setTitle(number)
    for place, letter in enumerate(letters, 1):
        _draw(canvas, letter, f"{number} {place}/{len(letters)}", sender)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def batch_manifest(letters: Sequence[PrintedLetter]) -> bytes:
    """Return the list that goes to the post office with the letters."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(["序号", "邮编", "收件人", "地址", "条码"])
    for place, letter in enumerate(letters, 1):
        row = [place, letter.postcode, letter.recipient, letter.address, letter.code]
        writer.writerow([harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _draw(canvas: Canvas, letter: PrintedLetter, place: str, sender: str) -> None:
    width, height = A4
    _into(canvas, LEFT, height - 52 * mm, 90 * mm, 6 * mm, [_said(sender, _SMALL)])
    lines = [_said(line, _ADDRESS) for line in (letter.postcode, letter.address, letter.recipient) if line]
    _into(canvas, LEFT, height - WINDOW, 90 * mm, 40 * mm, lines)
    bars = code128.Code128(letter.code, barHeight=9 * mm, barWidth=0.28 * mm)
    bars.drawOn(canvas, width - RIGHT - bars.width, height - 35 * mm)
    canvas.setFont(FONT, 7)
    canvas.drawRightString(width - RIGHT, height - 39 * mm, place)
    heading = [_said(letter.subject, _HEADING)] if letter.subject else []
    words = [_said(part, _TEXT) for part in letter.text.split("\n\n") if part.strip()]
    rest = _flowed(canvas, height - WINDOW - 30 * mm, [*heading, *words])
    while rest:
        canvas.showPage()
        canvas.setFont(FONT, 7)
        canvas.drawRightString(width - RIGHT, height - 15 * mm, place)
        rest = _flowed(canvas, height - 45 * mm, rest)


def in_type(text: str) -> str:
    """Return words in the type that is at hand: for characters that it lacks stands a mark, so that it is seen."""
    return "".join(char if ord(char) <= _LAST else "〓" * (ord(char) >= _IDEOGRAPHS) for char in text)


def _said(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(in_type(text)).replace("\n", "<br/>"), style)


def _flowed(canvas: Canvas, height: float, parts: Sequence[Paragraph]) -> list[Paragraph]:
    """Draw words upon the lower part of a page, and return what does not go on it."""
    width, rest = A4[0] - LEFT - RIGHT, list(parts)
    frame = Frame(LEFT, 20 * mm, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    while rest:
        if frame.add(rest[0], canvas):
            rest.pop(0)
        elif len(pieces := frame.split(rest[0], canvas)) > 1:
            rest[:1] = pieces
        else:
            break
    return rest


def _into(canvas: Canvas, x: float, y: float, width: float, height: float, parts: Sequence[Paragraph]) -> None:
    """Draw words into a space; what is too long becomes smaller."""
    frame = Frame(x, y, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    frame.addFromList([KeepInFrame(width, height, list(parts), mode="shrink")], canvas)
