"""A telephone for tests: it registers, calls and answers over real sockets, and hears what is said to it."""

import asyncio
import secrets
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

from shuyou.callcenter.adapters.embedded import sdp
from shuyou.callcenter.adapters.embedded.digest import respond
from shuyou.callcenter.adapters.embedded.message import Request, Response, address_of, answer_to, parse, rendered

type Address = tuple[str, int]
type Near = Address | tuple[str, int, str]
FRAME = 160


@dataclass(slots=True)
class Talk:
    """A call as the telephone sees it."""

    call_id: str
    ours: str
    theirs: str
    target: str
    number: int = 1
    invite: Request | None = None
    is_up: bool = False
    is_over: bool = False
    status: int = 0
    far: Address | None = None


@dataclass(slots=True)
class Telephone:
    """Behaves well unless told otherwise: what it does with calls that come is `manner`."""

    host: str
    switch: Near
    name: str = "tester"
    secret: str = ""
    codecs: tuple[int, ...] = (8, 0)
    by: str = "UDP"
    """Or `TCP`."""
    manner: str = "answer"
    """`answer`, `ring`, `busy`, `dead`: says nothing at all."""
    talks: dict[str, Talk] = field(default_factory=dict)
    heard: bytearray = field(default_factory=bytearray)
    keys: list[int] = field(default_factory=list)
    said: list[Request | Response] = field(default_factory=list)
    sock: socket.socket = field(init=False)
    sound: socket.socket = field(init=False)
    _stamp: int = 0
    _packet: int = 0
    is_cut_off: bool = False
    """Whether the switch has closed the connection."""
    _flow: bytes = b""

    def __post_init__(self) -> None:
        loop = asyncio.get_running_loop()
        kind = socket.SOCK_DGRAM if self.by == "UDP" else socket.SOCK_STREAM
        self.sock, self.sound = (socket.socket(socket.AF_INET, one) for one in (kind, socket.SOCK_DGRAM))
        for sock, reader in ((self.sock, self._sip), (self.sound, self._rtp)):
            sock.bind((self.host, 0))
            if sock.type == socket.SOCK_STREAM:
                sock.connect(self.switch[:2])
            sock.setblocking(False)
            loop.add_reader(sock, reader)

    @classmethod
    @asynccontextmanager
    async def at(cls, host: str, switch: Near, **how: object) -> AsyncIterator[Self]:
        """Open a telephone, and close it afterwards."""
        phone = cls(host, switch, **how)  # type: ignore[arg-type]
        try:
            yield phone
        finally:
            phone.close()

    def close(self) -> None:
        """Die without a word."""
        loop = asyncio.get_running_loop()
        for sock in (self.sock, self.sound):
            loop.remove_reader(sock)
            sock.close()

    @property
    def me(self) -> Address:
        """Return where the telephone is."""
        host, port = self.sock.getsockname()
        return host, port

    # --- what a person does

    async def register(self, *, secret: str | None = None, seconds: int = 300) -> int:
        """Say where the telephone is, with a proof once asked for one; return the last answer."""
        call_id = secrets.token_hex(6)
        request = self._request("REGISTER", f"sip:{self.switch[0]}", call_id, f"<sip:{self.name}@shuyou>")
        request.put("expires", str(seconds))
        first = await self._asked(request)
        challenge = next((one for one in first.all("www-authenticate") if "MD5" in one), "")
        if not challenge:
            return first.status
        again = self._request("REGISTER", request.uri, call_id, f"<sip:{self.name}@shuyou>", number=2)
        again.put("expires", str(seconds))
        word = self.secret if secret is None else secret
        again.put(
            "authorization",
            respond(challenge, user=self.name, secret=word, method="REGISTER", uri=request.uri),
        )
        return (await self._asked(again)).status

    def call(self, number: str, *, body: bytes | None = None, repeat: int = 1) -> Talk:
        """Call a number."""
        call_id = secrets.token_hex(8)
        request = self._request("INVITE", f"sip:{number}@{self.switch[0]}", call_id, f"<sip:{number}@{self.switch[0]}>")
        request.body = self._offer() if body is None else body
        request.put("content-type", sdp.TYPE)
        talk = Talk(call_id, request.get("from"), request.get("to"), request.uri, invite=request)
        self.talks[call_id] = talk
        for _ in range(repeat):
            self.send(request)
        return talk

    def cancel(self, talk: Talk) -> None:
        """Not want a call any more."""
        assert talk.invite is not None
        cancel = Request(method="CANCEL", uri=talk.invite.uri)
        for name in ("via", "from", "to", "call-id"):
            cancel.put(name, talk.invite.get(name))
        cancel.put("cseq", "1 CANCEL")
        self.send(cancel)

    def take(self, talk: Talk) -> None:
        """Answer a call that rings."""
        assert talk.invite is not None
        self._yes(talk, talk.invite)

    def hang_up(self, talk: Talk) -> None:
        """End a call."""
        talk.is_over = True
        self.ask(talk, "BYE")

    def ask(self, talk: Talk, method: str, body: bytes = b"") -> None:
        """Ask something within a call."""
        talk.number += 1
        request = self._request(method, talk.target, talk.call_id, talk.theirs, number=talk.number, ours=talk.ours)
        request.body = body
        request.put("content-type", sdp.TYPE if method == "INVITE" else "application/dtmf-relay")
        self.send(request)

    def speak(self, talk: Talk, sound: bytes, *, kind: int = 8) -> None:
        """Say one packet of sound."""
        self._packet, self._stamp = self._packet + 1, self._stamp + FRAME
        self._rtp_to(talk, kind, sound, self._stamp)

    def press(self, talk: Talk, key: str) -> None:
        """Press a key: ten packets of one moment, three of them its end."""
        self._stamp += 3 * FRAME
        for turn in range(10):
            self._packet += 1
            event = struct.pack("!BBH", "0123456789*#".index(key), 10 | (0x80 if turn > 6 else 0), 160 * (turn + 1))
            self._rtp_to(talk, 101, event, self._stamp)

    def _rtp_to(self, talk: Talk, kind: int, payload: bytes, stamp: int) -> None:
        assert talk.far is not None
        self.sound.sendto(struct.pack("!BBHII", 0x80, kind, self._packet & 0xFFFF, stamp, 7) + payload, talk.far)

    # --- what comes

    def _sip(self) -> None:
        if self.by == "UDP":
            self._heard(self.sock.recvfrom(65_535)[0])
            return
        data = self.sock.recv(65_535)
        if not data:
            asyncio.get_running_loop().remove_reader(self.sock)
            self.is_cut_off = True
        self._flow += data
        while b"\r\n\r\n" in self._flow:
            head = self._flow.partition(b"\r\n\r\n")[0]
            whole = len(head) + 4 + int(head.lower().rpartition(b"content-length:")[2].split()[0])
            if len(self._flow) < whole:
                return
            one, self._flow = self._flow[:whole], self._flow[whole:]
            self._heard(one)

    def _heard(self, data: bytes) -> None:
        message = parse(data)
        self.said.append(message)
        if isinstance(message, Response):
            self._answered(message)
        elif self.manner != "dead":
            self._asked_of(message)

    def _rtp(self) -> None:
        data, _ = self.sound.recvfrom(65_535)
        if data[1] & 0x7F in (0, 8):
            self.heard += data[12:]
        else:
            self.keys.append(data[12])

    def _answered(self, response: Response) -> None:
        talk, (number, method) = self.talks.get(response.call_id), response.cseq
        if talk is None or method != "INVITE" or response.status < 180:
            return
        talk.status, talk.theirs = response.status, response.get("to")
        if response.status < 200:
            return
        target = address_of(response.get("contact")) or talk.target
        ack = self._request("ACK", target, talk.call_id, talk.theirs, number=number, ours=talk.ours)
        if response.status >= 300:
            assert talk.invite is not None
            ack.fields[0] = ("via", talk.invite.get("via"))
        elif (sound := sdp.read(response.body)) is not None:
            talk.target, talk.is_up, talk.far = target, True, (sound.host, sound.port)
        self.send(ack)

    def _asked_of(self, request: Request) -> None:
        talk = self.talks.get(request.call_id)
        if request.method == "INVITE" and talk is None:
            self._rung(request)
        elif request.method == "CANCEL" and talk is not None and talk.invite is not None:
            self.send(answer_to(request, 200, "OK"))
            self.send(answer_to(talk.invite, 487, "Request Terminated", tag="t"))
            talk.is_over = True
        elif request.method not in ("ACK", "INVITE"):
            self.send(answer_to(request, 200, "OK"))
            if request.method == "BYE" and talk is not None:
                talk.is_over = True

    def _rung(self, request: Request) -> None:
        ours, theirs = f"{request.get('to')};tag=t", request.get("from")
        talk = Talk(request.call_id, ours, theirs, address_of(request.get("contact")), invite=request)
        self.talks[talk.call_id] = talk
        if self.manner == "busy":
            self.send(answer_to(request, 486, "Busy Here", tag="t"))
            return
        self.send(answer_to(request, 180, "Ringing", tag="t"))
        if self.manner == "answer":
            self._yes(talk, request)

    def _yes(self, talk: Talk, request: Request) -> None:
        heard = sdp.read(request.body)
        assert heard is not None
        response = answer_to(request, 200, "OK", tag="t")
        response.put("contact", self._contact)
        response.put("content-type", sdp.TYPE)
        host, port = self.sound.getsockname()
        response.body = sdp.answer(heard, host, port, codec=self.codecs[0])
        talk.is_up, talk.far = True, (heard.host, heard.port)
        self.send(response)

    @property
    def _contact(self) -> str:
        return f"<sip:{self.name}@{self.me[0]}:{self.me[1]};transport={self.by.lower()}>"

    # --- words

    def send(self, message: Request | Response) -> None:
        """Send something to the switch."""
        if self.by == "UDP":
            self.sock.sendto(rendered(message), self.switch[:2])
        else:
            self.sock.sendall(rendered(message))

    async def _asked(self, request: Request) -> Response:
        before = len(self.said)
        self.send(request)

        def answers() -> list[Response]:
            return [one for one in self.said[before:] if isinstance(one, Response) and one.cseq == request.cseq]

        await until(lambda: bool(answers()))
        return answers()[0]

    def _offer(self) -> bytes:
        host, port = self.sound.getsockname()
        text = sdp.offer(host, port).decode()
        return text.replace("RTP/AVP 8 0", f"RTP/AVP {' '.join(map(str, self.codecs))}").encode()

    def _request(
        self, method: str, uri: str, call_id: str, to: str, *, number: int = 1, ours: str = ""
    ) -> Request:  # fmt: skip
        request = Request(method=method, uri=uri)
        request.put("via", f"SIP/2.0/{self.by} {self.me[0]}:{self.me[1]};branch=z9hG4bK{secrets.token_hex(6)};rport")
        request.put("max-forwards", "70")
        request.put("from", ours or f"<sip:{self.name}@{self.host}>;tag={secrets.token_hex(4)}")
        request.put("to", to)
        request.put("call-id", call_id)
        request.put("cseq", f"{number} {method}")
        request.put("contact", self._contact)
        return request


async def until(is_true: Callable[[], bool], *, seconds: float = 8.0) -> None:
    """Wait until something is so."""
    end = asyncio.get_running_loop().time() + seconds
    while not is_true():
        if asyncio.get_running_loop().time() > end:
            raise AssertionError
        await asyncio.sleep(0.01)
