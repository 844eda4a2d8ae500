"""E-mail through the installation's mail server, or kept in files where there is none; faxes through its gateway."""

from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import formataddr, parseaddr
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend

from shuyou.messaging.ports import Away, Outgoing, Refused, Taken, Unclear

FINAL: Final = 500
"""Answers of a mail server from here on mean never, lower ones mean not now."""
NO_SUCH_BOX: Final = (550, 551, 553)
"""Answers that mean that nobody has this address."""


class MailLine:
    """A conversation with the mail server."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self._backend = backend

    def send(self, message: Outgoing) -> Taken:
        """
        Hand a letter over.

        :raises Refused: the server refused the letter, the sender or the recipient for good.
        :raises Away: it asks to come again, or is gone.
        :raises Unclear: it broke off before it said whether it has the letter.
        """
        try:
            self._backend.send_messages([_letter(message)])
        except SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            if code >= FINAL:
                raise Refused(_text(said), is_address=code in NO_SUCH_BOX) from error
            raise Away(_text(said)) from error
        except (SMTPDataError, SMTPSenderRefused) as error:
            if error.smtp_code >= FINAL:
                raise Refused(_said(error)) from error
            raise Away(_said(error)) from error
        except (ValueError, MessageError) as error:  # an address or a heading that no letter may carry
            raise Refused(str(error), is_address=True) from error
        except (SMTPException, OSError) as error:
            raise Unclear(_said(error)) from error
        return Taken(key=message_id(message.key))


class MailProvider:
    """The mail server; it keeps nothing that it could be asked for later."""

    code = "smtp"

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


def _letter(message: Outgoing) -> EmailMultiAlternatives:
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    letter = EmailMultiAlternatives(
        subject=" ".join(message.subject.split()),
        body=message.text,
        from_email=formataddr((" ".join(message.sender.split()), address)),
        to=[Address(addr_spec=message.address).addr_spec],
        headers={"Message-ID": message_id(message.key), "Auto-Submitted": "auto-generated", **message.headers},
    )
    if message.html:
        letter.attach_alternative(message.html, "text/html")
    return letter


def _said(error: Exception) -> str:
    return _text(error.smtp_error) if isinstance(error, SMTPResponseException) else str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
