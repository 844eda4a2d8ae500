"""Pictures from outside: made small before anything else is done with them, for a few bytes may unpack to very much."""

from typing import Final

from PIL import ExifTags, Image, ImageOps

PLAIN: Final = frozenset({"L", "RGB", "CMYK"})
SEE_THROUGH: Final = 2
"""Dots that may be seen through, or are looked up in a palette, take so many times the room while they are read."""


def weight(picture: Image.Image) -> int:
    """Return how many plain dots a picture is as heavy as."""
    return picture.width * picture.height * (1 if picture.mode in PLAIN | {"1"} else SEE_THROUGH)


def small_upright(picture: Image.Image, longest: int) -> Image.Image:
    """Return a picture turned upright, on white, with no side longer than this."""
    picture.draft(None, (longest, longest))  # a JPEG is not even unpacked further
    picture.load()
    turned = picture.getexif().get(ExifTags.Base.Orientation)
    if picture.mode == "1":
        picture = picture.convert("L")
    elif picture.mode not in PLAIN:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    scale = min(1.0, longest / max(picture.size))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    small = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turned:
        small.getexif()[ExifTags.Base.Orientation] = turned
        small = ImageOps.exif_transpose(small)
    return _on_white(small)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in PLAIN:
        return picture.convert("RGB")
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture.convert("RGBA"))
    return ground.convert("RGB")
