"""A book as engines that look through the web read it."""

import json
from typing import Final

from django.utils.safestring import SafeString

from shuyou.catalog.queries import BookPage

STANDING: Final = {"announced": "PreOrder", "out_of_print": "Discontinued", "withdrawn": "Discontinued"}
_ESCAPES: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
"""So that no text of a book can end the element that it stands in."""


def facts_of_book(book: BookPage, *, place: str, root: str, free: int) -> SafeString:
    """Return a book and what it is offered for as engines read it (schema.org Book with an Offer), safe in a page."""
    address = f"{root}{place}"
    listed = next((step.price for step in book.ladder if step.code == "list"), book.list_price)
    standing = STANDING.get(book.status) or ("InStock" if free else "BackOrder")
    facts = {
        "@context": "https://schema.org", "@type": "Book", "name": book.title, "url": address,
        "alternativeHeadline": book.subtitle, "isbn": "" if book.is_isbn_synthetic else book.isbn,
        "author": [{"@type": "Person", "name": name} for name in book.authors.split("、") if name],
        "publisher": {"@type": "Organization", "name": book.publisher} if book.publisher else "",
        "datePublished": book.published, "numberOfPages": book.pages, "description": book.blurb[:400],
        "image": f"{address}cover.jpg" if book.has_cover else "",
        "offers": {
            "@type": "Offer", "price": str(listed), "priceCurrency": "CNY", "url": address,
            "availability": f"https://schema.org/{standing}",
        },
    }  # fmt: skip
    said = {key: value for key, value in facts.items() if value}
    return SafeString(json.dumps(said, ensure_ascii=False).translate(_ESCAPES))
