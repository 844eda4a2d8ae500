"""What readers like, with its source: written down, taken back, put off; whose word counts; the pages."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client

from shuyou.kernel import clock
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory, staff_with
from shuyou.members import queries, services
from shuyou.members.errors import TextTooLong, WordUnknown
from shuyou.members.errors.preferences import (
    AttributeRetired,
    AttributeUnknown,
    NothingToTakeBack,
    NumberOutOfRange,
    OptionUnknown,
    TooManyWords,
    ValueMissing,
)
from shuyou.members.models import Attribute, FieldUse, Member, Preference, QuestionPutOff, Relation
from shuyou.members.services import NewPreference
from shuyou.members.tests.factories import MemberFactory, PersonFactory

pytestmark = pytest.mark.django_db
AT = clock.now()
HTMX = {"HX-Request": "true"}
PAGE_QUERIES = 15
CLERK = Actor(STAFF, "7", "counter", frozenset({Role.SHOP_CLERK}))


@pytest.fixture
def member() -> Member:
    return MemberFactory.create()


def say(member: Member, attribute: str, *value: str, source: str = "declared", hours: int = 0) -> int:
    draft = NewPreference(person_id=member.pk, attribute=attribute, value=value, source=source)
    return services.record_preference(draft, actor=CLERK, at=AT + timedelta(hours=hours))


def counting(member: Member, attribute: str) -> str:
    (me, *_readers) = queries.preferences_of(member_id=member.pk, at=AT, actor=CLERK)
    return next((one.counts.text for one in me.known if one.attribute.code == attribute), "")


@pytest.mark.feature("F019")
def test_the_readers_own_word_counts_before_all_others_and_nothing_is_written_over(member: Member) -> None:
    say(member, "subjects", "历史、地理", "I", source="observed")
    say(member, "subjects", "J", hours=1)
    say(member, "subjects", "K", source="survey", hours=2)

    assert counting(member, "subjects") in ("艺术", "Art")
    assert Preference.objects.count() == 3
    services.take_preference_back(
        person_id=member.pk, attribute="subjects", source="declared", actor=CLERK, at=AT + timedelta(hours=3)
    )
    assert counting(member, "subjects") in ("历史、地理", "History and geography")
    history = queries.preference_history(
        person_id=member.pk, attribute_id=Attribute.objects.get(code="subjects").pk, actor=CLERK
    )
    assert [row.is_taken_back for row in history] == [True, False, False, False]
    with pytest.raises(DatabaseError), transaction.atomic():
        Preference.objects.update(value="X")


@pytest.mark.feature("F198")
def test_what_a_partner_or_the_purchases_say_never_takes_the_place_of_the_readers_word(member: Member) -> None:
    field = Attribute.objects.get(code="subjects")
    for source, code, hours in (("derived", "K", 5), ("partner", "B", 6)):
        Preference.objects.create(
            person=member.person, attribute=field, value=[code], source=source, confidence="0.5", via="job",
            recorded_by="system:x", at=AT + timedelta(hours=hours),
        )  # fmt: skip
    assert counting(member, "subjects") in ("哲学、宗教", "Philosophy and religion")
    say(member, "subjects", "I", hours=-9)

    (me,) = queries.preferences_of(member_id=member.pk, at=AT, actor=CLERK)
    (known,) = me.known
    assert (known.counts.source, [other.source for other in known.others]) == ("declared", ["partner", "derived"])
    assert [known.counts.percent, *(other.percent for other in known.others)] == [100, 50, 50]


def test_a_word_said_twice_stands_there_once(member: Member) -> None:
    first, second = say(member, "seat", "front"), say(member, "seat", "前排", hours=1)
    third = say(member, "seat", "back", hours=2)

    assert first == second != third
    assert Preference.objects.count() == 2
    assert EventRecord.objects.filter(name="members.preference_recorded").count() == 2


@pytest.mark.parametrize(
    ("attribute", "value", "refusal"),
    [
        ("subjects", ["烹饪"], OptionUnknown),
        ("satisfaction", ["6"], NumberOutOfRange),
        ("book_budget", ["很多"], NumberOutOfRange),
        ("hobbies", [" "], ValueMissing),
        ("should_improve", ["长" * 501], TextTooLong),
        ("authors", ["、".join(str(number) for number in range(21))], TooManyWords),
        ("gift_wrap", ["也许"], WordUnknown),
        ("shoe_size", ["42"], AttributeUnknown),
    ],
)
def test_what_no_field_takes_is_refused_and_nothing_moves(
    member: Member, attribute: str, value: list[str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        say(member, attribute, *value)

    assert (Preference.objects.count(), EventRecord.objects.count()) == (0, 0)


def test_nothing_is_taken_back_twice(member: Member) -> None:
    say(member, "seat", "front")
    back = {"person_id": member.pk, "attribute": "seat", "source": "declared", "actor": CLERK}
    services.take_preference_back(**back, at=AT)

    with pytest.raises(NothingToTakeBack):
        services.take_preference_back(**back, at=AT)
    assert counting(member, "seat") == ""


# --- the next question


def asked_next(member: Member, hours: int = 0) -> str:
    at = AT + timedelta(hours=hours)
    found = queries.next_question(person_id=member.pk, at=at, since=at - timedelta(days=90), actor=CLERK)
    return found.attribute.code if found else ""


@pytest.mark.feature("F188")
def test_the_next_question_is_the_one_most_used_that_has_no_answer_and_says_what_it_is_for(member: Member) -> None:
    today = clock.club_day(AT)
    for field, purpose, count in (("parcel", "contact", 40), ("seat", "export", 60), ("hobbies", "filled", 900)):
        FieldUse.objects.create(field=f"attribute:{field}", day=today, purpose=purpose, count=count)

    assert asked_next(member) == "seat"
    say(member, "seat", "front")
    assert asked_next(member) == "parcel"
    question = queries.next_question(person_id=member.pk, at=AT, since=AT - timedelta(days=90), actor=CLERK)
    assert question is not None
    assert question.attribute.payoff
    assert [code for _key, code, _name in question.keys] == ["hand", "porter", "locker", "call"]


@pytest.mark.parametrize(("is_refused", "days"), [(False, 30), (True, 365)])
def test_a_question_put_off_rests_for_its_time_and_an_answer_ends_that(
    member: Member, is_refused: bool, days: int
) -> None:
    first = asked_next(member)
    services.put_question_off(person_id=member.pk, attribute=first, is_refused=is_refused, actor=CLERK, at=AT)

    assert asked_next(member) != first
    assert asked_next(member, hours=days * 24 - 1) != first
    assert asked_next(member, hours=days * 24 + 1) == first
    say(member, first, "I")
    assert QuestionPutOff.objects.count() == 0


def test_what_the_purchases_say_still_leaves_the_question_to_be_asked(member: Member) -> None:
    first = Attribute.objects.get(code=asked_next(member))
    Preference.objects.create(
        person=member.person, attribute=first, value=["I"], source="derived", via="job", recorded_by="system:x", at=AT
    )

    assert asked_next(member) == first.code


# --- retired fields


@pytest.mark.feature("F189")
def test_a_retired_field_is_asked_nowhere_and_what_was_said_stays(client: Client, member: Member) -> None:
    say(member, "seat", "front")
    manager = staff_with(Role.MANAGER)
    client.force_login(manager)
    field = Attribute.objects.get(code="seat")
    client.post(f"/console/settings/fields/{field.pk}/retire/", {"retired": "1"})
    other: Member = MemberFactory.create()

    page = client.get(f"/console/members/{other.number}/preferences/").content.decode()
    assert 'name="seat"' not in page
    assert 'name="drink"' in page
    with pytest.raises(AttributeRetired):
        say(other, "seat", "back")
    assert client.get(f"/console/members/{other.number}/preferences/seat/").status_code == HTTPStatus.NOT_FOUND
    FieldUse.objects.create(field="attribute:seat", day=clock.club_day(AT), purpose="export", count=99)
    assert asked_next(other) != "seat"
    assert counting(member, "seat") in ("前排", "In front")

    client.post(f"/console/settings/fields/{field.pk}/retire/", {"retired": "0"})
    assert asked_next(other) == "seat"


# --- pages


def path_of(member: Member, rest: str = "") -> str:
    return f"/console/members/{member.number}/preferences/{rest}"


def test_answers_are_typed_into_one_form_and_a_wrong_one_stays_there(client: Client, member: Member) -> None:
    client.force_login(staff_with(Role.SHOP_CLERK))
    typed = {"subjects": ["I", "K"], "authors": "汪曾祺、陈从周", "book_budget": "两百", "gift_wrap": "yes"}

    refused = client.post(path_of(member), typed)

    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="两百"' in refused.content.decode()
    kept = {row.attribute.code: row.value for row in Preference.objects.select_related("attribute")}
    assert kept == {"subjects": ["I", "K"], "authors": ["汪曾祺", "陈从周"], "gift_wrap": True}
    said = client.post(path_of(member), {"book_budget": "２００"})
    assert said.status_code == HTTPStatus.SEE_OTHER
    assert Preference.objects.get(attribute__code="book_budget").value == 200


def test_the_card_asks_keeps_the_answer_and_asks_on(client: Client, member: Member) -> None:
    client.force_login(staff_with(Role.CALL_AGENT))
    FieldUse.objects.create(field="attribute:seat", day=clock.club_day(AT), purpose="contact", count=5)
    card = client.get(f"/console/members/{member.number}/panels/preferences/").content.decode()
    assert 'data-key="Shift+1"' in card
    assert "preferences/seat/answer/" in card

    after = client.post(path_of(member, "seat/answer/"), {"value": "aisle"}, headers=HTMX).content.decode()
    wrong = client.post(path_of(member, "parcel/answer/"), {"value": "mars"}, headers=HTMX)
    put_off = client.post(path_of(member, "subjects/later/"), {"refused": "0"}, headers=HTMX).content.decode()

    assert "preferences/seat/answer/" not in after
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "mars" in wrong.content.decode()
    assert "preferences/subjects/" not in put_off
    assert [row.value for row in Preference.objects.all()] == ["aisle"]


def test_a_childs_likings_stand_on_the_buyers_page(client: Client, member: Member) -> None:
    client.force_login(staff_with(Role.SHOP_CLERK))
    child = PersonFactory.create(name="林小满")
    Relation.objects.create(person=member.person, other=child, role="parent", recorded_at=AT)
    stranger = PersonFactory.create(name="外人")

    saved = client.post(path_of(member, f"?person={child.pk}"), {"hobbies": ["chess"]})
    page = client.get(path_of(member, f"?person={child.pk}")).content.decode()
    card = client.get(f"/console/members/{member.number}/panels/preferences/").content.decode()

    assert saved.status_code == HTTPStatus.SEE_OTHER
    assert Preference.objects.get().person_id == child.pk
    assert "林小满" in page
    assert "林小满" in card
    assert client.get(path_of(member, f"?person={stranger.pk}")).status_code == HTTPStatus.NOT_FOUND


def test_history_and_taking_back_stand_on_pages(client: Client, member: Member) -> None:
    client.force_login(StaffFactory.create(full_name="何思远", language="en"))
    client.post(path_of(member, "drink/"), {"value": "tea", "source": "observed"})
    client.post(path_of(member, "drink/"), {"value": "coffee", "source": "declared"})
    client.post(path_of(member, "drink/back/"), {"source": "declared"})

    history = client.get(path_of(member, "drink/")).content.decode()
    whole = client.get(path_of(member)).content.decode()

    assert history.count("taken back") == 1
    for word in ("Tea", "Coffee", "何思远", "Seen by staff"):
        assert word in history
    assert "70%" in whole


@pytest.mark.parametrize("role", [Role.ANALYST, Role.MARKETER])
def test_roles_that_only_look_write_nothing(client: Client, member: Member, role: Role) -> None:
    client.force_login(staff_with(role))

    assert client.get(path_of(member)).status_code == HTTPStatus.OK
    for rest in ("", "seat/", "seat/answer/", "seat/later/", "seat/back/"):
        answer = client.post(path_of(member, rest), {"value": "front", "seat": "front", "source": "declared"})
        assert answer.status_code == HTTPStatus.FORBIDDEN
    assert (Preference.objects.count(), QuestionPutOff.objects.count()) == (0, 0)


def test_a_page_of_likings_asks_no_more_for_more_of_them(
    client: Client, member: Member, django_assert_max_num_queries: Any
) -> None:
    client.force_login(staff_with(Role.SHOP_CLERK))
    for code, value in (("seat", "front"), ("drink", "tea"), ("subjects", "I"), ("hobbies", "tea"), ("diet", "nuts")):
        say(member, code, value)

    with django_assert_max_num_queries(PAGE_QUERIES):
        client.get(path_of(member))
    with django_assert_max_num_queries(PAGE_QUERIES):
        client.get(f"/console/members/{member.number}/panels/preferences/")


# --- fields in the settings


def test_fields_are_made_changed_and_put_in_order(client: Client, member: Member) -> None:
    client.force_login(staff_with(Role.MANAGER))
    typed = {
        "code": "tea_kind", "kind": "choice", "group": "life", "name_zh": "爱喝的茶", "name_en": "Tea they like",
        "options": "green | 绿茶 | Green\nblack | 红茶 | Black", "payoff_zh": "泡对茶", "payoff_en": "The right tea",
    }  # fmt: skip
    assert client.post("/console/settings/fields/", typed).status_code == HTTPStatus.SEE_OTHER
    made = Attribute.objects.get(code="tea_kind")
    say(member, "tea_kind", "红茶")

    again = client.post("/console/settings/fields/", typed)
    changed = client.post(f"/console/settings/fields/{made.pk}/", typed | {"options": "green | 绿茶 | Green tea"})
    before = list(Attribute.objects.order_by("rank").values_list("code", flat=True))
    client.post(f"/console/settings/fields/{made.pk}/move/", {"way": "up"})
    after = list(Attribute.objects.order_by("rank").values_list("code", flat=True))

    assert (again.status_code, changed.status_code) == (HTTPStatus.CONFLICT, HTTPStatus.SEE_OTHER)
    assert counting(member, "tea_kind") in ("红茶", "Black")
    assert (before.index("tea_kind") - after.index("tea_kind"), len(after)) == (1, len(before))
    page = client.get(path_of(MemberFactory.create())).content.decode()
    assert 'value="black"' not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "Tea kind"), ("options", ""), ("options", "a | 甲 | A\na | 乙 | B"), ("options", "甲"), ("name_zh", " ")],
)
def test_a_field_that_cannot_be_is_refused_at_its_place(client: Client, field: str, value: str) -> None:
    client.force_login(staff_with(Role.MARKETER))
    typed = {
        "code": "tea", "kind": "choices", "group": "life", "name_zh": "茶", "name_en": "Tea",
        "options": "a | 甲 | A",
    }  # fmt: skip
    count = Attribute.objects.count()

    answer = client.post("/console/settings/fields/", typed | {field: value})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert list(answer.context["form"].errors) == [field]
    assert Attribute.objects.count() == count


def test_fields_are_not_for_clerks(client: Client) -> None:
    client.force_login(staff_with(Role.SHOP_CLERK))
    field = Attribute.objects.get(code="seat")

    for path in ("", f"{field.pk}/", f"{field.pk}/retire/", f"{field.pk}/move/"):
        assert client.post(f"/console/settings/fields/{path}", {}).status_code == HTTPStatus.FORBIDDEN
    field.refresh_from_db()
    assert field.retired_at is None


# --- lists


@pytest.mark.feature("F198")
def test_a_list_is_narrowed_to_the_word_that_counts(client: Client, member: Member) -> None:
    client.force_login(staff_with(Role.MARKETER))
    other: Member = MemberFactory.create()
    say(member, "subjects", "I", "K")
    say(other, "subjects", "K", source="observed")
    say(other, "subjects", "J", hours=1)
    say(other, "gift_wrap", "yes")

    def listed(likes: str) -> set[str]:
        page = client.get("/console/members/", {"likes": likes}).content.decode().split("<tbody")[1]
        return {one.number for one in (member, other) if one.number in page}

    assert listed("subjects:K") == {member.number}
    assert listed("subjects:J") == {other.number}
    assert listed("gift_wrap:true") == {other.number}
    services.take_preference_back(
        person_id=other.pk, attribute="subjects", source="declared", actor=CLERK, at=AT + timedelta(hours=2)
    )
    assert listed("subjects:K") == {member.number, other.number}
    services.write_field_use_down()
    assert FieldUse.objects.get(field="attribute:gift_wrap", purpose="filter").count == 1
