"""
Files of which readers have books made: what they are, how many pages they have, and that nothing in them runs.

What a file is says its content, never its name. Nothing of it is drawn or run; what is packed is unpacked only so far.
"""

import re
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, islice, pairwise
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from shuyou.kernel.files.text import MEGABYTE
from shuyou.orders.errors.printing import (
    ManuscriptHostile,
    ManuscriptLocked,
    ManuscriptTooLarge,
    ManuscriptUnreadable,
)
from shuyou.orders.rules.printing import MOST_PAGES

MEGABYTES: Final = 48
UNPACKED: Final = 200 * MEGABYTE
"""Of a file, pictures of a book among them, which nobody unpacks here."""
READ: Final = 40 * MEGABYTE
"""Of a file that is unpacked here and read."""
MOST_PARTS: Final = 3_000
MOST_STREAMS: Final = 200_000
AT_ONCE: Final = MEGABYTE
"""Of a page of an e-book whose letters are counted."""
MEGAPIXELS: Final = 60
LETTERS_OF_A_PAGE: Final = 600
"""Characters on a page of 32开 with pictures and headings between."""
SUFFIX: Final = {"pdf": ".pdf", "epub": ".epub", "docx": ".docx", "text": ".txt", "image": ""}
TYPES: Final = {
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text": "text/plain; charset=utf-8",
    "image": "application/octet-stream",
}
_PICTURES: Final = ("JPEG", "PNG", "TIFF", "WEBP")
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAM: Final = re.compile(rb"(end)?stream[ \t]*\r?\n?")
_TAGS: Final = re.compile(rb"<[^<>]*>")
_CIPHER: Final = re.compile(rb"""EncryptionMethod[^<>]{0,300}Algorithm\s*=\s*["']([^"'<>]{1,200})""")
_MANGLED_FONTS: Final = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")


def _named(name: str) -> bytes:
    """Return the pattern of a name in a PDF, each of whose letters may be written as a number."""
    return b"/" + b"".join(b"(?:%c|#(?i:%02x))" % (ord(letter), ord(letter)) for letter in name)


_RUNNING: Final = ("JavaScript", "Launch", "EmbeddedFile", "RichMedia", "ImportData", "SubmitForm")
_RUNS: Final = re.compile(b"|".join(_named(name) for name in _RUNNING) + b"|" + _named("XFA") + rb"(?=[\s\[\d])")
_LOCKED: Final = re.compile(_named("Encrypt") + rb"[\s<]")
_PAGE: Final = re.compile(_named("Type") + rb"\s*" + _named("Page") + b"(?![A-Za-z#])")
_OBJECTS: Final = re.compile(_named("ObjStm"))


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found when a file was looked through."""

    kind: str
    pages: int
    is_estimate: bool


def look_through(content: bytes, *, name: str) -> Looked:
    """
    Return what a file is and how many pages it has.

    :raises ManuscriptTooLarge: it has more bytes, dots, pages or packed parts than are looked at.
    :raises ManuscriptLocked: it is encrypted; ManuscriptHostile: it holds something that runs.
    :raises ManuscriptUnreadable: it is of no kind that books are made of, or damaged.
    """
    if len(content) > MEGABYTES * MEGABYTE:
        raise ManuscriptTooLarge(name=name, why=_("at most %(most)s MB are taken") % {"most": MEGABYTES})
    found = _of_kind(content, name)
    if not 1 <= found.pages <= MOST_PAGES:
        if found.pages > MOST_PAGES:
            raise ManuscriptTooLarge(name=name, why=_("it has %(pages)s pages") % {"pages": found.pages})
        raise ManuscriptUnreadable(name=name, why=_("it has no pages"))
    return found


def _of_kind(content: bytes, name: str) -> Looked:
    if content.startswith(b"%PDF-"):
        return Looked("pdf", _pages_of_pdf(content, name), is_estimate=False)
    if content.startswith(b"PK\x03\x04"):
        return _packed(content, name)
    if content.startswith(_OLD_OFFICE):
        raise ManuscriptLocked(name=name)
    if (frames := _frames(content, name)) is not None:
        return Looked("image", frames, is_estimate=False)
    return Looked("text", _pages_of(len(text_of(content, name=name))), is_estimate=True)


def text_of(content: bytes, *, name: str) -> str:
    """
    Return plain text, whether it is UTF-8 or GB18030.

    :raises ManuscriptUnreadable: it is neither, or no text at all.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.strip() and not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
        break
    raise ManuscriptUnreadable(name=name, why=_("it is of no kind that is known"))


