"""
An Asterisk behind the port of all switches.

Whatever is made there gets its name from us, so that asking again is harmless. What takes long, a prompt that has to be
spoken or a channel that listens, is done beside, so that no other call waits for it.
"""

import asyncio
import logging
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from shuyou.callcenter.adapters.asterisk import telephones
from shuyou.callcenter.adapters.asterisk.door import Reply
from shuyou.callcenter.adapters.asterisk.hearing import Ear, Hearing, Playing
from shuyou.callcenter.adapters.asterisk.setting import AsteriskSetting
from shuyou.callcenter.adapters.asterisk.tapes import FORMAT, Tape
from shuyou.callcenter.adapters.asterisk.words import APP, EAR, OURS, Line
from shuyou.callcenter.adapters.embedded.record import plain_name
from shuyou.callcenter.adapters.speech import Prompts
from shuyou.callcenter.ports import Dialling, Music, PlayFinished, Prompt
from shuyou.kernel import clock

log = logging.getLogger(__name__)

DIALLED: Final = "dialled"
"""What a channel that we dialled says of itself."""
LISTENS: Final = "ear"
REASONS: Final = {"busy": "busy", "no_answer": "no_answer", "rejected": "rejected", "failed": "failure"}
SPIES: Final = {"listen": ("both", "none"), "whisper": ("both", "out"), "barge": ("both", "both")}
_QUOTED: Final = str.maketrans("", "", '"<>\\\r\n')


