"""E-mail through the installation's mail server, or kept in files where there is none; faxes through its gateway."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import formataddr, parseaddr
from smtplib import SMTP, SMTPDataError, SMTPException, SMTPResponseException
from typing import Final, NoReturn

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.encoding import punycode

from shuyou.messaging.ports import Away, Down, Outgoing, Refused, Taken, Unclear

FINAL: Final = 500
"""Answers of a mail server from here on mean never, lower ones mean not now."""
LATER: Final = 400
"""Answers from here on are no yes."""
GOES_AWAY: Final = 421
_NOBODY: Final = re.compile(
    r"\b5\.1\.(1|2|3|6|10)\b|(no such|unknown|invalid) (user|box|mailbox|recipient|address)"
    r"|(user|mailbox|recipient|address)( is)? (unknown|not found|does not exist|doesn't exist|not exist)",
    re.IGNORECASE,
)
"""What servers say where nobody has this address; a 550 alone is as often a list that the sender stands on."""


class MailLine:
    """A conversation with the mail server."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self._backend = backend

    def send(self, message: Outgoing) -> Taken:
        """
        Hand a letter over.

        :raises Refused: the server refused the letter, the sender or the recipient for good.
        :raises Away: it asks to come again.
        :raises Down: it broke off before the letter was begun.
        :raises Unclear: it broke off before it said whether it has the letter.
        """
        letter, recipient = letter_of(message), message.address
        content = content_of(letter)
        line = getattr(self._backend, "connection", None)
        if isinstance(line, SMTP):
            _begin(line, letter.from_email, recipient)
            _data(line, content)
        else:
            self._backend.send_messages([letter])
        return Taken(key=message_id(message.key))


def _begin(line: SMTP, sender: str, recipient: str) -> None:
    """Name who writes and who is written to; until here the server has nothing."""
    try:
        line.ehlo_or_helo_if_needed()
        code, said = line.mail(_plain(sender))
        if code >= LATER:  # it would say so of every letter
            raise Down(_text(said))
        code, said = line.rcpt(_plain(recipient))
        if code == GOES_AWAY:
            raise Down(_text(said))
        if code >= LATER:
            line.rset()
            _refuse(code, _text(said), is_recipient=True)
    except (SMTPException, OSError) as error:
        raise Down(_said(error)) from error


def _data(line: SMTP, content: bytes) -> None:
    try:
        code, said = line.data(content)
    except SMTPDataError as error:
        code, said = error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""
    except (SMTPException, OSError) as error:
        raise Unclear(_said(error)) from error
    if code >= LATER:
        _refuse(code, _text(said))


def _refuse(code: int, said: str, *, is_recipient: bool = False) -> NoReturn:
    """Tell what a refusal means; only who is said not to be there is never written to again, by whatever answer."""
    if code >= FINAL:
        raise Refused(said, is_address=is_recipient and bool(_NOBODY.search(said)))
    raise Away(said)


class MailProvider:
    """The mail server; it keeps nothing that it could be asked for later."""

    code = "smtp"
    is_set_up = True

    @contextmanager
    def line(self) -> Iterator[MailLine]:
        """
        Begin a conversation.

        :raises Away: the server does not answer.
        """
        backend = mailers.create_connection("default")
        try:
            backend.open()
        except (SMTPException, OSError) as error:
            raise Away(_said(error)) from error
        try:
            yield MailLine(backend)
        finally:
            backend.close()

    def look_up(self, key: str) -> Taken | None:
        """Say that nobody can tell: a mail server forgets what it took."""
        raise Unclear(key)


class FaxProvider(MailProvider):
    """Faxes: the gateway takes them as e-mail to the number at its domain."""

    code = "fax"


def message_id(key: str) -> str:
    """Return the Message-ID of a letter: the same for each try."""
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f"<{key}@{sender.partition('@')[2] or 'localhost'}>"


def letter_of(message: Outgoing) -> EmailMultiAlternatives:
    """
    Return a message as a letter; whether it can be sent as it is, `content_of` tells.

    :raises Refused: nobody can be written to at such an address.
    """
    try:
        recipient = Address(addr_spec=message.address).addr_spec
        _plain(recipient)
    except (ValueError, MessageError) as error:
        raise Refused(str(error), is_address=True) from error
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    try:
        letter = EmailMultiAlternatives(
            subject=" ".join(message.subject.split()),
            body=message.text,
            from_email=formataddr((" ".join(message.sender.split()), address)),
            to=[recipient],
            headers={"Message-ID": message_id(message.key), "Auto-Submitted": "auto-generated", **message.headers},
        )
        if message.html:
            letter.attach_alternative(message.html, "text/html")
    except (ValueError, MessageError) as error:
        raise Refused(str(error)) from error
    return letter


def content_of(letter: EmailMultiAlternatives) -> bytes:
    """
    Return a letter as it goes over the line.

    :raises Refused: no letter may carry such headings.
    """
    try:
        content: bytes = letter.message(policy=policy.SMTP).as_bytes()
        _plain(letter.from_email)
    except (ValueError, MessageError) as error:
        raise Refused(str(error)) from error
    return content


def _plain(address: str) -> str:
    """
    Return an address as it is said to a server: the name of its domain in ASCII.

    :raises ValueError: that cannot be said.
    """
    _name, known = parseaddr(address)
    box, _at, domain = known.rpartition("@")
    if not box.isascii():
        raise ValueError(address)
    return f"{box}@{punycode(domain)}" if box else domain


def _said(error: Exception) -> str:
    return _text(error.smtp_error) if isinstance(error, SMTPResponseException) else str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
