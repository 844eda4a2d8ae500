"""Ask only what is used: counting, the report, and fields that are asked for nowhere any more."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from io import BytesIO

import pytest
from django.test import Client

from shuyou.kernel import clock
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members import queries, services
from shuyou.members.errors.preferences import FieldNotRetirable
from shuyou.members.models import Attribute, Contact, FieldUse, Member, Person, RetiredField
from shuyou.members.queries import FieldUseRow
from shuyou.members.rules import NewMember
from shuyou.members.services import NewPreference, SignUp
from shuyou.members.tests.factories import MemberFactory, PhoneFactory

pytestmark = pytest.mark.django_db
AT = clock.now()
MANAGER = Actor(STAFF, "7", "console", frozenset({Role.MANAGER}))
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    services.write_field_use_down()
    FieldUse.objects.all().delete()
    yield
    services.write_field_use_down()


@pytest.fixture
def inside(client: Client) -> Client:
    client.force_login(staff_with(Role.MANAGER))
    return client


def counted() -> dict[tuple[str, str], int]:
    services.write_field_use_down()
    return {(row.field, row.purpose): row.count for row in FieldUse.objects.all()}


def report(days: int = 90) -> dict[str, FieldUseRow]:
    return {row.field: row for row in queries.field_use_report(days=days, at=AT, actor=MANAGER)}


@pytest.mark.feature("F189")
def test_every_door_counts_what_it_used_a_field_for(inside: Client) -> None:
    newcomer = {"name": "林晚舟", "phone": "13800002046", "gender": "F", "birth_date": "1990-05-17"}
    inside.post("/console/members/new/", newcomer)
    member = Member.objects.get()
    inside.post(f"/console/members/{member.number}/preferences/", {"seat": "front"})
    inside.get("/console/members/", {"gender": "F", "age_from": "20"})
    inside.get("/console/members/", {"gender": "F", "after": str(member.pk)})
    inside.post("/console/members/export/?all=1", {"columns": ["birthday", "email"], "reason": "年历"})
    inside.get(f"/console/members/{member.number}/preferences/")
    inside.post(f"/console/members/{member.number}/call/", {"topic": "讲座"})

    assert Contact.objects.count() == 1
    assert counted() == {
        ("gender", "filled"): 1, ("birth_date", "filled"): 1, ("attribute:seat", "filled"): 1,
        ("gender", "filter"): 1, ("birth_date", "filter"): 1, ("birth_date", "export"): 1, ("email", "export"): 1,
        ("attribute:seat", "read"): 1, ("attribute:seat", "contact"): 1,
    }  # fmt: skip


def test_counts_of_two_processes_add_up_and_none_is_written_per_use(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        for _use in range(1000):
            services.note_field_use(fields=["gender", "email"], purpose="filter", at=AT)

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert services.write_field_use_down() == 2000
    services.note_field_use(fields=["gender"], purpose="filter", at=AT, times=5)
    assert counted() == {("gender", "filter"): 1005, ("email", "filter"): 1000}


@pytest.mark.django_db(transaction=True)
def test_what_was_counted_is_written_down_once_a_minute() -> None:
    services.note_field_use(fields=["gender"], purpose="filter", at=AT)
    services.note_field_use(fields=["gender"], purpose="filter", at=AT + timedelta(seconds=59))
    assert FieldUse.objects.count() == 0

    services.note_field_use(fields=["gender"], purpose="filter", at=AT + timedelta(seconds=60))

    assert FieldUse.objects.get().count == 3


@pytest.mark.feature("F189")
@pytest.mark.feature("X24")
def test_the_report_names_what_nobody_used_for_ninety_days() -> None:
    today = clock.club_day(AT)
    for field, purpose, ago, count in (
        ("gender", "filled", 200, 900), ("gender", "filter", 10, 3), ("birth_date", "filled", 2, 900),
        ("birth_date", "export", 95, 4), ("email", "contact", 40, 6),
    ):  # fmt: skip
        FieldUse.objects.create(field=field, day=today - timedelta(days=ago), purpose=purpose, count=count)
    made = Attribute.objects.create(
        code="new_one", group="life", kind="text", name_zh="新", name_en="New", added_at=AT - timedelta(days=9)
    )

    rows = report()

    assert (rows["gender"].uses, rows["gender"].filled, rows["gender"].is_unused) == (3, 0, False)
    assert (rows["birth_date"].uses, rows["birth_date"].filled, rows["birth_date"].is_unused) == (0, 900, True)
    assert rows["attribute:seat"].is_unused
    assert not rows[f"attribute:{made.code}"].is_unused
    assert (report(30)["email"].uses, rows["email"].uses) == (0, 6)
    services.retire_field(field="birth_date", is_retired=True, actor=MANAGER, at=AT)
    assert not report()["birth_date"].is_unused


def test_a_club_that_counts_since_yesterday_calls_nothing_unused() -> None:
    FieldUse.objects.create(field="gender", day=clock.club_day(AT) - timedelta(days=1), purpose="filled", count=1)

    assert not any(row.is_unused for row in report().values())


@pytest.mark.feature("X24")
@pytest.mark.feature("F189")
def test_a_retired_field_of_every_member_is_asked_nowhere(inside: Client) -> None:
    known = MemberFactory.create(person__gender="F")
    PhoneFactory.create(person=known.person)
    unknown: Member = MemberFactory.create()
    PhoneFactory.create(person=unknown.person)
    inside.post("/console/settings/fields/use/gender/retire/", {"retired": "1"})

    assert 'name="gender"' not in inside.get("/console/members/new/").content.decode()
    assert 'name="new_gender"' not in inside.get(f"/console/members/{known.number}/relations/").content.decode()
    assert 'name="gender"' not in inside.get(f"/console/members/{unknown.number}/edit/").content.decode()
    assert 'name="gender"' in inside.get(f"/console/members/{known.number}/edit/").content.decode()
    file = BytesIO("姓名,手机,性别\n周慕白,13911112222,男\n".encode())
    file.name = "members.csv"
    waiting = inside.post("/console/imports/new/", {"file": file})
    mapping = inside.get(waiting.headers["Location"]).content.decode()
    assert 'value="birth_date"' in mapping
    assert 'value="gender"' not in mapping


def test_what_still_comes_in_a_retired_field_is_not_kept() -> None:
    services.retire_field(field="gender", is_retired=True, actor=MANAGER, at=AT)
    typed = NewMember(name="周慕白", phone="13911112222", gender="M", birth_date="1990-05-17")
    made = services.register_member(typed, actor=MANAGER, at=AT)
    joined = services.sign_up(
        SignUp(name="陈知秋", phone="13911113333", gender="F"), request_key="a", actor=MANAGER, at=AT
    )

    genders = dict(Person.objects.values_list("pk", "gender"))
    assert (genders[made.member_id], genders[joined.member_id]) == ("", "")
    assert Person.objects.get(pk=made.member_id).birth_date is not None
    services.retire_field(field="gender", is_retired=False, actor=MANAGER, at=AT)
    again = services.register_member(NewMember(name="沈砚之", phone="13911114444", gender="F"), actor=MANAGER, at=AT)
    assert Person.objects.get(pk=again.member_id).gender == "F"


def test_only_fields_the_club_can_do_without_are_retired(inside: Client) -> None:
    with pytest.raises(FieldNotRetirable):
        services.retire_field(field="name", is_retired=True, actor=MANAGER, at=AT)

    answer = inside.post("/console/settings/fields/use/phone/retire/", {"retired": "1"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert RetiredField.objects.count() == 0


def test_a_call_shows_the_wishes_it_should_keep_to(inside: Client) -> None:
    member: Member = MemberFactory.create()
    PhoneFactory.create(person=member.person)
    draft = NewPreference(person_id=member.pk, attribute="parcel", value=["porter"])
    services.record_preference(draft, actor=MANAGER, at=AT)

    page = inside.get(f"/console/members/{member.number}/call/", headers=HTMX).content.decode()

    assert "交门房" in page or "To the porter" in page


@pytest.mark.parametrize(
    ("role", "may_look", "may_retire"),
    [(Role.ANALYST, True, False), (Role.MARKETER, True, True), (Role.SHOP_CLERK, False, False)],
)
def test_who_sees_the_report_and_who_retires(client: Client, role: Role, may_look: bool, may_retire: bool) -> None:
    client.force_login(staff_with(role))

    page = client.get("/console/settings/fields/use/")
    answer = client.post("/console/settings/fields/use/gender/retire/", {"retired": "1"})

    assert (page.status_code == HTTPStatus.OK) == may_look
    assert (answer.status_code == HTTPStatus.SEE_OTHER) == may_retire
    assert RetiredField.objects.exists() == may_retire
