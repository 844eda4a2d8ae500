"""Rows of titles as lists show them: a page has dozens, so by no template for each."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from shuyou.catalog.queries import ItemRow
from shuyou.kernel.registry import Column
from shuyou.kernel.templatetags.ui import mark

type Said = tuple[str | Promise, str, object]
"""A cell: what it is, said beside it where there is no room for headings; its class; what stands in it."""

LONGEST_NAMES: Final = 40


def draw_row(row: ItemRow, typed: str, cells: Iterable[Said]) -> SafeString:
    """Draw a title with what is told of it; empty cells say nothing on a telephone."""
    told = [
        format_html('<td role="cell" class="{}" data-label="{}">{}</td>', cls, label, text)
        if label and text not in ("", None)
        else format_html('<td role="cell" class="{}">{}</td>', cls, "" if text is None else text)
        for label, cls, text in cells
    ]
    return format_html(
        '<tr role="row"><td role="cell" class="who"><a class="strong" href="{}" data-row>{}</a>{}{}</td>{}</tr>',
        reverse("catalog:item", args=[row.uid]),
        mark(row.title, typed),
        format_html(' <span class="small faint">{}</span>', row.edition) if row.edition else "",
        format_html(' <span class="tag">{}</span>', row.status_label) if row.status != "available" else "",
        format_html_join("", "{}", ((one,) for one in told)),
    )


def shown_names(authors: str) -> str:
    """Return who made a title, as far as there is room."""
    return authors if len(authors) <= LONGEST_NAMES else Truncator(authors).chars(LONGEST_NAMES)


def of_columns(columns: Sequence[Column], cells: Sequence[str]) -> list[Said]:
    """Return what other packages say of a title."""
    return [(column.label, "num", cell) for column, cell in zip(columns, cells, strict=True)]
