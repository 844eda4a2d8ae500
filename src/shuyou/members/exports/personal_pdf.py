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

FONT = "STSong-Light"
MARGIN = 18 * mm
MOMENT_LENGTH = 19
"""Characters of an ISO date and time without fractions."""


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


def _style(size: int, *, before: int = 0) -> ParagraphStyle:
    return ParagraphStyle(
        f"s{size}", fontName=FONT, fontSize=size, leading=size * 1.5, spaceBefore=before, wordWrap="CJK"
    )


def _story(name: str, tables: Sequence[ToldTable], at: datetime) -> Iterator[Flowable]:
    yield Paragraph(escape(gettext("Everything we keep about you")), _style(18))
    day = at.astimezone(club_zone()).strftime("%Y-%m-%d %H:%M")
    yield Paragraph(escape(f"{name} · {day}"), _style(10))
    yield Spacer(1, 4 * mm)
    for told in tables:
        yield Paragraph(escape(f"{told.table.label} ({len(told.rows)})"), _style(13, before=10))
        for row in told.rows:
            if line := _line(row, told.table.shown):
                yield Paragraph(line, _style(9, before=2))


def _line(row: Mapping[str, Cell], shown: Mapping[str, object]) -> str:
    colon = "：" if (get_language() or "").startswith("zh") else ": "
    cells = ((label, _said(row.get(column))) for column, label in shown.items())
    return " · ".join(escape(f"{label}{colon}{said}") for label, said in cells if said)


def _said(value: Cell) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    text = str(value)
    is_moment = isinstance(value, str) and len(text) > MOMENT_LENGTH and text[10:11] == "T"
    return _local(text) if is_moment else text


def _local(text: str) -> str:
    try:
        return datetime.fromisoformat(text).astimezone(club_zone()).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return text


def _number_page(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont(FONT, 8)
    canvas.drawRightString(A4[0] - MARGIN, 10 * mm, str(document.page))
