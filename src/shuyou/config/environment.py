"""What the machine tells Shuyou: read once from environment variables, wrong values refused by name."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from stdnum.cn import uscc

from shuyou.config.mail import is_box_url, is_mail_url, is_sender
from shuyou.kernel.adapters.postgres_places import make_var

LANGUAGES = ("zh-hans", "en")
_CHECKOUT = Path(__file__).resolve().parents[3]


class WrongEnvironment(Exception):
    """An environment variable holds what it must not."""

    def __init__(self, name: str, fact: str, remedy: str) -> None:
        self.name = name
        super().__init__(f"{name}: {fact} {remedy}")


@dataclass(frozen=True, slots=True)
class Lake:
    """Where the lake of analyses is and what works on it."""

    folder: Path
    engine: str
    """duckdb, or the address of a Spark cluster such as spark://host:7077."""
    memory: str
    """How much memory DuckDB takes before it goes to the disk."""
    threads: int
    """Threads of DuckDB; 0: one for each processor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The installation's technical settings. What the shop decides (prices, rules, texts) is kept in the database."""

    var: Path
    database_url: str
    """Empty: the embedded PostgreSQL."""
    database_pool: int
    """Connections that one process keeps open; 0: one for each thread, opened when needed."""
    secret_key: str
    debug: bool
    hosts: tuple[str, ...]
    https: bool
    proxies: int
    bind: str
    port: int
    web_workers: int
    web_threads: int
    club_zone: str
    currency: str
    language: str
    privacy_days: int
    """Working days within which a reader's request about their data is to be answered."""
    quiet_hours: str
    """Hours of the club's clock in which nobody is called or sent short messages to offer them something."""
    wechat_pay: str
    """A file with the club's keys at WeChat Pay; empty: it is off, unless the sandbox plays it."""
    alipay: str
    """A file with the club's keys at Alipay; empty: it is off, unless the sandbox plays it."""
    aliyun_sms: str
    """A file with the club's keys for short messages at Aliyun; empty: it is off."""
    tencent_sms: str
    """A file with the club's keys for short messages at Tencent; empty: it is off."""
    wechat_account: str
    """A file with the keys of the club's own account at WeChat; empty: it is off."""
    sip: str
    """A file that says where telephones reach the switch and through whom it calls; empty: this machine only."""
    asterisk: str
    """A file that says how the Asterisk of each site is reached that has one; empty: none has."""
    pages_kept: int
    """Seconds for which a web process shows a page of the shop again as it drew it; 0: it draws it each time."""
    licences: tuple[str, ...]
    """What the law wants at the foot of every page of the shop: the licence to sell books, its issuer, the filing."""
    seller: tuple[str, ...]
    """Who sells, as invoices name them: the firm and its number."""
    sandbox: bool
    """Providers of payments and invoices without keys are played, so that everything can be tried; no money moves."""
    lake: Lake
    mail_url: str
    """The mail server that letters to suppliers go through; empty: they are kept in files."""
    mail_from: str
    mail_provider: str
    """A file with the club's keys at a provider of e-mail; empty: messages go through the mail server."""
    imap_url: str
    """The mailbox in which letters to the club arrive; empty: they are taken from a folder."""
    private_webhooks: bool
    """Whether webhooks may lie in private networks, and without TLS."""

    @classmethod
    def read(cls, variables: Mapping[str, str] = os.environ) -> Self:
        """Read and check every variable; WrongEnvironment names the first one that is wrong, and the remedy."""
        var, debug = _folder(variables), _flag(variables, "SHUYOU_DEBUG", default=False)
        bind, hosts = _reachable(variables)
        return cls(
            var=var,
            database_url=_database_url(variables),
            database_pool=_number(variables, "SHUYOU_DATABASE_POOL", 0, range(1000)),
            secret_key=_secret_key(variables, var),
            debug=debug,
            hosts=hosts,
            https=_flag(variables, "SHUYOU_HTTPS", default=not (debug or all(map(_is_loopback, hosts)))),
            proxies=_number(variables, "SHUYOU_PROXIES", 0, range(10)),
            bind=bind,
            port=_number(variables, "SHUYOU_PORT", 8000, range(1, 65536)),
            web_workers=_number(variables, "SHUYOU_WEB_WORKERS", 2, range(1, 257)),
            web_threads=_number(variables, "SHUYOU_WEB_THREADS", 4, range(1, 257)),
            club_zone=_zone(variables),
            currency=_currency(variables),
            language=_language(variables),
            privacy_days=_number(variables, "SHUYOU_PRIVACY_DAYS", 15, range(1, 91)),
            quiet_hours=_quiet_hours(variables),
            wechat_pay=_file(variables, "SHUYOU_WECHAT_PAY"),
            alipay=_file(variables, "SHUYOU_ALIPAY"),
            aliyun_sms=_file(variables, "SHUYOU_ALIYUN_SMS"),
            tencent_sms=_file(variables, "SHUYOU_TENCENT_SMS"),
            wechat_account=_file(variables, "SHUYOU_WECHAT_ACCOUNT"),
            sip=_file(variables, "SHUYOU_SIP"),
            asterisk=_file(variables, "SHUYOU_ASTERISK"),
            pages_kept=_number(variables, "SHUYOU_PAGES_KEPT", 10, range(61)),
            licences=_several(variables, "SHUYOU_LICENCES"),
            seller=_seller(variables),
            sandbox=_flag(variables, "SHUYOU_SANDBOX", default=False),
            lake=_lake(variables, var),
            mail_url=_mail_url(variables),
            mail_from=_mail_from(variables),
            mail_provider=_file(variables, "SHUYOU_MAIL_PROVIDER"),
            imap_url=_imap_url(variables),
            private_webhooks=_flag(variables, "SHUYOU_PRIVATE_WEBHOOKS", default=False),
        )


