"""
The sender and the mail server killed at any moment while messages leave.

Each message arrives once, by its Message-ID, or says truthfully that nobody knows. `SHUYOU_TEST_KILLED_MESSAGES` says
how many messages there are (200): 20,000 take some minutes.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg
import pytest

from shuyou.kernel.tests.ports import free_port
from tests.proof.house import House, a_house, wait_until

MESSAGES: Final = int(os.environ.get("SHUYOU_TEST_KILLED_MESSAGES", "200"))
KILLS: Final = max(4, MESSAGES // 500)
NOTED_AT_ONCE: Final = 20
ENOUGH: Final = MESSAGES * 9 // 10
"""Messages that have left when the killing ends."""

SET_UP: Final = """
import json
from datetime import date
from django.utils import timezone
from shuyou.kernel.actor import Actor
from shuyou.members.models import Email, Member, Person
from shuyou.members.tests.factories import TierFactory
from shuyou.messaging.models import ChannelSetting
from shuyou.messaging.services import MailingDraft, begin_mailing, close_mailing, expand_mailing
me, at, tier = Actor.job("proof"), timezone.now(), TierFactory.create()
ChannelSetting.objects.filter(channel="email").update(per_minute=100_000)
persons = Person.objects.bulk_create(Person(name=f"读者{place}") for place in range(MESSAGES))
Member.objects.bulk_create(
    Member(person=one, number=f"K{one.pk}", tier=tier, joined_on=date(2020, 1, 1)) for one in persons)
Email.objects.bulk_create(Email(person=one, address=f"k{one.pk}@example.com", is_primary=True) for one in persons)
draft = MailingDraft(key="proof", name="proof", channels=("email",), is_offer=False, facts={"text": "您的书到了。"})
mailing = begin_mailing(draft, actor=me, at=at)
judged = expand_mailing(mailing_id=mailing, member_ids=[one.pk for one in persons], actor=me, at=at)
close_mailing(mailing_id=mailing, actor=me, at=at)
print(json.dumps(judged.allowed))
"""
SENDER: Final = """
import django
django.setup()
import time
from shuyou.messaging import tasks
while True:
    tasks.settle_lost()
    tasks.judge_and_send()
    time.sleep(0.05)
"""
# What a server has taken stands on its disk before it says so, as it does with real ones.
MAIL: Final = """
import asyncio, os
from email import message_from_bytes
from shuyou.kernel.adapters.mail_server import MailServer
taken = os.open("TAKEN", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def keep(letter):
    os.write(taken, (message_from_bytes(letter)["Message-ID"] + "\\n").encode())
async def serve():
    listening = await asyncio.start_server(MailServer(keep=keep).speak, "127.0.0.1", PORT, limit=2**24)
    async with listening:
        await listening.serve_forever()
asyncio.run(serve())
"""
# Time that passes: what a dead sender held is held no longer.
RELEASE: Final = """
    UPDATE messaging_message SET next_at = now() WHERE state IN ('waiting', 'sending') AND next_at > now()
"""
LEFT: Final = "SELECT count(*) FROM messaging_message WHERE state NOT IN ('waiting', 'sending')"


@pytest.fixture
def house() -> Iterator[House]:
    """A house with a mail server beside it."""
    with a_house() as made:
        port, taken = free_port(), made.folder / "taken"
        made.scripts = {"sender": SENDER, "mail": MAIL.replace("PORT", str(port)).replace("TAKEN", str(taken))}
        made.more = {"SHUYOU_MAIL_URL": f"smtp://127.0.0.1:{port}", "SHUYOU_MAIL_FROM": "books@river.example"}
        yield made


def break_things(house: House, chance: random.Random) -> Counter[str]:
    """Kill the sender and the mail server while messages leave; return how often each was."""
    killed: Counter[str] = Counter()
    for turn in range(KILLS):
        until = (turn + 1) * ENOUGH // (KILLS + 1)
        wait_until(lambda: _released(house) >= until)  # noqa: B023
        time.sleep(chance.random() * 0.2)
        part = ("sender", "mail")[turn % 2]
        house.kill(part)
        killed[part] += 1
    return killed


def _released(house: House) -> int:
    """Let time pass where nobody sends, and return how many messages have left."""
    before = house.one(LEFT)[0]
    time.sleep(0.5)
    if (after := int(house.one(LEFT)[0])) == before:
        with psycopg.connect(house.url) as session:
            session.execute(RELEASE.encode())
    house.look_after()
    return after


@pytest.mark.django_db(transaction=True)
def test_every_message_arrives_once_or_says_that_nobody_knows(house: House) -> None:
    seed = int(os.environ.get("SHUYOU_TEST_KILL_SEED", "0")) or random.SystemRandom().randrange(10**6)
    assert house.run(SET_UP.replace("MESSAGES", str(MESSAGES))) == MESSAGES
    house.start("mail")
    house.start("sender")

    killed = break_things(house, random.Random(seed))
    wait_until(lambda: _released(house) == MESSAGES, patience=60 + MESSAGES / 50)

    taken = Counter(Path(house.folder / "taken").read_text("utf-8").split())
    with psycopg.connect(house.url) as session:
        states: dict[str, str] = dict(session.execute("SELECT uid::text, state FROM messaging_message").fetchall())
    sent = {f"<{uid}@river.example>" for uid, state in states.items() if state == "sent"}
    unclear = {f"<{uid}@river.example>" for uid, state in states.items() if state == "unclear"}
    arrived = len(unclear & taken.keys())
    print(f"seed {seed}: {MESSAGES} messages, killed {dict(killed)}: {len(sent)} sent, {len(unclear)} of which nobody "  # noqa: T201
          f"knows, {arrived} of those arrived")  # fmt: skip
    assert set(taken.values()) == {1}
    assert sent <= taken.keys() <= sent | unclear
    assert len(sent) + len(unclear) == MESSAGES
    # What a killed sender has handed over and not yet written down; it writes after every twenty.
    assert len(unclear) <= KILLS * NOTED_AT_ONCE
