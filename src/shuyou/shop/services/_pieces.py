"""What staff write for the window: kept, published for a time, dropped."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import printed
from shuyou.kernel.usecase import use_case
from shuyou.shop.errors import PieceRefused
from shuyou.shop.events import PieceKept
from shuyou.shop.models import Piece, PieceTitle

MOST_TITLES: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceDraft:
    """Something for the window as staff typed it; titles are items in their order, each with a word or none."""

    kind: str
    slug: str
    title_zh: str
    title_en: str = ""
    text_zh: str = ""
    text_en: str = ""
    link: str = ""
    style: str = Piece.Style.PAPER
    position: int = 10
    is_published: bool = False
    shown_from: datetime | None = None
    shown_until: datetime | None = None
    titles: Sequence[tuple[int, str]] = field(default_factory=tuple)


@use_case("shop.write_content")
def keep_piece(draft: PieceDraft, *, was: str = "", actor: Actor, at: datetime) -> str:
    """
    Keep something for the window, in place of the one that stood at `was`, and return where it stands.

    :raises PieceRefused: it has no title, its place is taken or no place, it ends before it begins, it leads elsewhere.
    :raises NotFound: nothing stands at `was`.
    """
    _look_through(draft)
    piece = Piece.objects.select_for_update(no_key=True).filter(slug=was).first() if was else Piece()
    if piece is None:
        raise NotFound(what=_("piece"), key=was)
    if draft.slug != was and Piece.objects.filter(slug=draft.slug).exists():
        raise PieceRefused(why=_("another one stands at this address"), field="slug")
    piece.kind, piece.slug, piece.style, piece.link = draft.kind, draft.slug, draft.style, draft.link
    piece.title_zh, piece.title_en = printed(draft.title_zh)[:80], printed(draft.title_en)[:80]
    piece.text_zh, piece.text_en = draft.text_zh.strip(), draft.text_en.strip()
    piece.position, piece.is_published = draft.position, draft.is_published
    piece.shown_from, piece.shown_until = draft.shown_from, draft.shown_until
    piece.save()
    PieceTitle.objects.filter(piece=piece).delete()
    PieceTitle.objects.bulk_create(
        PieceTitle(piece=piece, item_id=item_id, position=place, note=printed(note)[:120])
        for place, (item_id, note) in enumerate(draft.titles)
    )
    publish(PieceKept(piece_id=piece.pk, is_published=piece.is_published), actor=actor, at=at)
    return piece.slug


def _look_through(draft: PieceDraft) -> None:
    if draft.kind not in Piece.Kind.values:
        raise PieceRefused(why=_("there is no such kind"), field="kind")
    if draft.style not in Piece.Style.values:
        raise PieceRefused(why=_("there is no such look"), field="style")
    if not printed(draft.title_zh):
        raise PieceRefused(why=_("it has no title"), field="title_zh")
    if draft.shown_from and draft.shown_until and draft.shown_until <= draft.shown_from:
        raise PieceRefused(why=_("it ends before it begins"), field="shown_until")
    if draft.link and (not draft.link.startswith("/") or draft.link.startswith(("//", "/\\"))):
        raise PieceRefused(why=_("it may lead only to a page of this shop, such as /shelf/I/"), field="link")
    ids = [item_id for item_id, _note in draft.titles]
    if len(ids) != len(set(ids)) or len(ids) > MOST_TITLES:
        raise PieceRefused(why=_("a list holds each title once, and at most 40"), field="titles")
    if draft.kind == Piece.Kind.QUESTION and not draft.text_zh.strip():
        raise PieceRefused(why=_("the question has no answer"), field="text_zh")
    if draft.kind == Piece.Kind.LIST and not ids:
        raise PieceRefused(why=_("the list is empty"), field="titles")
    if len(catalog.item_rows(item_ids=ids)) != len(ids):
        raise PieceRefused(why=_("one of the titles is not known"), field="titles")


@use_case("shop.write_content")
def drop_piece(*, slug: str, actor: Actor, at: datetime) -> None:
    """
    Take something out of the window for good; its history stays.

    :raises NotFound: there is none.
    """
    piece = Piece.objects.select_for_update().filter(slug=slug).first()
    if piece is None:
        raise NotFound(what=_("piece"), key=slug)
    told = PieceKept(piece_id=piece.pk, is_published=False)
    piece.delete()
    publish(told, actor=actor, at=at)
