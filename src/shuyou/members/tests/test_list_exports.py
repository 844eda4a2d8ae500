"""Lists that leave the house as files: who may, what is in them, whose word it takes."""

import csv
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO, StringIO
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from shuyou.kernel import clock
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.models import EventRecord, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.models import ExportLimit, ListExport, Member, Person
from shuyou.members.rules.listing import MemberFilter, packed
from shuyou.members.services import ExportDraft, ask_export
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PhoneFactory
from shuyou.members.tests.test_lists import LIST, signed_in

pytestmark = pytest.mark.django_db
EXPORTS = f"{LIST}exports/"


@pytest.fixture
def member() -> Member:
    """Return a member whose name a spreadsheet would run."""
    member = MemberFactory.create(person__name="=周慕白")
    PhoneFactory.create(person=member.person, digits="13800002046")
    AddressFactory.create(person=member.person)
    return member


def limit(role: str, **limits: int) -> None:
    ExportLimit.objects.filter(role=role).update(**limits)


def ask(client: Client, query: str = "city=杭州", **typed: str | list[str]) -> int:
    return client.post(f"{LIST}export/?{query}", {"columns": ["number", "phone"], **typed}).status_code


def take(client: Client, kind: str = "csv") -> bytes:
    answer = client.post(f"{EXPORTS}{ListExport.objects.latest('pk').uid}/{kind}/")
    assert answer.status_code == 200, answer.content
    return answer.getvalue()


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode().removeprefix("\ufeff"))))


@pytest.mark.feature("F020")
def test_a_masked_file_says_who_took_it(client: Client, member: Member) -> None:
    user = signed_in(client, Role.CALL_AGENT)
    MemberFactory.create(person__name="王一")

    assert ask(client) == 303
    export = ListExport.objects.get()
    answer = client.post(f"{EXPORTS}{export.uid}/csv/")
    _header, row, mark = rows_of(answer.getvalue())

    assert row == ["'=周慕白", member.number, "138 **** 2046"]
    assert mark[0].startswith(f"Export {export.pk} · {user.full_name} · ")
    assert str(export.pk) in answer.headers["Content-Disposition"]
    told = EventRecord.objects.get(name="members.export_taken")
    assert (told.actor_id, told.payload["export_id"], told.payload["rows"]) == (str(user.pk), export.pk, 1)
    export.refresh_from_db()
    assert export.taken_at is not None


def test_a_workbook_carries_the_mark_in_a_hidden_column(client: Client, member: Member) -> None:
    signed_in(client, Role.CALL_AGENT)
    ask(client)

    sheet = load_workbook(BytesIO(take(client, "xlsx"))).active

    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:3] == ["'=周慕白", member.number, "138 **** 2046"]
    assert sheet["D2"].value == str(ListExport.objects.get().pk)
    assert sheet.column_dimensions["D"].hidden


def test_a_masked_file_says_neither_the_card_nor_the_day_of_birth(client: Client, member: Member) -> None:
    CardFactory.create(member=member, number="6688000012345")
    Person.objects.filter(pk=member.pk).update(birth_date=date(1987, 3, 9))
    shown = ["card", "birthday", "phone"]
    signed_in(client, Role.MARKETER)
    ask(client, columns=shown)
    page = client.get(f"{LIST}?columns=card,birthday,phone").content.decode()

    assert rows_of(take(client))[1][1:] == ["**** 2345", "1987", "138 **** 2046"]
    assert "**** 2345" in page
    assert not [secret for secret in ("6688 0000", "1987-03-09", "13800002046") if secret in page]

    signed_in(client, Role.MANAGER)
    assert "6688 0000 1234 5" in client.get(f"{LIST}?columns=card").content.decode()
    ask(client, columns=shown)
    assert rows_of(take(client))[1][1:] == ["**** 2345", "1987", "138 **** 2046"]
    ask(client, columns=shown, is_open="on", reason="Cards are printed anew")
    assert rows_of(take(client))[1][1:] == ["6688 0000 1234 5", "1987-03-09", "13800002046"]


def test_many_files_of_a_few_are_a_file_of_many(client: Client, member: Member) -> None:
    limit("manager", open_rows=2, open_rows_per_day=2)
    signed_in(client, Role.MANAGER)

    for _ in range(4):
        ask(client, is_open="on", reason="Letters")

    assert list(ListExport.objects.order_by("pk").values_list("status", flat=True)) == [
        "ready",
        "ready",
        "asked",
        "asked",
    ]


