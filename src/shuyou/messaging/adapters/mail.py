"""E-mail through the installation's mail server, or kept in files where there is none; faxes through its gateway."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import formataddr, parseaddr
from functools import cache
from smtplib import SMTP, SMTPException
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.encoding import punycode

from shuyou.messaging.adapters.letter import letter_content
from shuyou.messaging.adapters.mail_talk import Envelope, MailTalk, said_of
from shuyou.messaging.ports import Away, Outgoing, Refused, Taken, Unclear

_USUAL: Final = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII
)
"""Addresses that need no closer look."""
_BOX: Final = re.compile(r"[!-~]*")


class MailLine:
    """A conversation with the mail server, or what stands for one on this machine."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self._backend = backend
        line = getattr(backend, "connection", None)
        self._server = MailTalk(line) if isinstance(line, SMTP) else None

    def send(self, message: Outgoing) -> Taken:
        """
        Hand a letter over.

        :raises Refused: the server refused the letter, the sender or the recipient for good.
        :raises Away: it asks to come again.
        :raises Down: it broke off before the letter was begun.
        :raises Unclear: it broke off before it said whether it has the letter.
        """
        if self._server:
            self._server.hand_over(_envelope(message))
        else:
            letter = letter_of(message)
            content_of(letter)
            self._backend.send_messages([letter])
        return Taken(key=message_id(message.key))


def _envelope(message: Outgoing) -> Envelope:
    """
    Return a letter with who writes and who is written to.

    :raises Refused: nobody can be written to at such an address, or no letter says that.
    """
    recipient = _recipient(message.address)
    try:
        sender = _sender(settings.DEFAULT_FROM_EMAIL)
        content = letter_content(message, sender=sender, recipient=recipient, message_id=message_id(message.key))
    except ValueError as error:
        raise Refused(str(error)) from error
    return Envelope(sender, recipient, content)


@cache
def _sender(said: str) -> str:
    return plain_address(parseaddr(said)[1])


def _recipient(address: str) -> str:
    """
    Return an address as the server is told it.

    :raises Refused: it is none.
    """
    if _USUAL.fullmatch(address):
        return address
    try:
        return plain_address(Address(addr_spec=address).addr_spec)
    except (ValueError, MessageError) as error:
        raise Refused(str(error), is_address=True) from error


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
            raise Away(said_of(error)) from error
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
    return f"<{key}@{_sender(settings.DEFAULT_FROM_EMAIL).partition('@')[2] or 'localhost'}>"


def letter_of(message: Outgoing) -> EmailMultiAlternatives:
    """
    Return a message as a letter; whether it can be sent as it is, `content_of` tells.

    :raises Refused: nobody can be written to at such an address.
    """
    try:
        recipient = Address(addr_spec=message.address).addr_spec
        plain_address(recipient)
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
        plain_address(letter.from_email)
    except (ValueError, MessageError) as error:
        raise Refused(str(error)) from error
    return content


def plain_address(address: str) -> str:
    """
    Return an address as it is said to a server: the name of its domain in ASCII.

    :raises ValueError: that cannot be said.
    """
    _name, known = parseaddr(address)
    box, _at, domain = known.rpartition("@")
    if not _BOX.fullmatch(box):
        raise ValueError(address)
    return f"{box}@{punycode(domain)}" if box else domain
