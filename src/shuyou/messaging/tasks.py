"""What messaging has done by itself: notices judged and sent, lost ones looked up, letters fetched."""

import time
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app
from shuyou.messaging import services
from shuyou.messaging.adapters import PROVIDERS, provider_of
from shuyou.messaging.adapters.played_sms import PlayedSms
from shuyou.messaging.ports import Away, Heard, Line, Refused, Unclear
from shuyou.messaging.services import Came, Due, Outcome

JOB: Final = Actor.job("messaging.send_messages")
AT_ONCE: Final = 100
NOTED_AT_ONCE: Final = 20
AT_MOST: Final = 50
"""Seconds that one run begins something in; the next one goes on."""


@app.task(queue="messages", queueing_lock="messaging.send_messages")
def send_messages() -> int:
    """Judge and send what waits and is due; return how many messages were handed over."""
    return judge_and_send()


@app.periodic(cron="* * * * *")
@app.task(queue="messages", queueing_lock="messaging.send_messages_again")
def send_messages_again(timestamp: int) -> int:
    """Judge and send what waited for an hour, or was not taken at first, and settle what was lost."""
    settle_lost()
    return judge_and_send()


@app.periodic(cron="* * * * *")
@app.task(queue="messages", queueing_lock="messaging.play_provider")
def play_provider(timestamp: int) -> int:
    """In a sandbox, have the provider that is played report and answer; return how many messages it spoke of."""
    return play() if settings.SHUYOU_SANDBOX else 0


def defer_sending() -> None:
    """Have what waits sent soon; if that is asked for already, once is enough."""
    try:
        with transaction.atomic():
            send_messages.defer()
    except AlreadyEnqueued:
        return


def judge_and_send() -> int:
    """Judge what is asked for and send what is allowed, by every channel, for a while."""
    until, sent = time.monotonic() + AT_MOST, 0
    while time.monotonic() < until and services.judge_messages(actor=JOB, at=clock.now()).total:
        continue
    for channel in PROVIDERS:
        while time.monotonic() < until and (done := send_some(channel)):
            sent += done
    return sent


def send_some(channel: str) -> int:
    """Send some messages by a channel, over one line; return how many were taken in hand."""
    due = services.take_due_messages(channel=channel, limit=AT_ONCE, actor=JOB, at=clock.now())
    if not due:
        return 0
    provider = provider_of(channel)
    ready = [one for one in due if one.written]
    _note([Outcome(due=one, came=_unready(one), reason=one.lacks) for one in due if not one.written], channel)
    try:
        with provider.line() as line:
            for start in range(0, len(ready), NOTED_AT_ONCE):
                outcomes = [
                    _send_one(one, line, provider.code)
                    for one in ready[start : start + NOTED_AT_ONCE]
                    if services.begin_sending(due=one, actor=JOB, at=clock.now())
                ]
                _note(outcomes, channel)
    except Away as away:
        _note([Outcome(due=one, came=Came.AWAY, provider=provider.code, reason=str(away)) for one in ready], channel)
    return len(due)


def settle_lost() -> int:
    """Ask providers for messages whose sender died; what nobody knows is called unclear."""
    lost = services.lost_messages(limit=AT_ONCE, actor=JOB, at=clock.now())
    for channel, due in lost:
        provider, key = provider_of(channel), str(due.uid)
        try:
            taken = provider.look_up(key)
        except Unclear:
            outcome = Outcome(due=due, came=Came.UNCLEAR, provider=provider.code)
        else:
            outcome = (
                Outcome(due=due, came=Came.TAKEN, provider=provider.code, provider_key=taken.key, parts=taken.parts)
                if taken
                else Outcome(due=due, came=Came.AWAY, provider=provider.code)
            )
        _note([outcome], channel)
    return len(lost)


def play() -> int:
    """Have the played provider report what it took, signed, and have readers answer who would."""
    played, at = PlayedSms(), clock.now()
    keys = services.unreported(provider=played.code, limit=AT_ONCE, actor=JOB, at=at)
    for key in keys:
        report = played.read_report(*played.report(key, at), at=at)
        services.take_report(report, provider=played.code, actor=JOB, at=at)
        sender, words = played.answer(key)
        if words:
            heard = Heard(channel="sms", key=f"A{key}", sender=sender, text=words, at=at, references=(f"P{key}",))
            services.take_heard(heard, actor=JOB, at=at)
    return len(keys)


def _unready(due: Due) -> Came:
    return Came.REFUSED if due.is_allowed else Came.AGAIN


def _send_one(due: Due, line: Line, code: str) -> Outcome:
    assert due.written
    try:
        taken = line.send(due.written.outgoing)
    except Refused as no:
        return Outcome(due=due, came=Came.REFUSED, provider=code, reason=str(no), is_address=no.is_address)
    except Away as away:
        return Outcome(due=due, came=Came.AWAY, provider=code, reason=str(away))
    except Unclear as unclear:
        return Outcome(due=due, came=Came.UNCLEAR, provider=code, reason=str(unclear))
    return Outcome(due=due, came=Came.TAKEN, provider=code, provider_key=taken.key, parts=taken.parts)


def _note(outcomes: Sequence[Outcome], channel: str) -> None:
    if outcomes:
        services.note_outcomes(outcomes, channel=channel, actor=JOB, at=clock.now())
