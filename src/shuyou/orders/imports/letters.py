"""E-mails and texts of faxes as files: who wrote, what, and what is attached as text."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final

LIMIT: Final = 2 * 1024 * 1024
"""Bytes of a letter that are read."""
LONGEST: Final = 2000
_TAGS: Final = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_ENCODINGS: Final = ("utf-8", "gb18030")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a file says: who wrote (an address; empty: it does not say), by which number it is known, and the words."""

    sender: str
    key: str
    text: str
    unread: tuple[str, ...] = ()
    """Names of attachments that are no text."""


def read_letter(data: bytes) -> Letter:
    """Return what an e-mail says with the text that is attached to it; anything else is taken as plain text."""
    if not re.match(rb"[A-Za-z-]+:[^\n]*\n", data):
        return Letter("", "", _decoded(data)[:LONGEST])
    mail = message_from_bytes(data[:LIMIT], policy=policy.default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain", "html"))
    texts, unread = [_text_of(body)] if isinstance(body, EmailMessage) else [], list[str]()
    for part in mail.iter_attachments():
        if part.get_content_maintype() == "text" and isinstance(part, EmailMessage):
            texts.append(_text_of(part))
        else:
            unread.append(str(part.get_filename() or part.get_content_type())[:80])
    sender = parseaddr(str(mail.get("From", "")))[1]
    text = "\n".join(text.strip() for text in texts if text.strip())
    return Letter(sender[:120], str(mail.get("Message-ID", "")).strip()[:80], text[:LONGEST], tuple(unread))


def _text_of(part: EmailMessage) -> str:
    raw = part.get_payload(decode=True)
    text = _decoded(raw if isinstance(raw, bytes) else b"", str(part.get_content_charset() or ""))
    return _TAGS.sub(" ", text) if part.get_content_subtype() == "html" else text


def _decoded(raw: bytes, charset: str = "") -> str:
    for encoding in (charset, *_ENCODINGS):
        try:
            return raw.decode(encoding) if encoding else raw.decode("utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace")