def test_a_masked_list_of_many_waits_for_a_colleague_however_it_is_split(client: Client, member: Member) -> None:
    others = [MemberFactory.create(joined_via="web") for _ in range(5)]
    limit("marketer", rows=3, rows_per_day=4)
    signed_in(client, Role.MARKETER)

    assert ask(client, query="joined_via=web") == 422
    assert ListExport.objects.count() == 0
    assert ask(client, query="joined_via=web", reason="Letters") == 303
    for one in others:
        assert ask(client, query=f"chosen={packed([one.pk])}", reason="Letters") == 303

    kept = ListExport.objects.order_by("pk").values_list("rows", "status")
    assert list(kept) == [(5, "asked"), *[(1, "ready")] * 4, (1, "asked")]
    assert client.post(f"{EXPORTS}{ListExport.objects.latest('pk').uid}/csv/").status_code == 409
    asked = EventRecord.objects.filter(name="members.export_asked").order_by("pk")
    assert [one.payload["needs_approval"] for one in asked] == [True, *[False] * 4, True]

    uid = ListExport.objects.earliest("pk").uid
    signed_in(client, Role.MANAGER)
    assert client.post(f"{EXPORTS}{uid}/decide/", {"is_approved": "1"}).status_code == 303
    decided = ListExport.objects.get(uid=uid)
    assert (decided.status, decided.decided_by_id) != ("ready", decided.asked_by_id)


def test_what_a_colleague_allowed_does_not_count_against_the_day(client: Client, member: Member) -> None:
    limit("marketer", rows=0, rows_per_day=1)
    asker = signed_in(client, Role.MARKETER)
    ask(client, reason="Letters")
    signed_in(client, Role.MANAGER)
    client.post(f"{EXPORTS}{ListExport.objects.get().uid}/decide/", {"is_approved": "1"})
    limit("marketer", rows=1)

    client.force_login(User.objects.get(pk=asker.pk))

    assert ask(client) == 303
    assert ListExport.objects.latest("pk").status == "ready"


def test_limits_are_seen_by_who_approves_and_set_by_an_administrator(client: Client) -> None:
    page = "/console/settings/files/"
    typed = {"role": "marketer", "rows": "2，000", "rows_per_day": "5,000", "open_rows": "0", "open_rows_per_day": "0"}
    signed_in(client, Role.MARKETER)
    assert client.get(page).status_code == 403
    signed_in(client, Role.MANAGER)
    assert "<input class" not in client.get(page).content.decode().split("<main")[1]
    assert client.post(page, typed).status_code == 403

    signed_in(client, Role.ADMINISTRATOR)
    for wrong in ({"rows": "many"}, {"rows_per_day": "1999"}, {"open_rows": "1"}):
        assert client.post(page, typed | wrong).status_code == 422
    assert client.post(page, typed).status_code == 303
    kept = ExportLimit.objects.get(role="marketer")
    assert (kept.rows, kept.rows_per_day, kept.open_rows) == (2000, 5000, 0)
    assert "1,000 → 2,000" in client.get(page).content.decode()
    assert EventRecord.objects.get(name="members.export_limit_set").payload["rows"] == 2000


@pytest.mark.django_db(transaction=True)
def test_files_asked_for_at_once_are_counted_together() -> None:
    limit("manager", open_rows=1, open_rows_per_day=1)
    MemberFactory.create()
    user, start = staff_with(Role.MANAGER), Barrier(6)
    draft = ExportDraft(wanted=MemberFilter(), query="", columns=["number"], is_masked=False, reason="Letters")

    def ask_once(_number: int) -> None:
        try:
            start.wait(20)
            ask_export(draft, actor=Actor(STAFF, str(user.pk), "test", frozenset({Role.MANAGER})), at=clock.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(ask_once, range(6)))

    assert sorted(ListExport.objects.values_list("status", flat=True)) == ["asked"] * 5 + ["ready"]


def test_contacts_in_full_need_a_permission_and_a_reason(client: Client, member: Member) -> None:
    signed_in(client, Role.CALL_AGENT)
    ask(client, is_open="on", reason="mailing")
    assert ListExport.objects.get().is_masked

    signed_in(client, Role.MANAGER)
    assert ask(client, is_open="on") == 422
    assert ListExport.objects.count() == 1
    assert ask(client, is_open="on", reason="Letters for the fair") == 303
    assert rows_of(take(client))[1][2] == "13800002046"


