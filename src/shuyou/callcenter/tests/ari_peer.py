"""A peer that speaks ARI on this machine: knows requests of the shape that a real Asterisk took, and tells events."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aiohttp import web

TRACE: Final = Path(__file__).parent / "data" / "ari-trace.jsonl"
_NAMED: Final = re.compile(r"^(/(?:channels|bridges|playbacks))/[^/]+|(/(?:play|snoop))/[^/]+$")


def trace() -> list[dict[str, Any]]:
    """Return the record of a real Asterisk."""
    return [json.loads(line) for line in TRACE.read_text("utf-8").splitlines()]


def shape(method: str, path: str) -> str:
    """Return a request without the names in it."""
    return f"{method} {_NAMED.sub(r'\1\2/X', _NAMED.sub(r'\1\2/X', path))}"


SHAPES: Final = frozenset(shape(one["method"], one["path"]) for one in trace() if one["kind"] == "rest")


@dataclass
class Peer:
    """Channels and bridges, and whoever listens."""

    channels: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    port: int = 0

    async def say(self, kind: str, channel: str = "", **facts: Any) -> None:
        """Tell an event to whoever listens."""
        said = {"type": kind, "application": "shuyou", "channel": {"id": channel, "state": "Up"}, **facts}
        for socket in self.sockets:
            await socket.send_str(json.dumps(said))

    async def listen(self, request: web.Request) -> web.WebSocketResponse:
        """Take in a listener until the socket falls."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        async for _ in socket:
            pass
        return socket

    async def take(self, request: web.Request) -> web.Response:
        """Do what is asked, if a real one ever took the like."""
        path = request.path.removeprefix("/ari")
        self.asked.append(f"{request.method} {path}")
        if shape(request.method, path) not in SHAPES:
            self.unknown.append(f"{request.method} {path}")
        parts = path.strip("/").split("/")
        if request.method == "GET":
            rows = [{"id": name, "state": state} for name, state in self.channels.items()]
            return web.json_response(rows if parts[0] == "channels" else [])
        if parts[0] == "channels" and request.method == "POST" and len(parts) == 2:
            if "nobody" in request.query["endpoint"]:
                return web.json_response({"error": "Allocation failed"}, status=500)
            self.channels[parts[1]] = "Down"
            return web.json_response({"id": parts[1]})
        if parts[0] == "channels" and parts[1] not in self.channels:
            return web.json_response({"message": "Channel not found"}, status=404)
        if request.method == "DELETE" and len(parts) == 2 and self.channels.pop(parts[1], ""):
            await self.say("ChannelDestroyed", parts[1], cause=16)
        return web.Response(status=204)

    async def fall(self) -> None:
        """Let the sockets fall while calls go on."""
        sockets, self.sockets = self.sockets, []
        for socket in sockets:
            await socket.close()


@asynccontextmanager
async def peer() -> AsyncIterator[Peer]:
    """Run a peer on a free port of this machine."""
    made = Peer()
    app = web.Application()
    app.router.add_get("/ari/events", made.listen)
    app.router.add_route("*", "/ari/{path:.*}", made.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.port = runner.addresses[0][1]
    try:
        yield made
    finally:
        await made.fall()
        await runner.cleanup()
