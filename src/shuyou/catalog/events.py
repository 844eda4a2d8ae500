"""What the catalog tells."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksImported(Event):
    """One chunk of a file became items."""

    name: ClassVar[str] = "catalog.books_imported"
    run_id: int
    created: tuple[int, ...]
    merged: int
    unchanged: int
    reported: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlesRanked(Event):
    """Titles were ranked anew by their sales; the hot ones sold at least as many copies as the cut."""

    name: ClassVar[str] = "catalog.titles_ranked"
    hot: int
    cut: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAdded(Event):
    """Somebody entered an item by hand."""

    name: ClassVar[str] = "catalog.item_added"
    item_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEdited(Event):
    """Somebody changed fields of an item by hand, or let files change them again."""

    name: ClassVar[str] = "catalog.item_edited"
    item_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsMerged(Event):
    """Two items were one; what the one that is gone went by leads to the one kept."""

    name: ClassVar[str] = "catalog.items_merged"
    merge_id: int
    kept_id: int
    gone_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsParted(Event):
    """Two items that were merged are two again."""

    name: ClassVar[str] = "catalog.items_parted"
    merge_id: int
    kept_id: int
    gone_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleChanged(Event):
    """A bundle has other parts."""

    name: ClassVar[str] = "catalog.bundle_changed"
    item_id: int
    parts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesNoted(Event):
    """Batches or numbered copies of an item were noted or struck out."""

    name: ClassVar[str] = "catalog.copies_noted"
    item_id: int
    kind: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListKept(Event):
    """A price list was made or changed."""

    name: ClassVar[str] = "catalog.price_list_kept"
    code: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesEntered(Event):
    """Items got, changed or lost rates of their own on a list."""

    name: ClassVar[str] = "catalog.prices_entered"
    code: str
    entered: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookIntakeMoved(Event):
    """A book list was handed in, started or forgotten."""

    name: ClassVar[str] = "catalog.book_intake_moved"
    intake_id: int
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymsKept(Event):
    """Words that mean the same were put together or changed; none: they were parted."""

    name: ClassVar[str] = "catalog.synonyms_kept"
    group_id: int
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnClassesKept(Event):
    """Classes of the club's own tree were made, named anew or taken away."""

    name: ClassVar[str] = "catalog.own_classes_kept"
    codes: str
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnClassMoved(Event):
    """A class of the club's own tree stands elsewhere, and all below it with it."""

    name: ClassVar[str] = "catalog.own_class_moved"
    class_id: int
    was: str
    code: str
    classes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlesFiled(Event):
    """Titles were put in a class of the club's own, or taken out."""

    name: ClassVar[str] = "catalog.titles_filed"
    class_id: int
    titles: int
    is_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleViewKept(Event):
    """A view of the list of titles was kept or taken away."""

    name: ClassVar[str] = "catalog.title_view_kept"
    view_id: int
    is_kept: bool
