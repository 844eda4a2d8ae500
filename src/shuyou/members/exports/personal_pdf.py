"""All that is kept about a person, as pages to read: a heading for each kind, a line for each value."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from xml.sax.saxutils import escape

from django.utils.translation import get_language, gettext
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer

from shuyou.kernel.clock import club_zone
from shuyou.kernel.history import Cell
from shuyou.kernel.personal import ToldTable
from shuyou.members.exports.personal_words import Words

FONT = "STSong-Light"
MARGIN = 18 * mm


def draw_pdf(name: str, tables: Sequence[ToldTable], at: datetime) -> bytes:
    """Return the copy as a PDF in the present language; its pages are numbered."""
    _register_font()
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer, pagesize=A4, title=gettext("Everything we keep about you"), author="Shuyou",
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
    )  # fmt: skip
    frame = Frame(MARGIN, MARGIN, A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN, id="page")
    document.addPageTemplates([PageTemplate(id="page", frames=[frame], onPage=_number_page)])
    document.build(list(_story(name, tables, at)))
    return buffer.getvalue()


@cache
def _register_font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def _style(size: int, *, before: int = 0, is_heading: bool = False) -> ParagraphStyle:
    return ParagraphStyle(
        f"s{size}", fontName=FONT, fontSize=size, leading=size * 1.5, spaceBefore=before, wordWrap="CJK",
        keepWithNext=is_heading,
    )  # fmt: skip


def _story(name: str, tables: Sequence[ToldTable], at: datetime) -> Iterator[Flowable]:
    yield Paragraph(escape(gettext("Everything we keep about you")), _style(18))
    day = at.astimezone(club_zone()).strftime("%Y-%m-%d %H:%M")
    yield Paragraph(escape(f"{name} · {day}"), _style(10))
    yield Spacer(1, 4 * mm)
    for told in tables:
        words = Words(told)
        lines = [line for row in told.rows if (line := _line(row, told, words))]
        if lines:
            yield Paragraph(escape(f"{told.table.label} ({len(lines)})"), _style(13, before=10, is_heading=True))
            yield from (Paragraph(line, _style(9, before=2)) for line in lines)


def _line(row: Mapping[str, Cell], told: ToldTable, words: Words) -> str:
    colon = "：" if (get_language() or "").startswith("zh") else ": "
    cells = ((label, words.say(column, row.get(column))) for column, label in told.table.shown.items())
    return " · ".join(escape(f"{label}{colon}{said}") for label, said in cells if said)


def _number_page(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont(FONT, 8)
    canvas.drawRightString(A4[0] - MARGIN, 10 * mm, str(document.page))
