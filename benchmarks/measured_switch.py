"""The switch that is built in, in its own process, as `shuyou switch` runs it; what it carried is written to a file."""

import asyncio
import gc
import json
import os
import resource
from pathlib import Path
from typing import Final, TextIO

from django.conf import settings

from shuyou.callcenter.adapters.embedded.legs import Leg
from shuyou.callcenter.adapters.embedded.setting import read_setting
from shuyou.callcenter.adapters.embedded.switch import EmbeddedSwitch
from shuyou.callcenter.adapters.speech import Prompts, usual_voice
from shuyou.callcenter.queries import SiteRow
from shuyou.callcenter.tasks.holding import hold
from shuyou.callcenter.tasks.running import Known

EVERY: Final = 0.25
"""Seconds between looks at what goes on."""


class Measured(EmbeddedSwitch):
    """A switch that says what it carried."""

    output: TextIO

    def ended(self, leg: Leg, cause: str, by: str) -> None:
        """Write down what a leg said and was sent, as the switch counted it."""
        facts = {"leg": leg.name, "received": leg.stream.received, "sent": leg.stream.sent, "cause": cause}
        self.output.write(json.dumps(facts) + "\n")
        super().ended(leg, cause, by)

    async def _beat(self) -> None:
        watch = asyncio.ensure_future(self._watch())
        try:
            await super()._beat()
        finally:
            watch.cancel()

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + EVERY
            await asyncio.sleep(EVERY)
            spent = resource.getrusage(resource.RUSAGE_SELF)
            facts = {
                "bridges": len(self.sounds.bridges),
                "tapes": len(self.sounds.tapes),
                "late": loop.time() - due,
                "cpu": spent.ru_utime + spent.ru_stime,
                "memory": _resident(),
                "at": loop.time(),
            }
            self.output.write(json.dumps(facts) + "\n")


def run(file: str) -> None:
    """Hold the switch of the first site until told to stop."""

    def make(row: SiteRow, known: Known) -> EmbeddedSwitch:
        setting = read_setting(Path(settings.SHUYOU_SIP).read_text("utf-8"))
        prompts = Prompts(voice=usual_voice(), recorded=lambda _digest: None)
        folder = Path(settings.SHUYOU_VAR) / "recordings" / row.code
        gc.freeze()
        switch = Measured(row.code, epoch=known.begun.epoch, setting=setting, prompts=prompts, recordings=folder)
        switch.output = output
        return switch

    with Path(file).open("a", encoding="utf-8", buffering=1) as output:
        asyncio.run(hold("main", make))


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
