"""A peer that speaks ARI on this machine: it takes what Asterisk's description lists, and answers with its models."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from random import Random
from typing import Any, Final
from urllib.parse import unquote

import aiohttp
from aiohttp import web

from shuyou.callcenter.tests.ari_model import APP, Asterisk, Channel, Playback
from shuyou.callcenter.tests.ari_table import Operation, Refused, faults_of, faults_of_event, request_of

USER: Final = "shuyou"
PASSWORD: Final = "peer-and-long"
SLOW: Final = 0.003
"""Seconds by which an answer may come late."""
EAR_ENTERS: Final = 0.003
UNSUBSCRIBED: Final[Mapping[str, list[str]]] = {
    "endpoint_ids": [],
    "device_names": [],
    "events_allowed": [],
    "events_disallowed": [],
}

type Query = Mapping[str, str]


class Peer:
    """The door of an Asterisk without sound."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = Random(seed)
        self.asterisk = Asterisk(self.chance, self._say)
        self.asked: list[str] = []
        self.faults: list[str] = []
        """What no real Asterisk would have taken, or answered."""
        self.is_deaf = False
        self.is_silent = False
        """Whether it takes requests without doing or answering anything."""
        self.port = 0
        self._sockets: dict[web.WebSocketResponse, asyncio.Queue[str]] = {}

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}/ari"

    def _say(self, said: dict[str, Any]) -> None:
        self.faults += faults_of_event(said)
        for waiting in self._sockets.values():
            waiting.put_nowait(json.dumps(said))

    async def listen(self, request: web.Request) -> web.StreamResponse:
        """Take in a listener until the socket falls."""
        if self.is_deaf:
            raise web.HTTPServiceUnavailable
        if not _is_known(request):
            return web.json_response({"message": "Authentication required"}, status=401)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        waiting = self._sockets[socket] = asyncio.Queue()
        self.asterisk.has_listener = True
        telling = asyncio.ensure_future(_tell(socket, waiting))
        async for _ in socket:
            pass
        telling.cancel()
        self._sockets.pop(socket, None)
        self.asterisk.has_listener = bool(self._sockets)
        return socket

    async def fall(self, *, is_deaf: bool = False) -> None:
        """Let the sockets fall while calls go on; who is deaf takes no new ones."""
        self.is_deaf = is_deaf
        sockets, self._sockets = list(self._sockets), {}
        self.asterisk.has_listener = self.asterisk.is_subscribed = False
        for socket in sockets:
            await socket.close()

    async def take(self, request: web.Request) -> web.Response:
        """Do what is asked, if the description lists it."""
        path = request.raw_path.partition("?")[0].removeprefix("/ari")
        self.asked.append(f"{request.method} {path}")
        await asyncio.sleep(self.chance.random() * SLOW)
        if self.is_silent and request.transport is not None:
            request.transport.abort()
        if self.is_silent or not _is_known(request):
            return web.json_response({"message": "Authentication required"}, status=401)
        body = json.loads(text) if (text := await request.text()) else None
        try:
            operation, names = request_of(request.method, path, request.query, body)
        except Refused as refusal:
            self.faults.append(f"{request.method} {path}: {refusal}")
            return web.json_response({"message": refusal.words}, status=refusal.status)
        names = {name: unquote(value) for name, value in names.items()}
        return self._answer(operation, names, request.query, body)

    def _answer(self, operation: Operation, names: Mapping[str, str], query: Query, body: Any) -> web.Response:
        try:
            found = DO[operation.name](self.asterisk, *names.values(), {**query, "body": body})
        except Refused as refusal:
            if refusal.status not in operation.codes | {500}:
                self.faults.append(f"{operation.name} never answers {refusal.status}")
            key = "error" if refusal.status == 500 else "message"
            return web.json_response({key: refusal.words}, status=refusal.status)
        if operation.model == "void":
            return web.Response(status=204)
        if isinstance(found, bytes):
            return web.Response(body=found, content_type="audio/x-wav")
        self.faults += faults_of(operation.model, found)
        return web.json_response(found, status=201 if operation.name.endswith(("record", "playbackId}")) else 200)


def _is_known(request: web.Request) -> bool:
    return request.headers.get("Authorization") == aiohttp.encode_basic_auth(USER, PASSWORD)


