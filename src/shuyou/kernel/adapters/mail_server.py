"""A mail server on this machine that answers as it is told and keeps what it takes: for trials, never for readers."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event, Thread

BREAK_OFF = ""


class MailServer:
    """Speaks SMTP on a port of its own; each further letter is answered with the next of its answers, then with 250."""

    def __init__(
        self, answers: Sequence[str] = (), keep: Callable[[bytes], None] | None = None, recipient: str = "250 fine"
    ) -> None:
        self.answers, self.recipient = list(answers), recipient
        self.taken: list[EmailMessage] = []
        self._keep = keep
        self.is_pipelining = True
        self.port = 0

    async def speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hold one conversation."""
        writer.write(b"220 mail.example.com\r\n")
        is_expected = False
        while line := (await reader.readline()).decode().strip():
            word = line[:4].upper()
            if word == "DATA" and is_expected:
                writer.write(b"354 go on\r\n")
                answer = await self._letter(reader)
                if answer == BREAK_OFF:
                    break
                writer.write(f"{answer}\r\n".encode())
                is_expected = False
            else:
                writer.write(f"{self._said(word)}\r\n".encode())
                is_expected = (is_expected or word == "RCPT") and word != "RSET" and self.recipient.startswith("2")
            await writer.drain()
            if word == "QUIT":
                break
        writer.close()

    def _said(self, word: str) -> str:
        greeting = "250-mail.example.com\r\n250-PIPELINING\r\n250 8BITMIME"
        return {
            "EHLO": greeting if self.is_pipelining else "250 mail.example.com", "QUIT": "221 bye",
            "RCPT": self.recipient, "DATA": "554 no recipients",
        }.get(word, "250 fine")  # fmt: skip

    async def _letter(self, reader: asyncio.StreamReader) -> str:
        letter = await reader.readuntil(b"\r\n.\r\n")
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer.startswith("250") and self._keep:
            self._keep(letter[:-5])
        elif answer.startswith("250"):
            self.taken.append(message_from_bytes(letter[:-5], policy=policy.default))
        return answer


@contextmanager
def mail_server(*answers: str, recipient: str = "250 fine") -> Iterator[MailServer]:
    """Run a server on this machine for a while, in a thread of its own: a browser's loop may be running in this one."""
    server, loop, listens = MailServer(answers, recipient=recipient), asyncio.new_event_loop(), Event()

    async def listen() -> asyncio.Server:
        listening = await asyncio.start_server(server.speak, "127.0.0.1", 0, limit=2**24)
        server.port = listening.sockets[0].getsockname()[1]
        return listening

    def run() -> None:
        listening = loop.run_until_complete(listen())
        listens.set()
        loop.run_forever()
        listening.close()
        loop.close()

    thread = Thread(target=run)
    thread.start()
    assert listens.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