def _text(
    variables: Mapping[str, str], name: str, default: str, is_sound: Callable[[str], bool], fact: str, remedy: str
) -> str:
    value = variables.get(name, "").strip() or default
    if not is_sound(value):
        raise WrongEnvironment(name, f"“{value}” {fact}", remedy)
    return value


def _flag(variables: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = variables.get(name, "").strip().lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    if value:
        raise WrongEnvironment(name, f"“{value}” is neither yes nor no.", "Set it to 1 or 0.")
    return default


def _number(variables: Mapping[str, str], name: str, default: int, allowed: range) -> int:
    value = variables.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit() and int(value) in allowed):
        raise WrongEnvironment(
            name, f"“{value}” is not a number that fits.", f"Choose one from {allowed[0]} to {allowed[-1]}."
        )
    return int(value)


def _folder(variables: Mapping[str, str]) -> Path:
    default = _CHECKOUT / "var" if (_CHECKOUT / "pyproject.toml").exists() else Path("var")
    folder = Path(variables.get("SHUYOU_VAR", "").strip() or default).expanduser().absolute()
    try:
        make_var(folder)
    except OSError as error:
        raise WrongEnvironment(
            "SHUYOU_VAR", f"“{folder}” cannot be made ({error.strerror}).", "Name a folder that this user may write."
        ) from error
    return folder


def _database_url(variables: Mapping[str, str]) -> str:
    name = "SHUYOU_DATABASE_URL"
    url = variables.get(name, "").strip()
    if not url:
        return ""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    example = "It looks like postgresql://user:password@host:5432/name, or postgresql://user@/name?host=/socket/folder."
    if not url.startswith(("postgres://", "postgresql://")):
        raise WrongEnvironment(name, "It does not start with postgresql://.", example)
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:
        # psycopg's own message repeats the address, password and all.
        raise WrongEnvironment(name, "It cannot be read as an address.", example) from None
    if not str(parts.get("port", "5432")).isdigit():
        raise WrongEnvironment(name, "Its port is not a number.", example)
    if not parts.get("dbname"):
        raise WrongEnvironment(name, "It names no database.", example)
    return url


def _secret_key(variables: Mapping[str, str], var: Path) -> str:
    if key := variables.get("SHUYOU_SECRET_KEY", "").strip():
        if len(key) < 40:
            raise WrongEnvironment("SHUYOU_SECRET_KEY", "It is too short.", "Use 40 random characters or more.")
        return key
    path = var / "secret_key"
    try:
        _write_once(path, secrets.token_urlsafe(48))
        return path.read_text().strip()
    except OSError as error:
        raise WrongEnvironment(
            "SHUYOU_SECRET_KEY",
            f"It is not set, and {path} cannot be used ({error.strerror}).",
            "Set it, or run as the user to whom that file belongs.",
        ) from error


def _write_once(path: Path, text: str) -> None:
    """Write a private file unless it exists; of several writers at once the first wins."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _several(variables: Mapping[str, str], name: str, *, between: str = ";") -> tuple[str, ...]:
    return tuple(one.strip() for one in variables.get(name, "").split(between) if one.strip())


def _seller(variables: Mapping[str, str]) -> tuple[str, ...]:
    named = _several(variables, "SHUYOU_SELLER")
    if named and not (len(named) == 2 and uscc.is_valid(named[1])):
        remedy = "Write the firm and its unified social credit code, parted by a semicolon."
        raise WrongEnvironment("SHUYOU_SELLER", f"“{';'.join(named)}” names no firm with its number.", remedy)
    return named


def _reachable(variables: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the address to listen at, and the names that the shop answers to."""
    bind = _text(variables, "SHUYOU_BIND", "127.0.0.1", _is_address, "is not an IP address.", "Try 127.0.0.1.")
    return bind, _hosts(variables, bind)


