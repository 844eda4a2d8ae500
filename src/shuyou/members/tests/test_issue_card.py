"""Cards of kinds: who may have one, on which terms, for how long, and what becomes of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils.translation import override

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotPermitted, SeveralRefused
from shuyou.kernel.models import EventRecord
from shuyou.kernel.numbers import is_sound
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import Column, registry
from shuyou.members import queries
from shuyou.members.errors import CardMissing, CardNotInUse, ReasonMissing
from shuyou.members.errors.cards import (
    AgeNotShown,
    AnotherCardInUse,
    CardCarried,
    CardKindUnknown,
    CardNeverEnds,
    CardNotFrozen,
    FeeNotAsked,
    GrantNotAllowed,
    PartnerNumberMissing,
    PartnerNumberTaken,
    PartnerNumberWrong,
    PartnerUnknown,
    ProofMissing,
    RenewedTooSoon,
    SpentTooLittle,
    TooYoung,
)
from shuyou.members.models import Card, Member
from shuyou.members.services import (
    NewCard,
    expire_cards,
    freeze_card,
    issue_card,
    renew_card,
    replace_card,
    report_card_lost,
    take_back_loss,
    thaw_card,
)
from shuyou.members.tests.factories import CardFactory, CardPartnerFactory, MemberFactory, card_kind

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
CLERK = Actor(STAFF, "1", "till", frozenset({Role.SHOP_CLERK}))
BOSS = Actor(STAFF, "2", "console", frozenset({Role.MANAGER}))
NIGHT = Actor.job("members.expire_cards")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds() -> None:
    card_kind("ordinary", issue_spend=Decimal(100), issue_fee=Decimal(5))
    card_kind("student", needs_proof=True, valid_months=12)
    card_kind("senior", minimum_age=60)
    card_kind("vip", issue_spend=Decimal(3000), issue_fee=Decimal(200), valid_months=24)


@contextmanager
def spending(amounts: dict[int, str]) -> Iterator[None]:
    """Have a package say what members spent within a year."""
    source = Column(
        slot="member.year_spend", key="test", label="Spent", order=1, permission="members.view",
        load=lambda ids, _actor: {member_id: amounts[member_id] for member_id in ids if member_id in amounts},
    )  # fmt: skip
    kept = list(registry.columns)
    registry.columns[:] = [column for column in kept if column.slot != source.slot]
    registry.offer(source)
    try:
        yield
    finally:
        registry.columns[:] = kept


def reader(born: date | None = None) -> Member:
    """Make a member."""
    member: Member = MemberFactory.create(person__birth_date=born)
    return member


def asked(member: Member, kind: str, **others: str | bool) -> NewCard:
    """Ask for a card of a kind."""
    return NewCard(member_id=member.pk, kind=kind, **others)  # type: ignore[arg-type]


@pytest.mark.feature("F028")
def test_who_spent_enough_within_a_year_gets_the_card() -> None:
    member = reader()

    with spending({member.pk: "3000.00"}):
        issued = issue_card(asked(member, "vip"), actor=CLERK, at=AT)

    card = Card.objects.get()
    assert (card.number, card.member_id, card.kind, card.status, card.issued_for, card.fee) == (
        issued.number, member.pk, "vip", "active", "spend", Decimal(0),
    )  # fmt: skip
    assert is_sound(issued.number)
    assert (card.issued_on, card.expires_on) == (TODAY, date(2028, 11, 22))
    event = EventRecord.objects.get()
    assert (event.name, event.payload["way"], event.payload["fee"]) == ("members.card_issued", "spend", "0.00")


@pytest.mark.feature("F028")
def test_who_spent_less_pays_the_fee_and_it_stands_on_the_card() -> None:
    member = reader()

    with spending({member.pk: "2999.99"}):
        issue_card(asked(member, "vip"), actor=CLERK, at=AT)

    assert Card.objects.values_list("issued_for", "fee").get() == ("fee", Decimal(200))


@pytest.mark.feature("F028")
def test_spending_is_not_taken_on_trust() -> None:
    member = reader()

    with spending({member.pk: "2999.99"}), pytest.raises(SpentTooLittle) as refusal:
        issue_card(asked(member, "vip", way="spend"), actor=CLERK, at=AT)

    assert (refusal.value.at_field, refusal.value.params) == ("way", {"value": "2999.99", "wanted": "3000.00"})
    assert (Card.objects.count(), EventRecord.objects.count()) == (0, 0)


def test_only_a_manager_waives_what_a_card_asks_for() -> None:
    member = reader()

    with pytest.raises(GrantNotAllowed):
        issue_card(asked(member, "vip", way="granted"), actor=CLERK, at=AT)
    issue_card(asked(member, "vip", way="granted"), actor=BOSS, at=AT)

    assert Card.objects.values_list("issued_for", "fee").get() == ("granted", Decimal(0))


def test_a_card_that_is_free_is_not_sold() -> None:
    with pytest.raises(FeeNotAsked):
        issue_card(asked(reader(), "senior", way="fee", proof="身份证"), actor=CLERK, at=AT)


@pytest.mark.feature("F027")
def test_a_student_card_needs_its_proof_and_lasts_a_year() -> None:
    member = reader()

    with pytest.raises(ProofMissing):
        issue_card(asked(member, "student"), actor=CLERK, at=AT)
    issue_card(asked(member, "student", proof="浙江大学 3200101234"), actor=CLERK, at=AT)

    assert Card.objects.values_list("proof", "expires_on", "issued_for").get() == (
        "浙江大学 3200101234", date(2027, 11, 22), "granted",
    )  # fmt: skip


@pytest.mark.feature("F027")
def test_a_senior_card_is_for_the_old() -> None:
    with pytest.raises(TooYoung) as refusal:
        issue_card(asked(reader(date(1966, 11, 23)), "senior", proof="身份证"), actor=CLERK, at=AT)
    assert refusal.value.params == {"value": 59, "minimum": 60}

    with pytest.raises(AgeNotShown):
        issue_card(asked(reader(), "senior"), actor=CLERK, at=AT)
    issue_card(asked(reader(date(1966, 11, 22)), "senior"), actor=CLERK, at=AT)
    issue_card(asked(reader(), "senior", proof="身份证 1950"), actor=CLERK, at=AT)

    assert Card.objects.filter(kind="senior", expires_on=None).count() == 2


def test_all_that_speaks_against_a_card_is_said_at_once() -> None:
    with pytest.raises(SeveralRefused) as refusal:
        issue_card(asked(reader(), "student", way="fee", partner="nobody"), actor=CLERK, at=AT)

    assert [type(problem) for problem in refusal.value.problems] == [ProofMissing, FeeNotAsked, PartnerUnknown]


@pytest.mark.feature("F027")
def test_a_better_card_takes_the_place_of_the_one_before() -> None:
    member = reader()
    old = CardFactory.create(member=member, kind="ordinary")

    issued = issue_card(asked(member, "vip"), actor=CLERK, at=AT)

    assert list(Card.objects.order_by("pk").values_list("pk", "status", "is_main", "replaces")) == [
        (old.pk, "replaced", True, None),
        (issued.card_id, "active", True, old.pk),
    ]


def test_a_card_carried_beside_the_main_one_opens_the_same_member() -> None:
    member = reader()
    main = CardFactory.create(member=member)

    issued = issue_card(asked(member, "vip", is_extra=True), actor=CLERK, at=AT)

    head = queries.member_head(number=member.number, actor=CLERK)
    assert head.card is not None
    assert head.card.number == main.number
    assert [(card.number, card.is_main) for card in head.cards] == [(issued.number, False), (main.number, True)]
    assert len(queries.member_rows(member_ids=[member.pk])) == 1


def test_nobody_carries_two_cards_of_a_kind() -> None:
    member = reader()
    issue_card(asked(member, "ordinary"), actor=CLERK, at=AT)

    with pytest.raises(CardCarried):
        issue_card(asked(member, "ordinary", is_extra=True), actor=CLERK, at=AT)


def test_a_kind_that_is_not_offered_is_not_given_out() -> None:
    card_kind("vip", is_offered=False)

    for kind in ("vip", "gold", ""):
        with pytest.raises(CardKindUnknown):
            issue_card(asked(reader(), kind), actor=CLERK, at=AT)


def test_who_may_not_issue_cards_is_refused() -> None:
    buyer = Actor(STAFF, "3", "console", frozenset({Role.BUYER}))

    with pytest.raises(NotPermitted):
        issue_card(asked(reader(), "ordinary"), actor=buyer, at=AT)


@pytest.mark.feature("F029")
def test_a_partners_number_stands_on_one_card_and_looks_as_agreed() -> None:
    CardPartnerFactory.create(code="cmb", number_pattern="6225 #### #### ####")
    member, other = reader(), reader()
    number = "6225 8812 3456 7890"

    with pytest.raises(PartnerNumberMissing):
        issue_card(asked(member, "ordinary", partner="cmb"), actor=CLERK, at=AT)
    for wrong in ("6226 8812 3456 7890", "6225 8812 3456 789", "6225 8812 3456 789x"):
        with pytest.raises(PartnerNumberWrong):
            issue_card(asked(member, "ordinary", partner="cmb", partner_number=wrong), actor=CLERK, at=AT)
    issue_card(asked(member, "ordinary", partner="cmb", partner_number=number), actor=CLERK, at=AT)
    with pytest.raises(PartnerNumberTaken):
        issue_card(asked(other, "ordinary", partner="cmb", partner_number="6225881234567890"), actor=CLERK, at=AT)

    assert Card.objects.values_list("partner__code", "partner_number").get() == ("cmb", "6225881234567890")


@pytest.mark.feature("F029")
def test_a_partner_is_due_its_part_of_the_fees() -> None:
    CardPartnerFactory.create(code="cmb", number_pattern="", share=Decimal("0.25"))
    number = ""
    for place in range(3):
        draft = asked(reader(), "vip", partner="cmb", partner_number=str(1000 + place), way="fee")
        number = issue_card(draft, actor=CLERK, at=AT).number
    report_card_lost(number=number, actor=CLERK, at=AT)

    (row,) = queries.partner_accounts(since=TODAY, until=TODAY, actor=BOSS)
    assert (row.issued, row.in_use, row.fees, row.due) == (3, 2, Decimal(600), Decimal(150))
    (before,) = queries.partner_accounts(until=TODAY - timedelta(days=1), actor=BOSS)
    assert (before.issued, before.due) == (0, Decimal(0))


def test_the_partners_number_moves_with_a_replaced_card() -> None:
    CardPartnerFactory.create(code="cmb", number_pattern="")
    old = issue_card(asked(reader(), "vip", partner="cmb", partner_number="77"), actor=CLERK, at=AT)

    new = replace_card(number=old.number, actor=CLERK, at=AT)

    rows = Card.objects.order_by("pk").values_list("pk", "status", "partner_number", "expires_on", "replaces")
    assert list(rows) == [
        (old.card_id, "replaced", "", date(2028, 11, 22), None),
        (new.card_id, "active", "77", date(2028, 11, 22), old.card_id),
    ]


@pytest.mark.feature("F027")
def test_a_student_card_is_renewed_each_year_with_its_proof() -> None:
    number = issue_card(asked(reader(), "student", proof="2026"), actor=CLERK, at=AT).number
    autumn = datetime(2027, 9, 1, 2, 0, tzinfo=UTC)

    with pytest.raises(RenewedTooSoon):
        renew_card(number=number, proof="2026", actor=CLERK, at=AT)
    with pytest.raises(ProofMissing):
        renew_card(number=number, actor=CLERK, at=autumn)
    renewed = renew_card(number=number, proof="2027", actor=CLERK, at=autumn)

    assert renewed.expires_on == "2028-11-22"
    assert Card.objects.values_list("status", "proof", "expires_on").get() == ("active", "2027", date(2028, 11, 22))


def test_an_expired_card_is_renewed_from_the_day_it_is() -> None:
    number = issue_card(asked(reader(), "student", proof="2026"), actor=CLERK, at=AT).number
    late = datetime(2028, 2, 29, 2, 0, tzinfo=UTC)
    assert expire_cards(actor=NIGHT, at=late) == 1

    renew_card(number=number, proof="2028", actor=CLERK, at=late)

    assert Card.objects.values_list("status", "expires_on").get() == ("active", date(2029, 2, 28))


def test_a_card_without_end_cannot_be_renewed_nor_a_lost_one() -> None:
    endless = issue_card(asked(reader(), "ordinary"), actor=CLERK, at=AT).number
    lost = issue_card(asked(reader(), "vip"), actor=CLERK, at=AT).number
    report_card_lost(number=lost, actor=CLERK, at=AT)

    with pytest.raises(CardNeverEnds):
        renew_card(number=endless, actor=CLERK, at=AT)
    with pytest.raises(CardNotInUse):
        renew_card(number=lost, actor=CLERK, at=AT)
    with pytest.raises(CardMissing):
        renew_card(number="4444", actor=CLERK, at=AT)


def test_an_expired_card_does_not_push_out_the_one_in_use() -> None:
    member = reader()
    old = issue_card(asked(member, "student", proof="2026"), actor=CLERK, at=AT).number
    later = AT + timedelta(days=400)
    expire_cards(actor=NIGHT, at=later)
    issue_card(asked(member, "ordinary"), actor=CLERK, at=later)

    with pytest.raises(AnotherCardInUse):
        renew_card(number=old, proof="2027", actor=CLERK, at=later)


@pytest.mark.feature("F016")
def test_a_frozen_card_is_thawed_and_a_reason_stands_meanwhile() -> None:
    member = reader()
    number = issue_card(asked(member, "ordinary"), actor=CLERK, at=AT).number

    with pytest.raises(ReasonMissing):
        freeze_card(number=number, reason=" ", actor=CLERK, at=AT)
    assert freeze_card(number=number, reason="两人同时刷卡", actor=CLERK, at=AT) == member.pk
    assert Card.objects.values_list("status", "note").get() == ("frozen", "两人同时刷卡")
    with pytest.raises(CardNotInUse):
        replace_card(number=number, actor=CLERK, at=AT)
    assert thaw_card(number=number, actor=CLERK, at=AT) == member.pk
    assert Card.objects.values_list("status", "note").get() == ("active", "")
    with pytest.raises(CardNotFrozen):
        thaw_card(number=number, actor=CLERK, at=AT)


def test_a_card_that_ran_out_while_frozen_stays_shut() -> None:
    number = issue_card(asked(reader(), "student", proof="2026"), actor=CLERK, at=AT).number
    freeze_card(number=number, reason="查", actor=CLERK, at=AT)

    thaw_card(number=number, actor=CLERK, at=AT + timedelta(days=400))

    assert Card.objects.values_list("status", flat=True).get() == "expired"


def test_cards_expire_the_day_after_their_last_in_batches() -> None:
    for _ in range(5):
        issue_card(asked(reader(), "student", proof="2026"), actor=CLERK, at=AT)
    issue_card(asked(reader(), "ordinary"), actor=CLERK, at=AT)
    last_day, next_day = AT + timedelta(days=365), AT + timedelta(days=366)

    assert expire_cards(actor=NIGHT, at=last_day) == 0
    assert [expire_cards(limit=3, actor=NIGHT, at=next_day) for _ in range(3)] == [3, 2, 0]

    assert list(Card.objects.order_by("pk").values_list("status", flat=True)) == [*["expired"] * 5, "active"]
    told = EventRecord.objects.filter(name="members.cards_expired").order_by("pk")
    assert [len(event.payload["card_ids"]) for event in told] == [3, 2]


def test_expiry_takes_one_statement_however_many_cards(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(8):
        issue_card(asked(reader(), "student", proof="2026"), actor=CLERK, at=AT)

    with django_assert_num_queries(4):  # the transaction, the statement, the event
        assert expire_cards(actor=NIGHT, at=AT + timedelta(days=366)) == 8


@pytest.mark.feature("F016")
@pytest.mark.django_db(transaction=True)
def test_the_story_of_a_card_tells_everything_in_order() -> None:
    member = reader()
    first = issue_card(asked(member, "vip"), actor=CLERK, at=AT)
    freeze_card(number=first.number, reason="查", actor=CLERK, at=AT + timedelta(days=1))
    thaw_card(number=first.number, actor=CLERK, at=AT + timedelta(days=2))
    report_card_lost(number=first.number, actor=CLERK, at=AT + timedelta(days=2))
    take_back_loss(number=first.number, actor=CLERK, at=AT + timedelta(days=2))
    report_card_lost(number=first.number, actor=CLERK, at=AT + timedelta(days=3))
    second = replace_card(number=first.number, actor=CLERK, at=AT + timedelta(days=3))

    with override("en"):
        old = queries.card_detail(card_id=first.card_id, actor=CLERK)
        new = queries.card_detail(card_id=second.card_id, actor=CLERK)

    later = AT + timedelta(days=4)
    story = queries.member_story(member_id=member.pk, parts=["data"], before=later, limit=20, actor=CLERK)
    assert [str(line.facts["event"]).removeprefix("members.card_") for line in reversed(story)] == [
        "issued", "frozen", "thawed", "reported_lost", "found", "reported_lost", "replaced",
    ]  # fmt: skip
    told = [(line.at, line.label, line.after) for line in reversed(old.story) if line.what in ("Status", "")]
    assert told == [
        (AT, "Card issued", "For a fee"),
        (AT + timedelta(days=1), "Card frozen", "Frozen"),
        (AT + timedelta(days=2), "Card thawed", "Active"),
        (AT + timedelta(days=2), "Card reported lost", "Lost"),
        (AT + timedelta(days=2), "Card found again", "Active"),
        (AT + timedelta(days=3), "Card reported lost", "Lost"),
        (AT + timedelta(days=3), "Card replaced", ""),
    ]
    assert [line.label for line in new.story] == ["Card replaced"]
    assert old.replaced_by is not None
    assert new.replaces is not None
    assert (old.replaced_by[0], new.replaces[0]) == (second.card_id, first.card_id)


@pytest.mark.django_db(transaction=True)
def test_a_card_asked_for_at_four_tills_at_once_is_issued_once() -> None:
    member = reader()
    gate = threading.Barrier(4)
    outcomes: list[str] = []

    def ask() -> None:
        gate.wait()
        try:
            outcomes.append(issue_card(asked(member, "ordinary"), actor=CLERK, at=AT).number)
        except CardCarried:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count("refused") == 3
    assert Card.objects.get(status="active").number in outcomes
