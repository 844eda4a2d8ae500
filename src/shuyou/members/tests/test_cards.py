"""A card identifies its member; a lost one does not, and its account moves with the person to the next card."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.models import EventRecord
from shuyou.kernel.numbers import is_sound, with_check
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import Clue
from shuyou.members.errors import CardMissing, CardNotInUse, CardNumberWrong, CardTaken
from shuyou.members.errors.cards import AnotherCardInUse, CardNotLost, CardReplacedAlready
from shuyou.members.models import Card
from shuyou.members.queries import find_members
from shuyou.members.services import replace_card, report_card_lost, take_back_loss
from shuyou.members.tests.factories import CardFactory, MemberFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CLERK = Actor(STAFF, "1", "till", frozenset({Role.SHOP_CLERK}))

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F014")]


def found(number: str) -> list[tuple[int, str]]:
    """Return whom a card leads to, and how."""
    return [(one.row.member_id, one.matched) for one in find_members(clue=Clue.of(number), actor=CLERK)]


def card(status: str = "active") -> Card:
    """Make a card in somebody's hand."""
    return CardFactory.create(
        member=MemberFactory.create(), number=with_check("66880000001"), status=status, kind="senior"
    )


def test_a_card_read_at_the_till_leads_to_its_member() -> None:
    held = card()

    assert found(held.number) == [(held.member_id, "card:active")]


def test_a_lost_card_is_known_as_lost() -> None:
    held = card()

    assert report_card_lost(number=f" {held.number[:4]} {held.number[4:]}", actor=CLERK, at=AT) == held.member_id

    held.refresh_from_db()
    assert held.status == "lost"
    assert found(held.number) == [(held.member_id, "card:lost")]
    event = EventRecord.objects.get()
    assert (event.name, event.payload) == (
        "members.card_reported_lost",
        {"member_id": held.member_id, "card_id": held.pk},
    )


def test_a_card_found_again_opens_everything_as_before() -> None:
    held = card("lost")

    take_back_loss(number=held.number, actor=CLERK, at=AT)

    held.refresh_from_db()
    assert held.status == "active"
    assert found(held.number) == [(held.member_id, "card:active")]
    assert EventRecord.objects.get().name == "members.card_found"
    with pytest.raises(CardNotLost):
        take_back_loss(number=held.number, actor=CLERK, at=AT)


def test_a_card_found_after_another_took_its_place_stays_lost() -> None:
    held = card("lost")
    issued = replace_card(number=held.number, actor=CLERK, at=AT)
    told = EventRecord.objects.count()

    with pytest.raises(CardReplacedAlready) as refusal:
        take_back_loss(number=held.number, actor=CLERK, at=AT)

    held.refresh_from_db()
    assert refusal.value.params == {"value": held.number, "other": issued.number}
    assert (held.status, EventRecord.objects.count()) == ("lost", told)


def test_a_card_found_beside_another_in_use_or_after_its_end_opens_nothing() -> None:
    held = card("lost")
    CardFactory.create(member=held.member, number=with_check("66880000009"))
    ended: Card = CardFactory.create(member=MemberFactory.create(), status="lost", expires_on=date(2026, 11, 21))

    with pytest.raises(AnotherCardInUse):
        take_back_loss(number=held.number, actor=CLERK, at=AT)
    take_back_loss(number=ended.number, actor=CLERK, at=AT)

    held.refresh_from_db()
    ended.refresh_from_db()
    assert (held.status, ended.status) == ("lost", "expired")


def test_a_new_card_leads_to_the_same_member() -> None:
    held = card()
    report_card_lost(number=held.number, actor=CLERK, at=AT)

    issued = replace_card(number=held.number, actor=CLERK, at=AT)

    assert is_sound(issued.number)
    assert issued.number != held.number
    assert found(issued.number) == [(held.member_id, "card:active")]
    assert found(held.number) == [(held.member_id, "card:lost")]
    assert Card.objects.values_list("kind", "issued_on").get(pk=issued.card_id) == ("senior", date(2026, 11, 22))


def test_a_worn_card_is_replaced_by_a_printed_one() -> None:
    held = card()
    printed = with_check("66880000002")

    assert replace_card(number=held.number, new_number=printed, actor=CLERK, at=AT).number == printed

    held.refresh_from_db()
    assert held.status == "replaced"
    assert found(held.number) == [(held.member_id, "card:replaced")]


@pytest.mark.parametrize("status", ["lost", "replaced", "frozen", "expired"])
def test_a_card_is_lost_only_once(status: str) -> None:
    held = card(status)

    with pytest.raises(CardNotInUse):
        report_card_lost(number=held.number, actor=CLERK, at=AT)

    held.refresh_from_db()
    assert held.status == status
    assert EventRecord.objects.count() == 0


def test_an_old_card_cannot_push_out_the_one_in_use() -> None:
    held = card()
    issued = replace_card(number=held.number, actor=CLERK, at=AT)

    with pytest.raises(CardNotInUse):
        replace_card(number=held.number, actor=CLERK, at=AT)

    assert Card.objects.get(status="active").pk == issued.card_id


def test_a_card_of_somebody_else_cannot_be_given_out() -> None:
    held = card()
    other = CardFactory.create(member=MemberFactory.create(), number=with_check("66880000002"))

    with pytest.raises(CardTaken):
        replace_card(number=held.number, new_number=other.number, actor=CLERK, at=AT)

    held.refresh_from_db()
    assert held.status == "active"


def test_a_mistyped_or_unknown_card_is_refused() -> None:
    number = with_check("66880000009")

    with pytest.raises(CardNumberWrong) as refusal:
        report_card_lost(number=number[:-1] + str((int(number[-1]) + 1) % 10), actor=CLERK, at=AT)
    assert refusal.value.at_field == "number"
    with pytest.raises(CardMissing):
        replace_card(number=number, actor=CLERK, at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_card_replaced_at_two_tills_at_once_is_replaced_once() -> None:
    held = card()
    tills = 4
    gate = threading.Barrier(tills)
    outcomes: list[str] = []

    def replace() -> None:
        gate.wait()
        try:
            outcomes.append(replace_card(number=held.number, actor=CLERK, at=AT).number)
        except CardNotInUse:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=replace) for _ in range(tills)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count("refused") == tills - 1
    assert Card.objects.get(status="active").number in outcomes
    assert Card.objects.count() == 2