async def _tell(socket: web.WebSocketResponse, waiting: "asyncio.Queue[str]") -> None:
    while not socket.closed:
        await socket.send_str(await waiting.get())


# --- what can be asked


def _found[T](things: Mapping[str, T], name: str, what: str, status: int = 404) -> T:
    if name not in things:
        raise Refused(status, f"{what} not found")
    return things[name]


def _dialled(at: Asterisk, name: str, query: Query) -> object:
    seconds = int(query.get("timeout", "30"))
    return at.ring_at(name, query["endpoint"], query.get("appArgs", ""), seconds).shown()


def _hung_up(at: Asterisk, name: str, query: Query) -> None:
    at.end(_found(at.channels, name, "Channel"), 32, soft=True)


def _played(at: Asterisk, name: str, play_id: str, query: Query) -> object:
    made = at.find(name)
    play = Playback(play_id, name, query["media"].split(","))
    at.play(made, play)
    return play.shown()


def _stopped(at: Asterisk, play_id: str, query: Query) -> None:
    at.finish(_found(at.playbacks, play_id, "Playback"), "done")


def _set(field: str, *, is_on: bool) -> Callable[[Asterisk, str, Query], None]:
    return lambda at, name, query: setattr(at.find(name), field, is_on)


def _taped(at: Asterisk, name: str, query: Query) -> object:
    at.find(name)
    tape = query["name"]
    if query["format"] != "wav":
        raise Refused(422, "The format specified is unknown on this system")
    if tape in at.live or (tape in at.stored and query.get("ifExists") != "overwrite"):
        raise Refused(409, "Recording with the same name already exists")
    at.live[tape] = name, at.loop.time()
    at.say(f"tape {tape}", "RecordingStarted", recording=at.tape_shown(tape, "recording"))
    return at.tape_shown(tape, "queued")


def _tape_stopped(at: Asterisk, name: str, query: Query) -> None:
    _found(at.live, name, "Recording")
    at.tape_ends(name)


def _snooped(at: Asterisk, name: str, ear: str, query: Query) -> object:
    _found(at.channels, name, "Channel")
    if ear in at.channels:
        raise Refused(500, "Internal server error")
    made = at.channels[ear] = Channel(ear, f"Snoop/{name}-0", "Up", args=query.get("appArgs", "").split(","))
    made.spied, made.whisper = name, query.get("whisper", "none")
    made.timers.append(at.loop.call_later(EAR_ENTERS, _ear_enters, at, made))
    return made.shown()


def _ear_enters(at: Asterisk, made: Channel) -> None:
    made.is_inside = True
    at.of(made, "StasisStart", args=made.args)


def _bridge_made(at: Asterisk, name: str, query: Query) -> object:
    if name in at.bridges:
        raise Refused(409, "Bridge with the same bridgeId already exists")
    at.bridges[name] = []
    at.say(f"bridge {name}", "BridgeCreated", bridge=at.bridge_shown(name))
    return at.bridge_shown(name)


def _bridge_gone(at: Asterisk, name: str, query: Query) -> None:
    for channel in list(_found(at.bridges, name, "Bridge")):
        at.leave(at.channels[channel])
    at.say(f"bridge {name}", "BridgeDestroyed", bridge=at.bridge_shown(name))
    del at.bridges[name]


def _added(at: Asterisk, name: str, query: Query) -> None:
    _found(at.bridges, name, "Bridge")
    for channel in query["channel"].split(","):
        made = _found(at.channels, channel, "Channel", 400)
        if not made.is_inside:
            raise Refused(422, "Channel not in Stasis application")
        if any(taped == channel for taped, _ in at.live.values()):
            raise Refused(409, "Channel currently recording")
        at.enter(made, name)


def _removed(at: Asterisk, name: str, query: Query) -> None:
    _found(at.bridges, name, "Bridge")
    made = _found(at.channels, query["channel"], "Channel", 400)
    if made.bridge != name:
        raise Refused(422, "Channel not in this bridge")
    at.leave(made)


def _app(at: Asterisk, name: str, query: Query) -> object:
    if name != APP or not at.has_listener:
        raise Refused(404, "Application not found")
    at.is_subscribed |= query.get("eventSource") == "endpoint:PJSIP"
    inside = [one.name for one in at.channels.values() if one.is_inside or one.is_dialled]
    return {"name": name, "channel_ids": inside, "bridge_ids": list(at.bridges), **UNSUBSCRIBED}


