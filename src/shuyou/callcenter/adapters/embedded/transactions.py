"""
The four transactions of RFC 3261 (with the corrections of RFC 6026): over UDP what was said is said again until it is
answered, over TCP and TLS only a yes to a call is; what is heard again is answered again, and nothing is brought to
whoever uses them twice.
"""

import secrets
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from shuyou.callcenter.adapters.embedded.message import Message, Request, Response, answer_to, parse_via, rendered

T1: Final = 0.5
T2: Final = 4.0
T4: Final = 5.0
LONGEST: Final = 64 * T1
"""Seconds after which nobody answers any more: timers B, D, F, H, J and L."""
MOST: Final = 20_000
"""Transactions at a time; who asks beyond that is not heard."""
COOKIE: Final = "z9hG4bK"

UDP, TCP, TLS = "UDP", "TCP", "TLS"


class Address(NamedTuple):
    """Where somebody is, and what carries messages there, as Via says it."""

    host: str
    port: int
    by: str = UDP

    @property
    def is_line(self) -> bool:
        """Whether a connection leads there: on it nothing is lost, so nothing is said twice."""
        return self.by != UDP


type Send = Callable[[bytes, Address], object]


class Timer(Protocol):
    """Something that will happen."""

    def cancel(self) -> None:
        """Have it not happen."""
        ...


class Clock(Protocol):
    """What makes things happen later: an event loop, or a test."""

    def call_later(self, delay: float, callback: Callable[[], object]) -> Timer:
        """Have something happen."""
        ...


class User(Protocol):
    """Who uses the transactions."""

    def asked(self, request: Request, asking: "Asked", source: Address) -> None:
        """Hear a request that begins a transaction."""
        ...

    def acknowledged(self, ack: Request) -> None:
        """Hear that a final answer to an INVITE has come, where that was a yes."""
        ...

    def cancelled(self, asking: "Asked") -> None:
        """Hear that an INVITE without a final answer is no longer wanted."""
        ...


