"""Letters kept in files on this machine: those that went nowhere because no mail server is set up, and those caught."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from django.conf import settings

MOST: Final = 100
_BETWEEN: Final = b"\n" + b"-" * 79 + b"\n"
"""What Django writes between letters in a file."""


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter in a file."""

    name: str
    at: datetime
    sender: str
    recipient: str
    subject: str
    text: str
    headers: tuple[tuple[str, str], ...]


def folder() -> Path:
    """Return where letters are kept."""
    return Path(settings.SHUYOU_VAR) / "mail"


def kept_letters() -> list[KeptLetter]:
    """Return the letters that are kept, the latest first."""
    files = sorted(folder().glob("*.*"), key=lambda path: path.stat().st_mtime, reverse=True)[:MOST]
    return [letter for path in files for letter in _letters(path)][:MOST]


def keep_letter(content: bytes) -> None:
    """Keep a letter that was caught."""
    folder().mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    (folder() / f"{stamp}.eml").write_bytes(content)


def _letters(path: Path) -> list[KeptLetter]:
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    parts = [part for part in path.read_bytes().split(_BETWEEN) if part.strip()]
    return [
        _letter(f"{path.name}#{place}", at, message_from_bytes(part, policy=policy.default))
        for place, part in enumerate(parts)
    ]


def _letter(name: str, at: datetime, letter: EmailMessage) -> KeptLetter:
    body = letter.get_body(("plain",))
    shown = ("Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted")
    headers = tuple((header, str(letter[header])) for header in shown if letter[header])
    text = str(body.get_content()) if body else ""
    return KeptLetter(name, at, str(letter["From"]), str(letter["To"]), str(letter["Subject"]), text, headers)
