"""E-mails and texts of faxes as files: who wrote, what, and what is attached as text. Strangers wrote all of it."""

import re
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr
from typing import Final

LIMIT: Final = 2 * 1024 * 1024
"""Bytes of a letter that are read."""
LONGEST: Final = 2000
HEAD: Final = 32 * 1024
"""Bytes within which the headers of an e-mail end."""
MOST_NESTED: Final = 8
"""Parts within parts; each of them is looked for in every line."""
_HEADER: Final = re.compile(rb"([!-9;-~]+):|[ \t]|From ")
_SIGNS: Final = frozenset({b"message-id", b"date", b"subject", b"content-type"})
_TAG: Final = re.compile(r"<[^<>]*>")
_UNSEEN: Final = re.compile(r"<(/?)(?:script|style)\b[^<>]*>?", re.IGNORECASE)
_ENCODINGS: Final = ("utf-8", "gb18030")
# What an e-mail names is the name of a codec, and not every codec is one of letters.
_CHARSETS: Final = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5", "iso-8859-1": "cp1252",
    "windows-1252": "cp1252", "shift_jis": "shift_jis", "iso-2022-jp": "iso-2022-jp", "euc-jp": "euc-jp",
    "euc-kr": "euc-kr", "utf-16": "utf-16",
}  # fmt: skip
_BROKEN: Final = (AssertionError, AttributeError, LookupError, MessageError, RecursionError, TypeError, ValueError)
"""What reading an e-mail that is none ends with."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a file says: who wrote (an address; empty: it does not say), by which number it is known, and the words."""

    sender: str
    key: str
    text: str
    unread: tuple[str, ...] = ()
    """Names of attachments that are no text."""


class _Brief(EmailPolicy):
    """Reads e-mails, of each header only the beginning: long ones take long."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST]


def read_letter(data: bytes) -> Letter:
    """Return what an e-mail says with the text that is attached to it; anything else is taken as plain text."""
    data = data[:LIMIT]
    plain = Letter("", "", _kept(_decoded(data))[:LONGEST])
    if not _is_mail(data):
        return plain
    try:
        letter = _mail(data)
    except _BROKEN:
        return plain
    return letter if letter.text or letter.unread else replace(letter, text=plain.text)


def _is_mail(data: bytes) -> bool:
    """Tell whether a file begins as e-mails do: with headers alone, among them who wrote and one that letters lack."""
    head = re.split(rb"\r?\n\r?\n", data[:HEAD], maxsplit=1)[0]
    lines = [(line, _HEADER.match(line)) for line in head.splitlines()]
    if not all(found for _line, found in lines) or data.lower().count(b"multipart/") > MOST_NESTED:
        return False
    names = {(found[1] or b"").lower(): line for line, found in lines if found}
    return b"@" in names.get(b"from", b"") and not names.keys().isdisjoint(_SIGNS)


def _mail(data: bytes) -> Letter:
    mail = message_from_bytes(data, policy=_Brief())
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain", "html"))
    texts, unread = [_text_of(body)] if isinstance(body, EmailMessage) else [], list[str]()
    for part in mail.iter_attachments():
        if part.get_content_maintype() == "text" and isinstance(part, EmailMessage):
            texts.append(_text_of(part))
        else:
            unread.append(_kept(str(part.get_filename() or part.get_content_type()))[:80])
    sender = _kept(parseaddr(str(mail.get("From", "")))[1])
    text = "\n".join(text.strip() for text in texts if text.strip())
    key = _kept(str(mail.get("Message-ID", ""))).strip()
    return Letter(sender[:120], key[:80], text[:LONGEST], tuple(unread))


def _text_of(part: EmailMessage) -> str:
    raw = part.get_payload(decode=True)
    text = _kept(_decoded(raw if isinstance(raw, bytes) else b"", str(part.get_content_charset() or "")))
    return _without_tags(text) if part.get_content_subtype() == "html" else text


def _without_tags(text: str) -> str:
    """Return what a page shows; takes time by its length however it is broken."""
    shown, begins, is_seen = list[str](), 0, True
    for tag in _UNSEEN.finditer(text):
        if is_seen:
            shown.append(text[begins : tag.start()])
        begins, is_seen = tag.end(), bool(tag[1])
    if is_seen:
        shown.append(text[begins:])
    return _TAG.sub(" ", " ".join(shown))


def _decoded(raw: bytes, charset: str = "") -> str:
    for encoding in (_CHARSETS.get(charset.lower(), ""), *_ENCODINGS):
        try:
            return raw.decode(encoding) if encoding else raw.decode("utf-8")
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _kept(text: str) -> str:
    """Return a text without what the database cannot keep."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
