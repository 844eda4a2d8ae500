"""A call center at work: its web server, its pages' process and its switch, on the database in use."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils.crypto import get_random_string

from benchmarks.stage import CannotMeasure
from benchmarks.telephones import CARRIER, PHONES
from benchmarks.web import CSRF_LENGTH, Server, serving
from shuyou.callcenter import services
from shuyou.callcenter.models import Agent, Queue, Site, Skill
from shuyou.callcenter.models.setup import ALL_DAYS
from shuyou.callcenter.services import AgentDraft
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role

FIRST: Final = 3_000
"""The extension of the first agent."""
WRAPS: Final = 1
"""Seconds of work after a call."""
PORTS: Final = (20_000, 23_999)
START: Final = 60.0
_SWITCH: Final = """
import sys
import django
django.setup()
from benchmarks.measured_switch import run
run(sys.argv[1])
"""


@dataclass(slots=True)
class Center:
    """What runs, and where what the switch counted is to be found."""

    web: Server
    near: tuple[str, int]
    file: Path
    secrets: Mapping[str, str]
    """Of each extension."""
    agents: Mapping[str, int]
    """The agent of each extension."""
    cookies: Mapping[str, str] = field(default_factory=dict)

    def counted(self, since: int = 0) -> list[dict[str, Any]]:
        """Return what the switch wrote down, from a line on."""
        lines = self.file.read_text("utf-8").splitlines()[since:]
        return [json.loads(line) for line in lines if line.endswith("}")]

    def lines(self) -> int:
        """Return how many lines the switch has written down."""
        return len(self.file.read_text("utf-8").splitlines())


@contextmanager
def center(agents: int) -> Iterator[Center]:
    """Open a call center with so many agents who are ready; what it files stays in the database, its sound does not."""
    folder = Path(settings.SHUYOU_VAR) / "bench-calls"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    extensions = _seats(agents)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        near: tuple[str, int] = probe.getsockname()
    (folder / "sip.toml").write_text(
        f'port = {near[1]}\nsound_ports = {list(PORTS)}\nphones = ["{PHONES}/32"]\ncalls_a_second = 1000\n'
        f'[trunks.carrier]\naddress = "{CARRIER}"\nvouches = true\n'
    )
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder / "var", ignore_errors=True)
        stack.enter_context(_process([sys.executable, "-m", "shuyou.config.cli", "live"], folder))
        web = stack.enter_context(serving())
        measured = [sys.executable, "-c", _SWITCH, str(folder / "counted.jsonl")]
        own = {"SHUYOU_VAR": str(folder / "var"), "SHUYOU_SECRET_KEY": settings.SECRET_KEY}
        stack.enter_context(_process(measured, folder, SHUYOU_SIP=str(folder / "sip.toml"), **own))
        _wait_until_held()
        yield Center(web, near, folder / "counted.jsonl", extensions, _ids(extensions))


def _ids(extensions: Mapping[str, str]) -> dict[str, int]:
    return dict(Agent.objects.filter(extension__in=extensions).values_list("extension", "pk"))


def _seats(count: int) -> dict[str, str]:
    """Have so many agents with seats and telephones who are ready, and no others; return secrets by extension."""
    boss = Actor("staff", "0", "bench", frozenset({Role.MANAGER}))
    skills, at = dict.fromkeys(Skill.objects.values_list("code", flat=True), 5), clock.now()
    Queue.objects.update(opens="00:00", closes="23:59:59", days=list(ALL_DAYS), wrap_for=WRAPS, survey_share=0)
    Queue.objects.update(is_recorded=True, overflow=None, owner_wait=0)
    secrets = dict[str, str]()
    Agent.objects.update(is_active=False, state="out")
    for number in range(count):
        user, _ = User.objects.get_or_create(
            username=f"bench-{number}",
            defaults={"full_name": f"座席 {number}", "roles": [Role.CALL_AGENT.value], "is_staff": True},
        )
        extension = str(FIRST + number)
        draft = AgentDraft(user_id=user.pk, site="main", extension=extension, skills=skills, languages=("zh", "en"))
        services.put_agent(draft, actor=boss, at=at)
        secrets[extension] = services.renew_secret(user_id=user.pk, actor=boss, at=at)
    Agent.objects.filter(extension__in=secrets).update(state="ready", since=at)
    return secrets


def cookies_of(agents: Sequence[int]) -> dict[int, str]:
    """Sign agents in, and return the cookies of each."""
    store, found = import_module(settings.SESSION_ENGINE).SessionStore, dict[int, str]()
    for user in User.objects.filter(pk__in=agents):
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        secret = get_random_string(CSRF_LENGTH)
        found[user.pk] = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={secret}"
    return found


@contextmanager
def _process(command: Sequence[str], folder: Path, **surroundings: str) -> Iterator[None]:
    """Run one of our processes until it is no longer needed."""
    with (folder / "processes.log").open("ab") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **surroundings}, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_until_held() -> None:
    began, until = clock.now(), time.monotonic() + START
    while time.monotonic() < until:
        if Site.objects.filter(code="main", seen_at__gte=began).exists():
            return
        time.sleep(0.1)
    message = "the switch did not start; see bench-calls/processes.log"
    raise CannotMeasure(message)


async def until_ready(agents: int) -> None:
    """Wait until so many agents can take calls."""
    for _ in range(600):
        if await asyncio.to_thread(_ready) >= agents:
            return
        await asyncio.sleep(0.2)
    message = f"only {await asyncio.to_thread(_ready)} agents are ready"
    raise CannotMeasure(message)


def _ready() -> int:
    try:
        return Agent.objects.filter(state="ready", is_active=True).count()
    finally:
        connection.close()
