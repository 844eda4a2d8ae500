"""Keys and names of the club at its providers, read from a file that only the operator sees."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class WeChatKeys:
    """What WeChat Pay v3 asks for: the merchant, the key requests are signed with, and what answers are checked by."""

    mchid: str
    appid: str
    serial: str
    apiv3_key: str
    private_key: str
    public_key: str
    public_key_id: str
    notify_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlipayKeys:
    """What Alipay asks for: the application, its key, and Alipay's own public key."""

    appid: str
    private_key: str
    alipay_public_key: str
    notify_url: str


def wechat_keys(path: str) -> WeChatKeys:
    """
    Return the keys in a TOML file; keys themselves may stand there, or the names of files beside it.

    :raises ValueError: the file lacks one of them.
    """
    return WeChatKeys(**_read(Path(path), [one.name for one in fields(WeChatKeys)]))


def alipay_keys(path: str) -> AlipayKeys:
    """
    Return the keys in a TOML file, as for WeChat Pay.

    :raises ValueError: the file lacks one of them.
    """
    return AlipayKeys(**_read(Path(path), [one.name for one in fields(AlipayKeys)]))


def _read(path: Path, names: list[str]) -> dict[str, str]:
    told = tomllib.loads(path.read_text("utf-8"))
    if missing := [name for name in names if not told.get(name)]:
        message = f"{path.name} lacks {', '.join(missing)}"
        raise ValueError(message)
    return {name: _text(path, str(told[name])) for name in names}


def _text(path: Path, value: str) -> str:
    return (path.parent / value).read_text("utf-8") if value.endswith(".pem") else value
