"""Providers for the contract: the sandbox, and the real adapters with the other side behind a local server."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Protocol
from urllib.parse import urlsplit

from shuyou.kernel import clock
from shuyou.payments.adapters.alipay import AlipayProvider
from shuyou.payments.adapters.peer import AlipayPeer, Answer, PeerKeys, Trade, WeChatPeer
from shuyou.payments.adapters.sandbox import (
    alipay_keys_of,
    sandbox_alipay_with,
    sandbox_wechat_with,
    wechat_keys_of,
)
from shuyou.payments.adapters.wechat import WeChatProvider
from shuyou.payments.ports import PaymentProvider

KEYS = PeerKeys.make()
OTHERS = PeerKeys.make()


class Told(Protocol):
    """Whoever plays the other side tells what happened."""

    def notice(self, number: str, *, at: object, event: str = "") -> tuple[dict[str, str], bytes]:
        """Return a notice."""


class Books:
    """The provider's books, in memory."""

    def __init__(self) -> None:
        self.trades: dict[str, Trade] = {}

    def find(self, number: str) -> Trade | None:
        """Return a payment or refund by our number."""
        return self.trades.get(number)

    def find_trade(self, trade: str) -> Trade | None:
        """Return a payment by its own number."""
        return next((one for one in self.trades.values() if one.trade == trade), None)

    def keep(self, trade: Trade) -> None:
        """Write a payment or refund."""
        self.trades[trade.number] = trade

    def of_day(self, day: date) -> Sequence[Trade]:
        """Return what moved on a day."""
        return [one for one in self.trades.values() if one.paid_at and clock.club_day(one.paid_at) == day]


@contextmanager
def served(peer: WeChatPeer | AlipayPeer) -> Iterator[str]:
    """Serve the other side on this machine, and give its address."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            answer: Answer
            if isinstance(peer, WeChatPeer):
                answer = peer.answer(self.command, self.path, dict(self.headers), body, at=clock.now())
            else:
                answer = peer.answer(urlsplit(self.path).query, at=clock.now())
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def opened(kind: str, books: Books) -> Iterator[tuple[PaymentProvider, WeChatPeer | AlipayPeer]]:
    """Open a provider of a kind, with the side it speaks to."""
    if kind == "sandbox of WeChat Pay":
        wechat = sandbox_wechat_with(books, KEYS)
        yield wechat, wechat.peer
    elif kind == "sandbox of Alipay":
        alipay = sandbox_alipay_with(books, KEYS)
        yield alipay, alipay.peer
    elif kind == "WeChat Pay":
        peer = WeChatPeer(KEYS, books)
        with served(peer) as url:
            yield WeChatProvider(wechat_keys_of(KEYS), gateway=url), peer
    else:
        other = AlipayPeer(KEYS, books)
        with served(other) as url:
            other.url = url
            yield AlipayProvider(alipay_keys_of(KEYS), gateway=url), other
