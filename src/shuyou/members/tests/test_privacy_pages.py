"""A reader's rights: asked, answered, refused; copies, restriction, erasure; who saw what; times of keeping."""

import json
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.models import Erasure, EventRecord, RowChange, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import registry
from shuyou.kernel.tests.factories import staff_with
from shuyou.members import queries, services, tasks
from shuyou.members.errors import ReasonMissing
from shuyou.members.errors.privacy import (
    MonthsNotPossible,
    NotYetDone,
    PersonRestricted,
    RequestClosed,
    RequestOpen,
    RevealReasonMissing,
)
from shuyou.members.models import (
    Address,
    Inquiry,
    Intake,
    IntakePerson,
    Member,
    Person,
    PersonalDataAccess,
    PrivacyRequest,
    RetentionRule,
)
from shuyou.members.queries import AccessFilter
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PhoneFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
AGENT = Actor(STAFF, "1", "test", frozenset({Role.SERVICE_AGENT}))
MANAGER = Actor(STAFF, "2", "test", frozenset({Role.MANAGER}))
HTMX = {"HX-Request": "true"}


@pytest.fixture
def member() -> Member:
    """Return a member with a phone, a card and an address."""
    member = MemberFactory.create(person__name="周慕白")
    Person.objects.filter(pk=member.pk).update(birth_date=date(1990, 5, 17))
    PhoneFactory.create(person=member.person, digits="13800002046")
    CardFactory.create(member=member)
    AddressFactory.create(person=member.person)
    return member


def signed_in(client: Client, *roles: Role) -> User:
    user = staff_with(*roles)
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return user


def asked(member: Member, kind: str) -> PrivacyRequest:
    uid = services.record_privacy_request(member_id=member.pk, kind=kind, asked_via="phone", actor=AGENT, at=AT)
    return PrivacyRequest.objects.get(uid=uid)


# --- requests


def test_a_request_is_due_in_fifteen_working_days_and_asked_once(member: Member) -> None:
    request = asked(member, "export")

    assert (request.status, request.due_on, request.recorded_by) == ("open", date(2026, 12, 11), "staff:1")
    with pytest.raises(RequestOpen) as refusal:
        asked(member, "export")
    assert refusal.value.params == {"day": "2026-11-22"}
    assert PrivacyRequest.objects.count() == 1


def test_a_refusal_needs_a_reason_and_closes_the_request(member: Member) -> None:
    request = asked(member, "erase")
    with pytest.raises(ReasonMissing):
        services.refuse_privacy_request(uid=request.uid, reason=" ", actor=AGENT, at=AT)

    services.refuse_privacy_request(uid=request.uid, reason="发票还在保管期", actor=AGENT, at=AT)

    request.refresh_from_db()
    assert (request.status, request.outcome, request.done_by) == ("refused", "发票还在保管期", "staff:1")
    with pytest.raises(RequestClosed):
        services.refuse_privacy_request(uid=request.uid, reason="again", actor=AGENT, at=AT)


def test_only_a_correction_is_closed_by_saying_so(member: Member) -> None:
    with pytest.raises(NotYetDone):
        services.close_correction(uid=asked(member, "export").uid, outcome="done", actor=AGENT, at=AT)
    correction = asked(member, "correct")

    services.close_correction(uid=correction.uid, outcome="电话改了", actor=AGENT, at=AT)

    assert PrivacyRequest.objects.get(pk=correction.pk).status == "done"