def _pushed(at: Asterisk, _class: str, kind: str, name: str, query: Mapping[str, Any]) -> object:
    fields = query["body"]["fields"]
    at.config[kind, name] = {one["attribute"]: one["value"] for one in fields}
    if kind == "endpoint":
        at.phones.setdefault(name, "offline")
    return fields


def _dropped(at: Asterisk, _class: str, kind: str, name: str, query: Query) -> None:
    if at.config.pop((kind, name), None) is None:
        raise Refused(404, "Object not found")
    if kind == "endpoint":
        at.phones.pop(name, None)


def _stored(at: Asterisk, query: Query) -> object:
    return [{"name": name, "format": "wav"} for name in [*at.stored, *at.live]]


def _forgotten(at: Asterisk, name: str, query: Query) -> None:
    _found(at.stored, name, "Recording")
    del at.stored[name]


def _live(at: Asterisk, name: str, query: Query) -> object:
    _found(at.live, name, "Recording")
    return at.tape_shown(name, "recording")


_DYNAMIC: Final = "/asterisk/config/dynamic/{configClass}/{objectType}/{id}"
DO: Final[Mapping[str, Callable[..., object]]] = {
    "GET /channels": lambda at, query: [one.shown() for one in at.channels.values()],
    "POST /channels/{channelId}": _dialled,
    "DELETE /channels/{channelId}": _hung_up,
    "GET /channels/{channelId}": lambda at, name, query: _found(at.channels, name, "Channel").shown(),
    "POST /channels/{channelId}/answer": lambda at, name, query: at.answer(at.find(name)),
    "POST /channels/{channelId}/ring": lambda at, name, query: at.find(name),
    "POST /channels/{channelId}/dtmf": lambda at, name, query: _pressed(at, name, query["dtmf"]),
    "POST /channels/{channelId}/mute": _set("is_mute", is_on=True),
    "DELETE /channels/{channelId}/mute": _set("is_mute", is_on=False),
    "POST /channels/{channelId}/moh": _set("has_music", is_on=True),
    "DELETE /channels/{channelId}/moh": _set("has_music", is_on=False),
    "POST /channels/{channelId}/play/{playbackId}": _played,
    "POST /channels/{channelId}/record": _taped,
    "POST /channels/{channelId}/snoop/{snoopId}": _snooped,
    "GET /bridges": lambda at, query: [at.bridge_shown(name) for name in at.bridges],
    "POST /bridges/{bridgeId}": _bridge_made,
    "DELETE /bridges/{bridgeId}": _bridge_gone,
    "POST /bridges/{bridgeId}/addChannel": _added,
    "POST /bridges/{bridgeId}/removeChannel": _removed,
    "GET /playbacks/{playbackId}": lambda at, name, query: _found(at.playbacks, name, "Playback").shown(),
    "DELETE /playbacks/{playbackId}": _stopped,
    "GET /recordings/stored": _stored,
    "GET /recordings/stored/{recordingName}/file": lambda at, name, query: _found(at.stored, name, "Recording"),
    "DELETE /recordings/stored/{recordingName}": _forgotten,
    "GET /recordings/live/{recordingName}": _live,
    "POST /recordings/live/{recordingName}/stop": _tape_stopped,
    "GET /endpoints/{tech}": lambda at, tech, query: [at.phone_shown(name) for name in at.phones],
    "GET /applications/{applicationName}": _app,
    "POST /applications/{applicationName}/subscription": _app,
    f"PUT {_DYNAMIC}": _pushed,
    f"DELETE {_DYNAMIC}": _dropped,
}


def _pressed(at: Asterisk, name: str, keys: str) -> None:
    at.find(name).pressed += keys


@asynccontextmanager
async def peer(seed: int = 1) -> AsyncIterator[Peer]:
    """Run a peer on a free port of this machine."""
    made = Peer(seed)
    app = web.Application()
    app.router.add_get("/ari/events", made.listen)
    app.router.add_route("*", "/ari/{path:.*}", made.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.port = runner.addresses[0][1]
    try:
        yield made
    finally:
        await made.fall()
        await runner.cleanup()
