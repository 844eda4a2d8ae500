"""
What callers hear, as files that Asterisk reads: each lies there only for as long as it is heard.

Words come from the same voice and the same recordings as at the switch that is built in.
"""

import os
import secrets
from pathlib import Path
from typing import Final

from shuyou.callcenter.adapters.asterisk.setting import AsteriskSetting
from shuyou.callcenter.adapters.speech import Prompts
from shuyou.callcenter.ports import Prompt

ENDING: Final = ".alaw"
MODE: Final = 0o640


class Sounds:
    """The folder of prompts that both see."""

    def __init__(self, setting: AsteriskSetting, prompts: Prompts) -> None:
        self._here, self._there = setting.sounds, setting.sounds_there
        self._prompts = prompts

    def clear(self) -> None:
        """Take away what an earlier life left."""
        for path in self._here.glob(f"*{ENDING}"):
            path.unlink(missing_ok=True)

    async def put(self, prompt: Prompt) -> Path:
        """
        Write a prompt down, and return its file.

        :raises OSError: the folder is not there, or not ours.
        """
        sound = await self._prompts.sound(prompt)
        self._here.mkdir(mode=0o750, parents=True, exist_ok=True)
        path = self._here / f"{secrets.token_hex(12)}{ENDING}"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE), "wb") as file:
            file.write(sound)
        return path

    def drop(self, path: Path) -> None:
        """Take a prompt away that nobody hears any longer."""
        path.unlink(missing_ok=True)

    def media(self, path: Path, repeat: int) -> str:
        """Return how Asterisk is told to play a file so many times."""
        return ",".join([f"sound:{self._there}/{path.stem}"] * max(repeat, 1))
