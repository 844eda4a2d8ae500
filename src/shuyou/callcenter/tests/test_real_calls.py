"""Real telephones at the process that holds the switch: from the first ring to the timeline, and through its death."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from shuyou.callcenter.models import Agent, Call, CallStep, Queue, Site
from shuyou.callcenter.models.setup import ALL_DAYS
from shuyou.callcenter.queries import telephones
from shuyou.callcenter.services import Wish, ask_switch, renew_secret
from shuyou.callcenter.tests.factories import AT, BOSS, SWITCH, agent
from shuyou.callcenter.tests.switch_worlds import CARRIER, PHONES
from shuyou.callcenter.tests.telephone import Telephone, until
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)
LONGEST = 45.0


def start(var: Path, port: int) -> "subprocess.Popen[bytes]":
    """Begin to hold the switch in a process of its own."""
    words = connection.get_connection_params()
    url = f"postgresql://{words['user']}@/{words['dbname']}?host={words['host']}"
    file = var / "sip.toml"
    file.write_text(
        f'port = {port}\nsound_ports = [28000, 28999]\nphones = ["{PHONES}/32"]\n'
        f'[trunks.carrier]\naddress = "{CARRIER}"\n'
    )
    surroundings = {
        **os.environ, "SHUYOU_DATABASE_URL": url, "SHUYOU_VAR": str(var), "SHUYOU_SIP": str(file),
        "SHUYOU_SECRET_KEY": settings.SECRET_KEY,
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-m", "django", "switch"], env=surroundings, start_new_session=True)


async def so(is_true: Callable[[], bool], *, seconds: float = LONGEST) -> None:
    """Wait until something is so in the database."""
    for _ in range(int(seconds / 0.1)):
        if await asyncio.to_thread(is_true):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(await asyncio.to_thread(lambda: list(CallStep.objects.values_list("kind", "facts"))))


async def registered(phone: Telephone) -> None:
    """Have a telephone say where it is, as soon as the switch is there."""
    for _ in range(60):
        try:
            assert await asyncio.wait_for(phone.register(), 1) == 200
        except (TimeoutError, AssertionError):
            await asyncio.sleep(0.1)
        else:
            return
    raise AssertionError


async def call_and_talk(who: Actor, secret: str, near: tuple[str, int]) -> None:
    """Have a reader call, and an agent answer at their own telephone."""
    async with (
        Telephone.at(CARRIER, near, name="13800002046") as reader,
        Telephone.at(PHONES, near, name="1001", secret=secret) as phone,
    ):
        await registered(phone)
        await asyncio.to_thread(ask_switch, Wish(verb="ready"), actor=who, at=now())
        await so(lambda: Agent.objects.filter(state="ready").exists())
        talk = reader.call("4008000000")
        await until(lambda: len(reader.heard) > 4000, seconds=LONGEST)
        reader.press(talk, "0")
        await so(lambda: any(one.is_up for one in phone.talks.values()))
        await so(lambda: Agent.objects.filter(state="talking").exists())
        reader.heard.clear()
        other = next(iter(phone.talks.values()))
        for _ in range(10):
            phone.speak(other, b"\x11" * 160)
            await asyncio.sleep(0.02)
        await until(lambda: bytes(reader.heard).count(0x11) > 1000)


def test_a_reader_reaches_an_agents_telephone_and_a_killed_switch_is_told_truly(tmp_path: Path) -> None:
    Queue.objects.update(opens=time(0), closes=time(23, 59, 59), days=list(ALL_DAYS))
    who, port = agent("he", extension="1001", skills={"club": 5}), free_port()
    secret = renew_secret(user_id=int(who.id), actor=BOSS, at=AT)

    first = start(tmp_path, port)
    try:
        asyncio.run(call_and_talk(who, secret, ("127.0.0.1", port)))
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    alive = Call.objects.get()
    assert (alive.stage, alive.agent_id, alive.keys) == ("talking", int(who.id), "0")
    second = start(tmp_path, port)
    try:
        asyncio.run(so(lambda: Call.objects.filter(cause="switch_lost").exists()))
        asyncio.run(so(lambda: Agent.objects.get().state == "unreachable"))
    finally:
        os.killpg(second.pid, signal.SIGTERM)
        second.wait(20)

    alive.refresh_from_db()
    assert (alive.stage, alive.cause, alive.ended_by) == ("over", "switch_lost", "switch")
    assert not CallStep.objects.filter(call=alive, kind="ended").exists()


def test_a_secret_is_shown_once_and_kept_sealed(client: Client) -> None:
    who = agent("he", extension="1001", skills={"club": 5})
    boss = User.objects.create_user(username="boss", full_name="boss", is_staff=True, roles=[Role.MANAGER])
    address = reverse("callcenter:agent_secret", args=[who.id])
    client.force_login(User.objects.get(pk=int(who.id)))
    assert client.post(address).status_code == 403
    assert telephones(site_id=Site.objects.get().pk, actor=SWITCH)[0].secret == ""
    client.force_login(boss)

    page = client.post(address)
    secret = page.context["secret"]

    assert secret in page.content.decode()
    assert secret not in client.get(reverse("callcenter:agent", args=[who.id])).content.decode()
    assert secret not in Agent.objects.get().secret
    assert telephones(site_id=Site.objects.get().pk, actor=SWITCH)[0].secret == secret
