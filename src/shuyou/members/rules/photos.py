"""Portraits: any picture somebody has becomes a small upright square without a word about where it was taken."""

import warnings
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from shuyou.members.errors import PhotoTooLarge, PhotoTooSmall, PhotoUnreadable

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
        if width * height > MEGAPIXELS * 1_000_000:
            raise too_large
        if min(width, height) < LEAST:
            raise PhotoTooSmall(value=name, width=width, height=height, least=LEAST)
        picture.draft("RGB", (2 * SIDE, 2 * SIDE))
        upright = ImageOps.exif_transpose(picture)
        return _square(upright)
    except Image.DecompressionBombError as error:
        raise too_large from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise PhotoUnreadable(value=name) from error


def _square(picture: Image.Image) -> bytes:
    """Return the middle of a picture; what shone through stands on white."""
    solid = picture.convert("RGBA")
    ground = Image.new("RGBA", solid.size, "white")
    ground.alpha_composite(solid)
    side = min(SIDE, *ground.size)
    small = ImageOps.fit(ground.convert("RGB"), (side, side), Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    kept = BytesIO()
    small.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue()
