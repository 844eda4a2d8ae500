"""What changes the catalog: the front door."""

from shuyou.catalog.services._import_books import BookReading, import_books, preview_books

__all__ = ["BookReading", "import_books", "preview_books"]
