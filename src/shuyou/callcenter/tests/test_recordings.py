"""Recordings: heard for a reason that is noted, by who may, in parts; taken away by fewer."""

from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from shuyou.callcenter.console.ranges import part_of
from shuyou.callcenter.errors import RecordingGone
from shuyou.callcenter.models import Call, Recording, RecordingAccess
from shuyou.callcenter.queries import opened_sound
from shuyou.callcenter.rules import center
from shuyou.callcenter.services import FactKey, note_fact, open_recording
from shuyou.callcenter.tests.factories import AT, BOSS, SWITCH, agent
from shuyou.callcenter.tests.test_pages import a_call
from shuyou.kernel.errors import InvalidValue, NotFound, NotPermitted
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.members.services import set_retention_rule

pytestmark = pytest.mark.django_db(transaction=True)
SOUND = b"RIFF" + bytes(range(200))


def recorded(call: Call, *, is_message: bool = False) -> Recording:
    """Have a call recorded."""
    path = default_storage.save(f"recordings/{uuid4()}.wav", ContentFile(SOUND))
    return Recording.objects.create(
        call=call, record_id=str(uuid4()), path=path, seconds=Decimal(9), sha256="0" * 64, is_message=is_message,
        made_at=AT,
    )  # fmt: skip


def signed_in(client: Client, role: Role) -> User:
    """Sign somebody in."""
    user = User.objects.create_user(username="wen", full_name="温", is_staff=True, roles=[role], language="en")
    client.force_login(user)
    return user


def test_a_manager_listens_in_parts_and_it_is_noted_why(client: Client) -> None:
    one = recorded(a_call(agent("he", extension="1001", skills={"club": 4})))
    user = signed_in(client, Role.MANAGER)
    page = reverse("callcenter:recording", args=[one.uid])

    assert page in client.get(reverse("callcenter:call", args=[one.call.uid])).content.decode()
    assert b"<audio" not in client.get(page).content
    nothing = client.post(page, {"why": ""})
    assert (nothing.status_code, RecordingAccess.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 0)
    opened = client.post(page, {"why": "complaint"}, follow=True)
    sound = opened.context["sound"]
    part = client.get(sound, headers={"Range": "bytes=4-13"})

    assert (part.status_code, part.content) == (HTTPStatus.PARTIAL_CONTENT, SOUND[4:14])
    assert part.headers["Content-Range"] == f"bytes 4-13/{len(SOUND)}"
    assert client.get(sound, headers={"Range": f"bytes={len(SOUND)}-"}).status_code == 416
    assert list(RecordingAccess.objects.values_list("by", "why", "is_download")) == [
        (f"staff:{user.pk}", "complaint", False)
    ]
    assert "A complaint" in opened.content.decode()
    assert "温" in opened.content.decode()


def test_what_a_switch_wrote_lies_where_it_is_heard_from(tmp_path: Path) -> None:
    call = a_call(agent("he", extension="1001", skills={"club": 4}))
    file = tmp_path / f"{uuid4()}.wav"
    file.write_bytes(SOUND)
    fact = center.Recorded(
        at=AT.timestamp(), call=call.key, record_id=file.stem, path=str(file), seconds=9, sha256="0" * 64
    )

    note_fact(fact, key=FactKey(site_id=call.site_id, switch="main", epoch=1, seq=99), actor=SWITCH)

    with default_storage.open(Recording.objects.get(record_id=file.stem).path) as sound:
        assert sound.read() == SOUND
    assert not file.exists()


def test_a_recording_is_taken_away_as_a_file(client: Client) -> None:
    one = recorded(a_call(agent("he", extension="1001", skills={"club": 4})))
    signed_in(client, Role.MANAGER)

    answer = client.post(
        reverse("callcenter:recording", args=[one.uid]), {"why": "request", "deed": "take"}, follow=True
    )

    assert b"".join(answer.streaming_content) == SOUND  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert RecordingAccess.objects.get().is_download


