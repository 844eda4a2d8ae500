"""
The gate under many thousand random sends: nothing outside the rules passes, and every message says why.

The SQL that judges is compared with the pure rule, case by case; the reader's word is what members say of it. A million
sends are tried with SHUYOU_TEST_SENDS=1000000.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import batched, groupby
from operator import itemgetter
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q, Sum
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.clock import club_zone
from shuyou.kernel.events import Delivered
from shuyou.kernel.notices import NoticeAsked, NoticeKind
from shuyou.members import queries as members
from shuyou.members.models import Consent, ContactRule, Email, Member, Person, Phone
from shuyou.members.queries import Verdict
from shuyou.members.tests.factories import TierFactory
from shuyou.messaging.models import Cap, ChannelSetting, Holdout, Message, Spending, Suppression, Template
from shuyou.messaging.rules import LATER, OK, Case, Limits, judge_all
from shuyou.messaging.services import (
    MailingDraft,
    ask_notices,
    begin_mailing,
    close_mailing,
    expand_mailing,
    judge_messages,
    take_due_messages,
)
from shuyou.messaging.services._addresses import digest_of
from shuyou.messaging.tests.factories import AT, NEWS, OFFER, SYSTEM

type Words = Mapping[tuple[str, str], Mapping[int, Verdict]]

SENDS = int(os.environ.get("SHUYOU_TEST_SENDS", "3000"))
CHANNELS = ("email", "sms", "app")


def people_of(count: int, chance: Random) -> list[int]:
    """Make readers, each with words, hours, addresses and an age of their own."""
    tier = TierFactory.create()
    persons = Person.objects.bulk_create(
        Person(
            name=f"读者{place}", birth_date=chance.choice([None, date(1980, 1, 1), date(2010, 1, 1), date(2018, 1, 1)]),
            preferred_channel=chance.choice(["", "", "sms", "email", "app"]), is_restricted=chance.random() < 0.05,
        )
        for place in range(count)
    )  # fmt: skip
    status = ["active"] * 9 + ["closed"]
    Member.objects.bulk_create(
        Member(person=one, number=f"F{one.pk}", tier=tier, joined_on=date(2020, 1, 1), status=chance.choice(status))
        for one in persons
    )
    some = [one for one in persons if chance.random() < 0.8]
    Email.objects.bulk_create(Email(person=one, address=f"r{one.pk}@example.com", is_primary=True) for one in some)
    digits = [chance.choice([f"138{one.pk:08d}", f"001415{one.pk:07d}"]) for one in some]
    Phone.objects.bulk_create(
        Phone(person=one, digits=number, is_primary=True) for one, number in zip(some, digits, strict=True)
    )
    Consent.objects.bulk_create(
        Consent(
            person=one, purpose=chance.choice(["marketing", "marketing", "service"]), text_version="1", given_via="t",
            channel=chance.choice([*CHANNELS, "any"]), is_granted=chance.random() < 0.7, recorded_by="t",
            at=AT - timedelta(days=chance.randint(1, 400)),
        )
        for one in persons for _ in range(chance.randint(0, 4))
    )  # fmt: skip
    ContactRule.objects.bulk_create(
        ContactRule(
            person=one, quiet_from=time(chance.randint(0, 23)), quiet_until=time(chance.randint(0, 23), 30),
            do_not_contact_until=chance.choice([None, None, AT.date() + timedelta(days=9)]),
        )
        for one in persons if chance.random() < 0.2
    )  # fmt: skip
    Suppression.objects.bulk_create(
        Suppression(
            channel=chance.choice(["email", "sms"]), shown="…",
            digest=digest_of(chance.choice([f"r{one.pk}@example.com", number])),
            is_total=chance.random() < 0.5, reason="listed", added_by="t", added_at=AT,
        )
        for one, number in zip(some, digits, strict=True) if chance.random() < 0.2
    )  # fmt: skip
    Holdout.objects.bulk_create(
        Holdout(member_id=one.pk, name="winter", until=AT + timedelta(days=chance.randint(-3, 9)))
        for one in persons if chance.random() < 0.1
    )  # fmt: skip
    return [one.pk for one in persons]


@pytest.mark.feature("X25", "F092")
@pytest.mark.django_db(transaction=True)
def test_nothing_outside_the_rules_passes_and_every_message_says_why() -> None:
    chance = Random(20261123)
    people = people_of(max(SENDS // 12, 20), chance)
    Cap.objects.create(purpose="marketing", channel="sms", most=1, days=7)
    ChannelSetting.objects.filter(channel="sms").update(monthly_budget=round(Decimal(len(people)) / 2000, 2))
    hours = sorted(AT + timedelta(hours=hour) for hour in chance.sample(range(61), 4))
    measure()
    book = Book(people)
    for place, at in enumerate(hours):
        for number in range(place * 3, place * 3 + 3):
            ask_for(people, number, chance, at + timedelta(milliseconds=number))
        measure()
        moment = at + timedelta(seconds=1)
        while judge_messages(limit=max(500, SENDS // 200), actor=SYSTEM, at=moment).total:
            moment += timedelta(milliseconds=1)
        book.agree(at, moment)
    within_limits(book)
    print(f"{Message.objects.count()} sends, {book.tries} tries compared: {dict(book.codes)}")  # noqa: T201
    nothing_else_leaves(chance)


def measure() -> None:
    """Have the database know what is in its tables, as its own vacuum does outside of tests."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE members_person, members_member, members_consent, members_phone, members_email")
        cursor.execute("ANALYZE messaging_message, messaging_suppression, messaging_holdout")


