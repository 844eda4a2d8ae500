"""How a site's Asterisk is reached: a file in TOML with a table for each site."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from shuyou.callcenter.adapters.embedded.setting import WrongSetting

PLACES: Final = frozenset({"url", "user", "password", "trunk", "sounds", "sounds_there", "browsers"})
_ADDRESS: Final = re.compile(r"https?://[^\s/]+(/\S*)?")
_SOCKET: Final = re.compile(r"wss?://[^\s/]+(/\S*)?")
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskSetting:
    """Where an Asterisk is, who we are to it, and where it finds what callers hear."""

    url: str
    user: str
    password: str = field(repr=False)
    trunk: str = "trunk"
    """The endpoint that numbers out there are dialled through."""
    sounds: Path
    """The folder where prompts are put for as long as they are heard."""
    sounds_there: str
    """The same folder as Asterisk sees it."""
    browsers: str = ""
    """Where telephones in browsers connect to; it is only shown to who sets one up."""


def read_asterisk(text: str, site: str, *, sounds: Path) -> AsteriskSetting:
    """
    Return what a file says of a site; without a word of them prompts lie in the folder `sounds`.

    :raises WrongSetting: it is no TOML, says nothing of the site, or something that cannot be.
    """
    try:
        said = tomllib.loads(text).get(site)
    except tomllib.TOMLDecodeError as error:
        raise WrongSetting(f"no TOML: {error}") from error
    if not isinstance(said, Mapping):
        raise WrongSetting(f"there is no table [{site}] for the site; write it with url, user and password")
    if unknown := said.keys() - PLACES:
        raise WrongSetting(f"“{min(unknown)}” of [{site}] is not known; known are {', '.join(sorted(PLACES))}")
    words = {place: said.get(place, "") for place in PLACES}
    for place, word in words.items():
        if not isinstance(word, str):
            raise WrongSetting(f'“{place}” of [{site}] is text, such as {place} = "…"')
    return _checked({place: str(word).strip() for place, word in words.items()}, site, sounds)


def _checked(words: Mapping[str, str], site: str, sounds: Path) -> AsteriskSetting:
    for place in ("url", "user", "password"):
        if not words[place]:
            raise WrongSetting(f"“{place}” of [{site}] is missing")
    if not _ADDRESS.fullmatch(words["url"]):
        raise WrongSetting(f"“{words['url']}” is no address such as http://127.0.0.1:8088/ari")
    if words["trunk"] and not _NAME.fullmatch(words["trunk"]):
        raise WrongSetting(f"“{words['trunk']}” is no endpoint of pjsip.conf")
    if words["browsers"] and not _SOCKET.fullmatch(words["browsers"]):
        raise WrongSetting(f"“{words['browsers']}” is no address such as wss://calls.example:8089/ws")
    folder = Path(words["sounds"]) if words["sounds"] else sounds
    if not folder.is_absolute():
        raise WrongSetting(f"“{folder}” is no folder from the root on, such as /var/spool/shuyou-sounds")
    if "," in f"{folder}{words['sounds_there']}":
        raise WrongSetting(f"“sounds” of [{site}] must not contain a comma")
    return AsteriskSetting(
        url=words["url"].rstrip("/"), user=words["user"], password=words["password"],
        trunk=words["trunk"] or "trunk", sounds=folder, sounds_there=words["sounds_there"].rstrip("/") or str(folder),
        browsers=words["browsers"],
    )  # fmt: skip
