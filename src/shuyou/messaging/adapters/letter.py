"""
A letter as it goes over the line (RFC 5322, RFC 2045, RFC 2047), made straight from the words.

The library that could make it builds and reads each heading anew, which took most of a processor's time for a letter.
"""

import re
from base64 import b64encode, encodebytes
from collections.abc import Iterator
from email.utils import formatdate
from typing import Final
from uuid import uuid4

from shuyou.messaging.ports import Outgoing

LINE_END: Final = "\r\n"
LONGEST_LINE: Final = 900
"""Letters in a line that any server takes; RFC 5321 has 998."""
WORD_BYTES: Final = 42
"""Bytes in an encoded word, so that with what stands around it a line stays below 76."""
_PRINTABLE: Final = re.compile(r"[ -~]*")
_LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")


class HeadingNotPossible(ValueError):
    """No heading says this: it holds the end of a line."""


def letter_content(message: Outgoing, *, sender: str, recipient: str, message_id: str) -> bytes:
    """
    Return a message as a letter, in lines that every server takes; addresses are those said to the server.

    :raises ValueError: a heading or the text cannot be said.
    """
    headings = {
        "From": f"{_name(' '.join(message.sender.split()))} <{sender}>".lstrip(),
        "To": recipient,
        "Subject": _said(" ".join(message.subject.split())),
        "Date": formatdate(),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        **{name: _said(value) for name, value in message.headers.items()},
    }
    head = "".join(f"{name}: {value}{LINE_END}" for name, value in headings.items())
    parts = [_part("plain", message.text)] + ([_part("html", message.html)] if message.html else [])
    if len(parts) == 1:
        return (head + parts[0]).encode("ascii")
    mark = f"=_{uuid4().hex}"
    inner = "".join(f"--{mark}{LINE_END}{part}" for part in parts)
    kind = f'Content-Type: multipart/alternative;{LINE_END} boundary="{mark}"{LINE_END}{LINE_END}'
    return f"{head}{kind}{inner}--{mark}--{LINE_END}".encode("ascii")


def _part(kind: str, text: str) -> str:
    """Return a text with its headings: as it is where it is plain and its lines are short, else in base64."""
    lines = _LINE_ENDS.split(text)
    if text.isascii() and max(map(len, lines)) <= LONGEST_LINE:
        way, content = "7bit", LINE_END.join(lines)
    else:
        way = "base64"
        content = encodebytes(LINE_END.join(lines).encode()).decode("ascii").replace("\n", LINE_END)
    end = "" if content.endswith(LINE_END) else LINE_END
    head = f'Content-Type: text/{kind}; charset="utf-8"{LINE_END}Content-Transfer-Encoding: {way}{LINE_END}'
    return f"{head}{LINE_END}{content}{end}"


def _name(name: str) -> str:
    """Return a name as it stands before an address."""
    if not name or "=?" in name or not _PRINTABLE.fullmatch(name):
        return _said(name)
    return '"' + name.replace("\\", r"\\").replace('"', r"\"") + '"'


def _said(text: str) -> str:
    """
    Return a text as headings say it: as it is, or in encoded words, a line for each.

    :raises HeadingNotPossible: it has lines.
    """
    if "\r" in text or "\n" in text:
        raise HeadingNotPossible(text)
    if "=?" not in text and len(text) <= LONGEST_LINE and _PRINTABLE.fullmatch(text):
        return text
    return f"{LINE_END} ".join(f"=?utf-8?b?{b64encode(piece).decode('ascii')}?=" for piece in _pieces(text))


def _pieces(text: str) -> Iterator[bytes]:
    """Cut a text so that no letter is cut."""
    piece = b""
    for letter in text:
        more = letter.encode()
        if len(piece) + len(more) > WORD_BYTES:
            yield piece
            piece = b""
        piece += more
    yield piece
