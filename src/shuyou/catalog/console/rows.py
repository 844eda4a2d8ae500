"""Rows of titles as lists show them: a page has hundreds of places, so no template draws each."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from shuyou.catalog.queries import ItemRow
from shuyou.kernel.templatetags.ui import mark

type Head = tuple[str | Promise, str]
"""A column: its heading, said beside its cells where there is no room for headings, and its class."""

LONGEST_NAMES: Final = 40
FIRST: Final = '<tr role="row"><td role="cell" class="who"><a class="strong" href="{}" data-row>{}</a>{}{}</td>'


def draw_rows(heads: Sequence[Head], lines: Iterable[tuple[ItemRow, Sequence[str]]], typed: str) -> list[SafeString]:
    """Draw titles with what stands in the columns after the first; empty cells say nothing on a telephone."""
    begins = [
        (
            format_html('<td role="cell" class="{}" data-label="{}">', cls, label),
            format_html('<td role="cell" class="{}">', cls),
        )
        for label, cls in heads[1:]
    ]
    drawn = []
    for row, cells in lines:
        told = [_first(row, typed)]
        for (named, bare), text in zip(begins, cells, strict=True):
            told += (named, conditional_escape(text)) if text else (bare,)
            told.append(SafeString("</td>"))
        drawn.append(SafeString("".join((*told, "</tr>"))))
    return drawn


def shown_names(authors: str) -> str:
    """Return who made a title, as far as there is room."""
    return authors if len(authors) <= LONGEST_NAMES else Truncator(authors).chars(LONGEST_NAMES)


def _first(row: ItemRow, typed: str) -> SafeString:
    return format_html(
        FIRST,
        reverse("catalog:item", args=[row.uid]),
        mark(row.title, typed),
        format_html(' <span class="small faint">{}</span>', row.edition) if row.edition else "",
        format_html(' <span class="tag">{}</span>', row.status_label) if row.status != "available" else "",
    )
