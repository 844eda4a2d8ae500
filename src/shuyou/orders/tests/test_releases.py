"""Limited editions: who may want one, who is told, whose turn it is, the last copy, and copies nobody claimed."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.catalog.models import Item, Series
from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.services import TableDraft, TermsDraft, publish_tier_table, write_tier_table
from shuyou.members.models import Consent, Member, Tier
from shuyou.members.tests.factories import AddressFactory
from shuyou.orders import queries, services, tasks
from shuyou.orders.errors.releases import EnoughCopies, ReleaseNotOpen, ReservationOver
from shuyou.orders.models import CopyReservation, Notice, Order, ReleaseIntent
from shuyou.orders.services import ClaimGoing, ReleaseDraft, Reserved
from shuyou.orders.tests.factories import AT, BOSS, CLERK, HOME, a_draft, a_member, a_title
from shuyou.orders.tests.test_place_order_races import all_at_once
from shuyou.supply.models import Shelf

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, ALL = AT + timedelta(days=1), AT + timedelta(days=3)
SOON, LATE = FIRST + timedelta(hours=1), ALL + timedelta(hours=1)
GOING = ClaimGoing(payment="remittance", destination=HOME)


def a_vip() -> Member:
    """Return a member of the highest tier."""
    member = a_member()
    top, _is_new = Tier.objects.get_or_create(
        code="top",
        defaults={"name_zh": "至尊", "name_en": "Top", "style": 1, "rank": 99, "price_list": member.tier.price_list},
    )
    Member.objects.filter(pk=member.pk).update(tier=top)
    return member


def a_release(item: Item, copies: int, *, tier: str = "top") -> str:
    """Return the number of a limited edition that is given out."""
    draft = ReleaseDraft(
        item_id=item.pk, copies=copies, most_per_member=1, first_tier=tier, first_from=FIRST, all_from=ALL,
        hold_hours=48,
    )  # fmt: skip
    number = services.write_release(draft, actor=BOSS, at=AT)
    services.move_release(number, is_open=True, actor=BOSS, at=AT)
    return number


@pytest.mark.feature("F051", "F120")
def test_readers_are_found_by_what_they_bought_and_told_in_their_turn_if_they_allow_it() -> None:
    series = Series.objects.create(name="江南丛书")
    limited, volume = a_title(2), a_title(9)
    Item.objects.filter(pk__in=[limited.pk, volume.pk]).update(series=series)
    vip, plain, stranger = a_vip(), a_member(), a_member()
    for member in (vip, plain):
        services.place_order(a_draft(member.pk, services.Wanted(volume.pk, 1)), actor=CLERK, at=AT)
    services.place_order(a_draft(stranger.pk, services.Wanted(a_title(3).pk, 1)), actor=CLERK, at=AT)
    number = a_release(limited, 2)

    assert services.gather_readers(number, since=AT - timedelta(days=900), actor=BOSS, at=AT) == 2
    found = {row.member_number: row.reasons for row in queries.release_readers(number=number, actor=BOSS)}
    assert found == {vip.number: {"series": 1}, plain.number: {"series": 1}}
    assert services.tell_readers(number, actor=BOSS, at=AT) == 0  # nobody said that they want offers
    for member in (vip, plain):
        Consent.objects.create(
            person_id=member.pk, purpose="marketing", channel="email", is_granted=True, text_version="1",
            given_via="web", recorded_by="test", at=AT - timedelta(days=9),
        )  # fmt: skip
    assert services.tell_readers(number, actor=BOSS, at=SOON) == 1
    assert Notice.objects.get().member_id == vip.pk
    assert services.tell_readers(number, actor=BOSS, at=LATE) == 1
    assert services.tell_readers(number, actor=BOSS, at=LATE) == 0
    services.finish_notice(Notice.objects.filter(member=vip).get().pk, is_sent=True, actor=CLERK, at=LATE)
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["sent", "waiting"]


@pytest.mark.feature("F051", "F120")
def test_a_copy_is_given_in_turn_ordered_once_or_goes_on_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    item, vip, first, second = a_title(1), a_vip(), a_member(), a_member()
    number = a_release(item, 1)
    ask = partial(services.ask_for_copy, number, actor=CLERK)
    with pytest.raises(ReleaseNotOpen):
        ask(member_id=first.pk, at=SOON)
    reserved = ask(member_id=vip.pk, at=SOON)
    assert (reserved.copy, reserved.until) == ("1/1", SOON + timedelta(hours=48))
    with pytest.raises(EnoughCopies):
        ask(member_id=vip.pk, at=SOON)
    assert [ask(member_id=one.pk, at=LATE).place for one in (first, second)] == [1, 2]
    assert Shelf.objects.get(item=item).reserved == 1

    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: LATE)
    assert tasks.pass_copies_on(0) == 1
    with pytest.raises(ReservationOver):
        services.claim_copy(reserved.reservation_id, going=GOING, actor=CLERK, at=LATE)
    held = CopyReservation.objects.get(state="held")
    assert {held.member_id, Notice.objects.get().member_id} == {first.pk}
    assert Shelf.objects.get(item=item).reserved == 1
    placed = [services.claim_copy(held.pk, going=GOING, actor=CLERK, at=LATE) for _twice in range(2)]
    assert [one.is_repeat for one in placed] == [False, True]
    order = Order.objects.get()
    assert (order.member_id, "1/1" in order.note) == (first.pk, True)
    assert tasks.pass_copies_on(0) == 0
    assert ReleaseIntent.objects.get(asked_at__isnull=False).member_id == second.pk


def test_a_tier_with_days_before_others_may_choose_so_much_earlier() -> None:
    early, other = a_member(), a_member()
    Member.objects.filter(pk=early.pk).update(tier=Tier.objects.exclude(pk=other.tier_id).order_by("rank")[0])
    terms = [
        TermsDraft(tier=tier.code, price_list=tier.price_list, event_days=0 if tier.pk == other.tier_id else 1)
        for tier in Tier.objects.order_by("rank")
    ]
    write_tier_table(TableDraft(terms=terms), actor=BOSS, at=AT)
    publish_tier_table(actor=BOSS, at=AT)
    a_vip()
    ask = partial(services.ask_for_copy, a_release(a_title(2), 2), actor=CLERK)

    with pytest.raises(ReleaseNotOpen):
        ask(member_id=early.pk, at=ALL - timedelta(hours=25))
    with pytest.raises(ReleaseNotOpen):
        ask(member_id=other.pk, at=ALL - timedelta(hours=23))

    assert ask(member_id=early.pk, at=ALL - timedelta(hours=23)).copy == "1/2"


@pytest.mark.feature("F120")
def test_the_last_copies_go_to_as_many_readers_however_many_ask_at_once() -> None:
    item = a_title(9)
    number = a_release(item, 2)
    readers = [a_member() for _ in range(8)]
    calls: list[Callable[[], object]] = [
        partial(services.ask_for_copy, number, member_id=reader.pk, actor=CLERK, at=LATE)
        for reader in readers
        for _click in range(2)
    ]

    answers = all_at_once(calls)

    got = [one.copy for one in answers if isinstance(one, Reserved) and one.copy]
    assert sorted(got) == ["1/2", "2/2"]
    assert CopyReservation.objects.count() == Shelf.objects.get(item=item).reserved == 2
    assert ReleaseIntent.objects.filter(asked_at__isnull=False).count() == 6


@pytest.mark.feature("F120")
def test_a_limited_edition_is_given_out_by_its_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(staff_with(Role.MANAGER))
    item, member = a_title(3), a_member()
    AddressFactory.create(person=member.person)
    IdentifierFactory.create(item=item, value="9787530216835")
    tier = member.tier.code
    typed = {
        "title": "9787530216835", "copies": "3", "most_per_member": "1", "first_tier": tier, "hold_hours": "24",
        "first_from": "2026-11-20T09:00", "all_from": "2026-11-19T09:00",
    }  # fmt: skip
    assert client.get(reverse("orders:release_new")).status_code == 200
    assert client.post(reverse("orders:release_new"), typed).status_code == 422
    made = client.post(reverse("orders:release_new"), {**typed, "all_from": "2026-11-21T09:00"})
    number = made["Location"].rstrip("/").split("/")[-1]
    deeds = {what: reverse("orders:release_deed", args=[number, what]) for what in ("open", "gather", "tell", "ask")}
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)
    for what in ("open", "gather", "tell"):
        assert client.post(deeds[what]).status_code == 303
    assert client.post(deeds["ask"], {"reader": "nobody"}).status_code == 404
    client.post(deeds["ask"], {"reader": member.number})
    held = CopyReservation.objects.get()
    claim = reverse("orders:copy_deed", args=[number, held.pk, "claim"])
    assert client.post(claim, {"payment": "cod"}).status_code == 303
    page = client.get(reverse("orders:release", args=[number])).content.decode()
    assert "1/3" in page
    assert Order.objects.get().number in page
    assert number in client.get(reverse("orders:releases")).content.decode()
    assert client.get(reverse("orders:notices")).status_code == 200
