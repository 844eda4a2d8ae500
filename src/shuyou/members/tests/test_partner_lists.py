"""Lists of partners: shown beforehand, refused row by row, never before the reader's word, taken back whole."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.files import HeadingMissing, RunOptions
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members import queries, services
from shuyou.members.errors.intake import IntakeNotUndoable
from shuyou.members.models import Attribute, Intake, IntakePerson, Member, Preference
from shuyou.members.services import NewPreference, import_preferences, preview_preferences, undo_intake
from shuyou.members.tests.factories import CardFactory, MemberFactory, PersonFactory, PhoneFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("F198")]
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
JOB = Actor.job("import")
CLERK = Actor(STAFF, "7", "counter", frozenset({Role.SHOP_CLERK}))


@pytest.fixture
def lin() -> Member:
    member = MemberFactory.create(number="M20001", person=PersonFactory.create(name="林晚舟"))
    PhoneFactory.create(person=member.person, digits="13800002046")
    CardFactory.create(member=member, number="770001")
    return member


def save(path: Path, *lines: str, head: str = "会员号,手机,姓名,讲座座位,爱好,每月书款（元）,日期") -> Path:
    path.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    return path


def words(member: Member) -> dict[str, object]:
    """Return what partners' last words on a member are."""
    rows = Preference.objects.filter(person=member.person, source="partner").order_by("at", "pk")
    return {row.attribute.code: row.value for row in rows.select_related("attribute")}


def test_what_a_partner_says_is_added_and_each_refused_row_says_why(tmp_path: Path, lin: Member) -> None:
    twin = MemberFactory.create(person=PersonFactory.create(name="林晚晴"))
    PhoneFactory.create(person=twin.person, digits="13800002046")
    quiet = MemberFactory.create(number="M20002", person=PersonFactory.create(name="沈砚之", is_restricted=True))
    path = save(
        tmp_path / "p.csv",
        "M20001,,,前排,茶、棋,200,2026-10-01",
        ",13800002046,林晚晴,靠走道,,,",
        ",13800002046,,前排,,,",
        f"{quiet.number},,,前排,,,",
        "M99999,,,前排,,,",
        "M20001,,,月球,,很多,",
        "M20001,,,,,,",
    )

    report = import_preferences(path, actor=JOB, at=AT)

    assert (report.read, report.imported, report.reported) == (7, 2, 5)
    assert words(lin) == {"seat": "front", "hobbies": ["tea", "chess"], "book_budget": 200}
    assert words(twin) == {"seat": "aisle"}
    faults = (tmp_path / "p.csv.errors.csv").read_text("utf-8-sig")
    for told in ("13800002046", "沈砚之", "M99999", "月球", "很多"):
        assert told in faults
    assert IntakePerson.objects.count() == 2
    assert Intake.objects.get().kind == "preferences"


def test_the_same_list_says_nothing_new_and_an_older_one_neither(tmp_path: Path, lin: Member) -> None:
    import_preferences(save(tmp_path / "a.csv", "M20001,,,前排,,,2026-10-01"), actor=JOB, at=AT)

    again = import_preferences(save(tmp_path / "b.csv", ",13800002046,,前排,,,"), actor=JOB, at=AT)
    older = import_preferences(save(tmp_path / "c.csv", "M20001,,,靠走道,,,2025-01-01"), actor=JOB, at=AT)
    newer = import_preferences(save(tmp_path / "d.csv", "M20001,,,靠走道,,,2026-11-01"), actor=JOB, at=AT)

    assert (again.unchanged, older.unchanged, newer.merged) == (1, 1, 1)
    assert words(lin) == {"seat": "aisle"}


