"""After the call: what readers said is answered, calls are judged, prompts are recorded."""

from datetime import date, timedelta
from http import HTTPStatus
from uuid import uuid4

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shuyou.callcenter.errors import AlreadyAnswered, AlreadyTaken
from shuyou.callcenter.models import Call, Feedback, QualityForm, QualityMark, RecordedPrompt
from shuyou.callcenter.queries import feedback_to_answer, recorded_sound
from shuyou.callcenter.rules.ivr import Begin, Found, Pressed, ToQueue
from shuyou.callcenter.rules.prompts import digest_of_words, wav_of
from shuyou.callcenter.rules.quality import Point, share_of
from shuyou.callcenter.services import SaidDraft, answer_feedback, meet_caller, take_feedback
from shuyou.callcenter.tests.factories import AT, BOSS, SWITCH, agent
from shuyou.callcenter.tests.test_ivr import YES, walked
from shuyou.callcenter.tests.test_pages import a_call
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import InvalidValue, NotFound, NotPermitted
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.members.tests.factories import MemberFactory, PhoneFactory

pytestmark = pytest.mark.django_db(transaction=True)
HELPER = Actor(STAFF, "0", "test", frozenset({Role.SERVICE_AGENT}))


def signed_in(client: Client, role: Role) -> User:
    """Sign somebody in."""
    user = User.objects.create_user(username="wen", full_name="温", is_staff=True, roles=[role], language="en")
    client.force_login(user)
    return user


def answered_call() -> Call:
    """Have a call that an agent answered, and that is over."""
    call = a_call(agent("he", extension="1001", skills={"club": 4}))
    Call.objects.filter(pk=call.pk).update(stage="over", answered_at=AT, ended_at=AT + timedelta(minutes=2))
    return call


@pytest.mark.feature("F162")
def test_a_senior_member_has_a_line_and_a_way_of_their_words_of_their_own(client: Client) -> None:
    senior = MemberFactory.create(joined_on=date(2023, 1, 1))
    PhoneFactory(person=senior.person, digits="13800002046")
    call = a_call(agent("he", extension="1001", skills={"club": 4}))
    met = meet_caller(call_key="c1", number="13800002046", called="4008000000", actor=SWITCH, at=AT)
    assert met.values["senior"] == "1"
    assert met.bonus >= 30
    _, commands = walked(met.graph, [Begin(), YES, YES, Pressed("0"), Found(is_found=bool(met.values["senior"]))])
    assert commands == [ToQueue("senior")]

    uid = take_feedback(SaidDraft(kind="suggestion", text="字再大一点", call=call.uid), actor=HELPER, at=AT)
    other = MemberFactory.create(joined_on=date(2026, 10, 1))
    take_feedback(SaidDraft(kind="suggestion", text="多些绘本", number=other.number), actor=HELPER, at=AT)

    said = Feedback.objects.get(uid=uid)
    assert (said.is_senior, said.due_at, said.member_id) == (True, AT + timedelta(days=1), senior.pk)
    assert Feedback.objects.get(member=other).due_at == AT + timedelta(days=3)
    assert [row.member_number for row in feedback_to_answer(limit=9, actor=BOSS)[0]] == [senior.number, other.number]
    assert [row.member_number for row in feedback_to_answer(limit=9, actor=HELPER)[0]] == [other.number]
    with pytest.raises(NotPermitted):
        answer_feedback(uid=uid, answer="好", result="done", actor=HELPER, at=AT)
    assert Feedback.objects.get(uid=uid).answered_at is None
    signed_in(client, Role.MANAGER)
    typed = {"answer": "下期起放大", "result": "taken_up"}
    assert client.post(reverse("callcenter:feedback_one", args=[uid]), typed).status_code == HTTPStatus.SEE_OTHER
    listed = client.get(reverse("callcenter:feedback"), {"way": "senior", "state": "answered"}).content.decode()
    assert "字再大一点" in listed
    assert "多些绘本" not in listed
    panel = client.get(reverse("console:member_panel", args=[senior.number, "said"])).content.decode()
    assert "下期起放大" in panel
    assert "Taken up" in panel