class _Transaction:
    """What all four have in common: timers, and an end."""

    def __init__(self, layer: "Transactions", key: tuple[str, ...], target: Address, request: Request) -> None:
        self.key = key
        self.target = target
        self.request = request
        self.status = 0
        self._layer = layer
        self._timers: list[Timer] = []

    @property
    def is_invite(self) -> bool:
        """Whether a call is asked for."""
        return self.request.method == "INVITE"

    def _later(self, seconds: float, act: Callable[[], object]) -> None:
        self._timers.append(self._layer.clock.call_later(seconds, act))

    def _calm(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def end(self) -> None:
        """Forget all of it."""
        self._calm()
        self._layer.forget(self)


class Asked(_Transaction):
    """A request that somebody made of us: what was answered is answered again."""

    def __init__(self, layer: "Transactions", key: tuple[str, ...], target: Address, request: Request) -> None:
        super().__init__(layer, key, target, request)
        self.lost: Callable[[], object] | None = None
        """What is done when a yes to an INVITE is never acknowledged."""
        self._said = b""

    def answer(self, response: Response) -> None:
        """Say something; after a final answer nothing else is said."""
        if self.status >= 200:
            return
        self.status, self._said = response.status, rendered(response)
        self.again()
        if response.status < 200:
            return
        if self.is_invite:
            if response.status < 300 or not self.target.is_line:
                self._later(T1, lambda: self._repeat(T1))
            self._later(LONGEST, self._give_up)
        elif self.target.is_line:
            self.end()
        else:
            self._later(LONGEST, self.end)

    def again(self) -> None:
        """Say once more what was said last."""
        if self._said:
            self._layer.send(self._said, self.target)

    def acknowledged(self) -> None:
        """Say nothing more; what comes late is still taken in."""
        self._calm()
        self._said = b""
        self._later(T4 if self.status >= 300 else LONGEST, self.end)

    def _repeat(self, waited: float) -> None:
        self.again()
        wait = min(2 * waited, T2)
        self._later(wait, lambda: self._repeat(wait))

    def _give_up(self) -> None:
        self.end()
        if self.status < 300 and self.lost is not None:
            self.lost()


class Asking(_Transaction):
    """A request that we make: said again until it is answered."""

    def __init__(
        self, layer: "Transactions", key: tuple[str, ...], target: Address, request: Request,
        heard: Callable[[Response | None], object],
    ) -> None:  # fmt: skip
        super().__init__(layer, key, target, request)
        self._heard = heard
        self._ack = b""
        self._said = rendered(request)
        self._repeat(T1)
        self._later(LONGEST, self._give_up)

    def _repeat(self, wait: float) -> None:
        self._layer.send(self._said, self.target)
        if self.target.is_line:
            return
        following = 2 * wait if self.is_invite else min(2 * wait, T2)
        self._later(wait, lambda: self._repeat(following))

    def _give_up(self) -> None:
        self.end()
        self._heard(None)

    def heard(self, response: Response) -> None:
        """Take in an answer; one that was heard before is not told again, but a yes to an INVITE is."""
        if self.status >= 200:
            if self._ack:
                self._layer.send(self._ack, self.target)
            elif self.is_invite and response.status < 300:
                self._heard(response)
            return
        self.status = response.status
        if response.status >= 200:
            self._calm()
            if self.is_invite and response.status >= 300:
                self._ack = rendered(_ack_of(self.request, response))
                self._layer.send(self._ack, self.target)
            if self.target.is_line and not self.is_invite:
                self.end()
            else:
                self._later(LONGEST if self.is_invite else T4, self.end)
        elif self.is_invite:
            self._calm()
        self._heard(response)

    def cancel(self) -> None:
        """Say that the call is no longer wanted."""
        cancel = Request(method="CANCEL", uri=self.request.uri)
        for name in ("via", "max-forwards", "from", "to", "call-id", "route"):
            for value in self.request.all(name)[: 1 if name == "via" else None]:
                cancel.put(name, value)
        cancel.put("cseq", f"{self.request.cseq[0]} CANCEL")
        self._layer.ask(cancel, self.target, lambda _: None)
        self._later(LONGEST, self._give_up)


class Transactions:
    """All that is being said at a socket."""

    def __init__(self, *, send: Send, clock: Clock, user: User) -> None:
        self.send = send
        self.clock = clock
        self._user = user
        self._alive: dict[tuple[str, ...], Asked | Asking] = {}

    def __len__(self) -> int:
        return len(self._alive)

    def ask(self, request: Request, target: Address, heard: Callable[[Response | None], object]) -> Asking:
        """Make a request whose Via is in place; hear its answers, at last None if there is none."""
        key = ("ours", request.branch, request.method)
        asking = Asking(self, key, target, request, heard)
        self._alive[key] = asking
        return asking

    def receive(self, message: Request | Response, source: Address) -> None:
        """Take in what has come."""
        if isinstance(message, Response):
            waiting = self._alive.get(("ours", message.branch, message.cseq[1]))
            if isinstance(waiting, Asking):
                waiting.heard(message)
        elif message.method == "ACK":
            self._acknowledge(message)
        else:
            self._hear(message, source)

    def forget(self, transaction: _Transaction) -> None:
        """Let a transaction go."""
        self._alive.pop(transaction.key, None)

    def close(self) -> None:
        """Let all go."""
        for transaction in list(self._alive.values()):
            transaction.end()

    def _acknowledge(self, ack: Request) -> None:
        known = self._alive.get(_key(ack, "INVITE"))
        if isinstance(known, Asked) and known.status >= 300:
            known.acknowledged()
        else:
            self._user.acknowledged(ack)

    def _hear(self, request: Request, source: Address) -> None:
        key = _key(request, request.method)
        if isinstance(known := self._alive.get(key), Asked):
            known.again()
            return
        if len(self._alive) >= MOST:
            return
        asked = self._alive[key] = Asked(self, key, back_to(request, source), request)
        if request.method == "CANCEL":
            self._cancel(request, asked)
        else:
            self._user.asked(request, asked, source)
        if request.method == "REGISTER":  # heard again it is answered anew: nothing is kept for who has proved nothing
            asked.end()

    def _cancel(self, cancel: Request, asked: Asked) -> None:
        known = self._alive.get(_key(cancel, "INVITE"))
        if not isinstance(known, Asked):
            asked.answer(answer_to(cancel, 481, "No Such Call"))
            return
        asked.answer(answer_to(cancel, 200, "OK"))
        if known.status < 200:
            self._user.cancelled(known)


def new_branch() -> str:
    """Return a name for a transaction that nobody else has."""
    return COOKIE + secrets.token_hex(8)


def back_to(request: Message, source: Address) -> Address:
    """Return where answers go: to where it came from; by UDP to the port that Via names, unless it asks otherwise."""
    via = request.get("via")
    if source.is_line or ";rport" in via:
        return source
    return Address(source.host, parse_via(via)[1])


def _key(request: Request, method: str) -> tuple[str, ...]:
    host, port = parse_via(request.get("via"))
    return "theirs", request.branch or request.get("cseq") + request.call_id, f"{host}:{port}", method


def _ack_of(request: Request, response: Response) -> Request:
    """Return the ACK to a no: it belongs to the same transaction."""
    ack = Request(method="ACK", uri=request.uri)
    ack.put("via", request.get("via"))
    for name in ("max-forwards", "from", "call-id", "route"):
        for value in request.all(name):
            ack.put(name, value)
    ack.put("to", response.get("to"))
    ack.put("cseq", f"{request.cseq[0]} ACK")
    return ack
