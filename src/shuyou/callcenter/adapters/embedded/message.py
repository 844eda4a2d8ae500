"""
SIP messages (RFC 3261): read with caps on everything, written, and nothing else.

Whatever the network brings, reading raises `BadMessage` and no other error.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

LARGEST: Final = 16_384
MOST_FIELDS: Final = 120
LONGEST_FIELD: Final = 4_096
VERSION: Final = "SIP/2.0"

_SHORT: Final = {
    "v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length", "c": "content-type",
    "k": "supported", "s": "subject", "e": "content-encoding", "o": "event",
}  # fmt: skip
_SHOWN: Final = {"call-id": "Call-ID", "cseq": "CSeq", "www-authenticate": "WWW-Authenticate"}
_LISTS: Final = frozenset(
    {"p-asserted-identity", "via", "route", "record-route", "contact", "supported", "require", "allow"}
)
_NEEDED: Final = ("via", "from", "to", "call-id", "cseq")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")
"""What no line of a message holds; it would only harm whoever keeps it."""
_TOKEN: Final = re.compile(r"[A-Za-z0-9.!%*_+`'~-]{1,64}\Z")
_URI: Final = re.compile(
    r"(?P<scheme>sips?|tel):(?:(?P<user>[^@;?>\s]{0,128})@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._+*#()-]{1,255})"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<rest>[;?].*)?\Z",
    re.IGNORECASE | re.DOTALL,
)
HIGHEST_PORT: Final = 65_535
LONGEST_NUMBER: Final = 2**31


class BadMessage(Exception):
    """Something that is no SIP message, and why."""


@dataclass(slots=True)
class Message:
    """What requests and responses have in common: fields in order, and a body."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    """Names in small letters."""
    body: bytes = b""

    def get(self, name: str) -> str:
        """Return the first value of a field; empty where there is none."""
        return next((value for key, value in self.fields if key == name), "")

    def all(self, name: str) -> list[str]:
        """Return all values of a field, in order."""
        return [value for key, value in self.fields if key == name]

    def put(self, name: str, value: str) -> None:
        """Add a field behind those there are."""
        self.fields.append((name, value))

    @property
    def call_id(self) -> str:
        """Return what the call is called."""
        return self.get("call-id")

    @property
    def cseq(self) -> tuple[int, str]:
        """Return the number of the request within its dialog, and its method."""
        number, _, method = self.get("cseq").partition(" ")
        return int(number), method.strip()

    @property
    def branch(self) -> str:
        """Return what tells the transaction."""
        return parameters(self.get("via")).get("branch", "")


@dataclass(slots=True)
class Request(Message):
    """Something that is asked."""

    method: str = ""
    uri: str = ""


@dataclass(slots=True)
class Response(Message):
    """What is answered."""

    status: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Uri:
    """Where somebody is."""

    user: str
    host: str
    port: int = 0
    """0: none is named."""
    scheme: str = "sip"

    def __str__(self) -> str:
        who = f"{self.user}@" if self.user else ""
        return f"{self.scheme}:{who}{self.host}" + (f":{self.port}" if self.port else "")


def parse(data: bytes) -> Request | Response:
    """
    Return the message that a datagram holds.

    :raises BadMessage: it holds none.
    """
    if len(data) > LARGEST:
        raise BadMessage("too large")
    head, gap, body = data.lstrip(b"\r\n").partition(b"\r\n\r\n")
    try:
        lines = head.decode("utf-8").split("\r\n")
    except UnicodeDecodeError:
        raise BadMessage("no text") from None
    if not gap:
        raise BadMessage("no end of fields")
    if any(_CONTROL.search(line) for line in lines):
        raise BadMessage("no text")
    message = _first_line(lines[0])
    message.fields = list(_fields(lines[1:]))
    _check(message)
    message.body = _body(message, body)
    return message


def _first_line(line: str) -> Request | Response:
    words = line.split(" ", 2)
    if len(words) != 3 or len(line) > LONGEST_FIELD:
        raise BadMessage("no first line")
    if words[0] == VERSION:
        if not (words[1].isascii() and words[1].isdigit() and len(words[1]) == 3 and 100 <= int(words[1]) < 700):
            raise BadMessage("no status")
        return Response(status=int(words[1]), reason=words[2])
    if words[2] != VERSION or not _TOKEN.match(words[0]):
        raise BadMessage("no method")
    parse_uri(words[1])
    return Request(method=words[0], uri=words[1])


def _fields(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    unfolded: list[str] = []
    for line in lines:
        if line[:1] in (" ", "\t") and unfolded:
            unfolded[-1] += " " + line.strip()
        else:
            unfolded.append(line)
    if len(unfolded) > MOST_FIELDS:
        raise BadMessage("too many fields")
    for line in unfolded:
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if not colon or not _TOKEN.match(name) or len(line) > LONGEST_FIELD:
            raise BadMessage("no field")
        name = _SHORT.get(name, name)
        if name in _LISTS:
            yield from ((name, part) for part in split_list(value))
        else:
            yield name, value.strip()


def _check(message: Request | Response) -> None:
    if missing := [name for name in _NEEDED if not message.get(name)]:
        raise BadMessage(f"no {missing[0]}")
    number, _, method = message.get("cseq").partition(" ")
    if not (number.isascii() and number.isdigit() and len(number) <= 10 and int(number) < LONGEST_NUMBER):
        raise BadMessage("no cseq")
    if not _TOKEN.match(method.strip()) or (isinstance(message, Request) and method.strip() != message.method):
        raise BadMessage("no cseq")
    parse_via(message.get("via"))
    for name in ("from", "to"):
        parse_uri(address_of(message.get(name)))


def _body(message: Message, body: bytes) -> bytes:
    said = message.get("content-length")
    if not said:
        return body
    if not (said.isascii() and said.isdigit() and len(said) <= 6) or int(said) > len(body):
        raise BadMessage("no content-length")
    return body[: int(said)]


def rendered(message: Request | Response) -> bytes:
    """Return a message as it goes over the wire."""
    if isinstance(message, Request):
        first = f"{message.method} {message.uri} {VERSION}"
    else:
        first = f"{VERSION} {message.status} {message.reason}"
    lines = [first, *(f"{_shown(name)}: {value}" for name, value in message.fields if name != "content-length")]
    head = "\r\n".join([*lines, f"Content-Length: {len(message.body)}", "", ""])
    return head.encode() + message.body


def _shown(name: str) -> str:
    return _SHOWN.get(name) or "-".join(word.capitalize() for word in name.split("-"))


# --- parts of fields


def split_list(value: str) -> list[str]:
    """Return the parts of a list that commas divide, but not those within quotes or angle brackets."""
    if "," not in value:
        return [value.strip()]
    parts, start, depth, is_quoted = [], 0, 0, False
    for place, char in enumerate(value):
        if char == '"' and value[place - 1 : place] != "\\":
            is_quoted = not is_quoted
        elif is_quoted:
            continue
        elif char in "<>":
            depth += 1 if char == "<" else -1
        elif char == "," and depth <= 0:
            parts.append(value[start:place].strip())
            start = place + 1
    parts.append(value[start:].strip())
    return [part for part in parts if part]


def address_of(value: str) -> str:
    """Return the URI in a field such as From."""
    if "<" in value:
        return value[value.rindex("<") + 1 :].partition(">")[0].strip()
    return value.partition(";")[0].strip()


def parameters(value: str) -> dict[str, str]:
    """Return the parameters behind a field's address, names in small letters."""
    rest = value.rpartition(">")[2] if "<" in value else value
    found: dict[str, str] = {}
    for part in rest.split(";")[1:]:
        name, _, word = part.partition("=")
        found[name.strip().lower()] = word.strip().strip('"')
    return found


