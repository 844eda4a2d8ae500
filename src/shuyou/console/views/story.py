"""The lines of a member's story as drawn: a page has dozens, so no template draws each."""

from collections.abc import Sequence
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from shuyou.kernel.registry import TimelineRow
from shuyou.kernel.templatetags.ui import clock_time, icon

LINE: Final = '<li id="tl-{}"><time datetime="{}">{}</time><span class="mk{}">{}</span><div><h3>{}{}</h3>{}</div></li>'


def drawn(rows: Sequence[TimelineRow]) -> SafeString:
    """Draw lines, newest first as they are given."""
    return SafeString("\n".join(_line(row) for row in rows))


def _line(row: TimelineRow) -> SafeString:
    return format_html(
        LINE,
        row.key,
        row.at.isoformat(),
        clock_time(row.at),
        f" mk-{row.tone}" if row.tone else "",
        icon(row.icon),
        format_html('<a href="{}">{}</a>', row.url, row.title) if row.url else row.title,
        format_html(" <small>{}</small>", row.aside) if row.aside else "",
        format_html('<p class="clip2">{}</p>', row.text) if row.text else "",
    )
