"""A reader with a life in the club is erased: nothing personal stays anywhere, and every total stays as it was."""

import json
import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection, transaction

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import DomainError, NotPermitted
from shuyou.kernel.ledgers import differences
from shuyou.kernel.models import Erasure, EventRecord, RowChange
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import Clue, registry
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty import services as loyalty
from shuyou.members import services as members
from shuyou.members.errors.privacy import ConfirmationWrong, PersonErased, SamePersonApproves
from shuyou.members.models import (
    Card,
    Consent,
    Contact,
    Household,
    HouseholdPerson,
    Inquiry,
    ListExport,
    Member,
    Note,
    Paper,
    PersonalDataAccess,
    Preference,
    PrivacyRequest,
    Relation,
    SavedView,
    Task,
)
from shuyou.members.models.preferences import Attribute
from shuyou.members.queries import find_members
from shuyou.members.services import ConsentProof, MemberChanges, NewAddress
from shuyou.members.tests.factories import CardFactory, MemberFactory, PhoneFactory
from shuyou.orders import services as orders
from shuyou.orders.errors import OrdersOpen
from shuyou.orders.models import Draft, Order
from shuyou.orders.services import Destination, PaymentDraft, Wanted
from shuyou.orders.tests.factories import AT, CLERK, a_draft, a_title

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_own_folder")]

PERSONAL = (
    "欧阳霁月", "ouyangjiyue", "15912340987", "1591 2340 987", "jiyue.ouyang@mail.example", "听雪斋路", "311499",
    "1987-03-09", "青花瓷", "欧阳太太", "66669999888", "北大 2005", "%E6%AC%A7%E9%98%B3", "邻居代收", "jiyue",
)  # fmt: skip
"""What only this reader brought into the house; some as it was typed, some as addresses of pages write it."""

MANAGER, OTHER_MANAGER = (Actor(STAFF, key, "test", frozenset({Role.MANAGER})) for key in ("901", "902"))
AGENT = Actor(STAFF, "903", "test", frozenset({Role.SERVICE_AGENT}))


@pytest.fixture
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))


@pytest.fixture
def reader(tmp_path: Path) -> Member:
    """Return a reader about whom every package knows something, in old versions and in texts about others too."""
    member = MemberFactory.create(person__name="欧阳霁月", person__pinyin="ouyangjiyue", person__initials="oyjy")
    member.person.birth_date, member.person.photo = date(1987, 3, 9), "photos/face.jpg"
    member.person.save()
    PhoneFactory.create(person=member.person, digits="15912340987")
    CardFactory.create(member=member, number="66669999888", proof="北大 2005")
    address = NewAddress(province="浙江", city="杭州市", street="听雪斋路 9 号", postcode="311499")
    changes = MemberChanges(email="jiyue.ouyang@mail.example", address=address)
    members.edit_member(member_id=member.pk, changes=changes, actor=AGENT, at=AT)
    members.edit_member(member_id=member.pk, changes=MemberChanges(name="欧阳霁月氏"), actor=AGENT, at=AT)
    members.edit_member(member_id=member.pk, changes=MemberChanges(name="欧阳霁月"), actor=AGENT, at=AT)
    second = members.add_contact(member_id=member.pk, value="jiyue@home.example", actor=AGENT, at=AT)
    members.remove_contact(member_id=member.pk, kind="email", contact_id=second, actor=AGENT, at=AT)
    proof = ConsentProof(given_via="phone", evidence="录音 15912340987")
    members.record_consent(member_id=member.pk, purpose="marketing", is_granted=True, proof=proof, actor=AGENT, at=AT)
    members.record_access(person_id=member.pk, part="page", reason="欧阳太太来电", actor=AGENT, at=AT)
    _write_about(member, tmp_path)
    _mention_elsewhere(member)
    return member


