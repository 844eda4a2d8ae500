"""The side of the switch that speaks SIP: who registers, who calls, whom we call, and which leg a message is about."""

import asyncio
import logging
import re
import secrets
from collections.abc import Callable
from typing import Final

from shuyou.callcenter.adapters.embedded import sdp
from shuyou.callcenter.adapters.embedded.dialogs import ALLOWED, Dialog
from shuyou.callcenter.adapters.embedded.guard import Trunk
from shuyou.callcenter.adapters.embedded.legs import Incoming, Leg, Outgoing
from shuyou.callcenter.adapters.embedded.message import (
    BadMessage,
    Request,
    Response,
    address_of,
    answer_to,
    parameters,
    parse_uri,
)
from shuyou.callcenter.adapters.embedded.registrar import Place, Registrar
from shuyou.callcenter.adapters.embedded.rtp import NoPort, Ports
from shuyou.callcenter.adapters.embedded.setting import Setting
from shuyou.callcenter.adapters.embedded.sound import Sounds
from shuyou.callcenter.adapters.embedded.transactions import Address, Asked, Timer, Transactions
from shuyou.callcenter.adapters.embedded.wire import Wire
from shuyou.callcenter.ports import Dialling

log = logging.getLogger(__name__)

REALM: Final = "shuyou"
_NUMBER: Final = re.compile(r"[^0-9+*#]")
MASK_FROM: Final = 9
"""Digits from which on a number is shown to agents' telephones with its middle hidden."""


