"""
The gate under many thousand random sends: nothing outside the rules passes, and every message says why.

The SQL that judges is compared with the pure rule, case by case; the reader's word is what members say of it. A million
sends are tried with SHUYOU_TEST_SENDS=1000000.
"""

import os
from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.clock import club_zone
from shuyou.members import queries as members
from shuyou.members.models import Consent, ContactRule, Email, Member, Person, Phone
from shuyou.members.tests.factories import TierFactory
from shuyou.messaging.models import Cap, ChannelSetting, Holdout, Message, Suppression, Template
from shuyou.messaging.rules import LATER, OK, Case, Limits, judge_all
from shuyou.messaging.services import ManyDraft, ask_many, judge_messages
from shuyou.messaging.services._addresses import digest_of
from shuyou.messaging.tests.factories import AT, NEWS, OFFER, SYSTEM

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
@pytest.mark.django_db
def test_nothing_outside_the_rules_passes_and_every_message_says_why() -> None:
    chance = Random(20261123)
    people = people_of(max(SENDS // 12, 20), chance)
    Cap.objects.create(purpose="marketing", channel="sms", most=1, days=7)
    ChannelSetting.objects.filter(channel="sms").update(monthly_budget=Decimal("1.00"))
    hours = [AT + timedelta(hours=chance.randint(0, 60)) for _ in range(4)]
    for number in range(12):
        kind = (OFFER, NEWS)[number % 3 == 0]
        with transaction.atomic():
            draft = ManyDraft(kind=kind.code, key=f"f{number}", channels=chance.sample(CHANNELS, 3))
            ask_many(draft, member_ids=people, by="test", at=AT)
    for at in sorted(hours):
        while judge_messages(actor=SYSTEM, at=at).total:
            continue
        agree(at)
    within_limits()


def agree(at: datetime) -> None:
    """Compare what was judged at a moment with the pure rule, try by try."""
    judged = list(Message.objects.filter(judged_at=at).select_related("member__person"))
    reach = members.reach_of(member_ids=[one.member_id for one in judged if one.member_id], actor=SYSTEM)
    words = {
        (purpose, channel): members.may_contact(person_ids=list(reach), purpose=purpose, channel=channel, at=at)
        for purpose in ("service", "marketing") for channel in CHANNELS
    }  # fmt: skip
    settings = {row.channel: row for row in ChannelSetting.objects.all()}
    stopped = set(Suppression.objects.values_list("channel", "digest", "is_total"))
    held_out = set(Holdout.objects.filter(until__gt=at).values_list("member_id", flat=True))
    for one in judged:
        key = one.member_id or 0
        for channel, code in one.why["tried"]:
            known, is_offer = reach[key], one.purpose == "marketing"
            address = {"email": known.email, "sms": known.mobile, "app": known.number}[channel]
            digest, row = digest_of(address), settings[channel]
            abroad = channel == "sms" and address.startswith("00")
            clock = at - timedelta(hours=8) if abroad else at.astimezone(club_zone())
            case = Case(
                word=words[one.purpose, channel][key].why, clock=clock.time(), has_address=bool(address),
                is_suppressed=(channel, digest, True) in stopped or (is_offer and (channel, digest, False) in stopped),
                is_held_out=key in held_out,
            )  # fmt: skip
            limits = Limits(is_offer=is_offer, is_on=row.is_on, quiet_from=row.quiet_from, quiet_until=row.quiet_until)
            (expected,) = judge_all([case], limits)
            assert code == expected or code in ("cap", "budget"), (one.pk, channel, code, expected)
        assert one.verdict == one.why["tried"][-1][1]
        assert one.verdict not in LATER


def within_limits() -> None:
    """Count what was allowed against what may be."""
    allowed = list(Message.objects.filter(state="waiting"))
    offers = Counter(one.member_id for one in allowed if one.purpose == "marketing")
    texts = Counter(one.member_id for one in allowed if one.purpose == "marketing" and one.channel == "sms")
    tried = {code for why in Message.objects.values_list("why", flat=True) for _channel, code in why.get("tried", ())}

    assert max(offers.values()) <= 4
    assert max(texts.values()) == 1
    assert sum(one.cost for one in allowed if one.purpose == "marketing" and one.channel == "sms") <= Decimal("1.00")
    assert {"refused", "not_asked", "no_address", "suppressed", "holdout", "cap", "minor", "gone"} <= tried
    assert all(one.why["tried"] and one.judged_at and one.verdict == OK for one in allowed)
    assert all(one.why["word"] and one.why["caps"] for one in allowed if one.purpose == "marketing")


@pytest.mark.django_db
def test_a_kind_that_is_switched_off_and_a_channel_that_is_off_say_so() -> None:
    person = people_of(1, Random(3))
    Template.objects.create(kind=NEWS.code, is_on=False)
    with transaction.atomic():
        ask_many(ManyDraft(kind=NEWS.code, key="off"), member_ids=person, by="test", at=AT)

    judge_messages(actor=SYSTEM, at=AT)

    assert Message.objects.get().verdict == "kind_off"


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
