"""What messaging has done by itself: notices judged and sent, lost ones looked up, letters fetched."""

import logging
import time
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.jobs import app
from shuyou.messaging import services
from shuyou.messaging.adapters import PROVIDERS, provider_of
from shuyou.messaging.adapters.mail_in import mail_box
from shuyou.messaging.adapters.played_sms import PlayedSms
from shuyou.messaging.adapters.played_wechat import PlayedWechat
from shuyou.messaging.adapters.wechat import WechatCall, read_call
from shuyou.messaging.errors import ReportForged
from shuyou.messaging.ports import Away, Down, Heard, Line, Refused, Report, Unclear
from shuyou.messaging.services import Came, Due, Outcome

log = logging.getLogger(__name__)

JOB: Final = Actor.job("messaging.send_messages")
AT_ONCE: Final = 100
PIECE: Final = 20_000
"""Readers of a mailing who are handed in at once."""
BEGUN_AT_ONCE: Final = 20
"""Messages that are marked as being sent together where they leave fast; of so many at most a death leaves no word."""
AT_MOST: Final = 50
"""Seconds that one run begins something in; the next one goes on."""
SLICE: Final = 8
"""Seconds that a channel begins something in before it is the others' turn."""
BEGUN_FOR: Final = 1.5
"""Seconds that those which are begun together may take; where they took longer, fewer are begun."""


@app.task(queue="messages", queueing_lock="messaging.send_messages", lock="messaging.send")
def send_messages() -> int:
    """Judge and send what waits and is due; return how many messages were handed over."""
    return judge_and_send()


@app.periodic(cron="* * * * *")
@app.task(queue="messages", queueing_lock="messaging.send_messages_again", lock="messaging.send")
def send_messages_again(timestamp: int) -> int:
    """Judge and send what waited for an hour, or was not taken at first, and settle what was lost."""
    settle_lost()
    sent = judge_and_send()
    services.end_mailings(actor=JOB, at=clock.now())
    return sent


@app.task(queue="messages", queueing_lock="messaging.hand_in_mailings", lock="messaging.hand_in")
def hand_in_mailings() -> int:
    """Hand the readers of mailings in that go; return how many."""
    return hand_in()


@app.periodic(cron="* * * * *")
@app.task(queue="messages", queueing_lock="messaging.hand_in_mailings_again", lock="messaging.hand_in")
def hand_in_mailings_again(timestamp: int) -> int:
    """Hand in what somebody who died has left."""
    return hand_in()


@app.task(queue="messages")
def count_mailing(uid: str) -> None:
    """Count the readers of a mailing that is planned."""
    try:
        services.count_mailing(uid=UUID(uid), closed=closed_channels(), actor=JOB, at=clock.now())
    except DomainError as refusal:  # it was dropped, or goes already
        log.warning("a mailing was not counted: %s", refusal.code)


@app.periodic(cron="* * * * *")
@app.task(queue="messages", queueing_lock="messaging.play_provider")
def play_provider(timestamp: int) -> int:
    """In a sandbox, have the provider that is played report and answer; return how many messages it spoke of."""
    return play() if settings.SHUYOU_SANDBOX else 0


@app.periodic(cron="* * * * *")
@app.task(queue="messages", queueing_lock="messaging.fetch_letters", lock="messaging.fetch")
def fetch_letters(timestamp: int) -> int:
    """Fetch the letters that have come in; return how many."""
    return fetch()


@app.periodic(cron="35 3 * * *")
@app.task(queue="maintenance", queueing_lock="messaging.forget_codes")
def forget_codes(timestamp: int) -> int:
    """Forget codes that count no more; return how many."""
    return services.forget_codes(actor=JOB, at=clock.now())


def defer_sending() -> None:
    """Have what waits sent soon; if that is asked for already, once is enough."""
    try:
        with transaction.atomic():
            send_messages.defer()
    except AlreadyEnqueued:
        return