def test_agents_hear_messages_but_no_talk_and_take_nothing_away(client: Client) -> None:
    call = a_call(agent("he", extension="1001", skills={"club": 4}))
    talk, message = recorded(call), recorded(call, is_message=True)
    signed_in(client, Role.CALL_AGENT)
    shown = client.get(reverse("callcenter:call", args=[call.uid])).content.decode()

    assert str(talk.uid) not in shown
    assert str(message.uid) in shown
    page = reverse("callcenter:recording", args=[talk.uid])
    assert client.get(page).status_code == client.post(page, {"why": "training"}).status_code == HTTPStatus.FORBIDDEN
    page = reverse("callcenter:recording", args=[message.uid])
    assert client.post(page, {"why": "message", "deed": "take"}).status_code == HTTPStatus.FORBIDDEN
    assert client.get(reverse("callcenter:recordings")).status_code == HTTPStatus.FORBIDDEN
    assert not RecordingAccess.objects.exists()
    assert client.post(page, {"why": "message"}).status_code == HTTPStatus.SEE_OTHER


def test_what_one_opened_is_open_for_an_hour_and_for_nobody_else() -> None:
    who = agent("he", extension="1001", skills={"club": 4})
    one = recorded(a_call(who), is_message=True)
    access = open_recording(uid=one.uid, why="message", actor=who, at=AT)

    assert opened_sound(access=access, at=AT + timedelta(minutes=59), actor=who).path == one.path
    with pytest.raises(NotFound):
        opened_sound(access=access, at=AT + timedelta(hours=1), actor=who)
    with pytest.raises(NotFound):
        opened_sound(access=access, at=AT, actor=BOSS)


def test_the_log_stays_as_it_is_and_refusals_leave_no_trace_in_it() -> None:
    who = agent("he", extension="1001", skills={"club": 4})
    one = recorded(a_call(who))
    with pytest.raises(NotPermitted):
        open_recording(uid=one.uid, why="quality", actor=who, at=AT)
    with pytest.raises(InvalidValue):
        open_recording(uid=one.uid, why="curious", actor=BOSS, at=AT)
    Recording.objects.filter(pk=one.pk).update(path="", dropped_at=AT)
    with pytest.raises(RecordingGone):
        open_recording(uid=one.uid, why="quality", actor=BOSS, at=AT)
    assert not RecordingAccess.objects.exists()
    Recording.objects.filter(pk=one.pk).update(path="x", dropped_at=None)
    open_recording(uid=one.uid, why="quality", actor=BOSS, at=AT)
    with pytest.raises(IntegrityError):
        RecordingAccess.objects.update(why="training")


def test_recordings_are_listed_with_how_long_they_are_kept(client: Client) -> None:
    one = recorded(a_call(agent("he", extension="1001", skills={"club": 4})))
    signed_in(client, Role.MANAGER)
    set_retention_rule(part="recordings", months="6", ground="MIIT", is_active=True, actor=BOSS, at=AT)

    assert "2027-05-23" in client.get(reverse("callcenter:recordings"), {"kind": "talk"}).content.decode()
    assert str(one.uid) not in client.get(reverse("callcenter:recordings"), {"kind": "message"}).content.decode()


@pytest.mark.parametrize(
    ("wanted", "part"),
    [
        ("bytes=0-", (0, 100)), ("bytes=0-0", (0, 1)), ("bytes=90-200", (90, 100)), ("bytes=-10", (90, 100)),
        ("bytes=-500", (0, 100)), ("bytes=100-", None), ("bytes=-0", None), ("bytes=9-3", (0, 100)),
        ("bytes=1-2,5-6", (0, 100)), ("lines=1-2", (0, 100)), ("bytes=-", (0, 100)), ("bytes=²-", (0, 100)),
    ],
)  # fmt: skip
def test_the_part_that_a_player_asks_for_is_read(wanted: str, part: tuple[int, int] | None) -> None:
    assert part_of(wanted, 100) == part
