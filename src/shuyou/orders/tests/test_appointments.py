"""Turns to try or tune an instrument, never given twice; offers of partners, used by whoever may."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.services import merge_members, undo_merge
from shuyou.orders import queries, services
from shuyou.orders.errors.appointments import (
    AppointmentOver,
    OfferNotForReader,
    PlaceShut,
    StationUnknown,
    TurnPast,
    TurnTaken,
)
from shuyou.orders.models import Appointment, PartnerOffer, PartnerUse, Station
from shuyou.orders.services import AppointmentDraft, PartnerDraft, StationDraft
from shuyou.orders.tests.factories import AT, BOSS, CLERK, a_member
from shuyou.orders.tests.test_place_order_races import all_at_once
from shuyou.supply.models import PlaceStaff
from shuyou.supply.tests.factories import make_store

pytestmark = pytest.mark.django_db(transaction=True)

TEN = AT + timedelta(days=1)  # ten o'clock on a Monday, by the club's clock
TODAY = date(2026, 11, 22)


def a_station(name: str = "钢琴房") -> int:
    """Return a station of a shop that is open from nine to six, but for Tuesdays."""
    store = make_store(f"s{uuid4().hex[:6]}")
    store.hours = ["09:00-18:00", "", *["09:00-18:00"] * 5]
    store.save()
    return services.keep_station(StationDraft(place_id=store.pk, name=name, minutes=60), actor=BOSS, at=AT)


def a_turn(station_id: int, member_id: int, **more: object) -> AppointmentDraft:
    """Return a turn at ten, unless something else is said."""
    said = {"member_id": member_id, "station_id": station_id, "kind": "trial", "starts_at": TEN, **more}
    return AppointmentDraft(**said)  # type: ignore[arg-type]


@pytest.mark.feature("F136")
def test_a_turn_is_given_once_moved_and_judged_at_the_end() -> None:
    station, member = a_station(), a_member()
    calls: list[Callable[[], object]] = [
        partial(services.book_appointment, a_turn(station, a_member().pk, starts_at=start), actor=CLERK, at=AT)
        for start in [TEN, TEN + timedelta(minutes=30)] * 3
    ]
    answers = all_at_once(calls)
    assert sum(isinstance(one, str) for one in answers) == Appointment.objects.count() == 1
    assert {type(one) for one in answers} == {str, TurnTaken}

    other = a_station("吉他角")
    book = partial(services.book_appointment, actor=CLERK, at=AT)
    number = book(a_turn(other, member.pk))
    with pytest.raises(TurnTaken):  # the reader is elsewhere
        book(a_turn(a_station("鼓房"), member.pk))
    with pytest.raises(PlaceShut):
        book(a_turn(other, a_member().pk, starts_at=TEN + timedelta(days=1)))
    with pytest.raises(TurnPast):
        book(a_turn(other, a_member().pk, starts_at=AT - timedelta(hours=1)))
    later = TEN + timedelta(hours=2)
    services.move_appointment(number, starts_at=later, actor=CLERK, at=AT)
    assert book(a_turn(other, a_member().pk))  # ten is free again
    acceptance = services.Acceptance(is_accepted=False, findings="高音 C 走音", signed_by="林晚舟")
    services.accept_appointment(number, acceptance=acceptance, actor=CLERK, at=later)
    kept = Appointment.objects.get(number=number)
    assert (kept.state, kept.is_accepted, kept.moves, kept.starts_at) == ("done", False, 1, later)
    with pytest.raises(AppointmentOver):
        services.end_appointment(number, is_missed=True, actor=CLERK, at=later)


def test_two_with_turns_at_the_same_time_become_one_and_two_again() -> None:
    kept, absorbed = a_member(), a_member()
    numbers = [
        services.book_appointment(a_turn(a_station(), member.pk), actor=CLERK, at=AT) for member in (kept, absorbed)
    ]

    done = merge_members(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=BOSS, at=AT)

    turns = Appointment.objects.order_by("number").values_list("number", "member_id", "state")
    assert list(turns) == [(number, kept.pk, "booked") for number in numbers]
    other = a_station()
    calls: list[Callable[[], object]] = [
        partial(services.book_appointment, a_turn(one, kept.pk, starts_at=TEN + timedelta(hours=3)), actor=CLERK, at=AT)
        for one in [other, a_station()] * 3
    ]
    assert sum(isinstance(one, str) for one in all_at_once(calls)) == 1  # a reader is at one station at a time
    with pytest.raises(TurnTaken):
        services.move_appointment(numbers[0], starts_at=TEN + timedelta(hours=2, minutes=30), actor=CLERK, at=AT)
    undo_merge(merge_id=done.merge_id, actor=BOSS, at=AT)
    assert Appointment.objects.get(number=numbers[1]).member_id == absorbed.pk


def test_a_clerk_keeps_to_the_appointments_of_their_own_store() -> None:
    station, member = a_station(), a_member()
    number = services.book_appointment(a_turn(station, member.pk), actor=BOSS, at=AT)
    user = staff_with(Role.SHOP_CLERK)
    PlaceStaff.objects.create(user=user, warehouse=make_store("elsewhere"))
    clerk = Actor(STAFF, str(user.pk), "test", user.role_set)

    assert not queries.stations(actor=clerk)
    assert not queries.agenda(since=AT, until=AT + timedelta(days=2), actor=clerk)
    calls: list[Callable[[], object]] = [
        partial(queries.appointment_detail, number=number, actor=clerk),
        partial(services.end_appointment, number, is_missed=False, actor=clerk, at=AT),
        partial(services.move_appointment, number, starts_at=TEN + timedelta(hours=1), actor=clerk, at=AT),
        partial(services.book_appointment, a_turn(station, member.pk), actor=clerk, at=AT),
    ]
    for call in calls:
        with pytest.raises((NotFound, StationUnknown)):
            call()

    late = Station.objects.get(pk=station)
    late.place.hours = ["09:00-20:00", *["09:00-24:00"] * 6]
    late.place.save()
    book = partial(services.book_appointment, actor=BOSS, at=AT)
    eleven = TEN + timedelta(hours=13)
    with pytest.raises(PlaceShut):  # the turn would end at midnight
        book(a_turn(station, member.pk, starts_at=eleven))
    assert book(a_turn(station, member.pk, starts_at=eleven + timedelta(days=1)))


@pytest.mark.feature("F135")
def test_a_partners_offer_is_used_by_who_may_and_no_more_often_than_it_is_given() -> None:
    reader, other = a_member(), a_member()
    draft = PartnerDraft(
        code="tea", merchant="茶馆", name_zh="一壶龙井", name_en="", terms="", valid_from=TODAY, valid_to=TODAY,
        tiers=(reader.tier.code,), most_per_member=1, most_uses=2,
    )  # fmt: skip
    services.keep_partner_offer(draft, actor=BOSS, at=AT)
    use = partial(services.use_partner_offer, "tea", actor=CLERK)
    key = uuid4()
    assert [use(member_id=reader.pk, key=key, at=AT) for _twice in range(2)] == [1, 1]
    with pytest.raises(OfferNotForReader):
        use(member_id=reader.pk, key=uuid4(), at=AT)
    with pytest.raises(OfferNotForReader):
        use(member_id=other.pk, key=uuid4(), at=AT + timedelta(days=1))
    assert [row.code for row in queries.member_offers(
        member_id=other.pk, tier=other.tier.code, on=TODAY, actor=BOSS)] == ["tea"]  # fmt: skip
    assert not queries.member_offers(member_id=other.pk, tier="another", on=TODAY, actor=BOSS)
    calls: list[Callable[[], object]] = [
        partial(use, member_id=a_member().pk, key=uuid4(), at=AT) for _reader in range(6)
    ]

    answers = all_at_once(calls)

    assert [one for one in answers if isinstance(one, int)] == [1]
    assert PartnerOffer.objects.get().uses == PartnerUse.objects.count() == 2


@pytest.mark.feature("F135", "F136")
def test_agenda_and_offers_work_by_their_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(staff_with(Role.MANAGER))
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)
    station, member = a_station(), a_member()
    typed = {"reader": member.number, "station_id": str(station), "kind": "tuning", "starts_at": "2026-11-23T10:00"}
    assert client.post(reverse("orders:appointment_new"), {**typed, "reader": "?"}).status_code == 404
    booked = client.post(reverse("orders:appointment_new"), typed)
    number = Appointment.objects.get().number
    assert booked["Location"] == reverse("orders:appointment", args=[number])
    assert client.post(reverse("orders:appointment_new"), typed).status_code == 409
    for asked in ({"day": "2026-11-23"}, {"day": "2026-11-25", "span": "week"}):
        assert number in client.get(reverse("orders:agenda"), asked).content.decode()
    assert number not in client.get(reverse("orders:agenda"), {"day": "2026-11-24"}).content.decode()
    deed = partial(reverse, "orders:appointment_deed")
    assert client.post(deed(args=[number, "accept"]), {"findings": ""}).status_code == 422
    assert client.post(deed(args=[number, "move"]), {"starts_at": "soon"}).status_code == 422
    assert client.post(deed(args=[number, "praise"])).status_code == 404
    client.post(deed(args=[number, "accept"]), {"findings": "好", "accepted": "yes"})
    assert Appointment.objects.get().is_accepted
    assert "好" in client.get(reverse("orders:appointment", args=[number])).content.decode()

    offer = {
        "code": "play", "merchant": "剧院", "name_zh": "学生票", "valid_from": "2026-11-01", "valid_to": "2026-12-01",
        "most_per_member": "2", "is_active": "on",
    }  # fmt: skip
    assert client.post(reverse("orders:partner_new"), {**offer, "valid_to": "2026-10-01"}).status_code == 422
    client.post(reverse("orders:partner_new"), offer)
    page = reverse("orders:partner", args=["play"])
    assert client.post(page, {"reader": member.number, "key": str(uuid4())}).status_code == 303
    assert member.person.name in client.get(page).content.decode()
    assert "学生票" in client.get(reverse("orders:partners")).content.decode()
    panel = reverse("console:member_panel", args=[member.number, "partner-offers"])
    assert "学生票" in client.get(panel).content.decode()
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT + timedelta(hours=1))
    assert number in client.get(reverse("console:member", args=[member.number])).content.decode()
