"""
Telephones for rows of calls: agents' at one socket, readers of SIPp's, and pages that hear what happens.

What must be timed is in this process, so that one clock says when it rang and when the page heard of it; all sound is
made and echoed by SIPp, which takes little of the measured machine.
"""

import asyncio
import os
import random
import secrets
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.stage import CannotMeasure
from shuyou.callcenter.adapters.embedded import sdp
from shuyou.callcenter.adapters.embedded.digest import respond
from shuyou.callcenter.adapters.embedded.message import (
    Request,
    Response,
    address_of,
    answer_to,
    parameters,
    parse,
    parse_uri,
    rendered,
)

CARRIER, PHONES = "127.0.0.2", "127.0.0.3"
SPEECH: Final = Path("/usr/share/sip-tester/g711a.pcap")
KEY: Final = Path("/usr/share/sip-tester/dtmf_2833_0.pcap")
SPOKEN: Final = 7.05
"""Seconds of the speech."""
BEFORE_KEY, BEFORE_SPEECH = 1.5, 2.5
"""Seconds a reader hears the greeting for, and then waits before they speak."""
RINGS: Final = 0.3
"""Seconds it rings at an agent's before they answer."""
ECHO: Final = 26_000
AT_A_TIME: Final = 9
"""Telephones of one host that register in a second: the switch hears twenty words a second of each host."""
CUT_OFF: Final = 10.0
"""Seconds that SIPp has to end by itself once its time is over."""
_SCENARIO: Final = Path(__file__).parent / "data" / "reader.xml"

type Address = tuple[str, int]


def sipp_path() -> str:
    """
    Return where SIPp is.

    :raises CannotMeasure: there is none, or it may not send what it has recorded.
    """
    found = shutil.which(os.environ.get("SHUYOU_SIPP", "sipp"))
    if found is None or os.geteuid() != 0:
        message = "It takes SIPp (bin/telephones prints its path) and root."
        raise CannotMeasure(message)
    return found


def packets(file: Path) -> int:
    """Return how many packets a recording of SIPp's holds."""
    data, place, count = file.read_bytes(), 24, 0
    while place < len(data):
        (length,) = struct.unpack_from("<I", data, place + 8)
        place, count = place + 16 + length, count + 1
    return count


@dataclass(slots=True)
class Desks:
    """The telephones of all agents at one socket; they answer after a moment, and their sound is echoed by SIPp."""

    switch: Address
    secrets: Mapping[str, str]
    """Of each extension."""
    rang: dict[str, float] = field(default_factory=dict)
    """When it last rang at each."""
    answered: int = 0
    registered: set[str] = field(default_factory=set)
    _sock: socket.socket = field(init=False)
    _invites: dict[str, Request] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 21)
        self._sock.setblocking(False)
        self._sock.bind((PHONES, 0))
        asyncio.get_running_loop().add_reader(self._sock, self._readable)

    def close(self) -> None:
        """Put all telephones away."""
        asyncio.get_running_loop().remove_reader(self._sock)
        self._sock.close()

    async def register(self) -> None:
        """Have every telephone say where it is."""
        for _ in range(120):
            missing = [name for name in self.secrets if name not in self.registered]
            if not missing:
                return
            for name in missing[:AT_A_TIME]:
                self._send(self._registration(name))
            await asyncio.sleep(1)
        message = "agents' telephones could not register"
        raise CannotMeasure(message)

    def _registration(self, name: str, proof: str = "") -> Request:
        host, port = self._sock.getsockname()
        request = Request(method="REGISTER", uri=f"sip:{self.switch[0]}")
        request.put("via", f"SIP/2.0/UDP {host}:{port};branch=z9hG4bK{secrets.token_hex(6)};rport")
        request.put("max-forwards", "70")
        request.put("from", f"<sip:{name}@{host}>;tag={secrets.token_hex(4)}")
        request.put("to", f"<sip:{name}@{host}>")
        request.put("call-id", f"{name}-{secrets.token_hex(4)}")
        request.put("cseq", "1 REGISTER")
        request.put("contact", f"<sip:{name}@{host}:{port}>")
        request.put("expires", "3600")
        if proof:
            request.put("authorization", proof)
        return request

    def _readable(self) -> None:
        for _ in range(64):
            try:
                data = self._sock.recv(65_535)
            except BlockingIOError:
                return
            message = parse(data)
            if isinstance(message, Response):
                self._registered(message)
            else:
                self._asked(message)

    def _registered(self, response: Response) -> None:
        name = parse_uri(address_of(response.get("to"))).user
        challenge = next((one for one in response.all("www-authenticate") if "MD5" in one), "")
        if response.status == 200:
            self.registered.add(name)
        elif challenge:
            uri = f"sip:{self.switch[0]}"
            proof = respond(challenge, user=name, secret=self.secrets[name], method="REGISTER", uri=uri)
            self._send(self._registration(name, proof))

    def _asked(self, request: Request) -> None:
        if request.method == "INVITE":
            if "tag" in parameters(request.get("to")) or request.call_id in self._invites:
                return
            self.rang[parse_uri(request.uri).user] = time.perf_counter()
            self._invites[request.call_id] = request
            self._send(answer_to(request, 180, "Ringing", tag="d"))
            asyncio.get_running_loop().call_later(RINGS, self._take, request)
        elif request.method == "CANCEL":
            self._send(answer_to(request, 200, "OK"))
            if (invite := self._invites.pop(request.call_id, None)) is not None:
                self._send(answer_to(invite, 487, "Request Terminated", tag="d"))
        elif request.method != "ACK":
            self._invites.pop(request.call_id, None)
            self._send(answer_to(request, 200, "OK"))

    def _take(self, request: Request) -> None:
        heard = sdp.read(request.body)
        if request.call_id not in self._invites or heard is None:
            return
        response = answer_to(request, 200, "OK", tag="d")
        host, port = self._sock.getsockname()
        response.put("contact", f"<sip:{parse_uri(request.uri).user}@{host}:{port}>")
        response.put("content-type", sdp.TYPE)
        response.body = sdp.answer(heard, PHONES, ECHO, codec=8)
        self.answered += 1
        self._send(response)

    def _send(self, message: Request | Response) -> None:
        self._sock.sendto(rendered(message), self.switch)


