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
MOST_PARTS: Final = 3_000
LONGEST_HEAD: Final = 600
"""Bytes before a packed part of a PDF in which it says what it is."""
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
_RUNS: Final = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA(?=[\s\[\d])|ImportData|SubmitForm)")
_PAGE: Final = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
_HEX: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_TAGS: Final = re.compile(rb"<[^<>]*>")
_CIPHER: Final = re.compile(rb"""EncryptionMethod[^<>]{0,300}Algorithm\s*=\s*["']([^"'<>]{1,200})""")
_MANGLED_FONTS: Final = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")


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
        plain = _plain(part)
        if re.search(rb"/Encrypt[\s<]", plain):
            raise ManuscriptLocked(name=name)
        if runs := _RUNS.search(plain):
            raise ManuscriptHostile(name=name, why=runs[1].decode())
        pages += len(_PAGE.findall(plain))
    return pages


def _plain(part: bytes) -> bytes:
    """Return a PDF's words with letters that are written as numbers, which readers of it take for the letters."""
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), part) if b"#" in part else part


def _unpacked_objects(content: bytes, name: str) -> Iterator[bytes]:
    """Yield the objects that a PDF has packed together, no more of them than a bound."""
    left, view = UNPACKED, memoryview(content)
    for found in _STREAM.finditer(content):
        if b"ObjStm" not in _plain(
            content[max(0, found.start() - LONGEST_HEAD) : found.start()].rpartition(b" obj")[2]
        ):
            continue
        end = content.find(b"endstream", found.end())
        try:
            part = zlib.decompressobj().decompress(view[found.end() : end if end > 0 else None], left + 1)
        except zlib.error as error:
            raise ManuscriptUnreadable(name=name, why=_("it is damaged")) from error
        left -= len(part)
        if left < 0:
            raise ManuscriptTooLarge(name=name, why=_("it grows too large when it is unpacked"))
        yield part


def _packed(content: bytes, name: str) -> Looked:
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = {part.filename: part for part in _sound_parts(archive, name)}
            if "word/document.xml" in parts:
                return _document(archive, parts, name)
            if "mimetype" in parts and archive.read("mimetype").strip() == b"application/epub+zip":
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


def _document(archive: ZipFile, parts: dict[str, ZipInfo], name: str) -> Looked:
    if any(part.lower().endswith(("vbaproject.bin", ".exe", ".dll")) or "/activex/" in part.lower() for part in parts):
        raise ManuscriptHostile(name=name, why=_("macros"))
    for part in parts:
        if part.endswith("settings.xml.rels") and re.search(rb'TargetMode\s*=\s*["\']External', archive.read(part)):
            raise ManuscriptHostile(name=name, why=_("a template that is fetched from elsewhere"))
    letters = len(_letters(archive.read("word/document.xml"), name))
    told = None
    if "docProps/app.xml" in parts:
        told = re.search(rb"<Pages>(\d{1,5})</Pages>", archive.read("docProps/app.xml"))
    pages = int(told[1]) if told else 0
    return Looked("docx", max(pages, _pages_of(letters)), is_estimate=True)


def _e_book(archive: ZipFile, parts: dict[str, ZipInfo], name: str) -> Looked:
    if "META-INF/rights.xml" in parts or "META-INF/license.lcpl" in parts:
        raise ManuscriptLocked(name=name)
    if "META-INF/encryption.xml" in parts:
        ways = _CIPHER.findall(archive.read("META-INF/encryption.xml"))
        if not ways or set(ways) - set(_MANGLED_FONTS):
            raise ManuscriptLocked(name=name)
    letters = 0
    for part in parts:
        if part.lower().endswith((".xhtml", ".html", ".htm")):
            page = archive.read(part)
            if re.search(rb"<script[\s>]", page, re.IGNORECASE):
                raise ManuscriptHostile(name=name, why=_("scripts"))
            letters += len(_letters(page, name))
    return Looked("epub", _pages_of(letters) if letters else 0, is_estimate=True)


def _letters(page: bytes, name: str) -> str:
    """Return the words of a page without its tags."""
    if b"<!ENTITY" in page:
        raise ManuscriptHostile(name=name, why=_("words that stand for others"))
    return "".join(_TAGS.sub(b"", page).decode("utf-8", "replace").split())


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