def _pages_of(letters: int) -> int:
    return max(1, -(-letters // LETTERS_OF_A_PAGE))


def _pages_of_pdf(content: bytes, name: str) -> int:
    """Count the pages of a PDF, in its packed parts too, and refuse one that is locked or runs something."""
    if b"%%EOF" not in content[-2048:]:
        raise ManuscriptUnreadable(name=name, why=_("its end is missing"))
    pages = 0
    for part in (content, *_unpacked_objects(content, name)):
        if _LOCKED.search(part):
            raise ManuscriptLocked(name=name)
        if runs := _RUNS.search(part):
            raise ManuscriptHostile(name=name, why=runs[0][1:].decode("latin-1"))
        pages += sum(1 for _page in islice(_PAGE.finditer(part), MOST_PAGES + 1 - pages))
        if pages > MOST_PAGES:
            break
    return pages


def _unpacked_objects(content: bytes, name: str) -> Iterator[bytes]:
    """
    Yield the objects that a PDF has packed together, no more of them than a bound.

    What a packed part is stands somewhere between the one before it and itself; all of that is looked at.
    """
    left, view, behind = READ, memoryview(content), 0
    for serial, (found, after) in enumerate(pairwise(chain(_STREAM.finditer(content), (None,)))):
        if serial >= MOST_STREAMS:
            raise ManuscriptTooLarge(name=name, why=_("it grows too large when it is unpacked"))
        if found is None or found[1]:
            continue
        is_packed, behind = _OBJECTS.search(content, behind, found.start()), found.end()
        if not is_packed:
            continue
        part = _unpacked(view[found.end() : after.start() if after else None], left, name)
        left -= len(part)
        yield part


def _unpacked(packed: memoryview, most: int, name: str) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        part = unpacker.decompress(packed, most + 1)
    except zlib.error as error:
        raise ManuscriptUnreadable(name=name, why=_("it is damaged")) from error
    if len(part) > most:
        raise ManuscriptTooLarge(name=name, why=_("it grows too large when it is unpacked"))
    if not unpacker.eof:  # something stands in it that only looks like its end
        raise ManuscriptUnreadable(name=name, why=_("it is damaged"))
    return part


def _packed(content: bytes, name: str) -> Looked:
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = {part.filename: part for part in _sound_parts(archive, name)}
            if "word/document.xml" in parts:
                return _document(archive, parts, name)
            if "mimetype" in parts and _read(archive, parts["mimetype"], name).strip() == b"application/epub+zip":
                return _e_book(archive, parts, name)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ManuscriptUnreadable(name=name, why=_("it is damaged")) from error
    raise ManuscriptUnreadable(name=name, why=_("it is of no kind that is known"))


def _sound_parts(archive: ZipFile, name: str) -> list[ZipInfo]:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise ManuscriptTooLarge(name=name, why=_("it grows too large when it is unpacked"))
    for part in parts:
        if part.flag_bits & 1:
            raise ManuscriptLocked(name=name)
        if part.filename.startswith(("/", "\\")) or ".." in part.filename.replace("\\", "/").split("/"):
            raise ManuscriptHostile(name=name, why=_("paths that lead out of it"))
    return parts


def _read(archive: ZipFile, part: ZipInfo, name: str) -> bytes:
    if part.file_size > READ:
        raise ManuscriptTooLarge(name=name, why=_("it grows too large when it is unpacked"))
    return archive.read(part)


def _document(archive: ZipFile, parts: dict[str, ZipInfo], name: str) -> Looked:
    if any(part.lower().endswith(("vbaproject.bin", ".exe", ".dll")) or "/activex/" in part.lower() for part in parts):
        raise ManuscriptHostile(name=name, why=_("macros"))
    for part in parts.values():
        if not part.filename.endswith("settings.xml.rels"):
            continue
        if re.search(rb'TargetMode\s*=\s*["\']External', _read(archive, part, name)):
            raise ManuscriptHostile(name=name, why=_("a template that is fetched from elsewhere"))
    letters = _letters(_read(archive, parts["word/document.xml"], name), name)
    told = None
    if "docProps/app.xml" in parts:
        told = re.search(rb"<Pages>(\d{1,5})</Pages>", _read(archive, parts["docProps/app.xml"], name))
    pages = int(told[1]) if told else 0
    return Looked("docx", max(pages, _pages_of(letters)), is_estimate=True)


def _e_book(archive: ZipFile, parts: dict[str, ZipInfo], name: str) -> Looked:
    if "META-INF/rights.xml" in parts or "META-INF/license.lcpl" in parts:
        raise ManuscriptLocked(name=name)
    if "META-INF/encryption.xml" in parts:
        ways = _CIPHER.findall(_read(archive, parts["META-INF/encryption.xml"], name))
        if not ways or set(ways) - set(_MANGLED_FONTS):
            raise ManuscriptLocked(name=name)
    letters = 0
    for part in parts.values():
        if part.filename.lower().endswith((".xhtml", ".html", ".htm")):
            page = _read(archive, part, name)
            if re.search(rb"<script[\s>]", page, re.IGNORECASE):
                raise ManuscriptHostile(name=name, why=_("scripts"))
            letters += _letters(page, name)
    return Looked("epub", _pages_of(letters) if letters else 0, is_estimate=True)


def _letters(page: bytes, name: str) -> int:
    """Count the letters of a page without its tags, one stretch of it after the other."""
    if b"<!ENTITY" in page:
        raise ManuscriptHostile(name=name, why=_("words that stand for others"))
    letters = start = 0
    while start < len(page):
        end = page.rfind(b">", start, start + AT_ONCE) + 1 or start + AT_ONCE
        letters += len("".join(_TAGS.sub(b"", page[start:end]).decode("utf-8", "replace").split()))
        start = end
    return letters


def _frames(content: bytes, name: str) -> int | None:
    """Return how many pictures a file holds; None: it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the next line counts for itself
            picture = Image.open(BytesIO(content), formats=_PICTURES)
        frames = int(getattr(picture, "n_frames", 1))
        if picture.width * picture.height * frames > MEGAPIXELS * 1_000_000:
            raise ManuscriptTooLarge(name=name, why=_("at most %(most)s million dots are taken") % {"most": MEGAPIXELS})
        picture.load()
    except UnidentifiedImageError:
        return None
    except Image.DecompressionBombError as error:
        raise ManuscriptTooLarge(name=name, why=_("it has too many dots")) from error
    except (OSError, ValueError, SyntaxError, KeyError) as error:
        raise ManuscriptUnreadable(name=name, why=_("it is damaged")) from error
    return frames
