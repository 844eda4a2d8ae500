"""Scans: any picture somebody took becomes a plain upright one, bare of where it was taken; a PDF stays as it is."""

import warnings
from io import BytesIO
from typing import Final

from PIL import Image, ImageSequence, UnidentifiedImageError

from shuyou.members.errors.intake import PaperTooLarge, PaperUnreadable
from shuyou.members.rules.pictures import small_upright, weight

MEGABYTES: Final = 20
MEGAPIXELS: Final = 80
LONGEST_SIDE: Final = 3_200
MOST_PAGES: Final = 10
QUALITY: Final = 85
FORMATS: Final = ("JPEG", "PNG", "TIFF", "WEBP")
JPEG, PDF = "image/jpeg", "application/pdf"
SUFFIX: Final = {JPEG: ".jpg", PDF: ".pdf"}


def scan(content: bytes, *, name: str) -> tuple[bytes, str]:
    """
    Return a scan as it is kept, with its media type: a JPEG, pages below each other, or the PDF that it is.

    What it is says its content, never its name.

    :raises PaperUnreadable: it is neither a picture nor a PDF, or is damaged.
    :raises PaperTooLarge: it has more bytes or dots than are looked at.
    """
    too_large = PaperTooLarge(value=name, megabytes=MEGABYTES, megapixels=MEGAPIXELS)
    if len(content) > MEGABYTES * 1024 * 1024:
        raise too_large
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise PaperUnreadable(value=name)
        return content, PDF
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the next lines count for themselves
            picture: Image.Image = Image.open(BytesIO(content), formats=FORMATS)
        pages: list[Image.Image] = []
        dots = 0
        for page in ImageSequence.Iterator(picture):
            dots += weight(page)
            if dots > MEGAPIXELS * 1_000_000 or len(pages) == MOST_PAGES:
                raise too_large
            pages.append(small_upright(page, LONGEST_SIDE))
        return _stacked(pages), JPEG
    except Image.DecompressionBombError as error:
        raise too_large from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError) as error:
        raise PaperUnreadable(value=name) from error


def _stacked(pages: list[Image.Image]) -> bytes:
    whole = Image.new("RGB", (max(page.width for page in pages), sum(page.height for page in pages)), "white")
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    kept = BytesIO()
    whole.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue()
