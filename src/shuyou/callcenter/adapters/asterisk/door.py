"""The way to an Asterisk: requests that never raise, a WebSocket for what it says, files it recorded."""

import asyncio
import json
import logging
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import aiohttp

from shuyou.callcenter.adapters.asterisk.setting import AsteriskSetting
from shuyou.callcenter.adapters.asterisk.words import APP

log = logging.getLogger(__name__)

PATIENCE: Final = aiohttp.ClientTimeout(total=5, connect=3)
FETCHING: Final = aiohttp.ClientTimeout(total=600, connect=3)
ALIVE: Final = 15.0
"""Seconds between looks whether the WebSocket still is one."""
QUIET: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})
"""What is answered about something that has ended meanwhile, is there already, or is not there yet."""
FAULTS: Final = (aiohttp.ClientError, TimeoutError, OSError)


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered; 0: nothing."""

    status: int
    body: Any = None

    @property
    def is_done(self) -> bool:
        """Whether it was done."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def is_gone(self) -> bool:
        """Whether there is no such thing any more."""
        return self.status == HTTPStatus.NOT_FOUND

    @property
    def is_there(self) -> bool:
        """Whether it was done, or had been done before."""
        return self.is_done or self.status == HTTPStatus.CONFLICT

    @property
    def rows(self) -> list[Mapping[str, Any]]:
        """Return what was answered as a list; an empty one: nothing was."""
        return self.body if isinstance(self.body, list) else []


class AriDoor:
    """Requests to one Asterisk."""

    def __init__(self, name: str, setting: AsteriskSetting) -> None:
        self._name = name
        self._setting = setting
        self._http: aiohttp.ClientSession | None = None

    async def ask(self, method: str, *path: str, **query: str) -> Reply:
        """Ask for something, and return what came of it."""
        return await self.send(method, path, query)

    async def send(
        self, method: str, path: tuple[str, ...], query: Mapping[str, str], body: Mapping[str, Any] | None = None
    ) -> Reply:
        """Ask for something with more to read; what goes wrong is logged without a caller's number."""
        try:
            async with self._session().request(
                method, self._where(path), params=query, json=body, timeout=PATIENCE
            ) as answer:
                reply = Reply(answer.status, await _body_of(answer))
        except FAULTS as fault:
            log.warning("the switch %s did not answer to %s %s: %s", self._name, method, path[0], type(fault).__name__)
            return Reply(0)
        if reply.status >= HTTPStatus.BAD_REQUEST and reply.status not in QUIET:
            log.error("the switch %s answered %d to %s %s", self._name, reply.status, method, path[0])
        return reply

    def listen(self) -> AbstractAsyncContextManager[aiohttp.ClientWebSocketResponse]:
        """Return the WebSocket that it says on what happens."""
        return self._session().ws_connect(self._where(("events",)), params={"app": APP}, heartbeat=ALIVE)

    async def fetch(self, *path: str, to: Path) -> bool:
        """Write a file it has to a path here, and tell whether all of it came."""
        try:
            async with self._session().get(self._where(path), timeout=FETCHING) as answer:
                if answer.status != HTTPStatus.OK:
                    return False
                with to.open("wb") as file:
                    async for part in answer.content.iter_chunked(1 << 16):
                        await asyncio.to_thread(file.write, part)
        except FAULTS as fault:
            log.warning("a file of the switch %s did not come: %s", self._name, type(fault).__name__)
            return False
        return True

    async def close(self) -> None:
        """Let the connection go."""
        if self._http is not None:
            await self._http.close()
            self._http = None

    def _where(self, path: tuple[str, ...]) -> str:
        """Return an address; what stands in a name is no part of the way."""
        return "/".join((self._setting.url, *(quote(part, safe="") for part in path)))

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            known = aiohttp.encode_basic_auth(self._setting.user, self._setting.password)
            self._http = aiohttp.ClientSession(headers={"Authorization": known})
        return self._http


async def _body_of(answer: aiohttp.ClientResponse) -> object:
    text = await answer.text()
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