def ask_for(people: list[int], number: int, chance: Random, at: datetime) -> None:
    """Have everybody asked for once more: two times in three by a mailing, else by a notice for each."""
    kind = (NEWS, OFFER, OFFER)[number % 3]
    if number % 4 == 0:
        for some in batched(people, 10_000):
            with transaction.atomic():
                ask_notices([Delivered(notice(kind, person, number), at, 1) for person in some])
        return
    draft = MailingDraft(key=f"f{number}", name="…", kind=kind.code, channels=chance.sample(CHANNELS, 1 + number % 3))
    mailing = begin_mailing(draft, actor=SYSTEM, at=at)
    for some in batched(people, max(len(people) // 3, 1)):
        for _ in range(2):  # the second time nobody gets another
            expand_mailing(mailing_id=mailing, member_ids=some, actor=SYSTEM, at=at)
    close_mailing(mailing_id=mailing, actor=SYSTEM, at=at)


def notice(kind: NoticeKind, person: int, number: int) -> NoticeAsked:
    """Return a notice for a reader."""
    return NoticeAsked(kind=kind.code, member_id=person, key=f"{number}:{person}", facts={"title": "x"})


type Judgement = tuple[datetime | None, int, str, Mapping[str, Any], str, str, str]


class Book:
    """What is known of readers, and what has been let pass: the pure rule judges by it alone."""

    def __init__(self, people: list[int]) -> None:
        self.reach = members.reach_of(member_ids=people, actor=SYSTEM)
        self.stopped = set(Suppression.objects.values_list("channel", "digest", "is_total"))
        self.held_out = dict(Holdout.objects.values_list("member_id", "until"))
        self.settings = {row.channel: row for row in ChannelSetting.objects.all()}
        self.caps = list(Cap.objects.all())
        self.passed: defaultdict[int, list[tuple[datetime, str, str]]] = defaultdict(list)
        self.spent: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.codes: Counter[str] = Counter()
        self.tries = 0
        self.digests = {
            (person, channel): digest_of(self.address(person, channel)) for person in self.reach for channel in CHANNELS
        }

    def address(self, person: int, channel: str) -> str:
        """Return where a reader is reached."""
        known = self.reach[person]
        return {"email": known.email, "sms": known.mobile, "app": known.number}[channel]

    def agree(self, first: datetime, last: datetime) -> None:
        """Compare what was judged in an hour with the pure rule, go by go and try by try."""
        words = {
            (purpose, channel): members.may_contact(
                person_ids=list(self.reach), purpose=purpose, channel=channel, at=first
            )
            for purpose in ("service", "marketing") for channel in CHANNELS
        }  # fmt: skip
        rows = Message.objects.filter(judged_at__gte=first, judged_at__lt=last + timedelta(seconds=1))
        fields = ("judged_at", "member_id", "purpose", "why", "channel", "verdict", "state")
        judged: list[Judgement] = list(rows.order_by("judged_at", "pk").values_list(*fields))
        for at, go in groupby(judged, key=itemgetter(0)):
            self._agree(at, list(go), words)
        held = Message.objects.filter(state="asked", judged_at=None)
        for purpose, person, why, next_at in held.values_list("purpose", "member_id", "why", "next_at"):
            assert next_at
            assert next_at > last
            code = why["tried"][-1][1]
            expected = self._rule(person, purpose, why["tried"][-1][0], first, words)
            assert code in LATER or next_at < first
            assert code == expected or expected in ("cap", *LATER), (person, code, expected)  # of an hour before

    def _agree(self, at: datetime, go: list[Judgement], words: Words) -> None:
        room = {channel: row.monthly_budget for channel, row in self.settings.items()}
        for _at, person, purpose, why, channel, verdict, state in go:
            for tried, code in why["tried"]:
                expected = self._rule(person, purpose, tried, at, words)
                self.tries, self.codes[code] = self.tries + 1, self.codes[code] + 1
                assert code == expected or (code, expected) == ("budget", OK), (person, purpose, tried, code, expected)
            assert (verdict, channel) == (why["tried"][-1][1], why["tried"][-1][0])
            assert verdict not in LATER
            assert state == ("waiting" if verdict == OK else "refused")
        for _at, person, purpose, _why, channel, verdict, _state in go:
            if verdict == OK:
                self.passed[person].append((at, purpose, channel))
                self.spent[channel] += self.settings[channel].cost_each * (purpose == "marketing")
        for channel, budget in room.items():
            used_up = any(code == "budget" for one in go for tried, code in one[3]["tried"] if tried == channel)
            assert budget is None or self.spent[channel] <= budget
            assert not used_up or (budget or 0) - self.spent[channel] < self.settings[channel].cost_each

    def _rule(self, person: int, purpose: str, channel: str, at: datetime, words: Words) -> str:
        row, is_offer, digest = self.settings[channel], purpose == "marketing", self.digests[person, channel]
        abroad = channel == "sms" and self.address(person, channel).startswith("00")
        local = at - timedelta(hours=8) if abroad else at.astimezone(club_zone())
        case = Case(
            word=words[purpose, channel][person].why, clock=local.time(), has_address=bool(digest),
            is_suppressed=(channel, digest, True) in self.stopped
            or (is_offer and (channel, digest, False) in self.stopped),
            is_held_out=self.held_out.get(person, at) > at, capped=self._capped(person, purpose, channel, at),
        )  # fmt: skip
        limits = Limits(is_offer=is_offer, is_on=row.is_on, quiet_from=row.quiet_from, quiet_until=row.quiet_until)
        return judge_all([case], limits)[0]

    def _capped(self, person: int, purpose: str, channel: str, at: datetime) -> list[tuple[int, int]]:
        sent = self.passed[person]
        return [
            (sum(about == purpose and cap.channel in ("any", by) and when > at - timedelta(days=cap.days)
                 for when, about, by in sent), cap.most)
            for cap in self.caps if cap.purpose == purpose and cap.channel in ("any", channel)
        ]  # fmt: skip


def within_limits(book: Book) -> None:
    """Count what was allowed against what may be, by the rows alone."""
    offers = Counter(person for person, sent in book.passed.items() for _at, about, _by in sent if about == "marketing")
    allowed = Message.objects.filter(state="waiting")

    assert max(offers.values()) <= 4
    assert {"refused", "not_asked", "no_address", "suppressed", "holdout", "cap", "minor", "gone", "budget"} <= {
        *book.codes
    }
    assert allowed.count() == sum(len(sent) for sent in book.passed.values())
    assert not allowed.filter(Q(why__tried=None) | Q(judged_at=None) | ~Q(verdict=OK)).exists()
    offered = allowed.filter(purpose="marketing")
    spent = offered.filter(channel="sms").aggregate(money=Sum("cost"))["money"]
    assert Spending.objects.get(channel="sms").money == spent == book.spent["sms"]
    assert not offered.filter(Q(why__word=None) | Q(why__caps=[]) | Q(why__word__id=None)).exists()


def nothing_else_leaves(chance: Random) -> None:
    """Take what was allowed while readers say no and addresses fall silent: what they forbid by then does not leave."""
    at = AT + timedelta(days=3)
    people = list(Message.objects.filter(state="waiting").order_by("pk").values_list("member_id", flat=True)[:2000])
    stop = chance.sample(people, len(people) // 3)
    Consent.objects.bulk_create(
        Consent(
            person_id=person, purpose=purpose, channel="any", is_granted=False, text_version="2", given_via="t",
            recorded_by="t", at=at,
        )
        for person in set(stop) for purpose in ("marketing", "service")
    )  # fmt: skip
    left = 0
    for channel in CHANNELS:
        due = take_due_messages(channel=channel, limit=5000, actor=SYSTEM, at=at)
        member_of = dict(Message.objects.filter(pk__in=[one.message_id for one in due]).values_list("pk", "member_id"))
        for one in due:
            assert not (one.is_allowed and member_of[one.message_id] in stop)
            left += bool(one.written)
    assert left > 20


@pytest.mark.django_db(transaction=True)
def test_a_kind_that_is_switched_off_and_a_channel_that_is_off_say_so() -> None:
    person = people_of(1, Random(3))
    Template.objects.create(kind=NEWS.code, is_on=False)
    with transaction.atomic():
        ask_notices([Delivered(notice(NEWS, person[0], 1), AT, 1)])
    mailing = begin_mailing(MailingDraft(key="off", name="…", kind=NEWS.code), actor=SYSTEM, at=AT)

    judge_messages(actor=SYSTEM, at=AT)
    expand_mailing(mailing_id=mailing, member_ids=person, actor=SYSTEM, at=AT)

    assert list(Message.objects.values_list("verdict", flat=True)) == ["kind_off"] * 2


times = st.times().map(lambda value: value.replace(second=0, microsecond=0, tzinfo=None))


@given(first=times, last=times, clock=times)
def test_quiet_hours_may_go_over_midnight(first: time, last: time, clock: time) -> None:
    limits = Limits(is_offer=False, quiet_from=first, quiet_until=last)
    (verdict,) = judge_all([Case(word=OK, clock=clock)], limits)
    (urgent,) = judge_all([Case(word="night", clock=clock, is_urgent=True)], limits)

    minutes = [(each.hour * 60 + each.minute - first.hour * 60 - first.minute) % 1440 for each in (clock, last)]
    assert (verdict == "channel_hours") is (minutes[0] < minutes[1])
    assert urgent == OK


@given(costs=st.lists(st.integers(0, 9), max_size=9), budget=st.integers(0, 30))
def test_a_budget_is_never_passed_and_service_is_not_bound_by_it(costs: list[int], budget: int) -> None:
    cases = [Case(word=OK, clock=time(12), cost=Decimal(cost)) for cost in costs]

    offers = judge_all(cases, Limits(is_offer=True, budget_left=Decimal(budget)))

    assert sum(cost for cost, verdict in zip(costs, offers, strict=True) if verdict == OK) <= budget
    assert set(judge_all(cases, Limits(is_offer=False, budget_left=Decimal(budget)))) <= {OK}
