"""Legs as SIP sees them: a call that comes, or one that is made, from its first message to its last."""

import re
import secrets
from collections.abc import Callable
from typing import Final, Protocol

from shuyou.callcenter.adapters.embedded import sdp
from shuyou.callcenter.adapters.embedded.dialogs import ALLOWED, Dialog
from shuyou.callcenter.adapters.embedded.digest import respond
from shuyou.callcenter.adapters.embedded.guard import Trunk
from shuyou.callcenter.adapters.embedded.message import Request, Response, answer_to, parameters, rendered
from shuyou.callcenter.adapters.embedded.rtp import Stream
from shuyou.callcenter.adapters.embedded.sdp import Sound
from shuyou.callcenter.adapters.embedded.transactions import Address, Asked, Asking, Timer, Transactions

NO: Final = {"busy": (486, "Busy Here"), "rejected": (603, "Decline"), "no_answer": (480, "Temporarily Unavailable")}
UNWANTED: Final = (480, "Temporarily Unavailable")
WHY: Final = {
    404: "unreachable", 408: "no_answer", 410: "unreachable", 480: "no_answer", 484: "unreachable", 486: "busy",
    487: "cancelled", 403: "rejected", 600: "busy", 603: "rejected", 604: "unreachable",
}  # fmt: skip
GONE: Final = frozenset({408, 481})
_SIGNAL: Final = re.compile(r"^\s*Signal\s*=\s*([0-9A-D*#])", re.IGNORECASE | re.MULTILINE)


class Hub(Protocol):
    """What a leg needs of the switch that it belongs to."""

    transactions: Transactions
    near: Address
    patience: float

    def near_to(self, far: Address) -> Address:
        """Return where we are for whoever is there."""
        ...

    def is_connected(self, far: Address) -> bool:
        """Return whether a connection leads there now."""
        ...

    def later(self, seconds: float, act: Callable[[], object]) -> Timer:
        """Have something happen."""
        ...

    def rang(self, leg: "Leg") -> None:
        """Hear that it rings there."""
        ...

    def answered(self, leg: "Leg") -> None:
        """Hear that somebody is on the line."""
        ...

    def pressed(self, leg: "Leg", digit: str, ms: int) -> None:
        """Hear that a key was pressed."""
        ...

    def held(self, leg: "Leg", *, is_held: bool) -> None:
        """Hear that the telephone's own key put the others on hold, or took them back."""
        ...

    def ended(self, leg: "Leg", cause: str, by: str) -> None:
        """Hear that the leg is over; it is told once."""
        ...

    def silent(self, leg: "Leg") -> None:
        """Hear that a telephone does not answer at all."""
        ...

    def forgotten(self, leg: "Leg") -> None:
        """Hear that nothing more will be said about the leg."""
        ...


