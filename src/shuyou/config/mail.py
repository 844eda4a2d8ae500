"""How letters leave the house: through the mail server that the environment names, or kept in files without one."""

from email.utils import parseaddr
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

PORTS: Final = {"smtp": 587, "smtps": 465}
"""The way mail goes, and its usual port: `smtp` turns to TLS before it signs in, `smtps` speaks it from the start."""

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
"""A server on the same machine is spoken to without TLS."""

TIMEOUT: Final = 20
"""Seconds that the server has for each answer."""


def is_mail_url(url: str) -> bool:
    """Tell whether an address names a mail server."""
    try:
        parts = urlsplit(url)
        return parts.scheme in PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_box_url(url: str) -> bool:
    """Tell whether an address names a mailbox with who reads it."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("imap", "imaps") and bool(parts.hostname and parts.username) and parts.port != 0
    except ValueError:
        return False


def is_sender(value: str) -> bool:
    """Tell whether a text is an e-mail address, with or without a name before it."""
    _name, address = parseaddr(value)
    return address.count("@") == 1 and all(address.split("@")) and "\n" not in value


def mailers(url: str, kept_in: Path) -> dict[str, dict[str, Any]]:
    """Return Django's setting: the server that an address names; without one, files in a folder."""
    if not url:
        return {
            "default": {
                "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                "OPTIONS": {"file_path": str(kept_in)},
            }
        }
    parts = urlsplit(url)
    return {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": parts.hostname,
                "port": parts.port or PORTS[parts.scheme],
                "username": unquote(parts.username or ""),
                "password": unquote(parts.password or ""),
                "use_tls": parts.scheme == "smtp" and parts.hostname not in LOOPBACK,
                "use_ssl": parts.scheme == "smtps",
                "timeout": TIMEOUT,
            },
        }
    }
