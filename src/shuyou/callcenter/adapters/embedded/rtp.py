"""Sound on its way (RTP, RFC 3550; keys, RFC 4733): one stream for each leg, passed through where it can be."""

import asyncio
import secrets
import socket
import struct
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from shuyou.callcenter.adapters.embedded.ear import Ear
from shuyou.callcenter.adapters.embedded.g711 import FRAME, FROM_ULAW, RATE, TO_ULAW
from shuyou.callcenter.adapters.embedded.sdp import PCMA, PCMU, Sound

LARGEST: Final = 2_048
AT_ONCE: Final = 16
"""Packets taken from one socket before others have their turn."""
KEYS: Final = "0123456789*#ABCD"
KEY_FRAMES, KEY_ENDS = 8, 3
"""A key we press lasts so many frames, of which the last are its end, said thrice."""
LOUD: Final = 10
MASK: Final = 0xFFFF_FFFF
_HEAD: Final = struct.Struct("!BBHII")
_KEY: Final = struct.Struct("!BBH")


type Address = tuple[str, int]


class NoPort(Exception):
    """All ports for sound are in use."""


class Tape(Protocol):
    """What is recorded."""

    def put(self, side: int, alaw: bytes, at: float) -> None:
        """Take in what the leg said (0) or heard (1)."""
        ...


class Ports:
    """The ports that sound comes in by: even numbers, one for each leg."""

    def __init__(self, host: str, low: int, high: int) -> None:
        self.host = host
        self._numbers = range(low + low % 2, high, 2)
        self._turn = 0
        self._taken: set[int] = set()

    def __len__(self) -> int:
        return len(self._taken)

    def take(self) -> socket.socket:
        """
        Return a socket at a free port.

        :raises NoPort: there is none.
        """
        for _ in range(len(self._numbers)):
            port = self._numbers[self._turn % len(self._numbers)]
            self._turn += 1
            if port in self._taken:
                continue
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sock.setblocking(False)
            try:
                sock.bind((self.host, port))
            except OSError:
                sock.close()
                continue
            self._taken.add(port)
            return sock
        raise NoPort

    def give_back(self, sock: socket.socket) -> None:
        """Take a socket back."""
        self._taken.discard(sock.getsockname()[1])
        sock.close()


