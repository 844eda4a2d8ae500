"""SIP by connections: what flows is cut into messages, calls are carried, and nobody holds what is not theirs."""

import asyncio
import errno
import ssl
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from shuyou.callcenter.adapters.embedded import lines
from shuyou.callcenter.adapters.embedded.framing import KEEP_ALIVE, Framer
from shuyou.callcenter.adapters.embedded.message import LARGEST, BadMessage, Request, Response, parse, rendered
from shuyou.callcenter.adapters.embedded.setting import read_setting
from shuyou.callcenter.adapters.embedded.transactions import Address
from shuyou.callcenter.ports import EndpointOffline, EndpointOnline, LegAnswered, LegEnded, LegOffered
from shuyou.callcenter.tests.factories import AT
from shuyou.callcenter.tests.switch_contract import ENDPOINT, Watch, dialling
from shuyou.callcenter.tests.switch_worlds import CARRIER, PHONES, SECRET, STRANGER, RealWorld
from shuyou.callcenter.tests.telephone import Telephone, until
from shuyou.callcenter.tests.test_hostile_calls import played
from shuyou.callcenter.tests.test_sip_transactions import FAR, Line, request
from shuyou.kernel.tests.ports import free_port

bodies = st.lists(st.binary(max_size=60) | st.none(), min_size=1, max_size=5)


def flow(said: Sequence[bytes | None]) -> tuple[bytes, list[bytes]]:
    """Return what flows when messages with these bodies are said, and its pieces; none: a word that keeps it open."""
    pieces = []
    for body in said:
        made = request("MESSAGE")
        made.body = body or b""
        pieces.append(KEEP_ALIVE if body is None else rendered(made))
    return b"".join(pieces), pieces


@given(said=bodies, cuts=st.lists(st.integers(0, 2_000), max_size=8))
def test_messages_are_whole_however_they_arrive(said: list[bytes | None], cuts: list[int]) -> None:
    flowing, pieces = flow(said)
    places = [0, *sorted(min(cut, len(flowing)) for cut in cuts), len(flowing)]
    framer, found = Framer(), list[bytes]()
    for begin, end in pairwise(places):
        found += framer.cut(flowing[begin:end])

    assert found == pieces


@pytest.mark.parametrize(
    "said",
    [b"BYE sip:a SIP/2.0\r\nVia: x\r\n\r\n", b"a" * (LARGEST + 1), b"Content-Length: 99999\r\n\r\n",
     b"x: y\r\nl: 3\r\nContent-Length: 4\r\n\r\nabcd", b"Content-Length: -1\r\n\r\n"],
)  # fmt: skip
def test_what_has_no_end_is_not_kept(said: bytes) -> None:
    with pytest.raises(BadMessage):
        Framer().cut(said)


def test_by_a_connection_only_a_yes_is_said_again() -> None:
    line = Line()
    far = FAR._replace(by="TCP")
    line.layer.ask(request("BYE"), far, lambda response: line.heard.append(response.status if response else 0))
    line.clock.turn(40)

    assert line.said() == ["BYE"]
    assert line.heard == [0]


async def called_and_taken(world: RealWorld, watch: Watch, reader: Telephone, phone: Telephone) -> None:
    """Have a reader call and an agent take the call, each by a connection; then the reader hangs up."""
    before = len([one for one in watch.events if isinstance(one, LegOffered)])
    talk = reader.call("4008000000")
    await until(lambda: len([one for one in watch.events if isinstance(one, LegOffered)]) > before)
    caller = next(one.leg for one in reversed(watch.events) if isinstance(one, LegOffered))
    await world.switch.answer(caller)
    await world.switch.dial("a-1", dialling(world))
    await until(lambda: bool(phone.talks))
    phone.take(next(iter(phone.talks.values())))
    await watch.until(LegAnswered, "a-1")
    await until(lambda: talk.is_up)
    await world.switch.bridge("b-1", [caller, "a-1"])
    reader.speak(talk, b"\x11" * 160)
    await until(lambda: bytes(phone.heard).endswith(b"\x11" * 160))
    reader.hang_up(talk)
    await watch.until(LegEnded, caller)
    await world.switch.hangup("a-1")
    await until(lambda: all(one.is_over for one in phone.talks.values()))


def test_a_call_is_carried_by_connections_and_nothing_is_said_by_datagrams(tmp_path: Path) -> None:
    async def story(world: RealWorld, watch: Watch) -> None:
        world.agent.manner = "dead"
        async with (
            Telephone.at(CARRIER, world.switch.near, name="13800002046", by="TCP") as reader,
            Telephone.at(PHONES, world.switch.near, name=ENDPOINT, secret=SECRET, by="TCP", manner="ring") as phone,
        ):
            assert await phone.register() == 200
            await called_and_taken(world, watch, reader, phone)
            ways = {one.get("via").split()[0] for one in phone.said if isinstance(one, Request)}
            assert ways == {"SIP/2.0/TCP"}
            assert not [one for one in world.agent.said if isinstance(one, Request)]
            assert len(world.switch.wire.lines) == 2
        await until(lambda: len(world.switch.wire.lines) == 0)

    played(tmp_path, story)


