"""
Asterisk over ARI: commands as requests, events from a WebSocket that is opened anew when it falls.

Whatever is made gets its name from us, so that asking again is harmless. What the switch said while nobody listened is
lost: after each connection the channels that live are compared with those we know, and what has gone is told as ended.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

import aiohttp

from shuyou.callcenter.adapters.ari_words import DIALLED, HEARER, SNOOPED, AriReader
from shuyou.callcenter.ports import Dialling, Music, Prompt, Snapshot, Sound, SwitchDown, SwitchEvent, SwitchUp, Text
from shuyou.kernel import clock

log = logging.getLogger(__name__)

APP: Final = "shuyou"
AGAIN: Final = 1.0
"""Seconds after which a connection that fell is opened anew."""
REASONS: Final = {"busy": "busy", "no_answer": "no_answer", "rejected": "congestion"}
SPIES: Final = {"listen": ("in", "none"), "whisper": ("in", "out"), "barge": ("both", "both")}
GONE: Final = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
"""What is answered about something that has ended meanwhile: a command about it does nothing."""


class AriSwitch:
    """A switch that is an Asterisk, with a prompt's words found as a sound by their digest."""

    capabilities = frozenset({"transfer", "conference", "listen", "whisper", "barge", "record"})

    def __init__(self, name: str, *, epoch: int, url: str, user: str, password: str, trunk: str = "trunk") -> None:
        self.name = name
        self._url = url.rstrip("/")
        self._headers = {"Authorization": aiohttp.encode_basic_auth(user, password)}
        self._trunk = trunk
        self._reader = AriReader(name, epoch)
        self._http: aiohttp.ClientSession | None = None
        self._told: asyncio.Queue[SwitchEvent] = asyncio.Queue()
        self._music: dict[str, str] = {}

    # --- what happens

    async def events(self) -> AsyncIterator[SwitchEvent]:
        """Tell what happens, for ever; connects anew by itself, and says so."""
        listening = asyncio.ensure_future(self._listen())
        try:
            while True:
                yield await self._told.get()
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            await self.close()

    async def _listen(self) -> None:
        where = f"{self._url}/events"
        while True:
            try:
                async with self._session().ws_connect(where, params={"app": APP}, heartbeat=15) as socket:
                    await self._reconcile()
                    async for frame in socket:
                        self._tell(self._reader.read(json.loads(frame.data), clock.now()))
            except (aiohttp.ClientError, OSError, ValueError) as fault:
                log.warning("the switch %s cannot be heard: %s", self.name, type(fault).__name__)
            self._tell([self._reader.told(SwitchDown, clock.now())])
            await asyncio.sleep(AGAIN)

    def _tell(self, events: Iterable[SwitchEvent]) -> None:
        for event in events:
            self._told.put_nowait(event)

    async def _reconcile(self) -> None:
        """Tell that the switch is up, and the ends of legs that went while nobody listened."""
        living, at = (await self.snapshot()).legs, clock.now()
        self._tell([self._reader.told(SwitchUp, at)])
        for leg in sorted(self._reader.legs - living):
            self._tell(self._reader.end(leg, at, cause="failed"))

    async def snapshot(self) -> Snapshot:
        """Return what is alive."""
        channels, bridges = await self._ask("GET", "channels"), await self._ask("GET", "bridges")
        phones = await self._ask("GET", "endpoints")
        legs = frozenset(one["id"] for one in channels or () if not one["id"].startswith(SNOOPED))
        there = frozenset(one["resource"] for one in phones or () if one["state"] == "online")
        return Snapshot(legs, {one["id"]: frozenset(one["channels"]) for one in bridges or ()}, there)

    # --- commands

    async def ring(self, leg: str) -> None:
        """Let the caller hear that it rings."""
        await self._ask("POST", f"channels/{leg}/ring")

    async def answer(self, leg: str) -> None:
        """Take the call; the switch says nothing of its own of this."""
        await self._ask("POST", f"channels/{leg}/answer")

    async def reject(self, leg: str, cause: str) -> None:
        """Refuse the call."""
        await self.hangup(leg, cause)

    async def hangup(self, leg: str, cause: str = "normal") -> None:
        """End a leg."""
        self._reader.ends_by_us(leg)
        await self._ask("DELETE", f"channels/{leg}", reason=REASONS.get(cause, "normal"))

    async def dial(self, leg: str, dialling: Dialling) -> None:
        """Call somebody."""
        where = f"PJSIP/{dialling.to.value}"
        if dialling.to.kind != "endpoint":
            where = f"PJSIP/{dialling.to.value}@{self._trunk}"
        self._reader.expect(leg)
        made = await self._ask(
            "POST", f"channels/{leg}", endpoint=where, app=APP, appArgs=f"{DIALLED},{dialling.for_call}",
            callerId=f'"{dialling.as_name}" <{dialling.as_number}>', timeout=str(int(dialling.ring_for)),
        )  # fmt: skip
        if made is None:
            self._tell(self._reader.end(leg, clock.now(), cause="unreachable"))

    async def pick_up(self, leg: str) -> None:
        """Answer for an agent: a telephone out there answers by itself or by hand."""

    async def play(self, leg: str, prompt: Prompt, *, play_id: str, repeat: int = 1) -> None:
        """Let somebody hear something."""
        if isinstance(prompt, Music):
            self._music[play_id] = leg
            await self._ask("POST", f"channels/{leg}/moh", mohClass=prompt.name)
        elif isinstance(prompt, Sound):
            await self._ask("POST", f"channels/{leg}/play/{play_id}", media=f"sound:{prompt.name}")
        elif isinstance(prompt, Text):
            await self._ask("POST", f"channels/{leg}/play/{play_id}", media=f"sound:{spoken_name(prompt)}")

    async def stop(self, play_id: str) -> None:
        """End a prompt, or music."""
        if leg := self._music.pop(play_id, ""):
            await self._ask("DELETE", f"channels/{leg}/moh")
        else:
            await self._ask("DELETE", f"playbacks/{play_id}")

    async def bridge(self, bridge: str, legs: Sequence[str]) -> None:
        """Let legs hear each other."""
        await self._ask("POST", f"bridges/{bridge}", type="mixing,dtmf_events", name="call")
        await self._ask("POST", f"bridges/{bridge}/addChannel", channel=",".join(legs))

    async def unbridge(self, bridge: str) -> None:
        """Part the legs of a bridge; none of them ends."""
        await self._ask("DELETE", f"bridges/{bridge}")

    async def hold(self, leg: str, music: Music) -> None:
        """Let a leg hear music, and not be heard."""
        await self._ask("POST", f"channels/{leg}/mute", direction="both")
        await self._ask("POST", f"channels/{leg}/moh", mohClass=music.name)

    async def resume(self, leg: str) -> None:
        """Let a held leg hear its bridge again."""
        await self._ask("DELETE", f"channels/{leg}/moh")
        await self._ask("DELETE", f"channels/{leg}/mute", direction="both")

    async def mute(self, leg: str, *, is_muted: bool) -> None:
        """Have the others not hear a leg, or again."""
        await self._ask("POST" if is_muted else "DELETE", f"channels/{leg}/mute", direction="in")

    async def send_digits(self, leg: str, digits: str) -> None:
        """Press keys for a leg."""
        await self._ask("POST", f"channels/{leg}/dtmf", dtmf=digits)

    async def record(self, record_id: str, leg: str) -> None:
        """Begin to record both sides of a leg, by a channel that hears both."""
        ear = f"{SNOOPED}{record_id}"
        await self._ask("POST", f"channels/{leg}/snoop/{ear}", spy="both", whisper="none", app=APP, appArgs=HEARER)
        await self._ask("POST", f"channels/{ear}/record", name=record_id, format="wav", ifExists="overwrite")

    async def stop_record(self, record_id: str) -> None:
        """End a recording."""
        await self._ask("POST", f"recordings/live/{record_id}/stop")

    async def monitor(self, leg: str, by: str, mode: str) -> None:
        """Let the leg `by` listen to a leg, whisper to it or speak with all."""
        spy, whisper = SPIES[mode]
        ear = f"{SNOOPED}{by}"
        await self._ask("DELETE", f"channels/{ear}")
        await self._ask("POST", f"channels/{leg}/snoop/{ear}", spy=spy, whisper=whisper, app=APP, appArgs=HEARER)
        await self._ask("POST", f"bridges/{ear}", type="mixing", name="listening")
        await self._ask("POST", f"bridges/{ear}/addChannel", channel=f"{ear},{by}")

    async def put_endpoint(self, endpoint: str, secret: str, kind: str) -> None:
        """Know an agent's telephone: telephones are set up in Asterisk itself."""

    async def drop_endpoint(self, endpoint: str) -> None:
        """Know an agent's telephone no longer: telephones are set up in Asterisk itself."""

    async def close(self) -> None:
        """Let the connection go."""
        if self._http is not None:
            await self._http.close()
            self._http = None

    # --- the way there

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(
                headers=self._headers, timeout=aiohttp.ClientTimeout(total=None, connect=5)
            )
        return self._http

    async def _ask(self, method: str, path: str, **query: str) -> Any:
        """Ask for something; what has ended meanwhile is no fault. Return what is answered, if anything is."""
        async with self._session().request(method, f"{self._url}/{path}", params=query) as answer:
            if answer.status in GONE:
                return None
            if answer.status >= HTTPStatus.BAD_REQUEST:
                what = path.partition("/")[0]
                log.error("the switch %s answered %d to %s %s", self.name, answer.status, method, what)
                return None
            with contextlib.suppress(aiohttp.ContentTypeError, json.JSONDecodeError):
                return await answer.json()
            return None


def spoken_name(prompt: Text) -> str:
    """Return the name under which words lie among the sounds of the switch."""
    return f"shuyou/{sha256(f'{prompt.language}:{prompt.text}'.encode()).hexdigest()[:32]}"