class Stream:
    """One leg's sound, in and out."""

    def __init__(self, ports: Ports, loop: asyncio.AbstractEventLoop, *, pressed: Callable[[str, int], object]) -> None:
        self._ports, self._loop, self._pressed = ports, loop, pressed
        self._sock = ports.take()
        self.port: int = self._sock.getsockname()[1]
        self.codec = PCMA
        self.listeners: tuple[Stream, ...] = ()
        """Streams that hear nobody but this one."""
        self.is_mixed = False
        """Whether somebody hears this one together with others."""
        self.is_muted = False
        self.is_playing = False
        self.tape: Tape | None = None
        self.ear: Ear | None = None
        self.heard_at = 0.0
        self.received = self.sent = 0
        self.waiting = bytearray()
        """What was said and not mixed yet."""
        self.keys: deque[bytes] = deque()
        self._events = 0
        self._far: Address | None = None
        self._hosts: frozenset[str] = frozenset()
        self._is_latched = False
        self._last_key: tuple[int, int] | None = None
        self._ssrc, self._number = secrets.randbits(32), secrets.randbits(15)
        self._stamp, self._shift, self._length = secrets.randbits(31), 0, FRAME
        self._sent_at = 0.0
        self._origin: object = None
        loop.add_reader(self._sock, self._readable)

    def agree(self, sound: Sound, codec: int, *, source: str) -> None:
        """Learn where the other side is, and as what it speaks; the first packet from its hosts says exactly where."""
        if self._far is None or self._far != (sound.host, sound.port):
            self._is_latched = False
        self.codec, self._events = codec, sound.events
        self._far, self._hosts = (sound.host, sound.port), frozenset({sound.host, source})

    def close(self) -> None:
        """Let the port go."""
        if self._sock.fileno() >= 0:
            self._loop.remove_reader(self._sock)
            self._ports.give_back(self._sock)
        self.listeners = ()

    # --- in

    def _readable(self) -> None:
        for _ in range(AT_ONCE):
            try:
                data, source = self._sock.recvfrom(LARGEST)
            except BlockingIOError:
                return
            except OSError:  # what we sent before did not arrive
                continue
            self.receive(data, source)

    def receive(self, data: bytes, source: Address) -> None:
        """Take in a packet; what is none, or comes from elsewhere, is nothing."""
        if len(data) <= 12 or data[0] & 0xC0 != 0x80:
            return
        if source != self._far:
            if self._is_latched or source[0] not in self._hosts:
                return
            self._far = source
        self._is_latched = True
        start = 12 + 4 * (data[0] & 0x0F)
        if data[0] & 0x10:
            start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4])
        payload = data[start : len(data) - data[-1]] if data[0] & 0x20 else data[start:]
        if not payload:
            return
        self.heard_at = self._loop.time()
        self.received += 1
        kind, stamp, ssrc = data[1] & 0x7F, int.from_bytes(data[4:8]), int.from_bytes(data[8:12])
        if kind in (PCMA, PCMU):
            self._voice(kind, payload, stamp, ssrc)
        elif kind == self._events and kind:
            self._key(payload, stamp, ssrc)

    def _voice(self, kind: int, payload: bytes, stamp: int, ssrc: int) -> None:
        if self.is_muted:
            return
        for listener in self.listeners:
            if not listener.is_playing:
                listener.send(kind, payload, stamp=stamp, origin=(self, ssrc))
        if self.is_mixed or self.tape is not None or self.ear is not None:
            alaw = payload if kind == PCMA else payload.translate(FROM_ULAW)
            if self.is_mixed:
                self.waiting += alaw
                del self.waiting[: -6 * FRAME]
            if self.tape is not None:
                self.tape.put(0, alaw, self.heard_at)
            if self.ear is not None:
                self.ear.put(alaw)

    def _key(self, payload: bytes, stamp: int, ssrc: int) -> None:
        if len(payload) < _KEY.size:
            return
        number, _, length = _KEY.unpack_from(payload)
        if self._last_key != (ssrc, stamp) and number < len(KEYS):
            self._last_key = ssrc, stamp
            self._pressed(KEYS[number], length * 1000 // RATE)
        for listener in self.listeners:
            listener.pass_key(payload, stamp=stamp, origin=(self, ssrc))

    # --- out

    def send(self, kind: int, payload: bytes, *, stamp: int, origin: object) -> None:
        """Send some sound on; its time goes on evenly, whoever it comes from."""
        is_first = origin != self._origin
        if is_first:
            self._begin(stamp, origin)
        if kind != self.codec:
            payload = payload.translate(TO_ULAW if self.codec == PCMU else FROM_ULAW)
        self._stamp, self._length = (stamp + self._shift) & MASK, len(payload)
        self._put(self.codec, payload, is_first=is_first)
        if self.tape is not None:
            self.tape.put(1, payload if self.codec == PCMA else payload.translate(FROM_ULAW), self._sent_at)

    def pass_key(self, payload: bytes, *, stamp: int, origin: object) -> None:
        """Send a key on that somebody else presses."""
        if not self._events or self.is_playing:
            return
        if origin != self._origin:
            self._begin(stamp, origin)
        self._stamp = (stamp + self._shift) & MASK
        self._put(self._events, payload, is_first=False)

    def press(self, digits: str) -> None:
        """Press keys, one after the other; who does not hear keys hears nothing."""
        if not self._events:
            return
        for digit in digits.upper():
            if digit in KEYS:
                number = KEYS.index(digit)
                steps = [min(step + 1, KEY_FRAMES - KEY_ENDS + 1) for step in range(KEY_FRAMES)]
                self.keys.extend(
                    _KEY.pack(number, LOUD | (0x80 if place >= KEY_FRAMES - KEY_ENDS else 0), step * FRAME)
                    for place, step in enumerate(steps)
                )
                self.keys.extend([b""] * 4)

    def send_key(self) -> None:
        """Send the next packet of a key that we press."""
        packet = self.keys.popleft()
        if not packet:
            self._origin = None
            return
        if self._origin != "keys":
            self._begin(0, "keys")
            self._stamp = self._shift
        self._put(self._events, packet, is_first=False)

    def _begin(self, stamp: int, origin: object) -> None:
        passed = int((self._loop.time() - self._sent_at) * RATE) if self._sent_at else 0
        self._origin = origin
        self._shift = (self._stamp + max(passed, self._length) - stamp) & MASK

    def _put(self, kind: int, payload: bytes, *, is_first: bool) -> None:
        if self._far is None:
            return
        self._number = (self._number + 1) & 0xFFFF
        self._sent_at = self._loop.time()
        self.sent += 1
        head = _HEAD.pack(0x80, kind | (0x80 if is_first else 0), self._number, self._stamp, self._ssrc)
        try:
            self._sock.sendto(head + payload, self._far)
        except OSError:  # the other side has gone; its signalling will say so
            return
