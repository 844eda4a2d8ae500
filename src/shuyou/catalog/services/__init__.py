"""What changes the catalog: the front door."""

from shuyou.catalog.services._import_books import BookReading, import_books, preview_books
from shuyou.catalog.services._rank_titles import rank_titles

__all__ = ["BookReading", "import_books", "preview_books", "rank_titles"]
