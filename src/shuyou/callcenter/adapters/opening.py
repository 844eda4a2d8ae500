"""The switch that is built in, as this installation sets it up."""

import gc
import shutil
from pathlib import Path

from django.conf import settings

from shuyou.callcenter.adapters.embedded.setting import Setting, read_setting
from shuyou.callcenter.adapters.embedded.switch import EmbeddedSwitch
from shuyou.callcenter.adapters.speech import Prompts, Recorded, usual_voice


def open_embedded(name: str, *, epoch: int, recorded: Recorded) -> EmbeddedSwitch:
    """
    Return a site's switch; without a file it hears this machine only.

    :raises WrongSetting: the file says something that cannot be.
    """
    file = settings.SHUYOU_SIP
    setting = read_setting(Path(file).read_text("utf-8")) if file else Setting()
    var = Path(settings.SHUYOU_VAR)
    prompts = Prompts(voice=usual_voice(), recorded=recorded)
    shutil.rmtree(var / "prompts", ignore_errors=True)  # what was said to callers was kept there once
    gc.freeze()  # what is there by now stays; looking at it again and again would break the sound
    return EmbeddedSwitch(name, epoch=epoch, setting=setting, prompts=prompts, recordings=var / "recordings" / name)
