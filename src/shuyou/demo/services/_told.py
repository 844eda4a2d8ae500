"""What readers were told and what they answered: notices of every kind, a mailing, letters, answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from django.db import connection, transaction

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.events import Delivered
from shuyou.kernel.notices import NoticeAsked, kinds
from shuyou.kernel.paging import Place
from shuyou.messaging import queries, services
from shuyou.messaging.queries import MailingFilter
from shuyou.messaging.services import Came, Heard, MailingDraft, NoteDraft, Outcome, Report

EACH: Final = 3
"""Readers who are told of each kind."""
MAILED: Final = 400
CHANNELS: Final = ("email", "sms", "app", "letter")
PROVIDERS: Final = {"email": "smtp", "sms": "played", "app": "inbox", "letter": "paper"}
SAID: Final = (
    "好的，谢谢！周六去取。", "这本书有精装本吗？", "请改寄到单位，谢谢。", "读书会几点开始？", "T",
    "已经收到了，包装很好。",
)  # fmt: skip
MAILING: Final = "周六下午两点，店里有读书会，欢迎来坐坐。"
LETTER: Final = "感谢您一年来的陪伴。\n\n随信附上新一期书目，凭信到店可领取藏书票一枚。"


def lay_out_messages(*, at: datetime, actor: Actor) -> None:
    """Have readers told of everything that a club tells, yesterday at ten, and have some answer."""
    if queries.list_mailings(wanted=MailingFilter(), place=Place(), actor=actor, limit=1).rows:
        return
    then, people = day_start(club_day(at)) - timedelta(hours=14), _people()
    _notices(people, then)
    _letters(people[:8], then, actor)
    mailing = services.begin_mailing(
        MailingDraft(key="sample:reading", name="周六读书会", channels=("email", "app"), is_offer=True,
                     facts={"subject": "周六读书会", "text": MAILING}),
        actor=actor, at=then,
    )  # fmt: skip
    services.expand_mailing(mailing_id=mailing, member_ids=people, actor=actor, at=then)
    services.close_mailing(mailing_id=mailing, actor=actor, at=then)
    while services.judge_messages(actor=actor, at=then).total:
        continue
    later = then + timedelta(minutes=5)
    sent = {channel: _sent(channel, actor, later) for channel in CHANNELS}
    services.print_letters(actor=actor, at=later)
    _reports(sent["email"], "smtp", actor, later)
    _answers(actor, later)


def _people() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM members_member ORDER BY person_id LIMIT %s", [MAILED])
        return [row[0] for row in cursor.fetchall()]


def _notices(people: Sequence[int], at: datetime) -> None:
    """Tell of every kind that has no secrets, with the samples that its previews show."""
    told = [kind for kind in kinds().values() if not any(fact.is_secret for fact in kind.facts)]
    batch = [
        Delivered(
            NoticeAsked(
                kind=kind.code, member_id=people[(place * EACH + turn) % len(people)], key=f"sample:{turn}",
                facts={fact.name: fact.sample for fact in kind.facts},
            ),
            at, 1,
        )
        for place, kind in enumerate(told) for turn in range(EACH)
    ]  # fmt: skip
    with transaction.atomic():
        services.ask_notices(batch)


def _letters(people: Sequence[int], at: datetime, actor: Actor) -> None:
    for person in people:
        key = uuid5(NAMESPACE_URL, f"shuyou:sample:letter:{person}")
        note = NoteDraft(key=key, channel="letter", subject="新一期书目", text=LETTER, member_id=person)
        services.write_to_reader(note, actor=actor, at=at)


def _sent(channel: str, actor: Actor, at: datetime) -> list[str]:
    """Hand over what is due by a channel, as a provider that takes everything would; return its keys."""
    due = services.take_due_messages(channel=channel, limit=150, actor=actor, at=at)
    ready = services.begin_sending(due, channel=channel, actor=actor, at=at)
    outcomes = [
        Outcome(due=one, came=Came.TAKEN, provider=PROVIDERS[channel], provider_key=f"S{one.uid}") for one in ready
    ]
    services.note_outcomes(outcomes, channel=channel, actor=actor, at=at)
    return [outcome.provider_key for outcome in outcomes]


def _reports(keys: Sequence[str], provider: str, actor: Actor, at: datetime) -> None:
    for place, key in enumerate(keys[:40]):
        kind = "bounced" if place % 13 == 12 else "delivered"
        report = Report(key=f"sample:{key}", kind=kind, provider_key=key, at=at + timedelta(seconds=place))
        services.take_report(report, provider=provider, actor=actor, at=at + timedelta(minutes=1))


def _answers(actor: Actor, at: datetime) -> None:
    """Have readers answer by short message, from numbers of their own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.digits FROM members_phone f JOIN members_member m ON m.person_id = f.person_id"
            " WHERE f.label = 'mobile' AND f.is_primary ORDER BY f.person_id LIMIT %s",
            [len(SAID)],
        )
        numbers = [row[0] for row in cursor.fetchall()]
    for place, (number, words) in enumerate(zip(numbers, SAID, strict=False)):
        moment = at + timedelta(minutes=7 * place)
        heard = Heard(channel="sms", key=f"sample:{place}", sender=number, text=words, at=moment)
        services.take_heard(heard, actor=actor, at=moment)
