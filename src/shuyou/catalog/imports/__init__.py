"""Files of books: tables, ONIX, MARC."""

from shuyou.catalog.imports.openings import BookFile, open_books

__all__ = ["BookFile", "open_books"]
