"""What changes the catalog: the front door."""

from shuyou.catalog.rules import NewBook
from shuyou.catalog.services._book_intakes import (
    drop_book_intake,
    hand_in_books,
    start_book_intake,
    take_in_books,
)
from shuyou.catalog.services._copies import (
    NewBatch,
    add_number,
    change_cover,
    drop_number,
    note_batch,
    note_copies,
    remove_cover,
    set_parts,
    strike_out,
)
from shuyou.catalog.services._edit_item import ItemTerms, add_item, edit_item, release_fields
from shuyou.catalog.services._import_books import BookReading, import_books, preview_books
from shuyou.catalog.services._merge_items import hold_items, merge_items, part_items
from shuyou.catalog.services._own_classes import drop_own_class, file_titles, keep_own_classes, move_own_class
from shuyou.catalog.services._price_lists import PriceListDraft, add_price_list, change_price_list, enter_prices
from shuyou.catalog.services._rank_titles import rank_titles
from shuyou.catalog.services._synonyms import drop_synonyms, keep_synonyms
from shuyou.catalog.services._title_views import drop_title_view, keep_title_view

__all__ = [
    "BookReading",
    "ItemTerms",
    "NewBatch",
    "NewBook",
    "PriceListDraft",
    "add_item",
    "add_number",
    "add_price_list",
    "change_cover",
    "change_price_list",
    "drop_book_intake",
    "drop_number",
    "drop_own_class",
    "drop_synonyms",
    "drop_title_view",
    "edit_item",
    "enter_prices",
    "file_titles",
    "hand_in_books",
    "hold_items",
    "import_books",
    "keep_own_classes",
    "keep_synonyms",
    "keep_title_view",
    "merge_items",
    "move_own_class",
    "note_batch",
    "note_copies",
    "part_items",
    "preview_books",
    "rank_titles",
    "release_fields",
    "remove_cover",
    "set_parts",
    "start_book_intake",
    "strike_out",
    "take_in_books",
]