def defer_handing_in() -> None:
    """Have mailings handed in soon; if that is asked for already, once is enough."""
    try:
        with transaction.atomic():
            hand_in_mailings.defer()
    except AlreadyEnqueued:
        return


def hand_in() -> int:
    """
    Judge and write down the messages of mailings that go, piece by piece, and return how many; then have them sent.

    Who dies over a piece begins it again: each reader gets one message.
    """
    total = 0
    for mailing_id in services.mailings_to_hand_in(actor=JOB):
        while ids := services.next_readers(mailing_id=mailing_id, limit=PIECE, at=clock.now(), actor=JOB):
            total += services.expand_mailing(
                mailing_id=mailing_id, member_ids=ids, closed=closed_channels(), actor=JOB, at=clock.now()
            ).total
        if ids is not None:
            services.close_mailing(mailing_id=mailing_id, actor=JOB, at=clock.now())
    if total:
        defer_sending()
    return total


def closed_channels() -> list[str]:
    """Return the channels of which nobody takes messages."""
    return [channel for channel in PROVIDERS if not provider_of(channel).is_set_up]


def fetch() -> int:
    """
    Take in what arrived in the club's mailbox since it was last read, and return how many letters that were.

    Who dies over it, or is sent to another box, takes the same letters again: each is known by its own key.
    """
    box, taken, error = mail_box(), 0, ""
    place = services.mail_box_place(box=box.code, actor=JOB)
    try:
        for letter in box.letters(validity=place.validity, after=place.place, limit=AT_ONCE):
            services.take_letter(letter.content, is_whole=letter.is_whole, actor=JOB, at=clock.now())
            box.put_away(letter)
            place, taken = services.BoxPlace(letter.validity, letter.place), taken + 1
    except Away as away:
        error = str(away)
        log.warning("the mailbox is away: %s", error)
    finally:
        services.note_mail_box(box=box.code, place=place, letters=taken, error=error, actor=JOB, at=clock.now())
    return taken


def judge_and_send() -> int:
    """
    Judge what is asked for and send what is allowed, for a while; return how many messages were taken in hand.

    Some are judged, then each channel sends some, in turns: no backlog keeps other messages in the house.
    """
    until, sent = time.monotonic() + AT_MOST, 0
    closed = closed_channels()
    ways = [channel for channel in PROVIDERS if channel not in closed]
    while time.monotonic() < until:
        judged = services.judge_messages(closed=closed, actor=JOB, at=clock.now()).total
        done = 0
        for channel in list(ways):
            try:
                done += send_some(channel)
            except Away:
                ways.remove(channel)
        sent += done
        if not (judged or done):
            break
    return sent


def send_some(channel: str) -> int:
    """
    Send some messages by a channel, over one line; return how many were taken in hand.

    :raises Away: the way is down; what waits goes on waiting.
    """
    due = services.take_due_messages(channel=channel, limit=AT_ONCE, actor=JOB, at=clock.now())
    if not due:
        return 0
    provider = provider_of(channel)
    _note([Outcome(due=one, came=_unready(one), reason=one.lacks, is_begun=False) for one in due if not one.written],
          channel)  # fmt: skip
    ready = deque(one for one in due if one.written)
    try:
        with provider.line() as line:
            _send_all(ready, line, provider.code, channel)
    except Down:
        _give_back(ready, Came.BACK, channel)
    except Away as away:
        _give_back(ready, Came.DOWN, channel, reason=str(away), provider=provider.code)
        raise
    _give_back(ready, Came.BACK, channel)
    return len(due)


