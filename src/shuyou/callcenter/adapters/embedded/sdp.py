"""What two telephones agree on (SDP, RFC 3264): where the sound goes, and as what."""

from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address
from typing import Final

PCMA, PCMU = 8, 0
CODECS: Final = {PCMA: "PCMA", PCMU: "PCMU"}
EVENTS: Final = 101
"""The number under which we offer keys pressed."""
LARGEST: Final = 8_192
MOST_MEDIA: Final = 16
MOST_CODECS: Final = 64
"""Of one medium; who lists more is no telephone."""
TYPE: Final = "application/sdp"
_WAYS: Final = frozenset({"sendrecv", "sendonly", "recvonly", "inactive"})
_TURNED: Final = {"sendonly": "recvonly", "recvonly": "sendonly"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What one side says of its sound."""

    host: str
    port: int
    codecs: tuple[int, ...]
    """Of those we speak, as the other side likes them best."""
    events: int = 0
    """The number of keys pressed; 0: they are not told this way."""
    way: str = "sendrecv"
    others: tuple[str, ...] = ()
    """Media we do not speak, in their order, each to be refused."""
    place: int = 0
    """Where among the media the sound stands."""

    @property
    def is_held(self) -> bool:
        """Whether the other side does not want to hear us now."""
        return self.way in ("sendonly", "inactive") or self.host == "0.0.0.0"  # noqa: S104 - compared, not bound


def read(body: bytes) -> Sound | None:
    """Return what a description says of sound that we speak; None: there is nothing we have in common."""
    if len(body) > LARGEST:
        return None
    try:
        lines = body.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return None
    media: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("m="):
            media.append([])
        media[-1].append(line.strip())
    session, parts = media[0], media[1:]
    if len(parts) > MOST_MEDIA:
        return None
    for place, part in enumerate(parts):
        others = tuple(other[0] for number, other in enumerate(parts) if number != place)
        if part[0].startswith("m=audio ") and (sound := _sound(session, part, others, place)) is not None:
            return sound
    return None


def _sound(session: list[str], part: list[str], others: tuple[str, ...], place: int) -> Sound | None:
    words = part[0].split()
    if (
        not 4 <= len(words) <= MOST_CODECS + 3
        or words[2] != "RTP/AVP"
        or not _is_number(words[1], 65_535)
        or int(words[1]) == 0
    ):
        return None
    listed = [int(word) for word in words[3:] if _is_number(word, 127)]
    host = _host(part) or _host(session)
    codecs = tuple(number for number in listed if number in CODECS)
    if not host or not codecs:
        return None
    way = next((line[2:] for line in part + session if line[2:] in _WAYS and line.startswith("a=")), "sendrecv")
    return Sound(
        host=host, port=int(words[1]), codecs=codecs, events=_events(part, listed), way=way, others=others, place=place
    )


def _host(lines: list[str]) -> str:
    for line in lines:
        words = line[2:].split()
        if line.startswith("c=") and words[:2] == ["IN", "IP4"] and len(words) == 3:
            try:
                host = IPv4Address(words[2].partition("/")[0])
            except AddressValueError:
                return ""
            return "" if host.is_multicast or host.is_reserved else str(host)  # sound goes to one telephone, not to all
    return ""


def _events(part: list[str], listed: list[int]) -> int:
    for line in part:
        number, _, name = line.removeprefix("a=rtpmap:").partition(" ")
        is_event = line.startswith("a=rtpmap:") and name.lower().startswith("telephone-event/8000")
        if is_event and _is_number(number, 127) and int(number) in listed:
            return int(number)
    return 0


def _is_number(word: str, highest: int) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= 5 and int(word) <= highest


def offer(host: str, port: int, *, version: int = 1) -> bytes:
    """Return what we offer: both kinds of G.711, and keys pressed."""
    return _written(host, port, version, _media(port, (PCMA, PCMU), EVENTS, "sendrecv"))


def answer(heard: Sound, host: str, port: int, *, codec: int, version: int = 1) -> bytes:
    """Return what we say to an offer: one codec, and no to every other medium."""
    mine = _media(port, (codec,), heard.events, _TURNED.get(heard.way, heard.way))
    media = [_refused(line) for line in heard.others]
    media.insert(heard.place, mine)
    return _written(host, port, version, *media)


def _refused(line: str) -> str:
    words = line.split()
    words[1:2] = ["0"]
    return " ".join(words)


def _media(port: int, codecs: tuple[int, ...], events: int, way: str) -> str:
    numbers = [*codecs, events] if events else list(codecs)
    lines = [f"m=audio {port} RTP/AVP {' '.join(map(str, numbers))}"]
    lines += [f"a=rtpmap:{number} {CODECS[number]}/8000" for number in codecs]
    if events:
        lines += [f"a=rtpmap:{events} telephone-event/8000", f"a=fmtp:{events} 0-16"]
    return "\r\n".join([*lines, "a=ptime:20", f"a={way}"])


def _written(host: str, port: int, version: int, *media: str) -> bytes:
    head = ("v=0", f"o=- {port} {version} IN IP4 {host}", "s=-", f"c=IN IP4 {host}", "t=0 0")
    return "\r\n".join([*head, *media, ""]).encode()
