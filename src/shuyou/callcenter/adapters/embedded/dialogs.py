"""Dialogs (RFC 3261, section 12): who speaks with whom, by which way, and the numbers of what they ask."""

import secrets
from dataclasses import dataclass, field
from typing import Final, Self

from shuyou.callcenter.adapters.embedded.message import (
    BadMessage,
    Message,
    Request,
    Response,
    address_of,
    parameters,
    parse_uri,
)
from shuyou.callcenter.adapters.embedded.transactions import TCP, TLS, UDP, Address, new_branch

HOPS: Final = "70"
AGENT: Final = "Shuyou"
PORTS: Final = {UDP: 5060, TCP: 5060, TLS: 5061}
"""Where SIP is by itself."""
ALLOWED: Final = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, NOTIFY"


@dataclass(slots=True, kw_only=True)
class Dialog:
    """One telephone we speak with: names, numbers, and the way there."""

    call_id: str
    ours: str
    """Our side as From says it, with our tag."""
    theirs: str
    target: str
    """Where requests go."""
    route: list[str] = field(default_factory=list)
    contact: str = ""
    """Where we are."""
    near: Address
    """The host and port of our Via."""
    far: Address
    """Where what we send goes: the host the other side sent from, or was told to be at."""
    is_direct: bool = False
    """Whether all is sent there, whatever address the other side names: so it is with telephones of ours."""
    number: int = 0
    heard: int = -1

    @classmethod
    def of_caller(cls, invite: Request, *, tag: str, near: Address, source: Address) -> Self:
        """Return the dialog that somebody began who calls us."""
        return cls(
            call_id=invite.call_id,
            ours=f"{invite.get('to')};tag={tag}",
            theirs=invite.get("from"),
            target=address_of(invite.get("contact")) or address_of(invite.get("from")),
            route=invite.all("record-route"),
            contact=_contact(near),
            near=near,
            far=source,
            heard=invite.cseq[0],
        )

    @classmethod
    def of_callee(cls, *, who: str, target: str, near: Address, far: Address, is_direct: bool = False) -> Self:
        """Return a dialog that we begin: its other side has no tag yet."""
        return cls(
            call_id=f"{secrets.token_hex(12)}@{near[0]}",
            ours=f"<sip:{who}@{near[0]}>;tag={secrets.token_hex(6)}",
            theirs=f"<{target}>",
            target=target,
            contact=_contact(near),
            near=near,
            far=far,
            is_direct=is_direct,
        )

    def accepted(self, response: Response) -> None:
        """Learn from a yes where the other side really is, and by which way."""
        self.theirs = response.get("to")
        self.target = address_of(response.get("contact")) or self.target
        self.route = response.all("record-route")[::-1]

    def retargeted(self, message: Message) -> None:
        """Learn from a later INVITE or UPDATE that the other side has moved."""
        if contact := address_of(message.get("contact")):
            self.target = contact

    def request(self, method: str, *, number: int = 0) -> Request:
        """Return another request within the dialog; one with a number repeats that of an INVITE."""
        if not number:
            self.number += 1
        request = Request(method=method, uri=self.target)
        request.put("via", f"SIP/2.0/{self.near.by} {self.near.host}:{self.near.port};branch={new_branch()};rport")
        request.put("max-forwards", HOPS)
        for hop in self.route:
            request.put("route", hop)
        request.put("from", self.ours)
        request.put("to", self.theirs)
        request.put("call-id", self.call_id)
        request.put("cseq", f"{number or self.number} {method}")
        request.put("contact", self.contact)
        request.put("user-agent", AGENT)
        return request

    def hears(self, request: Request) -> bool:
        """Return whether a request belongs here and is not older than what was heard."""
        if request.cseq[0] <= self.heard or parameters(request.get("from")).get("tag") != self.their_tag:
            return False
        self.heard = request.cseq[0]
        return True

    @property
    def their_tag(self) -> str | None:
        """Return the tag of the other side; None before it has one."""
        return parameters(self.theirs).get("tag")

    @property
    def our_tag(self) -> str:
        """Return our own tag."""
        return parameters(self.ours)["tag"]

    def next_hop(self) -> Address:
        """
        Return where a request goes: the first of the route, or the target, or simply where the other side is.

        Names are not looked up: who names one is sent to where they came from.
        """
        if self.is_direct:
            return self.far
        hop = address_of(self.route[0]) if self.route else self.target
        try:
            uri = parse_uri(hop)
        except BadMessage:
            return self.far
        return Address(uri.host, uri.port or PORTS[self.far.by], self.far.by) if _is_address(uri.host) else self.far


def _contact(near: Address) -> str:
    way = f";transport={near.by.lower()}" if near.is_line else ""
    return f"<sip:{near.host}:{near.port}{way}>"


def _is_address(host: str) -> bool:
    parts = host.split(".")
    return len(parts) == 4 and all(part.isascii() and part.isdigit() and int(part[:4]) < 256 for part in parts)