def _send_all(ready: deque[Due], line: Line, code: str, channel: str) -> None:
    """
    Send what is ready, as long as it is this channel's turn, and note what came of it; the rest stays ready.

    :raises Down: the way broke after it had taken something.
    :raises Away: it took nothing.
    """
    until, many, has_taken = time.monotonic() + SLICE, 1, False
    while ready and (not has_taken or time.monotonic() < until):
        some = [ready.popleft() for _ in range(min(many, len(ready)))]
        begun, started = services.begin_sending(some, channel=channel, actor=JOB, at=clock.now()), time.monotonic()
        _give_back([one for one in some if one not in begun], Came.BACK, channel)
        if not begun:
            continue
        _send_begun(begun, line, code, channel, is_first=not has_taken)
        has_taken = True
        many = min(many * 2, BEGUN_AT_ONCE) if time.monotonic() - started < BEGUN_FOR else max(many // 2, 1)


def _send_begun(begun: Sequence[Due], line: Line, code: str, channel: str, *, is_first: bool) -> None:
    """
    Send what was marked as being sent, and note what came of it; what was not tried has not left.

    :raises Down: the way broke after it had taken something.
    :raises Away: it took nothing.
    """
    outcomes, tried = list[Outcome](), 0
    try:
        for one in begun:
            tried += 1
            outcomes.append(_send_one(one, line, code))
    except Down as down:
        has_taken = bool(outcomes) or not is_first
        came = Came.BACK if has_taken else Came.DOWN
        outcomes.append(Outcome(due=begun[tried - 1], came=came, provider=code, reason=str(down)))
        raise down if has_taken else Away(str(down)) from down
    finally:
        _note([*outcomes, *(Outcome(due=one, came=Came.BACK) for one in begun[tried:])], channel)


def _give_back(rest: Iterable[Due], came: Came, channel: str, *, reason: str = "", provider: str = "") -> None:
    _note([Outcome(due=one, came=came, provider=provider, reason=reason, is_begun=False) for one in rest], channel)


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
    keys = _known_to(played, at)
    for key in keys:
        report = played.read_report(*played.report(key, at), at=at)
        services.take_report(report, provider=played.code, actor=JOB, at=at)
        sender, words = played.answer(key)
        if words:
            heard = Heard(channel="sms", key=f"A{key}", sender=sender, text=words, at=at, references=(f"P{key}",))
            services.take_heard(heard, actor=JOB, at=at)
    return len(keys) + _play_wechat(at)


def _known_to(played: PlayedSms | PlayedWechat, at: datetime) -> list[str]:
    """Return the messages that wait for a report and that the player has; those of the sample club it never saw."""
    keys = services.unreported(provider=played.code, limit=AT_ONCE, actor=JOB, at=at)
    return [key for key in keys if played.look_up(key)]


def _play_wechat(at: datetime) -> int:
    """Have the WeChat that is played report what it took, signed, where the club has no account."""
    if not isinstance(played := provider_of("wechat"), PlayedWechat):
        return 0
    keys = _known_to(played, at)
    for key in keys:
        said, body = played.report(key, at)
        take_wechat(read_call(body, said, at=at), at)
    return len(keys)


def take_wechat(told: WechatCall, at: datetime) -> None:
    """Take in what WeChat called for, once it is known that it did: a reader follows, leaves or writes, or a report."""
    actor = Actor.job("messaging.wechat")
    if told.report:
        take_reports([(told.report, told.account)], "wechat", at)
    if told.follows is not None:
        services.note_follower(account=told.account, follows=told.follows, actor=actor, at=at)
    if told.heard and not services.tie_follower(account=told.account, text=told.heard.text, actor=actor, at=at):
        services.take_heard(told.heard, actor=actor, at=at)


def take_reports(told: Sequence[tuple[Report, str]], code: str, at: datetime) -> None:
    """Note what is told of messages; what is said of none of ours, or of another address, is passed over."""
    for one, address in told:
        try:
            services.take_report(one, provider=code, address=address, actor=Actor.job(f"messaging.{code}"), at=at)
        except (NotFound, ReportForged) as refusal:
            log.warning("%s spoke of a message that is none of ours: %s", code, refusal.code)


def _unready(due: Due) -> Came:
    return Came.REFUSED if due.is_allowed else Came.AGAIN


def _send_one(due: Due, line: Line, code: str) -> Outcome:
    """
    Return what came of one message.

    :raises Down: the way is down, and the message has not left.
    """
    assert due.written
    try:
        taken = line.send(due.written.outgoing)
    except Down:
        raise
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