def test_many_in_full_wait_for_a_second_person(client: Client, member: Member) -> None:
    limit("manager", open_rows=0, open_rows_per_day=0)
    asker = signed_in(client, Role.MANAGER)
    ask(client, is_open="on", reason="Letters")
    export = ListExport.objects.get()
    take_url, decide_url = f"{EXPORTS}{export.uid}/csv/", f"{EXPORTS}{export.uid}/decide/"

    assert export.status == "asked"
    assert client.post(take_url).status_code == 409
    assert client.post(decide_url, {"is_approved": "1"}).status_code == 403

    signed_in(client, Role.CALL_AGENT)
    assert client.post(decide_url, {"is_approved": "1"}).status_code == 403

    signed_in(client, Role.MANAGER)
    assert "Letters" in client.get(EXPORTS).content.decode()
    assert client.post(decide_url, {"is_approved": "1"}).status_code == 303
    assert client.post(decide_url, {"is_approved": "0"}).status_code == 409
    assert client.post(take_url).status_code == 404

    client.force_login(User.objects.get(pk=asker.pk))
    assert rows_of(take(client))[1][2] == "13800002046"


def test_a_refused_file_is_never_taken(client: Client, member: Member) -> None:
    limit("manager", open_rows=0, open_rows_per_day=0)
    asker = signed_in(client, Role.MANAGER)
    ask(client, is_open="on", reason="Letters")
    uid = ListExport.objects.get().uid
    signed_in(client, Role.MANAGER)
    client.post(f"{EXPORTS}{uid}/decide/", {"is_approved": "0"})

    client.force_login(User.objects.get(pk=asker.pk))

    assert client.post(f"{EXPORTS}{uid}/csv/").status_code == 409
    assert not EventRecord.objects.filter(name="members.export_taken").exists()


def test_who_asked_not_to_be_used_is_in_no_file(client: Client, member: Member) -> None:
    signed_in(client, Role.CALL_AGENT)
    left_out = MemberFactory.create(person__is_restricted=True)
    ask(client, query="")

    assert left_out.number not in take(client).decode()

    assert ask(client, query="restricted=yes") == 409


def test_a_file_never_holds_more_than_was_asked_for(client: Client, member: Member) -> None:
    signed_in(client, Role.CALL_AGENT)
    ask(client, query="sort=number&way=up")
    Person.objects.filter(pk=member.pk).update(name="周慕白")
    MemberFactory.create(number="M9999999999")

    assert len(rows_of(take(client))) == 3


@pytest.mark.feature("F020")
def test_however_often_a_file_is_taken_it_holds_those_asked_for_who_pass_still(client: Client, member: Member) -> None:
    limit("call_agent", rows=1, rows_per_day=1)
    first, second = MemberFactory.create(joined_via="web"), MemberFactory.create(joined_via="phone")
    signed_in(client, Role.CALL_AGENT)
    ask(client, query="joined_via=web")
    held = [{first.number}]
    for by_web in (second, first):
        Member.objects.exclude(pk=by_web.pk).update(joined_via="phone")
        Member.objects.filter(pk=by_web.pk).update(joined_via="web")
        held.append({row[1] for row in rows_of(take(client))[1:-1]})

    assert held == [{first.number}, set(), {first.number}]

    ListExport.objects.update(people=None)  # asked for before anybody was named
    assert client.post(f"{EXPORTS}{ListExport.objects.get().uid}/csv/").status_code == 409


def test_nobody_takes_a_colleagues_file(client: Client, member: Member) -> None:
    signed_in(client, Role.CALL_AGENT)
    ask(client)
    uid = ListExport.objects.get().uid

    signed_in(client, Role.SERVICE_AGENT)

    assert client.post(f"{EXPORTS}{uid}/csv/").status_code == 404
    assert str(uid) not in client.get(EXPORTS).content.decode()


def test_the_database_itself_lets_nobody_approve_their_own(client: Client, member: Member) -> None:
    signed_in(client, Role.MANAGER)
    ask(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = 'nobody_approves_themselves'")
        assert cursor.fetchone() == (1,)