def _hosts(variables: Mapping[str, str], bind: str) -> tuple[str, ...]:
    named = _several(variables, "SHUYOU_HOSTS", between=",")
    if "*" in named:
        raise WrongEnvironment("SHUYOU_HOSTS", "“*” would answer to any name.", "List the shop's host names.")
    if named:
        return named
    if not _is_loopback(bind):
        raise WrongEnvironment(
            "SHUYOU_HOSTS",
            f"It is not set, but SHUYOU_BIND={bind} is open to other machines.",
            "List the host names that readers and staff type, separated by commas.",
        )
    return ("localhost", "127.0.0.1", "[::1]")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return _is_address(bare := host.strip("[]")) and ip_address(bare).is_loopback


def _is_address(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def _is_zone(value: str) -> bool:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        return False
    return True


def _zone(variables: Mapping[str, str]) -> str:
    fact, remedy = "is no time zone.", "Try Asia/Shanghai."
    return _text(variables, "SHUYOU_CLUB_ZONE", "Asia/Shanghai", _is_zone, fact, remedy)


def _currency(variables: Mapping[str, str]) -> str:
    fact, remedy = "is no ISO 4217 code.", "Try CNY, HKD or EUR."
    return _text(variables, "SHUYOU_CURRENCY", "CNY", _is_currency, fact, remedy)


def _language(variables: Mapping[str, str]) -> str:
    remedy = f"Choose one of {', '.join(LANGUAGES)}."
    return _text(variables, "SHUYOU_LANGUAGE", LANGUAGES[0], LANGUAGES.__contains__, "is not spoken here.", remedy)


def _file(variables: Mapping[str, str], name: str) -> str:
    path = variables.get(name, "").strip()
    if path and not os.access(path, os.R_OK):
        raise WrongEnvironment(name, f"“{path}” cannot be read.", "Name a file that this user may read, or nothing.")
    return path


def _quiet_hours(variables: Mapping[str, str]) -> str:
    fact, remedy = "is no stretch of a day.", "Try 21:00-09:00."
    return _text(variables, "SHUYOU_QUIET_HOURS", "21:00-09:00", _is_stretch, fact, remedy)


def _lake(variables: Mapping[str, str], var: Path) -> Lake:
    fact, remedy = "is no engine.", "Choose duckdb, or name a Spark cluster such as spark://host:7077."
    return Lake(
        Path(variables.get("SHUYOU_LAKE", "").strip() or var / "lake").expanduser().absolute(),
        _text(variables, "SHUYOU_LAKE_ENGINE", "duckdb", _is_engine, fact, remedy),
        _text(variables, "SHUYOU_LAKE_MEMORY", "2GB", _is_memory, "is no amount of memory.", "Try 2GB."),
        _number(variables, "SHUYOU_LAKE_THREADS", 0, range(1025)),
    )


def _mail_url(variables: Mapping[str, str]) -> str:
    url = variables.get("SHUYOU_MAIL_URL", "").strip()
    if url and not is_mail_url(url):  # the address may hold a password: it is not repeated
        raise WrongEnvironment(
            "SHUYOU_MAIL_URL", "It names no mail server.", "It looks like smtp://user:password@mail.example.com:587."
        )
    return url


def _imap_url(variables: Mapping[str, str]) -> str:
    url = variables.get("SHUYOU_IMAP_URL", "").strip()
    if url and not is_box_url(url):  # the address may hold a password: it is not repeated
        raise WrongEnvironment(
            "SHUYOU_IMAP_URL", "It names no mailbox.", "It looks like imaps://user:password@mail.example.com/INBOX."
        )
    return url


def _mail_from(variables: Mapping[str, str]) -> str:
    usual, remedy = "Shuyou <orders@localhost>", "Try “River Books <orders@example.com>”."
    return _text(variables, "SHUYOU_MAIL_FROM", usual, is_sender, "is no e-mail address.", remedy)


def _is_stretch(value: str) -> bool:
    return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", value) is not None


def _is_engine(value: str) -> bool:
    return value == "duckdb" or re.fullmatch(r"(spark://|local(-cluster)?\[|yarn$|k8s://)\S*", value) is not None


def _is_memory(value: str) -> bool:
    return re.fullmatch(r"[1-9]\d*(MB|GB)", value) is not None


def _is_currency(value: str) -> bool:
    return len(value) == 3 and value.isascii() and value.isupper()
