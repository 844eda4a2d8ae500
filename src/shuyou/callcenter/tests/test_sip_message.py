"""SIP as it is written and read: whatever comes is understood, or refused with the one error for that."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.callcenter.adapters.embedded import sdp
from shuyou.callcenter.adapters.embedded.guard import Trunk
from shuyou.callcenter.adapters.embedded.message import (
    LARGEST,
    BadMessage,
    Request,
    Response,
    parameters,
    parse,
    parse_uri,
    rendered,
    split_list,
)
from shuyou.callcenter.adapters.embedded.side import _who_calls
from shuyou.callcenter.adapters.embedded.transactions import Address, Transactions
from shuyou.callcenter.tests.turned_clock import Listener, TurnedClock

INVITE = (
    b"INVITE sip:4008000000@10.0.0.1 SIP/2.0\r\nv: SIP/2.0/UDP 10.0.0.2:5080;branch=z9hG4bKa;rport\r\n"
    b'f: "Li, Na" <sip:138@10.0.0.2>;tag=x\r\nt: <sip:4008000000@10.0.0.1>\r\ni: c1\r\nCSeq: 7 INVITE\r\n'
    b"Record-Route: <sip:10.0.0.9;lr>, <sip:10.0.0.8;lr>\r\nSubject: a\r\n  b\r\nContent-Length: 4\r\n\r\nbody+more"
)
PIECES = (
    b"INVITE ", b"sip:", b" SIP/2.0", b"\r\n", b"\r\n\r\n", b"Via: SIP/2.0/UDP ", b"From: ", b"To:", b"Call-ID: 1",
    b"CSeq: ", b"1 INVITE", b";tag=", b'"', b"<", b">", b",", b"\x00", b"\xff", b"Content-Length: ", b"9" * 30,
    b"[::1]", b"SIP/2.0 200 OK", b"l: -1",
)  # fmt: skip


def test_a_message_is_read_in_all_its_parts() -> None:
    read = parse(INVITE)

    assert isinstance(read, Request)
    assert (read.method, read.uri, read.call_id, read.cseq) == (
        "INVITE",
        "sip:4008000000@10.0.0.1",
        "c1",
        (7, "INVITE"),
    )
    assert (read.branch, parameters(read.get("from"))["tag"], read.body) == ("z9hG4bKa", "x", b"body")
    assert read.all("record-route") == ["<sip:10.0.0.9;lr>", "<sip:10.0.0.8;lr>"]
    assert read.get("subject") == "a b"


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"4008000000@10.0.0.1 SIP", b"400\x00@10.0.0.1 SIP"), (b"138@", b"138\x00@"), (b":5080;", b":00000155555;")],
)
def test_what_nobody_could_keep_or_answer_is_refused(old: bytes, new: bytes) -> None:
    assert old in INVITE
    with pytest.raises(BadMessage):
        parse(INVITE.replace(old, new))


@pytest.mark.parametrize(
    ("vouches", "said", "caller"),
    [(False, b"", ("138", False)), (True, b"", ("138", True)),
     (False, b"P-Asserted-Identity: <sip:139@carrier>, <tel:139>\r\n", ("139", True))],
)  # fmt: skip
def test_a_caller_is_who_the_carrier_says(vouches: bool, said: bytes, caller: tuple[str, bool]) -> None:
    read = parse(INVITE.replace(b"Subject: a", said + b"Subject: a"))

    assert isinstance(read, Request)
    assert _who_calls(read, Trunk(name="carrier", host="10.0.0.2", vouches=vouches)) == caller


def test_what_is_written_reads_the_same() -> None:
    read = parse(INVITE)

    assert parse(rendered(read)).fields[:-1] == read.fields[:-1]
    assert rendered(parse(rendered(read))) == rendered(read)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"CSeq: 7 INVITE", b"CSeq: 7 BYE"),
        lambda data: data.replace(b"Content-Length: 4", b"Content-Length: 400"),
        lambda data: data.replace(b"i: c1\r\n", b""),
        lambda data: data.replace(b"SIP/2.0/UDP 10.0.0.2:5080", b"SIP/2.0/UDP 10.0.0.2:508000"),
        lambda data: data.replace(b"INVITE sip:", b"INVITE http:"),
        lambda data: data.replace(b"Subject: a", b"Subject: " + b"a" * 5_000),
        lambda data: data.replace(b"Subject: a", b"\r\n".join([b"X: 1"] * 200)),
        lambda data: data + b"a" * LARGEST,
        lambda data: data.replace(b"CSeq: 7", b"CSeq: 99999999999"),
    ],
)
def test_what_is_wrong_is_refused(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(BadMessage):
        parse(change(INVITE))


def read_or_refused(data: bytes) -> Request | Response | None:
    """Return the message that is in it; None: it was refused with the one error for that."""
    try:
        return parse(data)
    except BadMessage:
        return None


@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)))
def test_no_bytes_bring_reading_down(data: bytes) -> None:
    message = read_or_refused(data)

    assert message is None or isinstance(parse(rendered(message)), Request | Response)


@given(st.integers(0, len(INVITE)), st.integers(0, len(INVITE)), st.sampled_from(PIECES))
def test_no_change_of_a_message_brings_answering_down(start: int, end: int, piece: bytes) -> None:
    layer = Transactions(send=lambda _data, _to: None, clock=TurnedClock(), user=Listener())
    message = read_or_refused(INVITE[:start] + piece + INVITE[end:])

    if message is not None:
        layer.receive(message, Address("10.0.0.2", 5080))
        assert len(layer) <= 1


@given(st.binary(max_size=400), st.integers(0, 200), st.integers(0, 200))
def test_no_description_brings_agreeing_down(noise: bytes, start: int, end: int) -> None:
    whole = sdp.offer("10.0.0.2", 4000)
    heard = sdp.read(whole[:start] + noise + whole[end:])

    if heard is not None:
        assert sdp.read(sdp.answer(heard, "10.0.0.1", 20_000, codec=heard.codecs[0])) is not None


def test_commas_within_quotes_divide_nothing() -> None:
    assert split_list('"Li, Na" <sip:a@b>, <sip:c@d;x=1,2>') == ['"Li, Na" <sip:a@b>', "<sip:c@d;x=1,2>"]
    assert parse_uri("sip:138@h:99;transport=udp").port == 99


def test_an_answer_takes_one_codec_and_refuses_what_we_do_not_speak() -> None:
    offer = (
        b"v=0\r\nc=IN IP4 10.0.0.2\r\nm=video 9 RTP/AVP 96\r\nm=audio 4000 RTP/AVP 18 0 8 96\r\n"
        b"a=rtpmap:96 telephone-event/8000\r\na=sendonly\r\n"
    )
    heard = sdp.read(offer)
    assert heard is not None
    said = sdp.answer(heard, "10.0.0.1", 20_000, codec=heard.codecs[0]).decode()

    assert (heard.codecs, heard.events, heard.is_held, heard.port) == ((0, 8), 96, True, 4000)
    assert said.index("m=video 0 RTP/AVP 96") < said.index("m=audio 20000 RTP/AVP 0 96")
    assert "a=recvonly" in said
    assert sdp.read(offer.replace(b"18 0 8", b"18 9 97")) is None
    assert sdp.read(offer.replace(b"10.0.0.2", b"evil.example")) is None