class Leg:
    """What both kinds of legs have in common."""

    def __init__(self, name: str, hub: Hub, stream: Stream, dialog: Dialog) -> None:
        self.name, self.hub, self.stream, self.dialog = name, hub, stream, dialog
        self.is_up = self.is_over = self.is_held = False
        self.up_at = self.asked_at = 0.0
        self._version = 1
        self._timers: list[Timer] = []
        self._invites: dict[int, Asked] = {}
        self._offered: set[int] = set()

    @property
    def codec(self) -> str:
        """Return what the leg speaks."""
        return sdp.CODECS[self.stream.codec]

    def hangup(self, cause: str, by: str) -> None:
        """End the leg, wherever it stands."""
        if self.is_over:
            return
        self._over(cause, by)
        self._part()

    def _part(self) -> None:
        raise NotImplementedError

    def _over(self, cause: str, by: str) -> None:
        self.is_over = True
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self.hub.ended(self, cause, by)

    def _later(self, seconds: float, act: Callable[[], object]) -> None:
        self._timers.append(self.hub.later(seconds, act))

    def _forget(self) -> None:
        self.hub.forgotten(self)

    def _bye(self) -> None:
        self._ask(self.dialog.request("BYE"), lambda response: self._forget() if _is_final(response) else None)

    def _ask(self, request: Request, heard: Callable[[Response | None], object]) -> Asking:
        return self.hub.transactions.ask(request, self._way(), heard)

    def _way(self) -> Address:
        """Return where requests go: by the connection that the call came by, while there is one."""
        return self.dialog.far if self.hub.is_connected(self.dialog.far) else self.dialog.next_hop()

    def ask_whether_there(self, now: float) -> None:
        """Ask a telephone that says nothing whether it is still there; who does not answer is not."""
        self.asked_at = now
        still = [True]

        def heard(response: Response | None) -> None:
            still[0] = False
            if response is None or response.status in GONE:
                self.hangup("failed", "switch")

        asking = self._ask(self.dialog.request("OPTIONS"), heard)

        def give_up() -> None:
            if still[0]:
                asking.end()
                self.hangup("failed", "switch")

        self._later(self.hub.patience, give_up)

    # --- what the other side asks

    def asked(self, request: Request, asking: Asked) -> None:
        """Answer a request within the call."""
        if self.is_over and request.method != "BYE":
            asking.answer(answer_to(request, 481, "No Such Call"))
        elif not self.dialog.hears(request):
            asking.answer(answer_to(request, 500, "Out Of Order"))
        elif request.method == "BYE":
            asking.answer(answer_to(request, 200, "OK"))
            if not self.is_over:
                self._over("normal", "far")
            self._forget()
        elif request.method in ("INVITE", "UPDATE"):
            self._again(request, asking)
        elif request.method in ("INFO", "OPTIONS", "NOTIFY", "PRACK"):
            asking.answer(answer_to(request, 200, "OK"))
            if request.method == "INFO" and (match := _SIGNAL.search(request.body.decode("ascii", "replace"))):
                self.hub.pressed(self, match[1].upper(), 0)
        else:
            asking.answer(answer_to(request, 501, "Not Implemented"))

    def _again(self, request: Request, asking: Asked) -> None:
        """Agree anew on the sound: the telephone holds, takes back, or has moved."""
        heard = sdp.read(request.body) if request.body else None
        if request.body and heard is None:
            asking.answer(answer_to(request, 488, "Not Acceptable Here"))
            return
        self.dialog.retargeted(request)
        self._version += 1
        response = answer_to(request, 200, "OK")
        if heard is not None:
            self._agree(heard)
            response.body = self._answer_to(heard)
        elif request.method == "INVITE":
            self._offered.add(request.cseq[0])
            response.body = sdp.offer(self.hub.near.host, self.stream.port, version=self._version)
        self._say(response)
        if request.method == "INVITE":
            self._invites[request.cseq[0]] = asking
        asking.answer(response)
        if heard is not None and heard.is_held != self.is_held:
            self.is_held = heard.is_held
            self.hub.held(self, is_held=self.is_held)

    def acknowledged(self, ack: Request) -> None:
        """Take in that a yes has arrived."""
        number = ack.cseq[0]
        if (asked := self._invites.pop(number, None)) is None:
            return
        asked.acknowledged()
        if number in self._offered:
            self._offered.discard(number)
            if (heard := sdp.read(ack.body)) is not None:
                self._agree(heard)

    def _agree(self, heard: Sound) -> None:
        self.stream.agree(heard, heard.codecs[0], source=self.dialog.far.host)

    def _answer_to(self, heard: Sound) -> bytes:
        return sdp.answer(heard, self.hub.near.host, self.stream.port, codec=heard.codecs[0], version=self._version)

    def _say(self, response: Response) -> None:
        response.put("contact", self.dialog.contact)
        response.put("allow", ALLOWED)
        if response.body:
            response.put("content-type", sdp.TYPE)


class Incoming(Leg):
    """Somebody calls us."""

    def __init__(self, name: str, hub: Hub, stream: Stream, asking: Asked, source: Address) -> None:
        self.tag = secrets.token_hex(6)
        dialog = Dialog.of_caller(asking.request, tag=self.tag, near=hub.near_to(source), source=source)
        super().__init__(name, hub, stream, dialog)
        self.asking = asking
        self._heard = sdp.read(asking.request.body) if asking.request.body else None
        self._refusal = UNWANTED

    def ring(self) -> None:
        """Let the caller hear that it rings."""
        if not self.is_over and self.asking.status < 180:
            self._answer(180, "Ringing")

    def take(self) -> None:
        """Say yes."""
        if self.is_over or self.asking.status >= 200:
            return
        number = self.asking.request.cseq[0]
        body = sdp.offer(self.hub.near.host, self.stream.port)
        if self._heard is not None:
            self._agree(self._heard)
            body = self._answer_to(self._heard)
        else:
            self._offered.add(number)
        self._invites[number] = self.asking
        self.asking.lost = self._lost
        self._answer(200, "OK", body)

    def reject(self, cause: str) -> None:
        """Say no."""
        self._refusal = NO.get(cause, UNWANTED)
        self.hangup("rejected", "near")

    def cancelled(self) -> None:
        """Take in that the caller does not want it any more."""
        self.asking.answer(answer_to(self.asking.request, 487, "Request Terminated", tag=self.tag))
        if not self.is_over:
            self._over("cancelled", "far")
        self._forget()

    def acknowledged(self, ack: Request) -> None:
        """Take in that the yes has arrived: somebody is on the line, unless we have hung up meanwhile."""
        is_first = ack.cseq[0] in self._invites and not self.is_up
        super().acknowledged(ack)
        if is_first:
            self.is_up = True
            if self.is_over:
                self._bye()
            else:
                self.hub.answered(self)

    def _answer(self, status: int, reason: str, body: bytes = b"") -> None:
        response = answer_to(self.asking.request, status, reason, tag=self.tag)
        response.body = body
        self._say(response)
        self.asking.answer(response)

    def _part(self) -> None:
        if self.is_up:
            self._bye()
        elif self.asking.status < 200:
            self._answer(*self._refusal)
            self._forget()

    def _lost(self) -> None:
        """The yes was never acknowledged."""
        if not self.is_over:
            self._over("failed", "switch")
        self._bye()


