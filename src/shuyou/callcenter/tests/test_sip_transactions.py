"""What is lost is said again, what is heard again is answered again, and nothing is told twice (RFC 3261, 17)."""

import pytest

from shuyou.callcenter.adapters.embedded.message import Request, Response, answer_to, parse, rendered
from shuyou.callcenter.adapters.embedded.transactions import Address, Transactions, new_branch
from shuyou.callcenter.tests.turned_clock import Listener, TurnedClock

FAR = Address("10.0.0.2", 5080)


class Line:
    """Transactions with a wire that keeps all that was sent."""

    def __init__(self) -> None:
        self.clock, self.user = TurnedClock(), Listener()
        self.sent: list[Request | Response] = []
        self.layer = Transactions(
            send=lambda data, _to: self.sent.append(parse(data)), clock=self.clock, user=self.user
        )
        self.heard: list[int] = []

    def ask(self, method: str) -> Request:
        """Ask something of the other side."""
        asked = request(method)
        self.layer.ask(asked, FAR, lambda response: self.heard.append(response.status if response else 0))
        return asked

    def said(self) -> list[str | int]:
        """Return what was sent: methods and statuses."""
        return [one.method if isinstance(one, Request) else one.status for one in self.sent]


def request(method: str, *, branch: str = "") -> Request:
    """Return a request of the other side's, or of ours."""
    made = Request(method=method, uri="sip:a@10.0.0.1")
    made.put("via", f"SIP/2.0/UDP 10.0.0.2:5080;branch={branch or new_branch()};rport")
    for name, value in (("from", "<sip:b@10.0.0.2>;tag=b"), ("to", "<sip:a@10.0.0.1>"), ("call-id", "c")):
        made.put(name, value)
    made.put("cseq", f"1 {method}")
    return made


def test_an_invite_is_said_again_ever_slower_and_given_up() -> None:
    line = Line()
    line.ask("INVITE")
    line.clock.turn(31.9)

    assert line.said() == ["INVITE"] * 7
    assert line.heard == []
    line.clock.turn(0.2)
    assert line.heard == [0]
    assert len(line.layer) == 0


def test_another_request_is_said_again_at_most_every_four_seconds() -> None:
    line = Line()
    line.ask("BYE")
    line.clock.turn(40)

    assert line.said() == ["BYE"] * 11
    assert line.heard == [0]


def test_a_no_is_acknowledged_as_often_as_it_comes_and_told_once() -> None:
    line = Line()
    asked = line.ask("INVITE")
    line.layer.receive(answer_to(asked, 180, "Ringing", tag="t"), FAR)
    line.clock.turn(60)
    for _ in range(3):
        line.layer.receive(answer_to(asked, 486, "Busy Here", tag="t"), FAR)

    assert line.heard == [180, 486]
    assert line.said() == ["INVITE", "ACK", "ACK", "ACK"]
    ack = line.sent[-1]
    assert ack.branch == asked.branch
    assert ack.get("to").endswith(";tag=t")
    line.clock.turn(40)
    assert len(line.layer) == 0


def test_a_call_is_offered_once_however_often_it_is_asked_for() -> None:
    line, asked = Line(), request("INVITE")
    for _ in range(3):
        line.layer.receive(asked, FAR)
    line.user.asked_of[0].answer(answer_to(asked, 180, "Ringing", tag="t"))
    line.layer.receive(asked, FAR)

    assert line.user.told == ["INVITE"]
    assert line.said() == [180, 180]


def test_a_yes_is_said_until_it_is_acknowledged_and_its_loss_is_told() -> None:
    line, asked, lost = Line(), request("INVITE"), []
    line.layer.receive(asked, FAR)
    asking = line.user.asked_of[0]
    asking.lost = lambda: lost.append(1)
    asking.answer(answer_to(asked, 200, "OK", tag="t"))
    line.clock.turn(33)

    assert line.said().count(200) >= 10
    assert lost == [1]
    assert len(line.layer) == 0


@pytest.mark.parametrize(("status", "told"), [(200, ["INVITE", "ACK"]), (486, ["INVITE"])])
def test_an_ack_ends_saying_it_again(status: int, told: list[str]) -> None:
    line, asked = Line(), request("INVITE", branch="z9hG4bKone")
    line.layer.receive(asked, FAR)
    asking = line.user.asked_of[0]
    asking.answer(answer_to(asked, status, "x", tag="t"))
    ack = request("ACK", branch="z9hG4bKone")
    line.layer.receive(ack, FAR)
    if status < 300:
        asking.acknowledged()
    before = len(line.sent)
    line.clock.turn(40)

    assert len(line.sent) == before
    assert line.user.told == told
    assert len(line.layer) == 0


def test_a_cancel_is_told_only_while_nothing_is_settled() -> None:
    line, asked = Line(), request("INVITE", branch="z9hG4bKone")
    line.layer.receive(asked, FAR)
    line.layer.receive(request("CANCEL", branch="z9hG4bKone"), FAR)
    line.user.asked_of[0].answer(answer_to(asked, 487, "x", tag="t"))
    line.layer.receive(request("CANCEL", branch="z9hG4bKone"), FAR)
    line.layer.receive(request("CANCEL", branch="z9hG4bKother"), FAR)

    assert line.user.told == ["INVITE", "CANCEL"]
    assert line.said() == [200, 487, 200, 481]


def test_what_we_cancel_uses_the_same_branch() -> None:
    line = Line()
    asked = request("INVITE")
    asking = line.layer.ask(asked, FAR, lambda _: None)
    line.layer.receive(answer_to(asked, 180, "Ringing", tag="t"), FAR)
    asking.cancel()

    cancel = line.sent[-1]
    assert isinstance(cancel, Request)
    assert (cancel.method, cancel.branch, cancel.get("cseq")) == ("CANCEL", asked.branch, "1 CANCEL")
    assert parse(rendered(cancel)).call_id == "c"
