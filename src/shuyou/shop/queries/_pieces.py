"""What staff wrote for the window: what stands there at a moment, and all of it at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import Change, row_history
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.registry import Answer
from shuyou.kernel.usecase import query
from shuyou.shop.models import Piece, PieceTitle

MOST_SHOWN: Final = 12
MOST_ANSWERS: Final = 200
Kind = Piece.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceRow:
    """Something written for the window, in the reader's language and in both."""

    slug: str
    kind: str
    kind_label: str
    title: str
    text: str
    link: str
    style: str
    style_label: str
    position: int
    is_published: bool
    shown_from: datetime | None
    shown_until: datetime | None
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str

    def is_shown(self, at: datetime) -> bool:
        """Tell whether it stands in the window at a moment."""
        begun = self.shown_from is None or self.shown_from <= at
        return self.is_published and begun and (self.shown_until is None or at < self.shown_until)


@dataclass(frozen=True, slots=True)
class ListedTitle:
    """A title of a list, with a word of whoever chose it."""

    item_id: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What stands in the window at a moment."""

    banners: tuple[PieceRow, ...] = ()
    lists: tuple[tuple[PieceRow, tuple[ListedTitle, ...]], ...] = ()
    pages: tuple[PieceRow, ...] = ()
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceFilter:
    """Which pieces the desk's list shows; empty: all."""

    kind: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceAtDesk:
    """A piece in full, with its titles and what it was before."""

    row: PieceRow
    titles: tuple[ListedTitle, ...]
    changes: tuple[Change, ...]


def window_at(*, at: datetime) -> Window:
    """Return what stands in the window at a moment, in two queries."""
    window = _shown(at).exclude(kind=Kind.QUESTION).order_by("position", "pk")
    shown = [_row(one) for one in window[: 4 * MOST_SHOWN]]
    lists = [row for row in shown if row.kind == Kind.LIST][:3]
    titles = _titles([row.slug for row in lists]) if lists else {}
    return Window(
        banners=tuple(row for row in shown if row.kind == Kind.BANNER)[:3],
        lists=tuple((row, titles.get(row.slug, ())) for row in lists),
        pages=tuple(row for row in shown if row.kind == Kind.PAGE)[:MOST_SHOWN],
        style=next((row.style for row in shown if row.kind == Kind.THEME), ""),
    )


def shown_piece(*, slug: str, at: datetime) -> tuple[PieceRow, tuple[ListedTitle, ...]]:
    """
    Return a page or a list that everybody may read at a moment.

    :raises NotFound: nothing stands there, or not now.
    """
    piece = _shown(at).filter(slug=slug, kind__in=[Kind.PAGE, Kind.LIST]).first()
    if piece is None:
        raise NotFound(what="page", key=slug)
    return _row(piece), _titles([slug]).get(slug, ())


def answers_at(at: datetime) -> Sequence[Answer]:
    """Return the answers that staff wrote for everybody, in their order, in one query (index `pieces_shown`)."""
    shown = _shown(at).filter(kind=Kind.QUESTION).order_by("position", "pk")[:MOST_ANSWERS]
    rows = [_row(one) for one in shown]
    return [Answer(key=row.slug, question=row.title, text=row.text, url=row.link) for row in rows]


@query("shop.view")
def list_pieces(*, wanted: PieceFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[PieceRow]:
    """Return pieces that pass the filter, page by page."""
    rows = Piece.objects.all()
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.words:
        rows = rows.filter(Q(title_zh__icontains=wanted.words) | Q(title_en__icontains=wanted.words))
    found, after = behind(rows, place, limit=limit)
    return Page(tuple(_row(one) for one in found), after)


@query("shop.view")
def piece_at_desk(*, slug: str, actor: Actor) -> PieceAtDesk:
    """
    Return a piece in full, published or not.

    :raises NotFound: there is none.
    """
    piece = Piece.objects.filter(slug=slug).first()
    if piece is None:
        raise NotFound(what="piece", key=slug)
    titles = _titles([slug]).get(slug, ())
    return PieceAtDesk(row=_row(piece), titles=titles, changes=tuple(row_history("shop_piece", piece.pk)))


def _shown(at: datetime) -> QuerySet[Piece]:
    return Piece.objects.filter(
        Q(shown_from=None) | Q(shown_from__lte=at), Q(shown_until=None) | Q(shown_until__gt=at), is_published=True
    )


def _titles(slugs: Sequence[str]) -> dict[str, tuple[ListedTitle, ...]]:
    found: dict[str, list[ListedTitle]] = {}
    rows = PieceTitle.objects.filter(piece__slug__in=slugs).order_by("piece_id", "position", "pk")
    for slug, item_id, note in rows.values_list("piece__slug", "item_id", "note"):
        found.setdefault(slug, []).append(ListedTitle(item_id, note))
    return {slug: tuple(titles) for slug, titles in found.items()}


def _row(one: Piece) -> PieceRow:
    is_chinese = (get_language() or "").startswith("zh")
    title = one.title_zh if is_chinese else one.title_en or one.title_zh
    text = one.text_zh if is_chinese else one.text_en or one.text_zh
    return PieceRow(
        slug=one.slug, kind=one.kind, kind_label=one.get_kind_display(), title=title, text=text, link=one.link,
        style=one.style, style_label=one.get_style_display(), position=one.position, is_published=one.is_published,
        shown_from=one.shown_from, shown_until=one.shown_until, title_zh=one.title_zh, title_en=one.title_en,
        text_zh=one.text_zh, text_en=one.text_en,
    )  # fmt: skip
