"""The rows of the list of members as drawn: a page has hundreds of places, so no template draws each."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from shuyou.kernel.addresses import address
from shuyou.kernel.templatetags.ui import tag, tier
from shuyou.members.console.list_columns import Cell, Line
from shuyou.members.models import Member
from shuyou.members.queries import MemberRow

MOST_KEPT: Final = 2_000
CHOOSE: Final = (
    '<td role="cell" class="choose"><label class="choose-l"><span class="vh">%s</span>'
    '<input type="checkbox" form="chosen" name="m" value="%s" autocomplete="off"></label></td>'
)
OPEN: Final = (
    '<td role="cell" class="who"><a class="strong" href="%s" data-row>%s</a> <span class="small faint">%s</span>%s</td>'
)
NAME: Final = '<td role="cell" class="who"><strong>%s</strong> <span class="small faint">%s</span>%s</td>'


def draw(lines: Sequence[Line], *, may_choose: bool, may_open: bool) -> SafeString:
    """Draw the rows: with a box to choose each by, and a way to the member's page, for whoever may."""
    choosing = gettext("Choose %(name)s, %(number)s") if may_choose else ""
    begun = [_begun(cell) for cell in lines[0].cells] if lines else []
    rows = []
    for line in lines:
        row = line.row
        name, pinyin, state = escape(row.name), escape(row.pinyin), _state(row)
        parts = ['<tr role="row">']
        if may_choose:
            label = choosing % {"name": row.name, "number": row.number}
            parts.append(CHOOSE % (escape(label), row.member_id))
        if may_open:
            parts.append(OPEN % (escape(address("console:member", row.number)), name, pinyin, state))
        else:
            parts.append(NAME % (name, pinyin, state))
        parts += [f"{begin}{_text(cell)}</td>" for begin, cell in zip(begun, line.cells, strict=True)]
        rows.append("".join([*parts, "</tr>"]))
    return SafeString("\n".join(rows))


def _begun(cell: Cell) -> str:
    """Begin the cells of a column: all of them as its first."""
    if not cell.cls:
        return '<td role="cell">'
    if cell.cls != "num":
        return format_html('<td role="cell" class="{}">', cell.cls)
    return format_html('<td role="cell" class="num" data-label="{}">', cell.label)


def _text(cell: Cell) -> str:
    return _tier(cell.text, cell.style) if cell.style else _escaped(cell.text)


def _escaped(text: str) -> str:
    """Escape as templates do; Django's own function looks for lazy words first, which takes longer than escaping."""
    return text.__html__() if isinstance(text, SafeString) else escape(text)


_tier: Final = lru_cache(MOST_KEPT)(tier)


def _state(row: MemberRow) -> str:
    if not row.is_blocked and row.status not in (Member.Status.LAPSED, Member.Status.CLOSED):
        return ""
    states = []
    if row.is_blocked:
        states.append(tag(gettext("Orders stopped"), "bad", "ban"))
    if row.status == Member.Status.LAPSED:
        states.append(tag(gettext("Lapsed"), "warn"))
    elif row.status == Member.Status.CLOSED:
        states.append(tag(gettext("Closed")))
    return format_html_join("", " {}", ((state,) for state in states))
