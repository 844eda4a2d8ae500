"""The web server and the process of open pages are killed in mid-call: calls go on, the desk comes back to its call."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time
from http.client import HTTPConnection, HTTPException, HTTPResponse
from importlib import import_module
from pathlib import Path
from time import sleep

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.urls import reverse

from shuyou.callcenter.models import Agent, Call, CallStep, Offer, Queue, WrapCode
from shuyou.callcenter.models.setup import ALL_DAYS
from shuyou.callcenter.services import Wish, ask_switch, renew_secret
from shuyou.callcenter.tests.factories import AT, BOSS, agent
from shuyou.callcenter.tests.switch_worlds import CARRIER, PHONES
from shuyou.callcenter.tests.telephone import Talk, Telephone, until
from shuyou.callcenter.tests.test_real_calls import LONGEST, registered, so, start
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.kernel.models import User
from shuyou.kernel.tests.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)
CSRF = "c" * 32


@dataclass(slots=True)
class Pages:
    """The web server and the process of open pages, and a browser that is signed in."""

    var: Path
    port: int
    cookies: str
    web: "subprocess.Popen[bytes]"
    live: "subprocess.Popen[bytes]"

    def workers(self) -> set[int]:
        """Return the web server's processes that answer."""
        found = Path(f"/proc/{self.web.pid}/task/{self.web.pid}/children").read_text("ascii").split()
        return set(map(int, found))

    def kill(self) -> None:
        """Kill all that answers a browser, and begin the process of open pages anew; the web server does so itself."""
        os.killpg(self.live.pid, signal.SIGKILL)
        self.live.wait()
        for worker in self.workers():
            os.kill(worker, signal.SIGKILL)
        self.live = _process(self.var, "live")

    def ask(self, name: str, *args: object, sent: str | None = None) -> HTTPResponse:
        """Ask for a page, or send it a form."""
        asked = HTTPConnection("127.0.0.1", self.port, timeout=20)
        words = {"Cookie": self.cookies, "X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded"}
        asked.request("GET" if sent is None else "POST", reverse(f"callcenter:{name}", args=args), sent, words)
        return asked.getresponse()

    def is_there(self) -> bool:
        """Tell whether the web server answers, and hands open pages over."""
        try:
            answer = self.ask("live")
            return answer.status == 200 and b"retry" in answer.readline()
        except (OSError, HTTPException):
            return False


def _process(var: Path, name: str, port: int = 0) -> "subprocess.Popen[bytes]":
    words = connection.get_connection_params()
    surroundings = {
        **os.environ, "SHUYOU_DATABASE_URL": f"postgresql://{words['user']}@/{words['dbname']}?host={words['host']}",
        "SHUYOU_VAR": str(var), "SHUYOU_SECRET_KEY": settings.SECRET_KEY, "SHUYOU_WEB_WORKERS": "1",
        "SHUYOU_PORT": str(port or 8_000),
    }  # fmt: skip
    command = [sys.executable, "-m", "shuyou.config.cli", name]
    return subprocess.Popen(command, env=surroundings, start_new_session=True)


def _cookies(who: Actor) -> str:
    user, session = User.objects.get(pk=int(who.id)), import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"


@contextmanager
def serving(var: Path, who: Actor, switch_port: int) -> Iterator[Pages]:
    """Run the switch, the web server and the process of open pages."""
    port, switch = free_port(), start(var, switch_port)
    pages = Pages(var, port, _cookies(who), _process(var, "serve", port), _process(var, "live"))
    try:
        yield pages
    finally:
        for one in (switch, pages.web, pages.live):
            os.killpg(one.pid, signal.SIGTERM)
        for one in (switch, pages.web, pages.live):
            one.wait(30)


async def _come(reader: Telephone) -> Talk:
    """Have a reader call and ask for somebody."""
    talk = reader.call("4008000000")
    await until(lambda: len(reader.heard) > 4000, seconds=LONGEST)
    reader.press(talk, "0")
    return talk


async def _hears(reader: Telephone, phone: Telephone) -> None:
    reader.heard.clear()
    for _ in range(10):
        phone.speak(next(iter(phone.talks.values())), b"\x11" * 160)
        await asyncio.sleep(0.02)
    await until(lambda: bytes(reader.heard).count(0x11) > 1000)


def _alive() -> list[tuple[object, ...]]:
    return list(Call.objects.order_by("pk").values_list("pk", "stage", "agent", "queued_at", "offered_at", "ended_at"))


async def _story(pages: Pages, who: Actor, secret: str, near: tuple[str, int]) -> None:
    async with (
        Telephone.at(CARRIER, near, name="13800002046") as first,
        Telephone.at(CARRIER, near, name="13800002047") as second,
        Telephone.at(PHONES, near, name="1001", secret=secret) as phone,
    ):
        await registered(phone)
        await asyncio.to_thread(ask_switch, Wish(verb="ready"), actor=who, at=now())
        await so(lambda: Agent.objects.filter(state="ready").exists())
        await _come(first)
        await so(lambda: Agent.objects.filter(state="talking").exists())
        await _come(second)
        await so(lambda: Call.objects.filter(stage="queue").exists())
        await so(pages.is_there)
        before, workers = await asyncio.to_thread(_alive), pages.workers()

        await asyncio.to_thread(pages.kill)
        await _hears(first, phone)
        assert await asyncio.to_thread(_alive) == before
        await so(pages.is_there)
        assert pages.workers().isdisjoint(workers)
        await asyncio.to_thread(_desk_has_its_call, pages)
        await so(lambda: Offer.objects.count() == 2)


def _desk_has_its_call(pages: Pages) -> None:
    """Look that the desk shows the call, hang up there and write it down; sent again, a form does nothing more."""
    call, code = Call.objects.get(stage="talking"), WrapCode.objects.order_by("pk").values_list("code", flat=True)[0]
    assert str(call.uid) in pages.ask("desk").read().decode()
    for _ in range(2):
        assert pages.ask("ask", "put_down", sent=f"call={call.uid}").status in (302, 303)
    for _ in range(100):
        if Call.objects.filter(pk=call.pk, stage="over").exists():
            break
        sleep(0.1)
    for _ in range(2):
        assert pages.ask("wrap", call.uid, sent=f"code={code}&outcome=solved&note=told").status in (302, 303)


def test_pages_that_are_killed_in_mid_call_come_back_to_it(tmp_path: Path) -> None:
    Queue.objects.update(opens=time(0), closes=time(23, 59, 59), days=list(ALL_DAYS), wrap_for=0)
    who, port = agent("he", extension="1001", skills={"club": 5}), free_port()
    secret = renew_secret(user_id=int(who.id), actor=BOSS, at=AT)

    with serving(tmp_path, who, port) as pages:
        asyncio.run(_story(pages, who, secret, ("127.0.0.1", port)))

    first, second = Call.objects.order_by("pk")
    assert (first.stage, first.cause, first.ended_by) == ("over", "normal", "agent")
    assert (first.note, Offer.objects.filter(call=second).count()) == ("told", 1)
    for call in (first, second):
        assert CallStep.objects.filter(call=call, kind="opened").count() == 1
    assert CallStep.objects.filter(call=first, kind="ended").count() == 1
