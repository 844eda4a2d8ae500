"""Letters as they come in: who writes what, what is attached, and what mail servers and mailboxes tell of our own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.utils import parseaddr
from hashlib import sha256
from typing import Final

from shuyou.messaging.rules.hearing import plain_of_html

DEEPEST, MOST_PARTS = 12, 200
LONGEST_NAME: Final = 120
_UNREADABLE: Final = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError, MessageError)
"""What Python's reader of letters raises over headings and parts that are none."""
_GONE: Final = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
"""Reasons for which nobody will ever be reached there (RFC 3463); others pass: full boxes, lists, too large."""
_OLD_CHARSETS: Final = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5-hkscs": "big5hkscs"}
_ID: Final = re.compile(r"<[^<>\s]{3,250}>")


@dataclass(frozen=True, slots=True)
class LetterPart:
    """Something that is attached to a letter."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterReport:
    """What a machine tells of a letter of ours: it came back, is late, has arrived, or a reader calls it spam."""

    kind: str
    message_id: str
    recipients: Sequence[str] = ()
    text: str = ""
    is_address: bool = False
    """Whether it says that nobody will ever be reached there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLetter:
    """A letter that came in, as far as it can be read; `key` is the same however often it is fetched."""

    key: str
    sender: str
    subject: str
    text: str
    references: Sequence[str] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    parts: Sequence[LetterPart] = ()
    report: LetterReport | None = None


def read_letter(content: bytes) -> ReadLetter:
    """Return what a letter says; whatever it holds, nothing is raised over it."""
    letter = _parsed(content)
    known = _header(letter, "Message-ID")
    own = _ID.search(known)
    leaves = list(_leaves(letter, 0))[:MOST_PARTS]
    words = [part for part in leaves if not _is_attached(part)]
    plain = [_words(part) for part in words if part.get_content_type() == "text/plain"]
    rich = [plain_of_html(_words(part)) for part in words if part.get_content_type() == "text/html"]
    named = ("In-Reply-To", "References")
    return ReadLetter(
        key=own[0] if own else f"sha256:{sha256(content).hexdigest()}",
        sender=parseaddr(_header(letter, "From"))[1].lower()[:254],
        subject=" ".join(_header(letter, "Subject").split())[:200],
        text=next((text for text in (*plain, *rich) if text.strip()), "").replace("\0", "").strip(),
        references=[found for name in named for found in _ID.findall(_header(letter, name))][:20],
        headers={name: _header(letter, name)[:500] for name in dict.fromkeys(map(str, letter.keys()))},
        parts=[_part(part, place) for place, part in enumerate(leaves, 1) if _is_attached(part)],
        report=_report(letter),
    )


def _parsed(content: bytes) -> Message:
    try:
        return message_from_bytes(content, policy=policy.default)
    except _UNREADABLE:
        return EmailMessage()


def _header(letter: Message, name: str) -> str:
    try:
        return str(letter.get(name, "") or "")
    except _UNREADABLE:
        return ""


def _leaves(letter: Message, depth: int) -> Iterator[Message]:
    """Find the parts of a letter that are not made of others; a letter within it is one."""
    inner = letter.get_payload() if letter.get_content_maintype() == "multipart" and letter.is_multipart() else None
    if isinstance(inner, list) and depth < DEEPEST:
        for part in inner:
            if isinstance(part, Message):
                yield from _leaves(part, depth + 1)
    else:
        yield letter


def _is_attached(part: Message) -> bool:
    try:
        is_words = part.get_content_type() in ("text/plain", "text/html")
        return not is_words or part.get_content_disposition() == "attachment" or bool(part.get_filename())
    except _UNREADABLE:
        return True


def _words(part: Message) -> str:
    content = _content(part)
    try:
        said = part.get_content_charset() or "utf-8"
    except _UNREADABLE:
        said = "utf-8"
    for charset in dict.fromkeys((_OLD_CHARSETS.get(said, said), "utf-8", "gb18030")):
        try:
            return content.decode(charset)
        except (UnicodeError, LookupError):
            continue
    return content.decode("utf-8", errors="replace")


def _content(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
        if isinstance(found, bytes):
            return found
        return b"\n".join(bytes(one) for one in part.get_payload() if isinstance(one, Message))
    except (*_UNREADABLE, KeyError):
        return b""


def _part(part: Message, place: int) -> LetterPart:
    try:
        name = part.get_filename() or ""
    except _UNREADABLE:
        name = ""
    bare = re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|]", "_", name).strip(". ")[-LONGEST_NAME:]
    return LetterPart(bare or f"{place}", part.get_content_type()[:100], _content(part))


def _report(letter: Message) -> LetterReport | None:
    """Return what a report tells (RFC 3464, RFC 5965); None: it is no report, or tells of nothing that we sent."""
    if letter.get_content_type() != "multipart/report":
        return None
    try:
        parts = [part for part in letter.walk() if part is not letter][:MOST_PARTS]
        found = {part.get_content_type(): part for part in reversed(parts)}
        message_id = _told_of(found)
        if not message_id:
            return None
        if told := found.get("message/feedback-report"):
            return _complaint(told, message_id)
        return _delivery(found["message/delivery-status"], message_id) if "message/delivery-status" in found else None
    except _UNREADABLE:
        return None


def _told_of(found: Mapping[str, Message]) -> str:
    """Return the Message-ID of the letter that a report is about."""
    for kind in ("message/rfc822", "text/rfc822-headers"):
        if part := found.get(kind):
            text = _content(part)
            inner = part.get_payload()
            about = inner[0] if isinstance(inner, list) and inner else message_from_bytes(text, policy=policy.default)
            own = _ID.search(_header(about, "Message-ID")) if isinstance(about, Message) else None
            if own:
                return own[0]
    return ""


def _fields(told: Message) -> list[Message]:
    inner = told.get_payload()
    if isinstance(inner, list):
        return [one for one in inner if isinstance(one, Message)]
    return [message_from_bytes(_content(told), policy=policy.compat32)]


def _complaint(told: Message, message_id: str) -> LetterReport | None:
    said = next((one for one in _fields(told) if one.get("Feedback-Type")), told)
    if str(said.get("Feedback-Type", "")).strip().lower() not in ("abuse", "fraud", "other"):
        return None
    to = [_address(str(said.get(name, ""))) for name in ("Original-Rcpt-To", "Removal-Recipient")]
    return LetterReport(kind="complained", message_id=message_id, recipients=[one for one in to if one])


def _delivery(told: Message, message_id: str) -> LetterReport | None:
    for said in _fields(told):
        kind = {"failed": "bounced", "delayed": "delayed", "delivered": "delivered", "relayed": "taken"}.get(
            str(said.get("Action", "")).strip().lower()
        )
        if not kind:
            continue
        status = str(said.get("Status", "")).partition("(")[0].strip()
        to = [_address(str(said.get(name, ""))) for name in ("Original-Recipient", "Final-Recipient")]
        reason = " ".join(str(said.get("Diagnostic-Code", "")).split())
        return LetterReport(
            kind=kind, message_id=message_id, recipients=[one for one in to if one],
            text=f"{status} {reason}".strip()[:200], is_address=kind == "bounced" and status in _GONE,
        )  # fmt: skip
    return None


def _address(text: str) -> str:
    """Return the address in what a report writes, such as rfc822; reader@example.com."""
    return parseaddr(text.rpartition(";")[2].strip())[1].lower()
