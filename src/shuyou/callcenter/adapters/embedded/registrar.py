"""Which agent's telephone is where: each has one place at a time, says so again and again, and proves its secret."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from shuyou.callcenter.adapters.embedded.digest import Challenger, parts_of
from shuyou.callcenter.adapters.embedded.guard import Budget
from shuyou.callcenter.adapters.embedded.message import (
    BadMessage,
    Request,
    Response,
    address_of,
    answer_to,
    parameters,
    parse_uri,
)
from shuyou.callcenter.adapters.embedded.transactions import Address

SHORTEST, USUAL, LONGEST = 20, 300, 3_600
"""Seconds after which a telephone has to say again where it is."""
GRACE: Final = 5.0
ASKED: Final = Budget(rate=20, burst=120)
"""How often one host may ask."""
WRONG: Final = Budget(rate=8 / 60, burst=8)
"""Wrong proofs of one telephone that one host may give; then it is not answered for a while."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a telephone is."""

    uri: str
    source: Address
    """Whence it last spoke: what goes back there goes through its router too."""
    until: float


class Registrar:
    """The telephones that are known, and where they are."""

    def __init__(self, realm: str, *, told: Callable[[str, Place | None], object]) -> None:
        self._challenger = Challenger(realm)
        self._told = told
        self._secrets: dict[str, str] = {}
        self._places: dict[str, Place] = {}
        self._asked, self._wrong = ASKED.begun(), WRONG.begun()

    def put(self, endpoint: str, secret: str) -> None:
        """Know a telephone; with another secret it has to prove that one."""
        if secret and self._secrets.get(endpoint) != secret:
            self._secrets[endpoint] = secret
            self._leave(endpoint)

    def drop(self, endpoint: str) -> None:
        """Know a telephone no longer."""
        self._secrets.pop(endpoint, None)
        self._leave(endpoint)

    def place(self, endpoint: str) -> Place | None:
        """Return where a telephone is; None: nowhere."""
        return self._places.get(endpoint)

    def is_telephone(self, source: Address) -> bool:
        """Return whether a telephone of ours speaks from there."""
        return bool(self.who_is_at(source))

    def who_is_at(self, source: Address) -> list[str]:
        """Return the telephones that were last heard from there."""
        return [endpoint for endpoint, place in self._places.items() if place.source == source]

    @property
    def online(self) -> frozenset[str]:
        """Return the telephones that can be reached."""
        return frozenset(self._places)

    def expire(self, now: float) -> None:
        """Let those go that have not said for too long where they are."""
        for endpoint in [name for name, place in self._places.items() if place.until + GRACE < now]:
            self._leave(endpoint)

    def lose(self, endpoint: str) -> None:
        """Let one go that does not answer."""
        self._leave(endpoint)

    def answer(self, request: Request, source: Address, now: float) -> Response | None:
        """Return what is said to a REGISTER; None: nothing, for who asks too often or has been wrong too often."""
        if not self._asked.spend(source.host, now):
            return None
        given = parts_of(request.get("authorization"))
        if not given:
            return self._challenge(request, source, now)
        endpoint = given.get("username", "")
        secret = self._secrets.get(endpoint)
        who = f"{source.host} {endpoint if secret else ''}"
        if self._wrong.is_spent(who, now):
            return None
        verdict = self._challenger.judge(
            given, secret=secret or secrets.token_hex(8), method="REGISTER", host=source.host, now=now
        )
        if verdict.is_stale or not verdict.is_ours:  # nobody is wrong by what others say in their name
            return self._challenge(request, source, now, is_stale=True)
        if secret is None or not verdict.is_right or not self._is_about(request, endpoint):
            self._wrong.spend(who, now)
            return answer_to(request, 403, "Forbidden", tag=secrets.token_hex(4))
        return self._move(request, endpoint, source, now)

    def _challenge(self, request: Request, source: Address, now: float, *, is_stale: bool = False) -> Response:
        response = answer_to(request, 401, "Unauthorized", tag=secrets.token_hex(4))
        for challenge in self._challenger.challenges(source.host, now, is_stale=is_stale):
            response.put("www-authenticate", challenge)
        return response

    def _is_about(self, request: Request, endpoint: str) -> bool:
        return parse_uri(address_of(request.get("to"))).user == endpoint

    def _move(self, request: Request, endpoint: str, source: Address, now: float) -> Response:
        contacts = request.all("contact")
        if len(contacts) > 1 and all(self._seconds(request, one) for one in contacts):
            contacts = contacts[:1]
        seconds = max((self._seconds(request, one) for one in contacts), default=-1)
        if 0 < seconds < SHORTEST:
            response = answer_to(request, 423, "Interval Too Brief", tag=secrets.token_hex(4))
            response.put("min-expires", str(SHORTEST))
            return response
        if seconds == 0:
            self._leave(endpoint)
        elif seconds > 0:
            contact = next(one for one in contacts if self._seconds(request, one))
            try:
                uri = parse_uri(address_of(contact))
            except BadMessage:
                return answer_to(request, 400, "Bad Contact", tag=secrets.token_hex(4))
            self._places[endpoint] = Place(str(uri), source, now + min(seconds, LONGEST))
            self._told(endpoint, self._places[endpoint])
        return self._said(request, endpoint, now)

    def _seconds(self, request: Request, contact: str) -> int:
        said = parameters(contact).get("expires") or request.get("expires") or str(USUAL)
        return min(int(said[:9]), LONGEST) if said.isascii() and said.isdigit() else USUAL

    def _said(self, request: Request, endpoint: str, now: float) -> Response:
        response = answer_to(request, 200, "OK", tag=secrets.token_hex(4))
        if place := self._places.get(endpoint):
            response.put("contact", f"<{place.uri}>;expires={max(int(place.until - now), 0)}")
        return response

    def _leave(self, endpoint: str) -> None:
        if self._places.pop(endpoint, None) is not None:
            self._told(endpoint, None)