def test_a_suggestion_is_taken_down_from_the_page_of_a_call_once(client: Client) -> None:
    call = answered_call()
    signed_in(client, Role.CALL_AGENT)
    page = reverse("callcenter:call_feedback", args=[call.uid])
    typed = {"kind": "complaint", "text": "书角压坏了"}

    assert client.post(page, {**typed, "text": " "}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post(page, typed).status_code == HTTPStatus.SEE_OTHER
    assert client.post(page, typed).status_code == HTTPStatus.CONFLICT
    assert list(Feedback.objects.values_list("kind", "text", "call")) == [("complaint", "书角压坏了", call.pk)]
    assert "书角压坏了" in client.get(reverse("callcenter:call", args=[call.uid])).content.decode()
    one = reverse("callcenter:feedback_one", args=[Feedback.objects.get().uid])
    assert client.post(one, {"answer": "x", "result": "done"}).status_code == HTTPStatus.FORBIDDEN


def test_what_was_answered_is_not_answered_again_and_nonsense_changes_nothing() -> None:
    call = answered_call()
    draft = SaidDraft(kind="suggestion", text="多办讲座", call=call.uid)
    uid = take_feedback(draft, actor=HELPER, at=AT)
    with pytest.raises(AlreadyTaken):
        take_feedback(draft, actor=HELPER, at=AT)
    with pytest.raises(NotFound):
        take_feedback(SaidDraft(kind="suggestion", text="x", number="NOBODY"), actor=HELPER, at=AT)
    for answer, result in (("", "done"), ("好", "maybe")):
        with pytest.raises(InvalidValue):
            answer_feedback(uid=uid, answer=answer, result=result, actor=HELPER, at=AT)
    with pytest.raises(NotFound):
        answer_feedback(uid=uuid4(), answer="好", result="done", actor=HELPER, at=AT)
    assert Feedback.objects.get().answer == ""
    answer_feedback(uid=uid, answer="好", result="done", actor=HELPER, at=AT)
    with pytest.raises(AlreadyAnswered):
        answer_feedback(uid=uid, answer="不", result="declined", actor=HELPER, at=AT)
    assert Feedback.objects.get().answer == "好"


def test_a_call_is_judged_by_a_form_and_the_agent_sees_their_own_marks(client: Client) -> None:
    call = answered_call()
    signed_in(client, Role.MANAGER)
    page = reverse("callcenter:mark", args=[call.uid, "call"])
    typed = {"mark_greeting": "5", "mark_listening": "3", "mark_answer": "4", "mark_tone": "5", "mark_record": "0"}

    assert client.post(page, {**typed, "mark_tone": "6"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not QualityMark.objects.exists()
    assert client.post(page, {**typed, "note": "先听完"}).status_code == HTTPStatus.SEE_OTHER
    assert client.post(page, {**typed, "mark_record": "5", "note": "先听完"}).status_code == HTTPStatus.SEE_OTHER
    assert list(QualityMark.objects.values_list("share", "agent__user__username")) == [(82, "he")]
    assert "82 %" in client.get(reverse("callcenter:marks"), {"form": "call"}).content.decode()
    client.force_login(User.objects.get(username="he"))
    assert "先听完" in client.get(reverse("callcenter:marks")).content.decode()
    assert client.post(page, typed).status_code == HTTPStatus.FORBIDDEN
    agent("xu", extension="1002", skills={"club": 4})
    client.force_login(User.objects.get(username="xu"))
    assert "先听完" not in client.get(reverse("callcenter:marks")).content.decode()
    assert "先听完" not in client.get(reverse("callcenter:call", args=[call.uid])).content.decode()


def test_a_call_that_nobody_answered_or_that_goes_on_is_not_judged(client: Client) -> None:
    call = a_call(agent("he", extension="1001", skills={"club": 4}))
    signed_in(client, Role.MANAGER)
    page = reverse("callcenter:mark", args=[call.uid, "call"])
    points = [point["code"] for point in QualityForm.objects.get(code="call").points]
    typed = {f"mark_{code}": "5" for code in points}

    assert client.post(page, typed).status_code == HTTPStatus.CONFLICT
    Call.objects.filter(pk=call.pk).update(stage="over", ended_at=AT)
    assert client.post(page, typed).status_code == HTTPStatus.CONFLICT
    assert not QualityMark.objects.exists()


def test_forms_are_edited_point_by_point(client: Client) -> None:
    signed_in(client, Role.MANAGER)
    new, typed = reverse("callcenter:quality_form_new"), {"code": "sales", "name_zh": "电话销售", "name_en": "Sales"}
    good = "offer | 介绍 | Offer | 3\n\nclose | 成交 | Close | 1"

    for bad in ("offer | 介绍 | 3", "offer | 介绍 | Offer | 0", "a | 甲 | A | 1\na | 乙 | B | 1", "|||"):
        assert client.post(new, {**typed, "points": bad}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not QualityForm.objects.filter(code="sales").exists()
    assert client.post(new, {**typed, "points": good, "is_active": "on"}).status_code == HTTPStatus.SEE_OTHER
    assert client.post(new, {**typed, "points": good}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [one["weight"] for one in QualityForm.objects.get(code="sales").points] == [3, 1]
    page = client.get(reverse("callcenter:quality_form", args=["sales"])).content.decode()
    assert "close | 成交 | Close | 1" in page
    assert "Offer" in client.get(reverse("callcenter:quality_forms")).content.decode()


def test_halves_of_a_percent_go_up() -> None:
    points = [Point(code=code, zh="", en="", weight=weight) for code, weight in (("a", 7), ("b", 1))]

    assert share_of(points, {"a": 5, "b": 0}) == 88
    assert share_of(points, {"a": 0, "b": 0}) == 0
    assert share_of(points, {"a": 5, "b": 5}) == 100


def sound_file(data: bytes) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile("prompt.wav", data, content_type="audio/wav")


def test_a_recorded_prompt_is_found_by_its_words_as_the_switch_looks_it_up(client: Client) -> None:
    signed_in(client, Role.MANAGER)
    spoken = bytes(np.arange(8000, dtype=np.uint8))
    new, typed = reverse("callcenter:prompt_new"), {"language": "zh", "words": "欢迎致电 书友会。"}
    digest = digest_of_words("欢迎致电  书友会。", "zh")

    refused = client.post(new, {**typed, "file": sound_file(b"MP3")})
    assert (refused.status_code, RecordedPrompt.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 0)
    assert client.post(new, {**typed, "file": sound_file(wav_of(spoken))}).status_code == HTTPStatus.SEE_OTHER
    found = recorded_sound(digest=digest, actor=SWITCH)
    assert found is not None
    assert len(found) == 8000
    assert recorded_sound(digest=digest_of_words("欢迎致电 书友会。", "en"), actor=SWITCH) is None
    heard = client.get(reverse("callcenter:prompt_sound", args=[digest]), headers={"Range": "bytes=0-3"})
    assert (heard.status_code, heard.content) == (HTTPStatus.PARTIAL_CONTENT, b"RIFF")
    shown = client.get(reverse("callcenter:prompts"))
    assert "欢迎致电 书友会。" in shown.content.decode()
    assert shown.context["missing"] > 3
    assert client.post(reverse("callcenter:prompt_drop", args=[digest])).status_code == HTTPStatus.SEE_OTHER
    assert recorded_sound(digest=digest, actor=SWITCH) is None
    client.force_login(User.objects.create_user(username="q", full_name="q", is_staff=True, roles=[Role.CALL_AGENT]))
    assert client.get(reverse("callcenter:prompts")).status_code == HTTPStatus.FORBIDDEN