def test_a_telephone_whose_connection_is_lost_is_nowhere_until_it_comes_back(tmp_path: Path) -> None:
    async def story(world: RealWorld, watch: Watch) -> None:
        how = {"name": ENDPOINT, "secret": SECRET, "by": "TCP", "manner": "ring"}
        async with Telephone.at(PHONES, world.switch.near, **how) as phone:
            assert await phone.register() == 200
            await world.switch.dial("a-1", dialling(world))
            await until(lambda: bool(phone.talks))
            talk = next(iter(phone.talks.values()))
            phone.take(talk)
            await watch.until(LegAnswered, "a-1")
        await watch.until(EndpointOffline, count=2)  # the first is from before it ever registered
        async with Telephone.at(PHONES, world.switch.near, **how) as phone:
            phone.talks[talk.call_id] = talk
            assert await phone.register() == 200
            await watch.until(EndpointOnline, count=3)
            await world.switch.hangup("a-1")
            await until(lambda: talk.is_over)

    played(tmp_path, story)


def test_strangers_and_nonsense_have_no_connection(tmp_path: Path) -> None:
    async def story(world: RealWorld, watch: Watch) -> None:
        at = world.switch.wire.lines
        for host, said in ((STRANGER, b""), (CARRIER, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"), (CARRIER, b"x" * 40_000)):
            reader, writer = await asyncio.open_connection(*world.switch.near[:2], local_addr=(host, 0))
            writer.write(said)
            with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
                await asyncio.wait_for(reader.readexactly(1), 5)
            writer.close()
        await until(lambda: (at.strange, at.malformed, len(at)) == (1, 2, 0))

    played(tmp_path, story)


def test_any_port_is_one_that_is_free_by_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve = lines.Lines._serve
    refused: list[int] = []

    async def taken_twice(self: lines.Lines, near: Address, by: str, context: ssl.SSLContext | None) -> Address:
        if len(refused) < 2:
            refused.append(near.port)
            raise OSError(errno.EADDRINUSE, "taken by somebody")
        return await serve(self, near, by, context)

    async def story(world: RealWorld, watch: Watch) -> None:
        assert world.switch.near.port not in refused
        assert await world.agent.register() == 200

    monkeypatch.setattr(lines.Lines, "_serve", taken_twice)
    played(tmp_path, story)
    assert len(refused) == 2


def test_who_says_nothing_or_opens_too_many_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "SILENT", 0.2)
    monkeypatch.setattr(lines, "OF_HOST", 2)

    async def story(world: RealWorld, watch: Watch) -> None:
        at = world.switch.wire.lines
        opened = [await asyncio.open_connection(*world.switch.near[:2], local_addr=(CARRIER, 0)) for _ in range(4)]
        await until(lambda: len(at) == 2)
        opened[0][1].write(KEEP_ALIVE)
        assert await asyncio.wait_for(opened[0][0].readexactly(2), 5) == b"\r\n"
        await until(lambda: len(at) == 0)
        for _, writer in opened:
            writer.close()
        assert await world.agent.register() == 200

    played(tmp_path, story)


def test_a_trunk_is_called_by_a_connection_of_ours(tmp_path: Path) -> None:
    async def story(world: RealWorld, watch: Watch) -> None:
        heard = asyncio.Queue[bytes]()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard.put_nowait(await reader.readuntil(b"\r\n\r\n"))
            writer.close()

        server = await asyncio.start_server(serve, CARRIER, 0)
        port = server.sockets[0].getsockname()[1]
        target = world.switch.near._replace(host=CARRIER, port=port, by="TCP")
        made = request("OPTIONS")
        for _ in range(2):
            world.switch.wire.send(rendered(made), target)
        assert (await asyncio.wait_for(heard.get(), 5)).startswith(b"OPTIONS")
        world.switch.wire.send(rendered(made), target._replace(host=STRANGER))
        server.close()
        await until(lambda: len(world.switch.wire.lines) == 0)
        assert heard.empty()

    played(tmp_path, story)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Return a file with a key and a certificate for this machine."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "switch")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=9_000)).not_valid_after(AT + timedelta(days=9_000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("switch")]), critical=False)
    )  # fmt: skip
    file = tmp_path / "switch.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + made.sign(key, SHA256()).public_bytes(Encoding.PEM)
    )
    return file


def test_a_telephone_is_asked_for_its_proof_by_tls(tmp_path: Path, certificate: Path) -> None:
    port = free_port()
    said = f'[tls]\nport = {port}\ncertificate = "{certificate}"\nkey = "{certificate}"\ntrusted = "{certificate}"'
    at = read_setting(said).certificates
    assert at is not None

    async def story(world: RealWorld, watch: Watch) -> None:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=ssl.create_default_context(cafile=certificate), server_hostname="switch",
            local_addr=(PHONES, 0),
        )  # fmt: skip
        made = request("REGISTER")
        made.fields[0] = ("via", made.get("via").replace("UDP", "TLS"))
        writer.write(rendered(made))
        answer = parse(await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5))
        assert isinstance(answer, Response)
        assert (answer.status, "MD5" in "".join(answer.all("www-authenticate"))) == (401, True)
        writer.close()
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await asyncio.open_connection(
                "127.0.0.1", port, ssl=ssl.create_default_context(), server_hostname="switch", local_addr=(PHONES, 0)
            )

    played(tmp_path, story, certificates=at)
