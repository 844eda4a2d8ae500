"""
Rows of messages: offers of a campaign judged and written down, and letters handed to a mail server.

Every reader of the campaign has said yes to offers by short message; those under age are refused all the same, so that
the gate has something to do. The mail server runs in a process of its own, takes everything and forgets it.
"""

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from itertools import batched
from typing import Final
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection

from benchmarks import database
from benchmarks.data import AT
from benchmarks.figures import Outcome, medians, repeat
from benchmarks.stage import WHOLE, Stage
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.messaging import services, tasks

ACTOR: Final = Actor.job("bench")
VARIANTS: Final = 4
PIECE: Final = 125_000
"""Readers handed in at once."""
LETTERS: Final = 1_000
RUNS: Final = 3
OURS, COPIED, LOOP = "ours", "INSERT … SELECT of the same rows", "smtplib loop"

_YES: Final = """
    INSERT INTO members_consent (person_id, purpose, channel, is_granted, text_version, given_via, evidence,
           recorded_by, at)
    SELECT person_id, 'marketing', 'any', true, '1', 'bench', '', 'bench', %s FROM members_member
"""
_COPY: Final = """
    DROP TABLE IF EXISTS bench_messages;
    CREATE TABLE bench_messages (LIKE messaging_message INCLUDING ALL);
    ALTER TABLE bench_messages ADD FOREIGN KEY (member_id) REFERENCES members_member DEFERRABLE INITIALLY DEFERRED
"""
_SERVER: Final = """
import asyncio
from shuyou.kernel.adapters.mail_server import MailServer
async def serve():
    listening = await asyncio.start_server(MailServer(keep=lambda _: None).speak, "127.0.0.1", 0, limit=2**24)
    print(listening.sockets[0].getsockname()[1], flush=True)
    async with listening:
        await listening.serve_forever()
asyncio.run(serve())
"""


class Lost(Exception):
    """Fewer messages were written or sent than were asked for."""


def expand_1m5(stage: Stage) -> Outcome:
    """Expand a campaign of four texts through the gate, one piece after the other on one connection."""
    plan = stage.club()
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(person_id ORDER BY person_id) FROM members_member")
        people: list[int] = cursor.fetchone()[0]
    _run(_YES, [AT - timedelta(days=30)])
    _run("ANALYZE members_consent")
    try:
        samples = repeat(lambda: _expanded(people), runs=RUNS)
    finally:
        _run("DROP TABLE IF EXISTS bench_messages")
        _forget()
    found = medians(samples)
    return Outcome(
        runs=[sample[OURS] for sample in samples], beside={COPIED: found[COPIED]},
        scale=f"{stage.size(plan)}, {VARIANTS} texts, {PIECE:,} readers at once", is_full=plan.members >= WHOLE,
    )  # fmt: skip


def _expanded(people: list[int]) -> dict[str, float]:
    """Return the seconds that the gate takes, and those of copying what it wrote into a table of the same shape."""
    _forget(keep_words=True)
    each = -(-len(people) // VARIANTS)
    started, total = time.perf_counter(), 0
    for number, part in enumerate(batched(people, each)):
        draft = services.MailingDraft(
            key=f"bench:{uuid4()}", name="bench", channels=("sms",), facts={"text": f"新书到店，第{number}种说法。"}
        )
        mailing = services.begin_mailing(draft, actor=ACTOR, at=AT)
        for piece in batched(part, PIECE):
            judged = services.expand_mailing(mailing_id=mailing, member_ids=piece, actor=ACTOR, at=AT)
            total += judged.total
        services.close_mailing(mailing_id=mailing, actor=ACTOR, at=AT)
    spent = time.perf_counter() - started
    if total != len(people):
        raise Lost
    _run(_COPY)
    database.checkpoint()
    started = time.perf_counter()
    _run("INSERT INTO bench_messages SELECT * FROM messaging_message ORDER BY id")
    return {OURS: spent, COPIED: time.perf_counter() - started}


def smtp(stage: Stage) -> Outcome:
    """Hand letters to a mail server in one worker, with their words and outcomes written down."""
    plan = stage.club()
    try:
        with _mail_server() as port:
            samples = repeat(lambda: {OURS: _handed_over(port), LOOP: _smtplib(port)})
    finally:
        _forget()
    found = medians(samples)
    return Outcome(
        runs=[sample[OURS] for sample in samples], beside={LOOP: found[LOOP]},
        scale=f"{stage.size(plan)}, {LETTERS:,} letters",
    )  # fmt: skip


def _handed_over(port: int) -> float:
    _forget()
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(person_id) FROM (SELECT person_id FROM members_email LIMIT %s) e", [LETTERS])
        people: list[int] = cursor.fetchone()[0]
    draft = services.MailingDraft(
        key=f"bench:{uuid4()}", name="bench", channels=("email",), is_offer=False,
        facts={"subject": "新书到店", "text": "您关注的新书到店了。\n\n欢迎来取。"},
    )  # fmt: skip
    mailing = services.begin_mailing(draft, actor=ACTOR, at=clock.now())
    allowed = services.expand_mailing(
        mailing_id=mailing, member_ids=people, actor=ACTOR, at=clock.now() - timedelta(minutes=1)
    ).allowed
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": port}}}
    started, sent = time.perf_counter(), 0
    while done := tasks.send_some("email"):
        sent += done
    if sent != allowed:
        raise Lost
    return sent / (time.perf_counter() - started)


def _smtplib(port: int) -> float:
    letter = EmailMessage(policy=policy.SMTP)
    letter["From"], letter["To"], letter["Subject"] = "a@example.com", "b@example.com", "新书到店"
    letter.set_content("您关注的新书到店了。\n\n欢迎来取。")
    letter.add_alternative("<p>您关注的新书到店了。</p><p>欢迎来取。</p>", subtype="html")
    with smtplib.SMTP("127.0.0.1", port) as line:
        started = time.perf_counter()
        for _ in range(LETTERS):
            line.send_message(letter)
        return LETTERS / (time.perf_counter() - started)


@contextmanager
def _mail_server() -> Iterator[int]:
    """Run a mail server in a process of its own; give its port."""
    with subprocess.Popen([sys.executable, "-c", _SERVER], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()


def _run(statement: str, values: list[object] | None = None) -> None:
    with psycopg.connect(database.url_of(str(connection.settings_dict["NAME"])), autocommit=True) as session:
        session.execute(statement.encode(), values)


def _forget(*, keep_words: bool = False) -> None:
    """Take off what earlier runs wrote, so that the next one finds the club as it was."""
    marked = ["messaging_mailing", "kernel_event", *([] if keep_words else ["members_consent"])]
    _run("DELETE FROM messaging_message m USING messaging_mailing g WHERE g.id = m.mailing_id AND g.name = 'bench'")
    _run("DELETE FROM messaging_mailing WHERE name = 'bench'")
    for table in ("kernel_event", "members_consent")[: 1 if keep_words else 2]:
        _run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    _run("DELETE FROM kernel_event WHERE name LIKE 'messaging.%'")
    if not keep_words:
        _run("DELETE FROM members_consent WHERE given_via = 'bench'")
    for table in ("kernel_event", "members_consent")[: 1 if keep_words else 2]:
        _run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    _run("VACUUM (ANALYZE) messaging_message")
    for table in marked:
        _run(f"VACUUM (ANALYZE) {table}")
    database.checkpoint()
