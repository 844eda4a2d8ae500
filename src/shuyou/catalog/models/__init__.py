"""Tables of the catalog: what can be sold, what it is called, and what it costs whom."""

from shuyou.catalog.models.books import Contribution, Contributor, Identifier, Publisher, Series, Subject
from shuyou.catalog.models.changes import BookIntake, BookMapping, ItemChange, ItemMerge
from shuyou.catalog.models.copies import Batch, BundlePart, NumberedCopy
from shuyou.catalog.models.items import Category, Item, Work
from shuyou.catalog.models.own import Filing, OwnClass, TitleView
from shuyou.catalog.models.prices import PriceChange, PriceEntry, PriceList
from shuyou.catalog.models.search import Synonym, SynonymGroup, TitleListing, TitleSearch

__all__ = [
    "Batch",
    "BookIntake",
    "BookMapping",
    "BundlePart",
    "Category",
    "Contribution",
    "Contributor",
    "Filing",
    "Identifier",
    "Item",
    "ItemChange",
    "ItemMerge",
    "NumberedCopy",
    "OwnClass",
    "PriceChange",
    "PriceEntry",
    "PriceList",
    "Publisher",
    "Series",
    "Subject",
    "Synonym",
    "SynonymGroup",
    "TitleListing",
    "TitleSearch",
    "TitleView",
    "Work",
]
