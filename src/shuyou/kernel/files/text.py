"""Text from outside: which encoding its bytes are in, found by reading them all and by nothing less."""

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shuyou.kernel.files.refusals import EncodingUnknown, FileDamaged, FileMissing, FileTooLarge

MEGABYTE: Final = 1024 * 1024
LIMIT: Final = 1024 * MEGABYTE
"""The most bytes taken from one file."""

LONGEST_LINE: Final = 16
"""Megabytes; whoever reads by lines holds one whole, and a file without lines is no table."""

_BLOCK: Final = MEGABYTE
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_TRIED: Final = ("utf-8", "gb18030")
_UTF8_WORDS: Final = re.compile(rb"(?<![\x80-\xff])(?:[\xe3-\xe9][\x80-\xbf]{2}){4,}(?![\x80-\xff])")
"""Four characters or more that GB18030 would read as well, as six or more that nobody wrote."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """A file's size and digest."""

    size: int
    digest: str


def weigh(path: Path, *, limit: int = LIMIT) -> Bytes:
    """
    Return a file's size and SHA-256.

    :raises FileMissing: there is no such file.
    :raises FileTooLarge: it holds more bytes than the limit.
    """
    if not path.is_file():
        raise FileMissing(name=path.name)
    size = path.stat().st_size
    if size > limit:
        raise FileTooLarge(name=path.name, size=-(-size // MEGABYTE), limit=limit // MEGABYTE)
    with path.open("rb") as file:
        return Bytes(size, hashlib.file_digest(file, "sha256").hexdigest())


def detect_encoding(path: Path) -> str:
    """
    Return the encoding of a text file: by its mark, else UTF-8, else GB18030, decoded strictly to the last byte.

    :raises EncodingUnknown: it is neither, part one and part the other, or no text at all.
    :raises FileDamaged: a line of it does not end.
    """
    with path.open("rb") as file:
        head = file.read(4)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            candidates: tuple[str, ...] = (encoding,)
            break
    else:
        candidates = _TRIED
    for encoding in candidates:
        if _decodes(path, encoding) and not (encoding == "gb18030" and _has_utf8(path)):
            return encoding
    raise EncodingUnknown(name=path.name)


def decoded(data: bytes, *, name: str) -> str:
    """
    Return the text of a short file that is held whole, by the same order of encodings.

    :raises EncodingUnknown: it is no text.
    """
    marked = [encoding for mark, encoding in _BOMS if data.startswith(mark)]
    for encoding in marked or _TRIED:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise EncodingUnknown(name=name)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    has_nul, unended = False, 0
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                has_nul = has_nul or "\0" in decoder.decode(block)
                unended = 0 if b"\n" in block or b"\r" in block else unended + 1
                if unended > LONGEST_LINE:
                    raise FileDamaged(name=path.name, reason=f"it has a line of more than {LONGEST_LINE} MB")
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return not has_nul


def _has_utf8(path: Path) -> bool:
    with path.open("rb") as file:
        return any(_UTF8_WORDS.search(block) for block in iter(lambda: file.read(_BLOCK), b""))