class Side:
    """What is the same for every leg, however it began."""

    def __init__(self, name: str, *, epoch: int, setting: Setting) -> None:
        self.name = name
        self.patience = setting.patience
        self.near = Address(setting.host, setting.port)
        self.legs: dict[str, Leg] = {}
        """Those that have not ended."""
        self._epoch, self._setting, self._came = epoch, setting, 0
        self.talks: dict[str, Leg] = {}
        """Legs about which something may still be said, by their Call-ID."""
        self._purse = setting.budget.begun()
        self._endpoints: dict[str, str] = {}
        self._of_endpoint: dict[Leg, str] = {}
        self._loop = asyncio.get_running_loop()
        self.registrar = Registrar(REALM, told=self._moved)
        self.wire = Wire(self._loop, setting.guard, self._received, lost=self._disconnected)
        self.transactions = Transactions(send=self.wire.send, clock=self._loop, user=self)
        self.sounds = Sounds(Ports(setting.host, *setting.sound_ports), self._loop)

    # --- what the switch says about it

    def _moved(self, endpoint: str, place: Place | None) -> None:
        raise NotImplementedError

    def _offered(self, leg: Incoming, caller: tuple[str, bool], *, called: str, trunk: Trunk) -> None:
        raise NotImplementedError

    # --- what legs need

    def later(self, seconds: float, act: Callable[[], object]) -> Timer:
        """Have something happen."""
        return self._loop.call_later(seconds, act)

    def silent(self, leg: Leg) -> None:
        """Let a telephone go that does not answer at all."""
        if endpoint := self._of_endpoint.get(leg):
            self.registrar.lose(endpoint)

    def forgotten(self, leg: Leg) -> None:
        """Let a leg go about which all is said."""
        self._of_endpoint.pop(leg, None)
        if self.talks.get(leg.dialog.call_id) is leg:
            del self.talks[leg.dialog.call_id]

    def near_to(self, far: Address) -> Address:
        """Return where we are for whoever is there."""
        return self.wire.near_by(far.by)

    def is_connected(self, far: Address) -> bool:
        """Return whether a connection leads there now."""
        return self.wire.lines.is_connected(far)

    def _disconnected(self, far: Address) -> None:
        """Let a telephone go whose connection is lost, until it says by another where it is."""
        for endpoint in self.registrar.who_is_at(far):
            self.registrar.lose(endpoint)

    def follow(self, endpoint: str, place: Place) -> None:
        """Speak about calls by a telephone's new connection where it has lost the one that they began by."""
        for leg, name in self._of_endpoint.items():
            if name == endpoint and leg.dialog.far.is_line and not self.is_connected(leg.dialog.far):
                leg.dialog.far = place.source

    # --- what comes

    def _received(self, message: Request | Response, source: Address) -> None:
        try:
            self.transactions.receive(message, source)
        except BadMessage:
            self.wire.malformed += 1

    def asked(self, request: Request, asking: Asked, source: Address) -> None:
        """Answer a request: one within a call, a telephone that registers, or a call that begins."""
        leg = self.talks.get(request.call_id)
        if "tag" in parameters(request.get("to")):
            if leg is None:
                asking.answer(answer_to(request, 481, "No Such Call"))
            else:
                leg.asked(request, asking)
        elif request.method == "REGISTER":
            if (response := self.registrar.answer(request, source, self._loop.time())) is not None:
                asking.answer(response)
            else:
                asking.end()
        elif not self._is_trusted(source):
            asking.end()
        elif request.method == "INVITE":
            self._begin(request, asking, source)
        else:
            self._answer_outside(request, asking)

    def acknowledged(self, ack: Request) -> None:
        """Bring the leg the news that its yes has arrived."""
        if (leg := self.talks.get(ack.call_id)) is not None:
            leg.acknowledged(ack)

    def cancelled(self, asking: Asked) -> None:
        """Bring the leg the news that its caller does not want it any more."""
        leg = self.talks.get(asking.request.call_id)
        if isinstance(leg, Incoming) and leg.asking is asking:
            leg.cancelled()

    def _is_trusted(self, source: Address) -> bool:
        return self._setting.guard.trunk_of(source.host) is not None or self.registrar.is_telephone(source)

    def _answer_outside(self, request: Request, asking: Asked) -> None:
        if request.method != "OPTIONS":
            asking.answer(answer_to(request, 405, "Method Not Allowed", tag=secrets.token_hex(4)))
            return
        response = answer_to(request, 200, "OK", tag=secrets.token_hex(4))
        response.put("allow", ALLOWED)
        response.put("accept", sdp.TYPE)
        asking.answer(response)

    def _begin(self, request: Request, asking: Asked, source: Address) -> None:
        trunk = self._setting.guard.trunk_of(source.host)
        refusal = self._refusal(request, source, trunk)
        name, stream = f"{self.name}-{self._epoch}-{self._came + 1}", None
        if refusal is None:
            try:
                stream = self.sounds.open(name, lambda digit, ms: self._key(name, digit, ms))
            except NoPort:
                refusal = 503, "No Line Free"
        if refusal is not None or stream is None or trunk is None:
            status, reason = refusal or (403, "Forbidden")
            asking.answer(answer_to(request, status, reason, tag=secrets.token_hex(4)))
            return
        self._came += 1
        leg = Incoming(name, self, stream, asking, source)
        self.legs[name] = self.talks[request.call_id] = leg
        asking.answer(answer_to(request, 100, "Trying"))
        self._offered(leg, _who_calls(request, trunk), called=_user(f"<{request.uri}>"), trunk=trunk)

    def _refusal(self, request: Request, source: Address, trunk: Trunk | None) -> tuple[int, str] | None:
        if not self._purse.spend(source.host, self._loop.time()):
            return 503, "Too Many Calls"
        if trunk is None:  # our own telephones call by the page
            return 403, "Forbidden"
        if request.call_id in self.talks:
            return 482, "Loop Detected"
        if request.get("require"):
            return 420, "Bad Extension"
        if request.body and sdp.read(request.body) is None:
            return 488, "Not Acceptable Here"
        return None

    def _key(self, name: str, digit: str, ms: int) -> None:
        if (leg := self.legs.get(name)) is not None:
            self.pressed(leg, digit, ms)

    # --- what goes

    def call(self, name: str, dialling: Dialling) -> Outgoing | None:
        """Call somebody; None: nobody can be called there."""
        found = self._way(dialling)
        if found is None:
            return None
        dialog, trunk = found
        try:
            stream = self.sounds.open(name, lambda digit, ms: self._key(name, digit, ms))
        except NoPort:
            return None
        leg = Outgoing(name, self, stream, dialog, trunk=trunk)
        self.legs[name] = self.talks[dialog.call_id] = leg
        if dialling.to.kind == "endpoint":
            self._of_endpoint[leg] = dialling.to.value
        leg.invite(dialling.ring_for)
        return leg

    def _way(self, dialling: Dialling) -> tuple[Dialog, Trunk | None] | None:
        if dialling.to.kind == "endpoint":
            place = self.registrar.place(dialling.to.value)
            if place is None:
                return None
            shown = _masked(_NUMBER.sub("", dialling.as_number)) or "anonymous"
            return Dialog.of_callee(
                who=shown, target=place.uri, near=self.near_to(place.source), far=place.source, is_direct=True
            ), None
        trunk = next(iter(self._setting.guard.trunks.values()), None)
        number = _NUMBER.sub("", dialling.to.value).replace("#", "%23")
        if trunk is None or not number:
            return None
        who = _NUMBER.sub("", dialling.as_number) or trunk.user or "anonymous"
        far = Address(trunk.host, trunk.port, trunk.by)
        target = f"sip:{number}@{trunk.host}:{trunk.port}" + (f";transport={far.by.lower()}" if far.is_line else "")
        return Dialog.of_callee(who=who, target=target, near=self.near_to(far), far=far), trunk

    def rang(self, leg: Leg) -> None:
        """Hear that it rings there."""
        raise NotImplementedError

    def answered(self, leg: Leg) -> None:
        """Hear that somebody is on the line."""
        raise NotImplementedError

    def pressed(self, leg: Leg, digit: str, ms: int) -> None:
        """Hear that a key was pressed."""
        raise NotImplementedError

    def held(self, leg: Leg, *, is_held: bool) -> None:
        """Hear that a telephone's own key put the others on hold, or took them back."""
        raise NotImplementedError

    def ended(self, leg: Leg, cause: str, by: str) -> None:
        """Hear that a leg is over."""
        raise NotImplementedError


def _who_calls(request: Request, trunk: Trunk) -> tuple[str, bool]:
    """Return the caller's number, and whether the carrier vouches for it: From says whatever the caller likes."""
    asserted = next(filter(None, map(_user, request.all("p-asserted-identity"))), "")
    return (asserted, True) if asserted else (_user(request.get("from")), trunk.vouches)


def _user(value: str) -> str:
    """Return who is named in a field, as a number where it is one."""
    try:
        user = parse_uri(address_of(value)).user
    except BadMessage:
        return ""
    return user.replace("%2B", "+").replace("%23", "#")[:30]


def _masked(number: str) -> str:
    """Return a number as an agent's telephone shows it."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= MASK_FROM else number
