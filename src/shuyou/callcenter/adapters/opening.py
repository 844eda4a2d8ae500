"""The switch of a site, as the site says and this installation sets it up."""

import gc
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from shuyou.callcenter.adapters.asterisk.setting import AsteriskSetting, read_asterisk
from shuyou.callcenter.adapters.asterisk.switch import AriSwitch
from shuyou.callcenter.adapters.embedded.setting import Setting, WrongSetting, read_setting
from shuyou.callcenter.adapters.embedded.switch import EmbeddedSwitch
from shuyou.callcenter.adapters.hearing import open_listener
from shuyou.callcenter.adapters.speech import Prompts, Recorded, usual_voice
from shuyou.callcenter.ports import Switch

EMBEDDED: Final = "embedded"
ASTERISK: Final = "asterisk"


def open_switch(name: str, *, adapter: str, epoch: int, recorded: Recorded) -> Switch | None:
    """
    Return a site's switch of the kind that the site names; None: it is only played.

    :raises WrongSetting: a file says something that cannot be, or nothing of the site.
    """
    if adapter not in (EMBEDDED, ASTERISK):
        return None
    prompts = Prompts(voice=usual_voice(), recorded=recorded)
    recordings = Path(settings.SHUYOU_VAR) / "recordings" / name
    opened = _embedded if adapter == EMBEDDED else _asterisk
    return opened(name, epoch, prompts, recordings)


@dataclass(frozen=True, slots=True)
class Server:
    """Where telephones of a site say that they are there, as far as this machine's files tell."""

    address: str = ""
    """By UDP and TCP."""
    secure: str = ""
    """By TLS."""
    browsers: str = ""
    """The WebSocket of telephones in browsers."""
    is_own_machine: bool = False
    """Whether only telephones on the machine of the switch are heard."""


def server_of(site: str, *, adapter: str) -> Server:
    """Return what is typed into telephones of a site beside their user name and secret."""
    try:
        if adapter == ASTERISK and settings.SHUYOU_ASTERISK:
            return Server(browsers=_asterisk_setting(site, Path("/")).browsers)
        if adapter != EMBEDDED:
            return Server()
        setting = _embedded_setting()
    except (OSError, WrongSetting):  # `shuyou switch` says at its start what is wrong with it
        return Server()
    tls = setting.certificates
    return Server(
        address=f"{setting.host}:{setting.port}", secure=f"{setting.host}:{tls.port}" if tls else "",
        is_own_machine=setting.host.startswith("127."),
    )  # fmt: skip


def _embedded_setting() -> Setting:
    file = settings.SHUYOU_SIP
    if not file:
        return Setting()
    try:
        return read_setting(Path(file).read_text("utf-8"))
    except WrongSetting as wrong:
        message = f"SHUYOU_SIP ({file}): {wrong}"
        raise WrongSetting(message) from wrong


def _embedded(name: str, epoch: int, prompts: Prompts, recordings: Path) -> Switch:
    """Return the switch that is built in; without a file it hears this machine only."""
    setting = _embedded_setting()
    shutil.rmtree(Path(settings.SHUYOU_VAR) / "prompts", ignore_errors=True)  # what was said was kept there once
    gc.freeze()  # what is there by now stays; looking at it again and again would break the sound
    switch = EmbeddedSwitch(name, epoch=epoch, setting=setting, prompts=prompts, recordings=recordings)
    if listener := open_listener(setting.speech):
        switch.understand(listener)
    return switch


def _asterisk(name: str, epoch: int, prompts: Prompts, recordings: Path) -> Switch:
    setting = _asterisk_setting(name, Path(settings.SHUYOU_VAR).resolve() / "asterisk" / name)
    return AriSwitch(name, epoch=epoch, setting=setting, prompts=prompts, recordings=recordings)


def _asterisk_setting(name: str, sounds: Path) -> AsteriskSetting:
    file = settings.SHUYOU_ASTERISK
    if not file:
        message = f"SHUYOU_ASTERISK: the site {name} has an Asterisk; name a file with a table [{name}]"
        raise WrongSetting(message)
    try:
        return read_asterisk(Path(file).read_text("utf-8"), name, sounds=sounds)
    except WrongSetting as wrong:
        message = f"SHUYOU_ASTERISK ({file}): {wrong}"
        raise WrongSetting(message) from wrong
