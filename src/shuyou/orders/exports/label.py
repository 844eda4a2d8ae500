"""The label on a parcel: 100 × 150 mm, with the waybill as a barcode; the middle of the phone is masked."""

from functools import cache
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

from django.utils.translation import gettext
from reportlab.graphics.barcode import code128
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from shuyou.kernel.templatetags.ui import money
from shuyou.orders.ports import ParcelOut

FONT: Final = "STSong-Light"
SIZE: Final = (100 * mm, 150 * mm)
BAR: Final = 0.42 * mm
QUIET: Final = 10
"""Bars that are left white on each side."""
TEXT: Final = ParagraphStyle("label", fontName=FONT, fontSize=12, leading=16, wordWrap="CJK")
LARGE: Final = ParagraphStyle("large", parent=TEXT, fontSize=16, leading=22)


def label_pdf(parcel: ParcelOut, waybill: str) -> bytes:
    """Return the label of a parcel as a PDF."""
    _register_font()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=SIZE)
    canvas.setTitle(waybill)
    code = barcode_of(waybill)
    code.drawOn(canvas, (SIZE[0] - code.width) / 2, 122 * mm)
    canvas.setFont(FONT, 14)
    canvas.drawString(12 * mm, 114 * mm, waybill)
    lines = [
        (LARGE, f"{parcel.recipient}　{masked(parcel.phone)}"),
        (LARGE, f"{parcel.address}　{parcel.postcode}"),
        (TEXT, gettext("%(copies)s copies") % {"copies": parcel.copies}),
    ]
    if parcel.collect:
        lines.append((LARGE, gettext("Collect %(amount)s") % {"amount": money(parcel.collect)}))
    top = 106 * mm
    for style, text in lines:
        drawn = Paragraph(escape(text), style)
        _width, height = drawn.wrap(84 * mm, top)
        top -= height + 3 * mm
        drawn.drawOn(canvas, 8 * mm, top)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def barcode_of(waybill: str) -> code128.Code128:
    """Return the barcode of a waybill, its bars as wide as the label lets them be with ten of them quiet beside it."""
    code = code128.Code128(waybill, barHeight=18 * mm, barWidth=BAR, quiet=0)
    bar = min(BAR, SIZE[0] / (code.width / BAR + 2 * QUIET))
    return code128.Code128(waybill, barHeight=18 * mm, barWidth=bar, quiet=0)


def masked(phone: str) -> str:
    """Return a phone number of which whoever finds the parcel cannot call: its middle is hidden."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else phone


@cache
def _register_font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
