"""What the kernel has done at night."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from pytest_django import DjangoAssertNumQueries

from shuyou.kernel import clock, tasks


@pytest.mark.django_db
def test_sessions_that_have_ended_are_removed_in_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number, hours in enumerate((-30, -1, 1)):
        Session.objects.create(session_key=f"s{number}", expire_date=clock.now() + timedelta(hours=hours))

    with django_assert_num_queries(1):
        removed = tasks.remove_old_sessions(timestamp=0)

    assert (removed, Session.objects.get().session_key) == (2, "s2")
