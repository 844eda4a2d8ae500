"""The rows of the list of members as drawn: a page has hundreds of places, so no template draws each."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from shuyou.kernel.templatetags.ui import tag, tier
from shuyou.members.console.list_columns import Cell, Line
from shuyou.members.models import Member
from shuyou.members.queries import MemberRow

CHOOSE: Final = (
    '<td role="cell" class="choose"><label class="choose-l"><span class="vh">{}</span>'
    '<input type="checkbox" form="chosen" name="m" value="{}" autocomplete="off"></label></td>'
)
OPEN: Final = (
    '<td role="cell" class="who"><a class="strong" href="{}" data-row>{}</a> <span class="small faint">{}</span>{}</td>'
)
NAME: Final = '<td role="cell" class="who"><strong>{}</strong> <span class="small faint">{}</span>{}</td>'
CELL: Final = '<td role="cell"{}>{}</td>'
END: Final = "</tr>"


def draw(lines: Sequence[Line], *, may_choose: bool, may_open: bool) -> SafeString:
    """Draw the rows: with a box to choose each by, and a way to the member's page, for whoever may."""
    choosing = gettext("Choose %(name)s, %(number)s")
    form = f'<tr role="row">{CHOOSE if may_choose else ""}{OPEN if may_open else NAME}'
    rows = []
    for line in lines:
        row = line.row
        chosen = (choosing % {"name": row.name, "number": row.number}, row.member_id) if may_choose else ()
        place = (reverse("console:member", args=[row.number]),) if may_open else ()
        cells = chain.from_iterable((_manner(cell), _text(cell)) for cell in line.cells)
        rows.append(
            format_html(form + CELL * len(line.cells) + END, *chosen, *place, row.name, row.pinyin, _state(row), *cells)
        )
    return SafeString("\n".join(rows))


def _manner(cell: Cell) -> SafeString:
    if not cell.cls:
        return SafeString("")
    if cell.cls != "num":
        return format_html(' class="{}"', cell.cls)
    return format_html(' class="num" data-label="{}"', cell.label)


def _text(cell: Cell) -> str:
    return tier(cell.text, cell.style) if cell.style else cell.text


def _state(row: MemberRow) -> SafeString:
    states = []
    if row.is_blocked:
        states.append(tag(gettext("Orders stopped"), "bad", "ban"))
    if row.status == Member.Status.LAPSED:
        states.append(tag(gettext("Lapsed"), "warn"))
    elif row.status == Member.Status.CLOSED:
        states.append(tag(gettext("Closed")))
    return format_html_join("", " {}", ((state,) for state in states))
