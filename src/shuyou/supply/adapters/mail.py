"""Letters by e-mail: through the installation's mail server, or kept in files where there is none."""

from email.headerregistry import Address
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Final

from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend

from shuyou.supply.ports import LetterRefused, OrderLetter, PostAway, PostUnclear

FINAL: Final = 500
"""Answers of a mail server from here on mean never, lower ones mean not now."""


class MailPost:
    """Django's mail, with every refusal told apart: never, not now, or nobody knows."""

    def send(self, letter: OrderLetter) -> None:
        """
        Hand a letter over to the mail server.

        :raises LetterRefused: it refused the letter, the sender or the recipient for good.
        :raises PostAway: it cannot be reached, or asks to come again.
        :raises PostUnclear: it broke off before it said whether it has the letter.
        """
        backend = mailers.create_connection("default")
        try:
            backend.open()
        except (SMTPException, OSError) as error:
            raise PostAway(_said(error)) from error
        try:
            _hand_over(backend, _message(letter))
        finally:
            backend.close()


def _hand_over(backend: BaseEmailBackend, message: EmailMessage) -> None:
    try:
        backend.send_messages([message])
    except SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise (LetterRefused if code >= FINAL else PostAway)(_text(said)) from error
    except (SMTPDataError, SMTPSenderRefused) as error:
        raise (LetterRefused if error.smtp_code >= FINAL else PostAway)(_said(error)) from error
    except (SMTPException, OSError) as error:
        raise PostUnclear(_said(error)) from error


def _message(letter: OrderLetter) -> EmailMessage:
    message = EmailMessage(
        subject=letter.subject, body=letter.text, to=[Address(addr_spec=letter.recipient).addr_spec],
        headers={"Message-ID": f"<{letter.key}>", "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    for one in letter.enclosures:
        message.attach(one.name, one.content, one.media_type)
    return message


def _said(error: Exception) -> str:
    return _text(error.smtp_error) if isinstance(error, SMTPResponseException) else str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
