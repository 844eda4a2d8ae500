"""What the catalog shows on pages that show many packages."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries
from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Clue, Hit, NavEntry, OneTouchSource, registry
from shuyou.kernel.text import nested_marks

MOST_TITLES = 4


def _find(clue: Clue, actor: Actor, limit: int) -> Sequence[Hit]:
    # Short digits are phone tails and card numbers, never titles; letters alone are mostly names.
    if (clue.digits and len(clue.digits) < 8) or "@" in clue.text:
        return []
    # Most clues are about people: what is no title as it stands is not taken for a slip.
    most = min(limit, MOST_TITLES)
    rows = queries.search_titles(text=clue.text, limit=most, is_guessing=False) if len(clue.text) > 1 else []
    return [
        Hit(
            url=reverse("catalog:item", args=[row.uid]),
            title=nested_marks(gettext("“%(title)s”") % {"title": row.title}),
            detail=" · ".join(part for part in (row.authors, row.publisher, f"¥{row.list_price}") if part),
            badge=gettext("Title"),
            icon="book-open",
        )
        for row in rows
    ]


registry.offer(
    OneTouchSource(group="titles", label=_("Titles"), order=30, permission="catalog.view", find=_find),
    NavEntry(
        key="titles",
        label=_("Titles"),
        icon="library",
        url_name="catalog:list",
        order=50,
        permission="catalog.view",
        go_key="B",
    ),
)