def parse_uri(text: str) -> Uri:
    """
    Return a URI in its parts.

    :raises BadMessage: it is none.
    """
    match = _URI.match(text.strip())
    if match is None or len(text) > LONGEST_FIELD:
        raise BadMessage("no uri")
    port = int(match["port"] or 0)
    if port > HIGHEST_PORT:
        raise BadMessage("no uri")
    scheme = match["scheme"].lower()
    user, host = (match["host"], "") if scheme == "tel" else (match["user"] or "", match["host"])
    return Uri(user.partition(";")[0].partition(":")[0], host, port, scheme)


def parse_via(value: str) -> tuple[str, int]:
    """
    Return the host and the port that a Via names; the usual port where it names none.

    :raises BadMessage: it is none.
    """
    protocol, _, rest = value.strip().partition(" ")
    if not protocol.upper().startswith("SIP/2.0/"):
        raise BadMessage("no via")
    host, colon, port = rest.strip().partition(";")[0].strip().partition(":")
    port = port.strip()
    is_port = port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) <= HIGHEST_PORT
    if not host or (colon and not is_port):
        raise BadMessage("no via")
    return host, int(port) if colon else 5060


def answer_to(request: Request, status: int, reason: str, *, tag: str = "") -> Response:
    """Return the beginning of a response: what every response repeats of its request."""
    response = Response(status=status, reason=reason)
    for name, value in request.fields:
        if name == "via" or (name == "record-route" and 100 < status < 300) or name in ("from", "call-id", "cseq"):
            response.put(name, value)
        elif name == "to":
            response.put(name, f"{value};tag={tag}" if tag and "tag" not in parameters(value) else value)
    return response
