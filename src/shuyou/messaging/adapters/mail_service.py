"""E-mail through a provider's own interface instead of SMTP, whichever django-anymail speaks with; and its webhooks."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NoReturn

from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailWebhookValidationFailure,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation

from shuyou.messaging.adapters.mail import MailProvider, content_of, letter_of
from shuyou.messaging.errors import ReportForged
from shuyou.messaging.ports import Away, Down, Outgoing, Provider, Refused, Report, Taken, Unclear

TOO_MANY, BUSY = 429, 503
KINDS: Final[Mapping[str, str]] = {
    "delivered": "delivered", "bounced": "bounced", "rejected": "bounced", "failed": "bounced", "deferred": "delayed",
    "complained": "complained",
}  # fmt: skip
"""What providers tell, in our words; who opened what is none of our business but by a link of ours."""
_NOBODY: Final = ("invalid", "bounced")
_NEVER_BEGUN: Final = re.compile(r"NewConnectionError|ConnectTimeout|NameResolution|Failed to establish")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTerms:
    """The club's account at a provider of e-mail, as a file tells it."""

    provider: str
    options: Mapping[str, Any] = field(repr=False)
    webhook: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, path: str) -> "MailTerms":
        """
        Read the file that the environment names.

        :raises Down: it cannot be read, or names no provider; what it holds is not repeated.
        """
        try:
            told = tomllib.loads(Path(path).read_text("utf-8"))
            name = str(told["provider"])
            if not re.fullmatch(r"[a-z_]{3,20}", name):
                raise ValueError
            return cls(provider=name, options=dict(told.get("options", {})), webhook=dict(told.get("webhook", {})))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Down(f"{path}: {type(error).__name__}") from None


class MailServiceLine:
    """A conversation with a provider."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def send(self, message: Outgoing) -> Taken:
        """
        Hand a letter over.

        :raises Refused: the provider refused it for good.
        :raises Away: it asks to come again.
        :raises Down: it does not answer, or does not know us.
        :raises Unclear: it broke off, or failed over it.
        """
        letter: Any = letter_of(message)
        content_of(letter)
        try:
            self._backend.send_messages([letter])
        except (AnymailRecipientsRefused, AnymailInvalidAddress) as error:
            raise Refused(type(error).__name__, is_address=True) from None
        except AnymailAPIError as error:
            _refuse(error)
        except AnymailError as error:
            raise Refused(type(error).__name__) from None
        return Taken(key=str(letter.anymail_status.message_id))


class MailServiceProvider:
    """The provider that the environment's file names."""

    code = "mail_service"
    is_set_up = True

    @contextmanager
    def line(self) -> Iterator[MailServiceLine]:
        """
        Begin a conversation.

        :raises Down: the account cannot be read, or names a provider that nobody knows.
        """
        terms = MailTerms.read(settings.SHUYOU_MAIL_PROVIDER)
        try:
            backend = import_module(f"anymail.backends.{terms.provider}").EmailBackend(**terms.options)
        except (ImportError, ImproperlyConfigured) as error:
            raise Down(f"{terms.provider}: {type(error).__name__}") from None
        backend.open()
        try:
            yield MailServiceLine(backend)
        finally:
            backend.close()

    def look_up(self, key: str) -> Taken | None:
        """Say that nobody can tell."""
        raise Unclear(key)


def mail_provider() -> Provider:
    """Return the provider of e-mail that the environment names; where it names none, the mail server."""
    return MailServiceProvider() if settings.SHUYOU_MAIL_PROVIDER else MailProvider()


def read_webhook(request: Any, *, at: datetime) -> Sequence[tuple[Report, str]]:
    """
    Return what the provider tells of letters, each with the address that it went to.

    :raises ReportForged: it is not signed by the provider, nothing is set up to know that by, or it cannot be read.
    """
    try:
        terms = MailTerms.read(settings.SHUYOU_MAIL_PROVIDER)
        if not terms.webhook:
            raise ReportForged()
        module = import_module(f"anymail.webhooks.{terms.provider}")
        name = next(one for one in dir(module) if one.endswith("TrackingWebhookView") and "Base" not in one)
        view = getattr(module, name)(**terms.webhook)
        if view.warn_if_no_basic_auth and not view.basic_auth:  # this one signs nothing: a secret must stand for it
            raise ReportForged()
        view.run_validators(request)
        told = view.parse_events(request)
    except (AnymailWebhookValidationFailure, SuspiciousOperation) as error:
        raise ReportForged() from error
    except (Down, ImportError, StopIteration, AnymailError, ImproperlyConfigured) as error:
        raise ReportForged() from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ReportForged() from error
    return [_report(one, at) for one in told if one.event_type in KINDS and one.message_id]


def _report(told: Any, at: datetime) -> tuple[Report, str]:
    kind = KINDS[told.event_type]
    moment = min(told.timestamp, at) if told.timestamp else at
    key = (
        f"{told.message_id}:{told.event_type}:{moment.isoformat()}"  # their own id may be of the call, not of the thing
    )
    report = Report(
        key=key, kind=kind, provider_key=str(told.message_id), at=moment,
        text="" if kind == "delivered" else str(told.mta_response or told.description or "")[:200],
        is_address=told.event_type == "bounced" and told.reject_reason in _NOBODY,
    )  # fmt: skip
    return report, str(told.recipient or "").lower()


def _refuse(error: AnymailAPIError) -> NoReturn:
    """Tell what a provider's no means; nothing of the letter or its reader stands in it."""
    status = getattr(error, "status_code", None)
    if status is None:
        if _NEVER_BEGUN.search(repr(error.__cause__)):
            raise Down("the provider does not answer") from None
        raise Unclear("the provider broke off") from None
    if status in (401, 403, 404):
        raise Down(f"the provider says {status}") from None
    if status in (TOO_MANY, BUSY):
        raise Away(f"the provider says {status}") from None
    if status >= 500:
        raise Unclear(f"the provider says {status}") from None
    raise Refused(f"the provider says {status}") from None
