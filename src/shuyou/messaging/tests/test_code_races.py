"""One code, many who type it at once: it opens once; one address, many who ask at once: it gets one code."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from shuyou.kernel.errors import DomainError
from shuyou.messaging import services
from shuyou.messaging.models import OneTimeCode
from shuyou.messaging.services import CodeDraft, SentCode
from shuyou.messaging.services._codes import _answer
from shuyou.messaging.tests.factories import AT, SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
DRAFT = CodeDraft(purpose="test.race", channel="sms", address="13800009999")


def at_once(deed: Callable[[], object], times: int = 8) -> list[object]:
    """Return what each of many threads was answered."""

    def one() -> object:
        try:
            return deed()
        except DomainError as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return [each.result() for each in [pool.submit(one) for _ in range(times)]]


def test_a_code_typed_by_many_at_once_opens_once() -> None:
    code = services.send_code(DRAFT, actor=SYSTEM, at=AT)
    OneTimeCode.objects.update(answer=_answer(code.uid, "123456"))

    came = at_once(lambda: services.confirm_code(uid=code.uid, purpose="test.race", code="123456", actor=SYSTEM, at=AT))

    assert sum(isinstance(one, services.ConfirmedAddress) for one in came) == 1
    assert came.count("CodeOver") == 7


def test_wrong_codes_typed_by_many_at_once_are_all_counted() -> None:
    code = services.send_code(DRAFT, actor=SYSTEM, at=AT)
    OneTimeCode.objects.update(answer=_answer(code.uid, "123456"))

    came = at_once(lambda: services.confirm_code(uid=code.uid, purpose="test.race", code="654321", actor=SYSTEM, at=AT))

    assert (came.count("CodeWrong"), came.count("CodeOver")) == (4, 4)


def test_an_address_asked_for_by_many_at_once_gets_one_code() -> None:
    came = at_once(lambda: services.send_code(DRAFT, actor=SYSTEM, at=AT))

    assert sum(isinstance(one, SentCode) for one in came) == 1
    assert OneTimeCode.objects.count() == 1
