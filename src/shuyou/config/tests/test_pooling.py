"""Connections that wait for the next request are found out when they have ended, and are not asked otherwise."""

import os

import psycopg
import pytest

from shuyou.config import pooling

_LAST_QUESTION = "SELECT query FROM pg_stat_activity WHERE pid = %s"


@pytest.mark.django_db
def test_a_waiting_session_is_not_asked_whether_it_is_there() -> None:
    address = os.environ["SHUYOU_DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as waiting, psycopg.connect(address) as other:
        waiting.execute("SELECT 'last asked'")

        pooling.check(waiting)

        assert other.execute(_LAST_QUESTION, [waiting.info.backend_pid]).fetchone() == ("SELECT 'last asked'",)


@pytest.mark.django_db
def test_an_ended_session_is_found_out() -> None:
    address = os.environ["SHUYOU_DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as waiting, psycopg.connect(address) as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", [waiting.info.backend_pid])

        with pytest.raises(psycopg.OperationalError):
            pooling.check(waiting)