class AriSwitch(Hearing):
    """A switch that is an Asterisk."""

    capabilities = frozenset({"transfer", "conference", "listen", "whisper", "barge", "record"})

    def __init__(self, name: str, *, epoch: int, setting: AsteriskSetting, prompts: Prompts, recordings: Path) -> None:
        super().__init__(name, epoch=epoch, setting=setting, prompts=prompts, recordings=recordings)
        self._ears = 0

    # --- legs

    async def ring(self, leg: str) -> None:
        """Let the caller hear that it rings."""
        if (line := self.reader.lines.get(leg)) is not None and not (line.is_dialled or line.is_up):
            await self._of(line, "POST", "ring")

    async def answer(self, leg: str) -> None:
        """Take the call; one that an earlier life of ours took is up already."""
        line = self.reader.lines.get(leg)
        if line is None or line.is_dialled or line.is_up:
            return
        reply = await self._of(line, "POST", "answer")
        if reply.is_done and leg in self.reader.lines:
            self.tell(*self.reader.answer(line, clock.now()))

    async def reject(self, leg: str, cause: str) -> None:
        """Refuse the call."""
        if (line := self.reader.lines.get(leg)) is not None and not (line.is_dialled or line.is_up):
            await self._end(line, cause, "rejected")

    async def hangup(self, leg: str, cause: str = "normal") -> None:
        """End a leg."""
        if (line := self.reader.lines.get(leg)) is not None:
            await self._end(line, cause, cause)

    async def _end(self, line: Line, reason: str, cause: str) -> None:
        self.reader.ends_by_us(line.leg, cause)
        reply = await self._of(line, "DELETE", reason=REASONS.get(reason, "normal"))
        if not reply.status:
            self.later(self.end_there(line.channel))

    async def dial(self, leg: str, dialling: Dialling) -> None:
        """Call somebody: an agent's telephone, or a number by the trunk."""
        if leg in self.reader.lines:
            return
        channel, at_endpoint = f"{OURS}{leg}", dialling.to.kind == "endpoint"
        where = f"PJSIP/{dialling.to.value}" + ("" if at_endpoint else f"@{self._setting.trunk}")
        self.reader.expect(leg, channel)
        self._dialling.add(leg)
        rings = str(max(1, math.ceil(dialling.ring_for)))
        shown = f'"{dialling.as_name.translate(_QUOTED)}" <{dialling.as_number.translate(_QUOTED)}>'
        headers = {f"PJSIP_HEADER(add,{name})": value for name, value in dialling.headers.items()}
        args = f"{DIALLED},{dialling.for_call}"
        query = {"endpoint": where, "app": APP, "appArgs": args, "callerId": shown, "timeout": rings}
        try:
            reply = await self.door.send(
                "POST", ("channels", channel), query, {"variables": headers} if headers else None
            )
        finally:
            self._dialling.discard(leg)
        if not reply.is_there:
            cause = "unreachable" if reply.status else "failed"
            self.tell(*self.reader.end(leg, clock.now(), cause=cause, by="switch"))
        elif (line := self.reader.lines.get(leg)) is not None and line.by:  # hung up before it was there
            await self._of(line, "DELETE", reason="normal")

    async def pick_up(self, leg: str) -> None:
        """Answer for an agent: a telephone of Asterisk's answers by hand."""

    async def send_digits(self, leg: str, digits: str) -> None:
        """Press keys for a leg."""
        if (line := self.reader.lines.get(leg)) is not None:
            await self._of(line, "POST", "dtmf", dtmf=digits)

    async def mute(self, leg: str, *, is_muted: bool) -> None:
        """Have the others not hear a leg, or again."""
        if (line := self.reader.lines.get(leg)) is not None:
            await self._of(line, "POST" if is_muted else "DELETE", "mute", direction="in")

    async def _of(self, line: Line, method: str, *what: str, **query: str) -> Reply:
        """Ask something about a leg's channel; where there is none any more, the leg has ended."""
        reply = await self.door.ask(method, "channels", line.channel, *what, **query)
        if reply.is_gone and line.leg not in self._dialling:
            self.tell(*self.reader.end(line.leg, clock.now(), cause="normal"))
        return reply

    # --- what is heard

    async def play(self, leg: str, prompt: Prompt, *, play_id: str, repeat: int = 1) -> None:
        """Let somebody hear something; it is made beside if it has to be."""
        held = self.held
        if leg not in self.reader.lines or play_id in held.plays or play_id in held.making:
            return
        if isinstance(prompt, Music):
            await self._hush(leg)
            if (line := self.reader.lines.get(leg)) is not None:
                held.plays[play_id] = Playing(leg, None, asyncio.get_running_loop().time())
                await self._of(line, "POST", "moh", mohClass=prompt.name)
        else:
            held.making[play_id] = asyncio.ensure_future(self._make(leg, prompt, play_id, repeat))

    async def _make(self, leg: str, prompt: Prompt, play_id: str, repeat: int) -> None:
        try:
            await self._hush(leg)
            await self._begin(leg, await self.sounds.put(prompt), play_id, repeat)
        except OSError as fault:
            log.error("a prompt of the switch %s cannot be written: %s", self.name, fault.strerror)
            self.tell(self.reader.tell(PlayFinished, clock.now(), leg, play_id=play_id, why="failed"))
        finally:
            if self.held.making.get(play_id) is asyncio.current_task():
                del self.held.making[play_id]

    async def _begin(self, leg: str, path: Path, play_id: str, repeat: int) -> None:
        line = self.reader.lines.get(leg)
        if line is None:
            self.sounds.drop(path)
            return
        self.held.plays[play_id] = Playing(leg, path, asyncio.get_running_loop().time())
        reply = await self._of(line, "POST", "play", play_id, media=self.sounds.media(path, repeat))
        if not reply.is_done:
            self.played(play_id, "failed")

    async def _hush(self, leg: str) -> None:
        """End what a leg hears, without a word."""
        for play_id in [name for name, play in self.held.plays.items() if play.leg == leg]:
            await self._unplay(play_id, self.held.plays.pop(play_id))

    async def _unplay(self, play_id: str, play: Playing) -> None:
        if play.path is not None:
            await self.door.ask("DELETE", "playbacks", play_id)
            self.sounds.drop(play.path)
        elif (line := self.reader.lines.get(play.leg)) is not None:
            await self._of(line, "DELETE", "moh")

    async def stop(self, play_id: str) -> None:
        """End a prompt, or music."""
        making = self.held.making.pop(play_id, None)
        if making is not None:
            making.cancel()
            await asyncio.gather(making, return_exceptions=True)
        play = self.held.plays.pop(play_id, None)
        if play is not None:
            await self._unplay(play_id, play)
        if (play is not None and play.leg in self.reader.lines) or (making is not None and play is None):
            leg = play.leg if play is not None else ""
            self.tell(self.reader.tell(PlayFinished, clock.now(), leg, play_id=play_id, why="stopped"))

    # --- who hears whom

    async def bridge(self, bridge: str, legs: Sequence[str]) -> None:
        """Let legs hear each other, and nobody else hear them there."""
        async with self.bridging:
            held = self.held
            after = [leg for leg in legs if leg in self.reader.lines]
            for leg in [one for one in held.bridges.get(bridge, ()) if one not in after]:
                await self.take_out(leg)
                await self.leave(leg)
            if not after:
                return
            if bridge not in held.bridges:
                held.bridges[bridge] = []
                await self.door.ask("POST", "bridges", f"{OURS}{bridge}", type="mixing,dtmf_events", name="call")
            for leg in after:
                await self._put_in(leg, bridge)
            if not held.bridges[bridge]:
                del held.bridges[bridge]
                await self.door.ask("DELETE", "bridges", f"{OURS}{bridge}")

    async def _put_in(self, leg: str, bridge: str) -> None:
        if self.held.bridge_of.get(leg) == bridge or leg not in self.reader.lines:
            return
        if leg in self.held.bridge_of:
            await self.leave(leg)
        self.held.bridge_of[leg] = bridge
        self.held.bridges[bridge].append(leg)
        await self.add(leg)

    async def unbridge(self, bridge: str) -> None:
        """Part the legs of a bridge; none of them ends."""
        async with self.bridging:
            legs = self.held.bridges.pop(bridge, None)
            if legs is None:
                return
            for leg in legs:
                self.held.bridge_of.pop(leg, None)
                self.held.inside.discard(leg)
            await self.door.ask("DELETE", "bridges", f"{OURS}{bridge}")

    async def hold(self, leg: str, music: Music) -> None:
        """Let a leg hear music instead of its bridge."""
        async with self.bridging:
            line = self.reader.lines.get(leg)
            if line is None or leg in self.held.aside:
                return
            self.held.aside.add(leg)
            await self.take_out(leg)
            await self._hush(leg)
            await self._of(line, "POST", "moh", mohClass=music.name)

    async def resume(self, leg: str) -> None:
        """Let a held leg hear its bridge again."""
        async with self.bridging:
            line = self.reader.lines.get(leg)
            if line is None or leg not in self.held.aside:
                return
            self.held.aside.discard(leg)
            await self._of(line, "DELETE", "moh")
            await self.add(leg)

    # --- who listens

    async def record(self, record_id: str, leg: str) -> None:
        """Begin to record both sides of a leg, by a channel that hears both."""
        if leg in self.reader.lines and record_id not in self.tapes.running:
            tape = self.tapes.running[record_id] = Tape(record_id, leg, f"{EAR}{plain_name(record_id)}")
            self.later(self._record(tape))

    async def _record(self, tape: Tape) -> None:
        line = self.reader.lines.get(tape.leg)
        if line is not None and await self.enters(tape.ear, self._snoop(line, tape.ear, "listen")):
            how: dict[str, Any] = {"name": tape.name, "format": FORMAT, "ifExists": "overwrite"}
            if (await self.door.ask("POST", "channels", tape.ear, "record", **how)).is_done:
                return
        self.tapes.running.pop(tape.record_id, None)
        await self.door.ask("DELETE", "channels", tape.ear)
        if tape.leg in self.reader.lines:
            log.error("the switch %s could not record a call", self.name)

    async def stop_record(self, record_id: str) -> None:
        """End a recording; `RecordingReady` follows."""
        if (tape := self.tapes.running.get(record_id)) is not None:
            await self.door.ask("POST", "recordings", "live", tape.name, "stop")
            await self.door.ask("DELETE", "channels", tape.ear)

    async def monitor(self, leg: str, by: str, mode: str) -> None:
        """Let the leg `by` listen to a leg, whisper to it or speak with all; any other mode ends it."""
        await self.deafen(by)
        if mode in SPIES and leg in self.reader.lines and by in self.reader.lines and leg != by:
            self._ears += 1
            self.held.ears[by] = ear = Ear(f"{EAR}{self._ears}-{by}", leg)
            self.later(self._listen_in(by, ear, mode))

    async def _listen_in(self, by: str, ear: Ear, mode: str) -> None:
        heard, hearer = self.reader.lines.get(ear.leg), self.reader.lines.get(by)
        if heard and hearer and await self.enters(ear.channel, self._snoop(heard, ear.channel, mode)):
            await self.door.ask("POST", "bridges", ear.channel, type="mixing", name="ear")
            for channel in (ear.channel, hearer.channel):
                await self.door.ask("POST", "bridges", ear.channel, "addChannel", channel=channel)
        if self.held.ears.get(by) is not ear:  # it was ended meanwhile
            await self.door.ask("DELETE", "channels", ear.channel)
            await self.door.ask("DELETE", "bridges", ear.channel)

    async def _snoop(self, line: Line, ear: str, mode: str) -> bool:
        spy, whisper = SPIES[mode]
        query = {"spy": spy, "whisper": whisper, "app": APP, "appArgs": LISTENS}
        return (await self._of(line, "POST", "snoop", ear, **query)).is_done

    # --- telephones

    async def put_endpoint(self, endpoint: str, secret: str, kind: str) -> None:
        """Know an agent's telephone; while it is nowhere, it cannot be reached."""
        if self.held.phones.get(endpoint) == (secret, kind):
            return
        is_new = endpoint not in self.held.phones
        self.held.phones[endpoint] = secret, kind
        if is_new:
            self.phone_is_away(endpoint)
        if self._is_up:
            await telephones.push(self.door, endpoint, secret, kind)

    async def drop_endpoint(self, endpoint: str) -> None:
        """Know an agent's telephone no longer."""
        if self.held.phones.pop(endpoint, None) is not None:
            await telephones.drop(self.door, endpoint)
