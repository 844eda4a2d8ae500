"""
A letter as it goes over the line, made by the standard library under its older policy `compat32`.

The newer policy reads each heading anew that it makes: 4 ms of a processor for a letter, instead of 0.5.
"""

import re
from email.charset import BASE64, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import formatdate
from typing import Final

from shuyou.messaging.ports import Outgoing

LONGEST_LINE: Final = 900
"""Letters in a line that any server takes; RFC 5321 has 998."""
FOLDED: Final = 65
"""Letters in a folded line of a heading, so that with its name it stays below 76."""
_PRINTABLE: Final = re.compile(r"[ -~]*")
_LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")
_WRITTEN: Final = compat32.clone(linesep="\r\n")
_UTF8: Final = Charset("utf-8")
_UTF8.header_encoding = BASE64  # the library would choose the shorter way, word by word


class HeadingNotPossible(ValueError):
    """No heading says this: it holds the end of a line."""


def letter_content(message: Outgoing, *, sender: str, recipient: str, message_id: str) -> bytes:
    """
    Return a message as a letter, in lines that every server takes; addresses are those said to the server.

    :raises ValueError: a heading or the text cannot be said.
    """
    parts = [_part("plain", message.text)] + ([_part("html", message.html)] if message.html else [])
    letter = MIMEMultipart("alternative", _subparts=parts) if message.html else parts[0]
    headings = {
        "From": f"{_name(' '.join(message.sender.split()))} <{sender}>".lstrip(),
        "To": recipient,
        "Subject": _said(" ".join(message.subject.split())),
        "Date": formatdate(),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        **{name: _said(value) for name, value in message.headers.items()},
    }
    for name, value in headings.items():
        letter[name] = value
    return letter.as_bytes(policy=_WRITTEN)


def _part(kind: str, text: str) -> MIMEText:
    """Return a text: as it is where it is plain and its lines are short, else in base64."""
    lines = _LINE_ENDS.split(text)
    if text.isascii() and max(map(len, lines)) <= LONGEST_LINE:
        return MIMEText("\n".join(lines), kind, "us-ascii")
    return MIMEText("\r\n".join(lines), kind, "utf-8")


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
    return Header(text, _UTF8, maxlinelen=FOLDED).encode()
