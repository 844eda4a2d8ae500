"""How the switch that is built in is set up: where it listens, who may speak to it, through whom it calls out."""

import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError
from typing import Final

from shuyou.callcenter.adapters.embedded.guard import Budget, Guard, Trunk
from shuyou.callcenter.adapters.embedded.lines import Certificates
from shuyou.callcenter.adapters.embedded.transactions import TCP, TLS, UDP

LOOPBACK: Final = (IPv4Network("127.0.0.0/8"),)
PLACES: Final = frozenset(
    {"address", "port", "sound_ports", "phones", "calls_a_second", "trunks", "speech", "tls"}
)  # fmt: skip
LISTENERS: Final = ("", "pocketsphinx")
OF_TRUNK: Final = frozenset({"address", "port", "user", "secret", "vouches", "by", "certified"})
OF_TLS: Final = frozenset({"port", "certificate", "key", "trusted"})
PORTS: Final = range(1, 65_536)
FEWEST_PORTS: Final = 4


class WrongSetting(Exception):
    """The file says something that cannot be, and how it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where the switch listens and whom it hears; by itself only this machine."""

    host: str = "127.0.0.1"
    port: int = 5_060
    sound_ports: tuple[int, int] = (20_000, 21_999)
    guard: Guard = field(default_factory=lambda: Guard({}, LOOPBACK))
    budget: Budget = field(default_factory=lambda: Budget(rate=20, burst=60))
    """Calls that one address may begin."""
    certificates: Certificates | None = None
    """What TLS is spoken with; None: it is not."""
    speech: str = ""
    """Who understands what callers say in menus, of `LISTENERS`; empty: they press keys."""
    quiet: float = 10.0
    """Seconds without any sound after which a telephone is asked whether it is still there."""
    patience: float = 4.0
    """Seconds within which it has to say something, then and when it is called."""


def read_setting(text: str) -> Setting:
    """
    Return what a file in TOML says.

    :raises WrongSetting: it is none, or says something that cannot be.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongSetting(f"no TOML: {error}") from error
    if unknown := said.keys() - PLACES:
        raise WrongSetting(f"“{min(unknown)}” is not known; known are {', '.join(sorted(PLACES))}")
    usual = Setting()
    low, high = _ports(said.get("sound_ports", list(usual.sound_ports)))
    pace = said.get("calls_a_second", usual.budget.rate)
    if not isinstance(pace, int | float) or pace <= 0:
        raise WrongSetting("“calls_a_second” is a number above 0")
    speech = said.get("speech", "")
    if speech not in LISTENERS:
        raise WrongSetting(f"“speech” is {LISTENERS[1]}, or is not there")
    certificates = _certificates(said["tls"]) if "tls" in said else None
    trunks = _trunks(said.get("trunks", {}))
    if certificates is None and any(trunk.by == TLS for trunk in trunks.values()):
        raise WrongSetting("a trunk that is called by TLS needs the table [tls]")
    return Setting(
        host=_address(said.get("address", usual.host)),
        port=_port(said.get("port", usual.port)),
        sound_ports=(low, high),
        guard=Guard(trunks, _networks(said.get("phones", ["127.0.0.0/8"]))),
        budget=Budget(rate=float(pace), burst=3 * float(pace)),
        speech=speech,
        certificates=certificates,
    )


def _address(value: object) -> str:
    try:
        address = IPv4Address(value if isinstance(value, str) else "")
    except AddressValueError:
        raise WrongSetting(f"“{value}” is no IPv4 address") from None
    if address.is_unspecified:
        raise WrongSetting("0.0.0.0 does not tell telephones where to speak to; name the machine's own address")
    return str(address)


def _port(value: object) -> int:
    if not isinstance(value, int) or value not in PORTS:
        raise WrongSetting(f"“{value}” is no port")
    return value


def _ports(value: object) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise WrongSetting("“sound_ports” are the lowest and the highest, such as [20000, 21999]")
    low, high = map(_port, value)
    if high - low < FEWEST_PORTS:
        raise WrongSetting("“sound_ports” leave too few ports")
    return low, high


def _networks(value: object) -> tuple[IPv4Network, ...]:
    try:
        return tuple(IPv4Network(str(one), strict=False) for one in value) if isinstance(value, list) else ()
    except (AddressValueError, NetmaskValueError, ValueError):
        raise WrongSetting('“phones” are networks, such as ["192.168.1.0/24"]') from None


def _trunks(value: object) -> Mapping[str, Trunk]:
    trunks: dict[str, Trunk] = {}
    if not isinstance(value, dict):
        raise WrongSetting("“trunks” are tables, such as [trunks.carrier]")
    for name, said in value.items():
        if not isinstance(said, dict) or said.keys() - OF_TRUNK:
            raise WrongSetting(f"the trunk “{name}” may say {', '.join(sorted(OF_TRUNK))}")
        host = _address(said.get("address"))
        user, secret = str(said.get("user", "")), str(said.get("secret", ""))
        vouches = said.get("vouches", False)
        if not isinstance(vouches, bool):
            raise WrongSetting(f"“vouches” of the trunk “{name}” is true or false")
        port = _port(said.get("port", 5_060))
        trunks[host] = Trunk(
            name=name, host=host, port=port, user=user, secret=secret, vouches=vouches, **_way(name, said)
        )
    return trunks


def _way(name: str, said: Mapping[str, object]) -> dict[str, str]:
    """Return what a trunk is called by, and whose certificate it shows there."""
    by, certified = str(said.get("by", "udp")).upper(), str(said.get("certified", ""))
    if by not in (UDP, TCP, TLS):
        raise WrongSetting(f"“by” of the trunk “{name}” is udp, tcp or tls")
    if (by == TLS) != bool(certified):
        raise WrongSetting(f"“certified” of the trunk “{name}” is the name in its certificate, where “by” is tls")
    return {"by": by, "certified": certified}


def _certificates(said: object) -> Certificates:
    if not isinstance(said, dict) or said.keys() - OF_TLS or not {"certificate", "key"} <= said.keys():
        raise WrongSetting("“tls” says the files certificate and key, and may say port and trusted (a file)")
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        ours.load_cert_chain(str(said["certificate"]), str(said["key"]))
        theirs = ssl.create_default_context(cafile=str(said["trusted"]) if "trusted" in said else None)
    except (OSError, ssl.SSLError) as error:
        raise WrongSetting(f"the files of “tls” cannot be read: {error}") from error
    return Certificates(port=_port(said.get("port", 5_061)), ours=ours, theirs=theirs)