@contextmanager
def echo() -> Iterator[None]:
    """Have what agents' telephones hear be echoed."""
    command = [sipp_path(), "-sn", "uas", "-rtp_echo", "-i", PHONES, "-p", "7311", "-mp", str(ECHO), "-nostdin"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """So many readers who call, each of whom speaks so many times."""

    calls: int
    at_once: int
    a_second: float
    speaks: int
    asks: bool = True
    """Whether they ask for somebody; else they hang up after a moment of the greeting."""
    within: float = 3_600.0
    """Seconds after which those who still call are cut off; theirs count as failed."""

    @property
    def speech(self) -> int:
        """How many packets of speech each of them sends."""
        return self.speaks * packets(SPEECH)

    @property
    def talks(self) -> float:
        """How many seconds each of them stays once they are answered."""
        return BEFORE_KEY + BEFORE_SPEECH + self.speaks * SPOKEN

    async def call(self, switch: Address, numbers: Sequence[str], folder: Path) -> int:
        """
        Have them call; return how many calls did not go as they should by SIPp's count.

        :raises CannotMeasure: SIPp does not start.
        """
        scenario, known, said = folder / "reader.xml", folder / "numbers.csv", folder / "sipp.csv"
        said.unlink(missing_ok=True)
        play = f'<nop><action><exec play_pcap_audio="{SPEECH}"/></action></nop>'
        turn = f'{play}<pause milliseconds="{SPOKEN * 1000:.0f}"/>'
        text = _SCENARIO.read_text("utf-8")
        words = {"KEY": str(KEY), "GREETING": f"{BEFORE_KEY * 1000:.0f}", "WAIT": f"{BEFORE_SPEECH * 1000:.0f}"}
        if not self.asks:
            text = text.replace('<nop><action><exec play_pcap_audio="{KEY}"/></action></nop>', "")
        for name, value in (words | {"SPEECH": turn * self.speaks}).items():
            text = text.replace(f"{{{name}}}", value)
        scenario.write_text(text, "utf-8")
        known.write_text("\n".join(["RANDOM", *numbers, ""]), "ascii")
        command = [
            sipp_path(), f"{switch[0]}:{switch[1]}", "-sf", str(scenario), "-inf", str(known), "-i", CARRIER,
            "-nostdin", "-s", "4008000000", "-m", str(self.calls), "-l", str(self.at_once),
            "-r", f"{self.a_second:.0f}", "-p", "7320", "-mp", "27000", "-timeout", f"{self.within:.0f}",
            "-trace_stat", "-stf", str(said),
        ]  # fmt: skip
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            await asyncio.wait_for(process.wait(), self.within + CUT_OFF)
        except TimeoutError:
            process.kill()
            await process.wait()
        if not said.exists():
            message = "SIPp did not start: somebody else may use its ports"
            raise CannotMeasure(message)
        lines = said.read_text("utf-8").splitlines()
        last = dict(zip(lines[0].split(";"), lines[-1].split(";"), strict=False))
        return self.calls - int(last["SuccessfulCall(C)"])


async def listen(port: int, cookies: str, path: str, heard: "Heard") -> None:
    """Be a page that is told what changes, until cancelled."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\n\r\n".encode())
    event = ""
    try:
        while line := await reader.readline():
            if line.startswith(b"event: "):
                event = line[7:].strip().decode()
            elif line.startswith(b"data:"):
                heard.hear(event, line[5:].strip(), time.perf_counter())
    finally:
        writer.close()


class Heard:
    """What pages make of what they are told."""

    def hear(self, event: str, data: bytes, at: float) -> None:
        """Hear a word at a moment of the process's clock."""
        raise NotImplementedError


class Viewer(Heard):
    """A browser that shows the wallboard, as `calls.js` has it: it looks when it is told, but not all the time."""

    CALM, SPREAD = 2.5, 1.0

    def __init__(self, port: int, cookies: str, path: str) -> None:
        self._port, self._cookies, self._path = port, cookies, path
        self._seen, self._soon = 0.0, False
        self.looks: list[float] = []
        """How many milliseconds each look took."""
        self._looking: set[asyncio.Task[None]] = set()

    def hear(self, event: str, data: bytes, at: float) -> None:
        """Look again in a moment."""
        if event != "floor" or self._soon:
            return
        self._soon = True
        wait = max(self._seen + self.CALM - at, 0.0) + random.random() * self.SPREAD
        asyncio.get_running_loop().call_later(wait, self._begin)

    def _begin(self) -> None:
        task = asyncio.ensure_future(self._look())
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)

    async def _look(self) -> None:
        self._soon, self._seen = False, time.perf_counter()
        head = f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nCookie: {self._cookies}\r\n"
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            writer.write(f"{head}Connection: close\r\n\r\n".encode())
            await reader.read(-1)
            writer.close()
            self.looks.append((time.perf_counter() - self._seen) * 1000)