def test_the_queue_shows_what_is_late_and_goes_on_by_key(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in(client, Role.SERVICE_AGENT)
    for number in range(60):
        reader = MemberFactory.create()
        PrivacyRequest.objects.create(
            person=reader.person, kind="export", asked_via="phone", asked_at=AT, recorded_by="staff:1",
            due_on=date(2020, 1, 1) + timedelta(days=number),
        )  # fmt: skip

    with django_assert_max_num_queries(12):
        page = client.get("/console/privacy/").content.decode()
    first = queries.privacy_requests(actor=AGENT)
    rest = queries.privacy_requests(after=first.next_after, actor=AGENT)

    assert page.count("data-row") == 50
    assert "late" in page
    assert [len(first.rows), len(rest.rows), rest.next_after] == [50, 10, ""]
    assert len({row.uid for row in (*first.rows, *rest.rows)}) == 60


def test_a_wish_is_recorded_on_the_members_page_and_answered_in_the_queue(client: Client, member: Member) -> None:
    signed_in(client, Role.SERVICE_AGENT)

    answer = client.post(
        f"/console/members/{member.number}/privacy/ask/", {"kind": "correct", "asked_via": "phone", "note": "电话错了"}
    )
    page = client.get(answer.headers["Location"]).content.decode()
    wrong = client.post(answer.headers["Location"] + "corrected/", {"outcome": ""})
    right = client.post(answer.headers["Location"] + "corrected/", {"outcome": "改好了"})

    assert "电话错了" in page
    assert ">phone<" not in page
    assert (wrong.status_code, right.status_code) == (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SEE_OTHER)
    assert PrivacyRequest.objects.get().outcome == "改好了"


# --- copies


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_copies_are_handed_out_and_written_down(client: Client, member: Member, language: str) -> None:
    user = signed_in(client, Role.SERVICE_AGENT)
    User.objects.filter(pk=user.pk).update(language=language)
    asked(member, "export")
    url = f"/console/members/{member.number}/privacy/copy/"

    data, pages = client.post(f"{url}json/"), client.post(f"{url}pdf/")

    labels = [table["label"] for table in json.loads(data.content)["tables"]]
    assert pages.content.startswith(b"%PDF-")
    assert len(labels) > 3
    assert PersonalDataAccess.objects.filter(part="copy", actor_id=str(user.pk)).count() == 2
    assert EventRecord.objects.filter(name="members.personal_data_told").count() == 2
    request = PrivacyRequest.objects.get()
    assert (request.status, data.headers["X-Content-Digest"] in request.outcome) == ("done", True)


def test_a_copy_in_another_form_is_refused_and_nothing_is_noted(client: Client, member: Member) -> None:
    signed_in(client, Role.SERVICE_AGENT)

    answer = client.post(f"/console/members/{member.number}/privacy/copy/xml/")

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not PersonalDataAccess.objects.filter(part="copy").exists()


# --- restriction


@pytest.mark.feature("F020")
def test_restricted_data_are_kept_and_used_for_nothing(client: Client, member: Member) -> None:
    signed_in(client, Role.SERVICE_AGENT)
    request = asked(member, "restrict")

    client.post(f"/console/members/{member.number}/privacy/restrict/")

    assert PrivacyRequest.objects.get(pk=request.pk).status == "done"
    verdict = queries.may_contact(person_ids=[member.pk], purpose="service", channel="sms", at=AT)[member.pk]
    assert verdict.why == "restricted"
    page = client.get(f"/console/members/{member.number}/").content.decode()
    assert "kept but not used" in page
    with pytest.raises(PersonRestricted):
        services.add_note(member_id=member.pk, text="爱喝茶", actor=Actor.job("test"), at=AT)
    services.edit_member(
        member_id=member.pk, changes=services.MemberChanges(name="周慕柏"), actor=AGENT, at=AT
    )  # correcting stays possible
    services.release_person(member_id=member.pk, actor=AGENT, at=AT)
    assert services.add_note(member_id=member.pk, text="爱喝茶", actor=Actor.job("test"), at=AT)


# --- erasure


def test_the_page_explains_what_stands_against_it_and_asks_for_the_number(client: Client, member: Member) -> None:
    request = asked(member, "erase")
    url = f"/console/privacy/{request.uid}/"
    signed_in(client, Role.SERVICE_AGENT)
    assert "A manager carries this out" in client.get(url).content.decode()
    assert client.post(f"{url}erase/", {"typed": member.number}).status_code == HTTPStatus.FORBIDDEN

    signed_in(client, Role.MANAGER)
    assert f"Type {member.number} to confirm" in client.get(url).content.decode()
    wrong = client.post(f"{url}erase/", {"typed": "M1"})
    assert (wrong.status_code, 'value="M1"' in wrong.content.decode()) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert Person.objects.get(pk=member.pk).erased_at is None

    assert client.post(f"{url}erase/", {"typed": member.number}).status_code == HTTPStatus.SEE_OTHER
    done = client.get(url).content.decode()
    assert "周慕白" not in done
    assert "Erased:" in done
    page = client.get(f"/console/members/{member.number}/").content.decode()
    row = PrivacyRequest.objects.get(uid=request.uid)
    assert f"Request no. {row.pk}" in page
    assert "The law has the books kept" in page
    assert [mark for mark in ("/ erased", "erased-", 'data-key="E"', "cards/new/", "m-act") if mark in page] == []
    for deed in ("edit/", "cards/new/", "notes/new/", "call/"):
        assert client.get(f"/console/members/{member.number}/{deed}").status_code == HTTPStatus.CONFLICT, deed
    assert "/ erased" not in client.get(f"/console/members/{member.number}/privacy/").content.decode()
    assert member.number not in client.post("/console/one/", {"q": "已删"}).content.decode()


# --- who saw what


@pytest.mark.parametrize(
    ("kind", "value"), [("phone", "138 0000 2046"), ("address", "纸鸢路 12 号"), ("birth", "1990-05-17")]
)
def test_masked_data_are_shown_for_a_reason_only(client: Client, member: Member, kind: str, value: str) -> None:
    user = signed_in(client, Role.SERVICE_AGENT)
    keys = {
        "phone": member.person.phones.get().pk,
        "address": Address.objects.get().pk,
        "birth": member.pk,
    }
    url = f"/console/members/{member.number}/reveal/{kind}/{keys[kind]}/"

    asked_for, refused = client.get(url), client.post(url, {"reason": " "})
    shown = client.post(url, {"reason": "To call them back"}, headers=HTMX)

    assert value not in asked_for.content.decode() + refused.content.decode()
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert value in shown.content.decode()
    access = PersonalDataAccess.objects.get(part=kind)
    assert (access.reason, access.actor_id) == ("To call them back", str(user.pk))


def test_the_page_masks_the_address_even_of_those_who_may_see_it(client: Client, member: Member) -> None:
    signed_in(client, Role.SERVICE_AGENT)

    assert "纸鸢路 12" not in client.get(f"/console/members/{member.number}/").content.decode()


def test_whose_data_it_is_not_are_not_shown(client: Client, member: Member) -> None:
    signed_in(client, Role.SERVICE_AGENT)
    other = MemberFactory.create()
    url = f"/console/members/{other.number}/reveal/phone/{member.person.phones.get().pk}/"

    assert client.post(url, {"reason": "x"}).status_code == HTTPStatus.NOT_FOUND
    assert not PersonalDataAccess.objects.filter(part="phone").exists()


def test_a_reveal_without_a_reason_is_refused_by_the_service(member: Member) -> None:
    with pytest.raises(RevealReasonMissing):
        services.reveal_contact(kind="phone", contact_id=member.person.phones.get().pk, reason="", actor=AGENT, at=AT)

    assert PersonalDataAccess.objects.count() == 0


@pytest.mark.feature("F020")
def test_who_saw_whose_data_is_listed_filtered_and_taken_away_on_record(
    client: Client, member: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = signed_in(client, Role.MANAGER)
    for minute in range(60):
        at = AT + timedelta(minutes=minute)
        services.record_access(person_id=member.pk, part="page", reason=f"r{minute}", actor=AGENT, at=at)
    other = MemberFactory.create()
    services.record_access(person_id=other.pk, part="phone", reason="other", actor=MANAGER, at=AT)

    with django_assert_num_queries(1):
        first = queries.accesses(wanted=AccessFilter(person_id=member.pk), actor=MANAGER)
    rest = queries.accesses(wanted=AccessFilter(person_id=member.pk), after=first.next_after, actor=MANAGER)
    page = client.get("/console/privacy/accesses/", {"member": other.number}).content.decode()
    wrong = client.get("/console/privacy/accesses/", {"member": "M0"})
    sent = client.get("/console/privacy/accesses.csv")
    file = b"".join(sent.streaming_content).decode()  # type: ignore[attr-defined]

    assert [row.reason for row in (*first.rows, *rest.rows)] == [f"r{minute}" for minute in range(59, -1, -1)]
    assert ("other" in page, "r59" in page) == (True, False)
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert file.count("\r\n") == 62
    assert EventRecord.objects.filter(name="members.access_log_exported", actor_id=str(user.pk)).count() == 1


@pytest.mark.parametrize("path", ["privacy/", "privacy/accesses/", "privacy/accesses.csv", "privacy/kept/"])
def test_who_does_not_answer_for_privacy_sees_none_of_it(client: Client, path: str) -> None:
    signed_in(client, Role.SHOP_CLERK)

    assert client.get(f"/console/{path}").status_code == HTTPStatus.FORBIDDEN


# --- times of keeping


def test_every_kind_of_data_has_a_rule_and_none_is_on_by_itself() -> None:
    rules = {rule.part: rule for rule in RetentionRule.objects.order_by("part")}

    assert set(rules) == {part.key for part in registry.retention}
    assert not any(rule.is_active for rule in rules.values())
    assert all(rule.ground for rule in rules.values())


def test_the_page_tells_what_would_go_and_the_night_lets_go_what_is_on(client: Client, member: Member) -> None:
    signed_in(client, Role.MANAGER)
    for years in (0, 3, 4):
        at = datetime.now(UTC) - timedelta(days=365 * years)
        Inquiry.objects.create(person=member.person, kind="search", channel="web", text=f"t{years}", at=at)
    assert "2 rows from before" in client.get("/console/privacy/kept/").content.decode()
    assert tasks.let_data_go(0) == 0

    answer = client.post("/console/privacy/kept/inquiry/", {"months": "42", "ground": "consent", "is_active": "on"})
    gone = tasks.let_data_go(0)

    assert (answer.status_code, gone) == (HTTPStatus.SEE_OTHER, 1)
    assert set(Inquiry.objects.values_list("text", flat=True)) == {"t0", "t3"}
    assert EventRecord.objects.filter(name="members.data_let_go").count() == 1
    assert Erasure.objects.get().ground == "retention: inquiry"


def test_files_of_people_who_never_came_in_go_with_their_time(
    member: Member, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))
    now = datetime.now(UTC)
    for days, status in ((400, "done"), (400, "waiting"), (400, "failed"), (10, "done"), (401, "done")):
        file = default_storage.save("intakes/people.csv", ContentFile(b"13800002046"))
        Intake.objects.create(
            file=file, file_name="people.csv", digest="", status=status, started_by="staff:1",
            started_at=now - timedelta(days=days),
        )  # fmt: skip
    IntakePerson.objects.create(intake=Intake.objects.latest("pk"), person=member.person, was_made=True)
    services.place_legal_hold(member_id=member.pk, reason="Court", actor=MANAGER, at=now)
    services.set_retention_rule(part="intake", months="3", ground="PIPL 19", is_active=True, actor=MANAGER, at=now)

    assert tasks.let_data_go(0) == 3

    kept = list(Intake.objects.order_by("pk").values_list("status", "file"))
    assert [(status, bool(file)) for status, file in kept] == [
        ("done", False), ("failed", False), ("failed", False), ("done", True), ("done", True),
    ]  # fmt: skip
    assert Erasure.objects.filter(ground="retention: intake").count() == 1


def test_old_history_goes_though_it_is_append_only(member: Member) -> None:
    services.edit_member(member_id=member.pk, changes=services.MemberChanges(name="周慕柏"), actor=AGENT, at=AT)
    RetentionRule.objects.filter(part="history").update(is_active=True, months=1)
    kept = RowChange.objects.count()

    gone = services.let_next_go(part="history", actor=MANAGER, at=datetime.now(UTC) + timedelta(days=90))

    assert (kept > 0, gone, RowChange.objects.filter(table_name="members_person").count()) == (True, kept, 0)


@pytest.mark.parametrize("months", ["0000012345678901", "0", "601", "x", "-3", ""])
def test_a_time_that_is_none_is_refused(client: Client, months: str) -> None:
    signed_in(client, Role.MANAGER)

    answer = client.post("/console/privacy/kept/inquiry/", {"months": months, "ground": "g"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert RetentionRule.objects.get(part="inquiry").months == 24
    with pytest.raises(MonthsNotPossible):
        services.set_retention_rule(part="inquiry", months=months, ground="g", is_active=True, actor=MANAGER, at=AT)


def test_an_unknown_kind_has_no_rule() -> None:
    with pytest.raises(NotFound):
        services.set_retention_rule(part="x", months="3", ground="g", is_active=True, actor=MANAGER, at=AT)