def test_a_list_is_taken_back_to_what_partners_said_before(tmp_path: Path, lin: Member) -> None:
    draft = NewPreference(person_id=lin.pk, attribute="hobbies", value=["tea"])
    services.record_preference(draft, actor=CLERK, at=AT)
    import_preferences(save(tmp_path / "a.csv", "M20001,,,前排,,,2026-10-01"), actor=JOB, at=AT)
    second = import_preferences(
        save(tmp_path / "b.csv", "M20001,,,靠走道,棋,300,2026-11-01"), actor=JOB, at=AT, options=RunOptions(chunk=1)
    )
    third = import_preferences(save(tmp_path / "c.csv", "M20001,,,,,400,2026-11-02"), actor=JOB, at=AT)

    done = undo_intake(intake_id=second.intake_id, actor=JOB, at=AT + timedelta(days=1))

    assert (done.removed, done.restored) == (0, 1)
    assert words(lin) == {"seat": "front", "hobbies": None, "book_budget": 400}
    (me,) = queries.preferences_of(member_id=lin.pk, at=AT, actor=CLERK)
    assert {one.attribute.code: one.counts.source for one in me.known} == {
        "seat": "partner", "hobbies": "declared", "book_budget": "partner",
    }  # fmt: skip
    with pytest.raises(IntakeNotUndoable):
        undo_intake(intake_id=second.intake_id, actor=JOB, at=AT + timedelta(days=1))
    call_command("import_preferences", undo=third.intake_id)
    assert words(lin)["book_budget"] is None


def test_a_list_is_shown_before_it_is_read(tmp_path: Path, lin: Member) -> None:
    path = save(tmp_path / "p.csv", "M20001,,,前排,,,", "M20001,,,月球,,,")

    seen = preview_preferences(path, actor=JOB, at=AT)

    assert ("seat", "讲座座位") in [tuple(pair) for pair in seen.fields]
    assert [len(row.problems) for row in seen.rows] == [0, 1]
    assert Preference.objects.count() == 0


@pytest.mark.feature("F189")
def test_a_retired_field_is_no_column_any_more(tmp_path: Path, lin: Member) -> None:
    Attribute.objects.filter(code="seat").update(retired_at=AT)

    report = import_preferences(save(tmp_path / "p.csv", "M20001,,,前排,茶,,"), actor=JOB, at=AT)

    assert report.ignored == ("讲座座位",)
    assert words(lin) == {"hobbies": ["tea"]}


def test_a_list_of_nobody_is_refused_and_clerks_read_none(tmp_path: Path) -> None:
    path = save(tmp_path / "p.csv", "前排", head="讲座座位")

    with pytest.raises(HeadingMissing):
        import_preferences(path, actor=JOB, at=AT)
    with pytest.raises(NotPermitted):
        import_preferences(path, actor=CLERK, at=AT)
    assert (Preference.objects.count(), Intake.objects.count()) == (0, 0)


def test_a_list_is_handed_in_and_read_on_pages(client: Client, lin: Member) -> None:
    client.force_login(staff_with(Role.MANAGER))
    file = BytesIO("卡号,爱坐哪里,讲座座位\n770001,x,前排\n".encode())
    file.name = "partner.csv"

    waiting = client.post("/console/imports/new/", {"file": file, "kind": "preferences"}).headers["Location"]
    look = client.get(waiting).content.decode()
    nobody = client.post(waiting, {"heading": ["卡号", "讲座座位"], "field-0": "", "field-1": "seat"})
    chosen = {"heading": ["卡号", "爱坐哪里", "讲座座位"], "field-0": "card", "field-1": "", "field-2": "seat"}
    started = client.post(waiting, {**chosen, "save_as": "银行"})
    intake = Intake.objects.get()
    services.take_in(intake_id=intake.pk, actor=JOB, at=AT)

    assert 'value="seat" selected' in look
    assert 'value="gender"' not in look
    assert nobody.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert started.status_code == HTTPStatus.SEE_OTHER
    assert words(lin) == {"seat": "front"}
    services.ask_to_undo_intake(intake_id=intake.pk, actor=JOB, at=AT)
    undo_intake(intake_id=intake.pk, actor=JOB, at=AT)
    assert words(lin) == {"seat": None}