def _write_about(member: Member, folder: Path) -> None:
    """Put rows into every other table that knows persons, and files beside them."""
    person = member.person
    for name in ("photos/face.jpg", "papers/form.jpg"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("欧阳霁月")
    Note.objects.create(person=person, text="喜欢青花瓷，电话 1591 2340 987", at=AT)
    Task.objects.create(person=person, title="回电欧阳霁月", due_at=AT, created_by="staff:1", created_at=AT)
    Contact.objects.create(
        person=person, channel="phone", direction="in", recognition="name", topic="青花瓷", text="欧阳太太问书", at=AT
    )
    Inquiry.objects.create(person=person, kind="search", channel="web", text="青花瓷", at=AT)
    Paper.objects.create(
        person=person, kind="application", status="filed", file="papers/form.jpg", file_name="欧阳霁月.jpg",
        media_type="image/jpeg", size=3, digest="0" * 64, added_by="staff:1", added_at=AT,
    )  # fmt: skip
    hobby = Attribute.objects.create(
        code="erase-test", group="life", kind="text", name_zh="爱好", name_en="Hobby", added_at=AT
    )
    Preference.objects.create(
        person=person, attribute=hobby, value="青花瓷", source="declared", via="phone", recorded_by="staff:1", at=AT
    )
    household = Household.objects.create(name="欧阳霁月一家", created_at=AT)
    HouseholdPerson.objects.create(person=person, household=household)
    clerk = staff_with(Role.CALL_AGENT)
    Draft.objects.create(member=member, clerk=clerk, content={"note": "邻居代收"}, updated_at=AT)


def _mention_elsewhere(member: Member) -> None:
    """Mention the reader where rows belong to others: a daughter's note, a saved list, a list taken out."""
    daughter = MemberFactory.create(person__name="苏小满", person__pinyin="suxiaoman")
    Relation.objects.create(
        person=member.person, other=daughter.person, role="parent", note="欧阳太太的女儿", recorded_at=AT
    )
    Note.objects.create(person=daughter.person, text="妈妈是欧阳霁月，手机15912340987；爱看绘本", at=AT)
    keeper = staff_with(Role.MANAGER)
    query = "name=%E6%AC%A7%E9%98%B3%E9%9C%81%E6%9C%88&q=15912340987"
    SavedView.objects.create(name="欧阳霁月", owner=keeper, query=query, created_at=AT)
    ListExport.objects.create(query=query, reason="核对", status="ready", asked_by=keeper, asked_at=AT)
    members.note_export(wanted="email=jiyue.ouyang%40mail.example", actor=MANAGER, at=AT)


def bought(member: Member) -> Order:
    """Return an order of the reader, paid, delivered and with a note."""
    title = a_title(5)
    draft = a_draft(member.pk, Wanted(title.pk, 2))
    home = Destination("欧阳霁月", "15912340987", "浙江省杭州市听雪斋路 9 号", "311499")
    placed = orders.place_order(replace(draft, destination=home, note="邻居代收"), actor=CLERK, at=AT)
    Order.objects.filter(pk=placed.order_id).update(phone="13900000000")  # a change that the history keeps
    Order.objects.filter(pk=placed.order_id).update(phone="15912340987")
    return Order.objects.get(pk=placed.order_id)


def finish(order: Order) -> None:
    boss = Actor(STAFF, "904", "test", frozenset({Role.ADMINISTRATOR}))
    paid = PaymentDraft(number=order.number, amount=order.total, tender="remittance", reference="R-1")
    orders.take_payment(paid, actor=boss, at=AT)
    orders.pick_order(order.number, actor=boss, at=AT)
    orders.ship_order(order.number, waybill="SF1", actor=boss, at=AT)
    orders.deliver_order(order.number, actor=boss, at=AT)
    with transaction.atomic():
        loyalty.earn_points(member_id=order.owner_id, amount=order.total, source=f"order:{order.number}", at=AT)


def asked(member: Member) -> UUID:
    """Record the reader's wish to be erased."""
    return members.record_privacy_request(
        member_id=member.pk, kind="erase", asked_via="phone", note="欧阳太太来电", actor=MANAGER, at=AT
    )


def leftovers(folder: Path, log: str, words: Sequence[str] = PERSONAL) -> list[str]:
    """Return each place where a personal string is left: rows of all tables as text, files, and what was logged."""
    found = [f"log: {word}" for word in words if word.lower() in log.lower()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t")
            rows = "\n".join(row[0] for row in cursor.fetchall()).lower()
            found += [f"{table}: {word}" for word in words if word.lower() in rows]
    for path in folder.rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "ignore")
            found += [f"{path.name}: {word}" for word in words if word in text]
    return found


TOTALS: Mapping[str, str] = {
    "orders": "SELECT count(*), sum(total), sum(paid_total), sum(list_total), sum(net_total) FROM orders_order",
    "lines": "SELECT sum(quantity), sum(net_amount), count(DISTINCT member_id) FROM orders_orderline",
    "by month": "SELECT date_trunc('month', placed_at), state, channel, sum(total) FROM orders_order"
    " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "money": "SELECT count(*), sum(amount) FROM payments_receipt",
    "points": "SELECT count(*), sum(points) FROM loyalty_pointsentry",
    "lots": "SELECT count(*), sum(remaining) FROM loyalty_pointslot",
    "balances": "SELECT count(*), sum(balance) FROM loyalty_pointsaccount",
    "stock": "SELECT count(*), sum(quantity) FROM supply_movement",
    "members": "SELECT tier_id, count(*) FROM members_member GROUP BY 1 ORDER BY 1",
    "joined": "SELECT joined_on, count(*) FROM members_member GROUP BY 1 ORDER BY 1",
    "recognised": "SELECT channel, recognition, count(*) FROM members_contact GROUP BY 1, 2 ORDER BY 1, 2",
    "asked": "SELECT kind, count(*) FROM members_inquiry GROUP BY 1 ORDER BY 1",
    "said": "SELECT purpose, channel, is_granted, count(*) FROM members_consent GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
}


def totals() -> dict[str, list[tuple[object, ...]]]:
    """Return the figures of every report that the product draws from these tables."""
    with connection.cursor() as cursor:
        found = {}
        for name, sql in TOTALS.items():
            cursor.execute(sql)
            found[name] = cursor.fetchall()
    return found


@pytest.mark.feature("F020")
def test_nothing_personal_is_left_and_every_total_stays(
    reader: Member, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    finish(bought(reader))
    uid, before = asked(reader), totals()
    told = leftovers(tmp_path, "")
    assert {word for _, _, word in (line.partition(": ") for line in told)} >= set(PERSONAL) - {"1591 2340 987"}

    erased = members.erase_person(uid=uid, typed=reader.number, actor=OTHER_MANAGER, at=AT)

    assert leftovers(tmp_path, caplog.text) == []
    assert totals() == before
    assert differences() == []
    assert erased.files == 2
    assert list((tmp_path / "papers").iterdir()) == list((tmp_path / "photos").iterdir()) == []
    request = PrivacyRequest.objects.get(uid=uid)
    assert (request.status, request.done_by, request.recorded_by) == ("done", "staff:902", "staff:901")
    assert str(erased.erasure_id) in request.outcome
    assert Erasure.objects.filter(pk=erased.erasure_id, people=[reader.pk], files=[]).count() == 1


def test_who_was_erased_is_found_by_nothing_and_can_do_nothing(reader: Member) -> None:
    members.erase_person(uid=asked(reader), typed=reader.number, actor=OTHER_MANAGER, at=AT)

    clues = ("欧阳霁月", "15912340987", "66669999888", "jiyue.ouyang@mail.example", "ouyangjiyue")
    assert [find_members(clue=Clue.of(clue), actor=AGENT, limit=5) for clue in clues] == [[]] * len(clues)
    assert Card.objects.get(member=reader).status == Card.Status.EXPIRED
    with pytest.raises(PersonErased):
        orders.place_order(a_draft(reader.pk, Wanted(a_title(1).pk, 1)), actor=CLERK, at=AT)
    with pytest.raises(PersonErased):
        members.edit_member(member_id=reader.pk, changes=MemberChanges(name="欧阳霁月"), actor=AGENT, at=AT)


def test_the_words_about_others_stay_but_for_the_name(reader: Member) -> None:
    members.erase_person(uid=asked(reader), typed=reader.number, actor=OTHER_MANAGER, at=AT)

    assert Note.objects.get().text == "妈妈是•••，手机•••；爱看绘本"
    assert Member.objects.filter(person__name="苏小满").count() == 1


def test_parcels_under_way_stand_against_it_and_nothing_moves(reader: Member) -> None:
    order, uid = bought(reader), asked(reader)
    before = (RowChange.objects.count(), EventRecord.objects.count(), totals())

    with pytest.raises(OrdersOpen) as refusal:
        members.erase_person(uid=uid, typed=reader.number, actor=OTHER_MANAGER, at=AT)

    assert refusal.value.params == {"numbers": order.number}
    assert (RowChange.objects.count(), EventRecord.objects.count(), totals()) == before
    assert Erasure.objects.count() == 0
    assert Member.objects.get(pk=reader.pk).person.name == "欧阳霁月"


@pytest.mark.parametrize(
    ("actor", "typed", "refused"),
    [
        (MANAGER, None, SamePersonApproves),
        (AGENT, None, NotPermitted),
        (OTHER_MANAGER, "M1", ConfirmationWrong),
        (OTHER_MANAGER, "", ConfirmationWrong),
    ],
)
def test_it_takes_a_second_person_and_the_number_typed(
    reader: Member, actor: Actor, typed: str | None, refused: type[DomainError]
) -> None:
    uid = asked(reader)

    with pytest.raises(refused):
        members.erase_person(uid=uid, typed=reader.number if typed is None else typed, actor=actor, at=AT)

    assert PrivacyRequest.objects.get(uid=uid).status == "open"
    assert Member.objects.get(pk=reader.pk).person.erased_at is None


def test_whoever_writes_meanwhile_comes_before_or_not_at_all(reader: Member) -> None:
    uid, start, writers = asked(reader), Barrier(9), 8

    def write(number: int) -> str:
        start.wait(20)
        try:
            members.add_note(member_id=reader.pk, text=f"欧阳霁月 {number}", actor=Actor.job("test"), at=AT)
        except PersonErased:
            return "refused"
        finally:
            connection.close()
        return "written"

    def erase() -> str:
        start.wait(20)
        try:
            members.erase_person(uid=uid, typed=reader.number, actor=OTHER_MANAGER, at=AT)
        finally:
            connection.close()
        return "erased"

    with ThreadPoolExecutor(writers + 1) as pool:
        ends = [pool.submit(write, number) for number in range(writers)] + [pool.submit(erase)]
        said = [end.result(60) for end in ends]

    assert (said[-1], set(said[:-1]) <= {"refused", "written"}) == ("erased", True)
    assert Note.objects.filter(person=reader.person).count() == 0


def test_the_database_too_wants_a_second_person(reader: Member) -> None:
    asked(reader)

    with pytest.raises(DatabaseError, match="nobody_erases_alone"):
        PrivacyRequest.objects.filter(kind="erase").update(status="done", done_by="staff:901")


# --- the way through append-only tables


def together(*statements: str) -> None:
    """Run statements in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in filter(None, statements):
            cursor.execute(statement)


@pytest.mark.parametrize("opening", ["", "SELECT set_config('shuyou.erasing', 'on', true)"])
def test_a_setting_alone_opens_nothing(reader: Member, opening: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        together(opening, "UPDATE members_consent SET evidence = ''")

    assert Consent.objects.exclude(evidence="").count() == 1


def test_a_pass_ends_with_its_transaction(reader: Member) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT kernel_begin_erasure('test', '{}')")
        cursor.execute("SELECT kernel_is_erasing()")
        assert cursor.fetchone() == (True,)

    with pytest.raises(DatabaseError, match="append-only"):
        together("SELECT set_config('shuyou.erasing', 'on', true)", "DELETE FROM members_consent")
    assert Erasure.objects.count() == 1


@pytest.mark.parametrize("table", ["loyalty_pointsentry", "payments_receipt", "supply_movement"])
def test_ledgers_refuse_change_even_during_an_erasure(reader: Member, table: str) -> None:
    finish(bought(reader))

    with pytest.raises(DatabaseError, match="append-only"):
        together("SELECT kernel_begin_erasure('test', '{}')", f"DELETE FROM {table}")


# --- a copy of everything


def test_the_copy_holds_what_every_package_keeps(reader: Member) -> None:
    finish(bought(reader))
    uid = members.record_privacy_request(member_id=reader.pk, kind="export", asked_via="web", actor=AGENT, at=AT)

    copy = members.tell_personal_data(member_id=reader.pk, form="json", actor=AGENT, at=AT)

    told = json.loads(copy.content)
    tables = {table["name"]: table["rows"] for table in told["tables"]}
    assert told["format"] == "shuyou.personal-data/1"
    assert tables["members_person"][0]["name"] == "欧阳霁月"
    assert tables["orders_order"][0]["address"] == "浙江省杭州市听雪斋路 9 号"
    assert Decimal(str(tables["payments_receipt"][0]["amount"])) == Order.objects.get().total
    assert {"members_phone", "members_consent", "orders_orderline", "loyalty_pointsaccount"} <= set(tables)
    assert all(word in copy.content.decode() for word in ("青花瓷", "欧阳太太", "66669999888"))
    assert "妈妈" not in copy.content.decode()
    assert PrivacyRequest.objects.get(uid=uid).status == "done"
    assert PersonalDataAccess.objects.filter(part="copy", actor_id="903").count() == 1


def test_every_table_that_points_at_persons_says_what_becomes_of_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
            " AND confrelid IN ('members_person'::regclass, 'members_member'::regclass)"
        )
        pointing = {row[0] for row in cursor.fetchall()}

    assert pointing - {table.name for table in registry.personal} == set()
