"""The receipt of a till as a PDF, 80 mm wide and as long as it has to be: each title with what it saved."""

from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

from django.utils.translation import gettext, pgettext
from reportlab.graphics.barcode import code128
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from shuyou.kernel.templatetags.trade import discount
from shuyou.kernel.templatetags.ui import clock_time, iso, money, points
from shuyou.members.queries import MemberRow
from shuyou.orders.queries import OrderDetail, ReturnRow
from shuyou.orders.queries.till import SaleDetail

FONT: Final = "STSong-Light"
WIDTH: Final = 80 * mm
MARGIN: Final = 4 * mm
TEXT: Final = ParagraphStyle("receipt", fontName=FONT, fontSize=8.5, leading=11.5, wordWrap="CJK")
HEAD: Final = ParagraphStyle("store", parent=TEXT, fontSize=13, leading=17, alignment=TA_CENTER)
MIDDLE: Final = ParagraphStyle("middle", parent=TEXT, alignment=TA_CENTER)


def receipt_pdf(*, sale: SaleDetail, order: OrderDetail, member: MemberRow | None) -> bytes:
    """Return the receipt of a sale as a PDF in the present language."""
    return _drawn([*_top(sale, sale.number), *_titles(order), *_sums(sale, order, member)], sale.number)


def return_receipt_pdf(*, back: ReturnRow, sale: SaleDetail, order: OrderDetail) -> bytes:
    """Return the receipt of what came back of a sale as a PDF in the present language: its sums are negative."""
    return _drawn([*_top(sale, back.number), *_came_back(back, order)], back.number)


def _drawn(parts: Sequence[Flowable], number: str) -> bytes:
    inner = WIDTH - 2 * MARGIN
    heights = [part.wrap(inner, 10_000)[1] for part in parts]
    length = sum(heights) + 24 * mm
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, length))
    canvas.setTitle(number)
    top = length - 4 * mm
    for part, height in zip(parts, heights, strict=True):
        top -= height
        part.drawOn(canvas, MARGIN, top)
    code128.Code128(number, barHeight=10 * mm, barWidth=0.3 * mm).drawOn(canvas, MARGIN, 6 * mm)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _came_back(back: ReturnRow, order: OrderDetail) -> Iterator[Flowable]:
    yield Paragraph(escape(gettext("Return")), HEAD)
    if back.done_at:
        yield _table([(back.number, f"{iso(back.done_at)} {clock_time(back.done_at)}")])
    prices = {line.position: line.net_price for line in order.lines}
    for line in back.lines:
        yield Paragraph(escape(line.title), TEXT)
        net = prices[line.position]
        yield _table([(f"−{line.quantity} × {money(net)} {line.reason}", f"−{money(net * line.quantity)}")])
    rows = [(gettext("Paid for them"), f"−{money(back.amount)}")]
    if back.lost_promotions:
        rows.append((gettext("Less for promotions that do not hold any more"), money(back.lost_promotions)))
    if back.kept_back:
        rows.append((gettext("Kept back for points that are spent"), money(back.kept_back)))
    rows.append((gettext("Given back"), f"−{money(back.money)}"))
    if order.member_id is not None:
        rows.append((gettext("Points taken back"), points(back.points_taken)))
    yield Spacer(1, 2 * mm)
    yield _table(rows)


def _top(sale: SaleDetail, number: str) -> Iterator[Flowable]:
    _register_font()
    yield Paragraph(escape(sale.store), HEAD)
    for text in (sale.store_address, sale.store_phone):
        if text:
            yield Paragraph(escape(text), MIDDLE)
    yield Spacer(1, 2 * mm)
    yield _table(
        [
            (sale.number, f"{iso(sale.sold_at)} {clock_time(sale.sold_at)}"),
            (gettext("Till %(till)s") % {"till": sale.till}, sale.clerk),
            *([(pgettext("till", "Slip"), sale.slip)] if sale.slip else []),
        ]
    )


def _titles(order: OrderDetail) -> Iterator[Flowable]:
    for line in order.lines:
        yield Paragraph(escape(line.title), TEXT)
        rate = discount(line.discount_rate)
        rows = [(f"{line.quantity} × {money(line.list_price)} {rate}", money(line.net_amount))]
        rows += [(f"　{one.name}", f"−{money(one.saving)}") for one in line.steps]
        if line.saving:
            rows.append((f"　{gettext('Saved')}", money(line.saving)))
        yield _table(rows)


def _sums(sale: SaleDetail, order: OrderDetail, member: MemberRow | None) -> Iterator[Flowable]:
    yield Spacer(1, 2 * mm)
    rows = [(gettext("At list price"), money(order.list_total)), (gettext("Saved"), money(order.saving))]
    if order.points_spent:
        spent = gettext("%(points)s points") % {"points": points(order.points_spent)}
        rows.append((spent, f"−{money(order.points_value)}"))
    rows.append((gettext("To pay"), money(order.total)))
    rows += [(f"{one.label} {one.reference}".strip(), money(one.amount)) for one in sale.payments]
    if sale.given:
        rows += [(gettext("Given"), money(sale.given)), (pgettext("money", "Change"), money(sale.change))]
    if member is not None:
        rows.append((gettext("Member %(number)s") % {"number": member.number}, member.tier))
        rows.append((gettext("Points earned"), points(sale.points_earned)))
    yield _table(rows)
    yield Spacer(1, 2 * mm)
    yield Paragraph(escape(gettext("Keep this receipt: returns and invoices ask for its number.")), MIDDLE)


def _table(rows: list[tuple[str, str]]) -> Table:
    cells = [[Paragraph(escape(left), TEXT), right] for left, right in rows]
    table = Table(cells, colWidths=[50 * mm, 22 * mm])
    table.setStyle(
        TableStyle([
            ("FONT", (0, 0), (-1, -1), FONT, 8.5),
            ("ALIGN", (1, 0), (1, -1), "RIGHT"),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ])
    )  # fmt: skip
    return table


@cache
def _register_font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
