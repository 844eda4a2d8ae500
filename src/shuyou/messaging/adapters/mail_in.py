"""Where letters to the club arrive: a mailbox reached by IMAP, or a folder of files on this machine where none is."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from imaplib import IMAP4, IMAP4_SSL
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from django.conf import settings

from shuyou.messaging.ports import Away, BoxLetter, MailBox

TIMEOUT: Final = 30
LARGEST: Final = 15 * 1024 * 1024
"""Bytes of a letter that is fetched whole: ten million attached, as they travel; of larger ones only the beginning."""
BEGINNING: Final = 64 * 1024
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")


class ImapBox:
    """A mailbox, only read: letters stay where they are, unseen ones unseen."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "imaps"
        self._host, self._port = parts.hostname or "", parts.port or (993 if self._secure else 143)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._folder = unquote(parts.path.strip("/")) or "INBOX"
        self.code = f"imap:{self._host}:{self._port}/{self._folder}"

    def letters(self, *, validity: int, after: int, limit: int) -> Iterator[BoxLetter]:
        """
        Fetch what arrived after a place.

        :raises Away: the server does not answer, or does not let us in.
        """
        with self._way_in() as line:
            now = _number(line.response("UIDVALIDITY")[1])
            first = after + 1 if now == validity else 1
            _word, found = line.uid("SEARCH", f"UID {first}:*")
            places = sorted(int(word) for word in (found[0] or b"").split() if int(word) >= first)
            for place in places[:limit]:
                if letter := _fetched(line, now, place):
                    yield letter

    def put_away(self, letter: BoxLetter) -> None:
        """Leave it there: the place that was read to is remembered here."""

    @contextmanager
    def _way_in(self) -> Iterator[IMAP4]:
        try:
            with self._line() as line:
                line.login(self._user, self._password)
                answer, said = line.select(f'"{self._folder}"', readonly=True)
                if answer != "OK":
                    raise Away(f"no mailbox {self._folder}: {said!r}"[:200])
                yield line
        except (IMAP4.error, OSError) as error:
            raise Away(f"{type(error).__name__}: the mailbox does not answer or does not let us in") from error

    def _line(self) -> IMAP4:
        if self._secure:
            return IMAP4_SSL(self._host, self._port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT)
        line = IMAP4(self._host, self._port, timeout=TIMEOUT)
        if self._host not in LOOPBACK:
            line.starttls(ssl.create_default_context())
        return line


class DropFolder:
    """A folder into which letters are put as files, by hand or by a mail program; those taken go to one beside it."""

    code = "folder"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(settings.SHUYOU_VAR) / "mail-in"

    def letters(self, *, validity: int, after: int, limit: int) -> Iterator[BoxLetter]:
        """Fetch what lies there, by name."""
        for path in sorted(self._folder.glob("*.eml"))[:limit]:
            size = path.stat().st_size
            with path.open("rb") as file:
                content = file.read(LARGEST if size <= LARGEST else BEGINNING)
            yield BoxLetter(
                validity=0, place=0, content=content, size=size, is_whole=size <= LARGEST, name=path.name
            )  # fmt: skip

    def put_away(self, letter: BoxLetter) -> None:
        """Move it aside."""
        taken = self._folder / "taken"
        taken.mkdir(exist_ok=True)
        (self._folder / letter.name).replace(taken / letter.name)


def mail_box() -> MailBox:
    """Return where letters to this club arrive."""
    return ImapBox(settings.SHUYOU_IMAP_URL) if settings.SHUYOU_IMAP_URL else DropFolder()


def _fetched(line: IMAP4, validity: int, place: int) -> BoxLetter | None:
    """Return a letter, or its beginning; None: it is gone meanwhile."""
    _word, told = line.uid("FETCH", str(place), "(RFC822.SIZE)")
    sized = _SIZE.search(b" ".join(one if isinstance(one, bytes) else one[0] for one in told if one))
    if sized is None:
        return None
    size = int(sized[1])
    wanted = "(BODY.PEEK[])" if size <= LARGEST else f"(BODY.PEEK[]<0.{BEGINNING}>)"
    _word, parts = line.uid("FETCH", str(place), wanted)
    content = next((part[1] for part in parts if isinstance(part, tuple)), None)
    if content is None:
        return None
    return BoxLetter(validity=validity, place=place, content=content, size=size, is_whole=size <= LARGEST)


def _number(said: list[bytes | None] | list[bytes]) -> int:
    text = next((one for one in said if one), b"0")
    return int(text) if text.isdigit() else 0
