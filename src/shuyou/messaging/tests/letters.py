"""Letters as mail servers, mailboxes and readers write them, and a mailbox that is reached by IMAP."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from imaplib import IMAP4

from shuyou.kernel.tests.ports import free_port
from shuyou.messaging.models import Message

USER, PASSWORD = "demouser", "demopass"


def reply(to: Message | None, text: str, *, sender: str = "reader@example.com", key: str = "<r1@example.com>",
          subject: str = "回复：新书", **headers: str) -> EmailMessage:  # fmt: skip
    """Return a letter that answers one of ours."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = f"读者 <{sender}>", "books@river.example", subject
    letter["Message-ID"] = key
    if to:
        letter["In-Reply-To"] = to.provider_key
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    return letter


def bounce(about: str, recipient: str, *, status: str = "5.1.1", action: str = "failed", key: str = "<b1@mx>") -> bytes:
    """Return what a mail server writes of a letter that it could not deliver (RFC 3464)."""
    return (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.com\r\nTo: books@river.example\r\nSubject: Undelivered\r\n"
        f"Message-ID: {key}\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=b"\r\n\r\n'
        "--=b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n"
        "--=b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
        f"--=b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {about}\r\nSubject: x\r\n\r\nwords\r\n--=b--\r\n"
    ).encode()


def complaint(about: str, recipient: str = "", *, key: str = "<c1@fbl>") -> bytes:
    """Return what a mailbox writes when its reader calls a letter spam (RFC 5965)."""
    to = f"Original-Rcpt-To: <{recipient}>\r\n" if recipient else ""
    return (
        f"From: fbl@mail.example.com\r\nTo: books@river.example\r\nSubject: FW: x\r\nMessage-ID: {key}\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary="=c"\r\n\r\n'
        "--=c\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n"
        f"--=c\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n{to}\r\n"
        f"--=c\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {about}\r\nSubject: x\r\n\r\n--=c--\r\n"
    ).encode()


@contextmanager
def imap_server() -> Iterator[int]:
    """Run a mail server that readers' programs speak IMAP with, on this machine; give its port."""
    port = free_port()
    said = [
        "-c",
        "from pymap.main import main; main()",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-tls",
        "dict",
        "--demo-data",
    ]
    server = subprocess.Popen([sys.executable, *said], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        server.kill()
        server.wait(10)


@contextmanager
def opened(port: int) -> Iterator[IMAP4]:
    """Sign in to the mailbox, as a program that writes into it."""
    with IMAP4("127.0.0.1", port, timeout=10) as line:
        line.login(USER, PASSWORD)
        line.select("INBOX")
        yield line


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            IMAP4("127.0.0.1", port, timeout=10).logout()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the IMAP server did not start")
