"""What the catalog knows without a database: how titles, numbers, prices and names are read, checked and searched."""

from shuyou.catalog.rules.attributes import ATTRIBUTES, Attribute, Value, clean_attributes
from shuyou.catalog.rules.classes import CLC, Class, book_class
from shuyou.catalog.rules.dates import published
from shuyou.catalog.rules.details import Topic
from shuyou.catalog.rules.drafts import BookDraft, NewBook, ShopTerms, clean_book, key_of, price_of
from shuyou.catalog.rules.isbns import hyphenated, isbn10, isbn13, made_up_code, made_up_isbn
from shuyou.catalog.rules.people import Person, people
from shuyou.catalog.rules.prices import Amount, ListPrice, amount, list_price, made_up_price
from shuyou.catalog.rules.titles import search_text, title_initials, title_norm, title_tokens

__all__ = [
    "ATTRIBUTES",
    "CLC",
    "Amount",
    "Attribute",
    "BookDraft",
    "Class",
    "ListPrice",
    "NewBook",
    "Person",
    "ShopTerms",
    "Topic",
    "Value",
    "amount",
    "book_class",
    "clean_attributes",
    "clean_book",
    "hyphenated",
    "isbn10",
    "isbn13",
    "key_of",
    "list_price",
    "made_up_code",
    "made_up_isbn",
    "made_up_price",
    "people",
    "price_of",
    "published",
    "search_text",
    "title_initials",
    "title_norm",
    "title_tokens",
]
