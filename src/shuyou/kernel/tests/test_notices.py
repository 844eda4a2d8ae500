"""Notices: declared once, told with what caused them, secrets sealed on the way."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from shuyou.kernel.actor import Actor
from shuyou.kernel.models import EventRecord
from shuyou.kernel.notices import Fact, NoticeKind, NoticeUnknown, Words, declare, kinds, opened, tell

AT = datetime(2026, 11, 23, tzinfo=UTC)
JOB = Actor.job("test")
WORDS = Words(subject="{code}", body="{code}", short="{code}")
KIND = NoticeKind(
    code="kernel_test.code", label="Code", purpose="service", zh=WORDS, en=WORDS,
    facts=[Fact(name="code", label="Code", sample="0417", is_secret=True), Fact(name="day", label="Day", sample="1")],
)  # fmt: skip
declare(KIND)


@pytest.mark.django_db
def test_what_is_secret_stands_nowhere_in_clear_and_is_read_again() -> None:
    with transaction.atomic():
        tell(KIND.code, member_id=7, facts={"code": "0417", "day": "11-23"}, key="7", actor=JOB, at=AT)

    told = EventRecord.objects.get(name="kernel.notice_asked").payload
    assert (told["kind"], told["member_id"], told["key"], told["facts"]["day"]) == (KIND.code, 7, "7", "11-23")
    assert "0417" not in str(told)
    assert opened(kinds()[KIND.code], told["facts"]) == {"code": "0417", "day": "11-23"}


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "fact"), [("nobody.knows", "code"), (KIND.code, "name")])
def test_what_nobody_declared_is_not_told(kind: str, fact: str) -> None:
    with transaction.atomic(), pytest.raises(NoticeUnknown):
        tell(kind, member_id=7, facts={fact: "x"}, key="7", actor=JOB, at=AT)

    assert not EventRecord.objects.exists()