class Outgoing(Leg):
    """We call somebody."""

    def __init__(self, name: str, hub: Hub, stream: Stream, dialog: Dialog, *, trunk: Trunk | None) -> None:
        super().__init__(name, hub, stream, dialog)
        self._trunk = trunk
        self._has_proved = self._is_unwanted = self._rang = False
        self._early = ""
        self._ack = b""
        self._asking: Asking | None = None

    def invite(self, ring_for: float) -> None:
        """Call, and let it ring for so long."""
        self._invite()
        self._later(ring_for, lambda: self.hangup("no_answer", "switch"))
        self._later(self.hub.patience, self._look_whether_heard)

    def _invite(self, proof: tuple[str, str] | None = None) -> None:
        request = self.dialog.request("INVITE")
        request.put("allow", ALLOWED)
        if proof:
            request.put(*proof)
        request.body = sdp.offer(self.hub.near.host, self.stream.port)
        request.put("content-type", sdp.TYPE)
        self._asking = self.hub.transactions.ask(request, self.dialog.far, self._hear)

    def _look_whether_heard(self) -> None:
        if self._asking is not None and self._asking.status == 0 and not self.is_over:
            self.hub.silent(self)
            self._asking.end()
            self._over("unreachable", "switch")
            self._forget()

    def pick_up(self) -> None:
        """Ask the telephone to answer by itself: many desk telephones do so when they are told to talk."""
        if self.is_over or self.is_up or not self._early:
            return
        notice = self.dialog.request("NOTIFY")
        notice.fields = [(name, self._early if name == "to" else value) for name, value in notice.fields]
        notice.put("event", "talk")
        notice.put("subscription-state", "active")
        self._ask(notice, lambda _: None)

    def _hear(self, response: Response | None) -> None:
        if response is None:
            self._no("unreachable")
        elif response.status < 200:
            self._provisional(response)
        elif response.status < 300:
            self._yes(response)
        elif response.status in (401, 407) and self._prove(response):
            return
        else:
            self._no(WHY.get(response.status, "failed"))

    def _provisional(self, response: Response) -> None:
        if self._is_unwanted and self._asking is not None:
            self._is_unwanted = False
            self._asking.cancel()
        if response.status < 180:
            return
        self._early = response.get("to") if "tag" in parameters(response.get("to")) else ""
        if not self._rang and not self.is_over:
            self._rang = True
            self.hub.rang(self)

    def _yes(self, response: Response) -> None:
        if self._ack:
            self.hub.transactions.send(self._ack, self._way())
            return
        self.dialog.accepted(response)
        ack = self.dialog.request("ACK", number=response.cseq[0])
        self._ack = rendered(ack)
        self.hub.transactions.send(self._ack, self._way())
        heard = sdp.read(response.body)
        if self.is_over:
            self._bye()
        elif heard is None:
            self._over("failed", "switch")
            self._bye()
        else:
            self._agree(heard)
            for timer in self._timers:
                timer.cancel()
            self.is_up = True
            self.hub.answered(self)

    def _no(self, cause: str) -> None:
        if not self.is_over:
            self._over(cause, "far")
        self._forget()

    def _prove(self, response: Response) -> bool:
        """Answer a challenge of the trunk, once."""
        if self._trunk is None or not self._trunk.secret or self._has_proved or self.is_over:
            return False
        self._has_proved = True
        theirs, ours = ("www-authenticate", "authorization")
        if response.status == 407:
            theirs, ours = ("proxy-authenticate", "proxy-authorization")
        for challenge in response.all(theirs):
            who = {"user": self._trunk.user, "secret": self._trunk.secret}
            if proof := respond(challenge, method="INVITE", uri=self.dialog.target, **who):
                self._invite((ours, proof))
                return True
        return False

    def _part(self) -> None:
        if self.is_up:
            self._bye()
        elif self._asking is None or self._asking.status >= 200:
            self._forget()
        elif self._asking.status >= 100:
            self._asking.cancel()
        else:
            self._is_unwanted = True


def _is_final(response: Response | None) -> bool:
    return response is None or response.status >= 200
