"""What is said to a mail server over an open line: the envelope at once where the server lets us (RFC 2920)."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from smtplib import SMTP, SMTPException, SMTPResponseException
from typing import Final, NoReturn

from shuyou.messaging.ports import Away, Down, Refused, Unclear

GO_ON: Final = 354
"""What a server says that waits for a letter."""
FINAL: Final = 500
"""Answers of a mail server from here on mean never, lower ones mean not now."""
LATER: Final = 400
"""Answers from here on are no yes."""
GOES_AWAY: Final = 421
YES: Final = range(200, 300)
_DOTS: Final = re.compile(rb"(?m)^\.")
_NOBODY: Final = re.compile(
    r"\b5\.1\.(1|2|3|6|10)\b|(no such|unknown|invalid) (user|box|mailbox|recipient|address)"
    r"|(user|mailbox|recipient|address)( is)? (unknown|not found|does not exist|doesn't exist|not exist)",
    re.IGNORECASE,
)
"""What servers say where nobody has this address; a 550 alone is as often a list that the sender stands on."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A letter with who writes and who is written to, as the server is told."""

    sender: str
    recipient: str
    content: bytes = field(repr=False)


class MailTalk:
    """A conversation with a mail server."""

    def __init__(self, server: SMTP) -> None:
        self._server = server

    def hand_over(self, letter: Envelope) -> None:
        """
        Hand a letter over.

        :raises Refused: the server refused the letter, the sender or the recipient for good.
        :raises Away: it asks to come again.
        :raises Down: it broke off before the letter was begun.
        :raises Unclear: it broke off before it said whether it has the letter.
        """
        try:
            self._begin(letter)
        except (SMTPException, OSError) as error:
            raise Down(said_of(error)) from error
        try:
            self._server.send(_DOTS.sub(b"..", letter.content) + b".\r\n")
            code, said = self._server.getreply()
        except (SMTPException, OSError) as error:
            raise Unclear(said_of(error)) from error
        if code >= LATER:
            _refuse(code, said)
        if code not in YES:
            raise Unclear(_text(said))

    def _begin(self, letter: Envelope) -> None:
        """Say who writes and who is written to, and that a letter comes; until here the server has nothing."""
        self._server.ehlo_or_helo_if_needed()
        answers = self._answers([f"MAIL FROM:<{letter.sender}>", f"RCPT TO:<{letter.recipient}>", "DATA"])
        place, (code, said) = next(((at, one) for at, one in enumerate(answers) if one[0] not in YES), (0, (0, b"")))
        if place == len(answers) - 1 == 2 and code == GO_ON:
            return
        self._leave_off(is_awaited=answers[-1][0] == GO_ON)
        if place == 0 or code == GOES_AWAY or code < LATER:  # it would say so of every letter
            raise Down(_text(said))
        _refuse(code, said, is_recipient=place == 1)

    def _leave_off(self, *, is_awaited: bool) -> None:
        """Take back what was said of a letter; where a server waits for it all the same, it is an empty one."""
        with suppress(SMTPException, OSError):  # the refusal stands; who writes next sees that the line is gone
            if is_awaited:
                self._server.docmd(".")
            self._server.rset()

    def _answers(self, lines: Sequence[str]) -> list[tuple[int, bytes]]:
        """Say some lines, at once where that is agreed, else one by one up to the first no; return the answers."""
        is_at_once, found = self._server.has_extn("pipelining"), list[tuple[int, bytes]]()
        if is_at_once:
            self._server.send("".join(f"{line}\r\n" for line in lines))
        for line in lines:
            if not is_at_once:
                if found and found[-1][0] not in YES:
                    break
                self._server.send(f"{line}\r\n")
            try:
                found.append(self._server.getreply())
            except (SMTPException, OSError):
                if all(code in YES for code, _said in found):
                    raise
                break  # it said no, and hung up
        return found


def _refuse(code: int, said: bytes, *, is_recipient: bool = False) -> NoReturn:
    """Tell what a refusal means; only who is said not to be there is never written to again, by whatever answer."""
    told = _text(said)
    if code >= FINAL:
        raise Refused(told, is_address=is_recipient and bool(_NOBODY.search(told)))
    raise Away(told)


def said_of(error: Exception) -> str:
    """Return what a server, or the network, said."""
    return _text(error.smtp_error) if isinstance(error, SMTPResponseException) else str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
