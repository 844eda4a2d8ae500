"""Portraits: any picture somebody has becomes a small upright square without a word about where it was taken."""

import warnings
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from shuyou.members.errors import PhotoTooLarge, PhotoTooSmall, PhotoUnreadable
from shuyou.members.rules.pictures import small_upright, weight

SIDE: Final = 320
LEAST: Final = 48
MEGABYTES: Final = 10
MEGAPIXELS: Final = 50
QUALITY: Final = 86
FORMATS: Final = ("JPEG", "PNG", "WEBP")


def portrait(content: bytes, *, name: str) -> bytes:
    """
    Return a picture as a JPEG of at most 320 dots a side: turned upright, cut square, bare of all other data.

    :raises PhotoUnreadable: it is no JPEG, PNG or WebP, or is damaged.
    :raises PhotoTooLarge: it has more bytes or dots than are looked at.
    :raises PhotoTooSmall: nobody would be known by it.
    """
    too_large = PhotoTooLarge(value=name, megabytes=MEGABYTES, megapixels=MEGAPIXELS)
    if len(content) > MEGABYTES * 1024 * 1024:
        raise too_large
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the next lines count for themselves
            picture: Image.Image = Image.open(BytesIO(content), formats=FORMATS)
        width, height = picture.size
        if weight(picture) > MEGAPIXELS * 1_000_000:
            raise too_large
        if min(width, height) < LEAST:
            raise PhotoTooSmall(value=name, width=width, height=height, least=LEAST)
        return _square(small_upright(picture, _longest(width, height)))
    except Image.DecompressionBombError as error:
        raise too_large from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise PhotoUnreadable(value=name) from error


def _longest(width: int, height: int) -> int:
    """Return how long the longer side is when the shorter one is just as long as the portrait wants, and then some."""
    return round(2 * SIDE * max(width, height) / min(width, height))


def _square(picture: Image.Image) -> bytes:
    """Return the middle of a picture."""
    side = min(SIDE, *picture.size)
    small = ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    kept = BytesIO()
    small.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue()
