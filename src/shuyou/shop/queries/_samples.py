"""What is shown of titles' insides: to readers while leave for it lasts, and all of it at the desk."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from shuyou.kernel.actor import Actor
from shuyou.kernel.history import Change, row_history
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.shop.models import Sample

SAMPLE: Final = """
    SELECT contents, text, file, rights, allowed_until FROM shop_sample WHERE item_id = %(item)s AND is_published
"""
type Kept = tuple[str, str, str, str, date | None]
"""What is kept of a title's inside: contents, pages to read, their file, whose they are, and how long leave lasts."""


@dataclass(frozen=True, slots=True)
class ShownSample:
    """What a reader may see of a title's inside."""

    contents: tuple[str, ...] = ()
    text: str = ""
    file: str = ""
    rights: str = ""

    @property
    def is_readable(self) -> bool:
        """Tell whether there are pages to read."""
        return bool(self.text or self.file)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRow:
    """What is kept of a title's inside, at the desk."""

    item_id: int
    title: str
    contents: str
    text: str
    has_file: bool
    rights: str
    allowed_until: date | None
    is_published: bool

    def is_shown(self, on: date) -> bool:
        """Tell whether readers see it on a day."""
        return self.is_published and (self.allowed_until is None or self.allowed_until >= on)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFilter:
    """Which samples the desk's list shows; empty: all."""

    state: str = ""
    words: str = ""


def sample_of(*, item_id: int, on: date) -> ShownSample:
    """Return what may be seen of a title's inside on a day, in one query; of pages only while leave lasts."""
    with planned() as cursor:
        cursor.execute(SAMPLE, {"item": item_id})
        row = cursor.fetchone()
    return shown_sample(row, on) if row else ShownSample()


def shown_sample(row: Kept, on: date) -> ShownSample:
    """Return what may be seen on a day of what is kept of a title's inside."""
    contents, text, file, rights, allowed_until = row
    lines = tuple(line.strip() for line in contents.splitlines() if line.strip())
    if allowed_until is not None and allowed_until < on:
        return ShownSample(contents=lines)
    return ShownSample(contents=lines, text=text, file=file, rights=rights)


@query("shop.view")
def list_samples(
    *, wanted: SampleFilter, place: Place, actor: Actor, limit: int = PAGE
) -> Page[SampleRow]:  # fmt: skip
    """Return what is kept of titles' insides, page by page."""
    rows = Sample.objects.select_related("item")
    if wanted.state:
        rows = rows.filter(is_published=wanted.state == "published")
    if wanted.words:
        rows = rows.filter(Q(item__title__icontains=wanted.words))
    found, after = behind(rows, place, limit=limit)
    return Page(tuple(_row(one, one.item.title) for one in found), after)


@query("shop.view")
def sample_at_desk(*, item_id: int, actor: Actor) -> tuple[SampleRow | None, tuple[Change, ...]]:
    """Return what is kept of a title's inside, published or not, with what it was before; None: nothing yet."""
    one = Sample.objects.select_related("item").filter(item_id=item_id).first()
    return (_row(one, one.item.title), tuple(row_history("shop_sample", one.pk))) if one else (None, ())


def _row(one: Sample, title: str) -> SampleRow:
    return SampleRow(
        item_id=one.item_id, title=title, contents=one.contents, text=one.text, has_file=bool(one.file),
        rights=one.rights, allowed_until=one.allowed_until, is_published=one.is_published,
    )  # fmt: skip
