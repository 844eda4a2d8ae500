"""Covers: any picture of a book becomes one of a fitting size without a word about where it was taken."""

import warnings
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from shuyou.catalog.errors import CoverUnreadable

WIDTH, HEIGHT = 600, 900
LEAST: Final = 60
MOST_BYTES: Final = 10 * 1024 * 1024
MOST_DOTS: Final = 50_000_000
FORMATS: Final = ("JPEG", "PNG", "WEBP")


def cover_of(content: bytes, *, name: str) -> bytes:
    """
    Return a picture as a JPEG of at most 600 by 900 dots, upright, bare of all other data.

    :raises CoverUnreadable: it is no JPEG, PNG or WebP, is damaged, or is of a size nobody can use.
    """
    refused = CoverUnreadable(value=name)
    if len(content) > MOST_BYTES:
        raise refused
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the next lines count for themselves
            picture: Image.Image = Image.open(BytesIO(content), formats=FORMATS)
        if picture.width * picture.height > MOST_DOTS or min(picture.size) < LEAST:
            raise refused
        small = ImageOps.exif_transpose(picture).convert("RGB")
    except (Image.DecompressionBombError, UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise refused from error
    small.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    kept = BytesIO()
    small.save(kept, "JPEG", quality=86, optimize=True)
    return kept.getvalue()
