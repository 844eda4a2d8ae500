"""What every test may use."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from psycopg.pq import TransactionStatus
from pytest_django.plugin import DjangoDbBlocker

from shuyou.config import testing
from shuyou.kernel import numbers

# How long a test takes to think of examples says how busy the machine is, and nothing about the product.
settings.register_profile("shuyou", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shuyou")
# Playwright's synchronous interface keeps an event loop in the thread of the test; Django must not mind.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[testing.Copy]:
    """Give this process a migrated database; a test that commits leaves it to the next one as good as new."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", testing.start_server())
        template = testing.prepare_template()
        connection.close()
        copy = testing.Copy(template, testing.OWN_DATABASE)
        copy.make()
        patch.setitem(connection.settings_dict, "NAME", copy.name)
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: _renew(copy))
        patch.setattr(TransactionTestCase, "_should_reload_connections", lambda _: False)
        yield copy
        connections.close_all()
        copy.drop()


@pytest.fixture(scope="session")
def renew(django_db_setup: testing.Copy) -> Callable[[], None]:
    """Take out of the database what was committed, for a fixture that commits for many tests."""
    return lambda: _renew(django_db_setup)


def _renew(copy: testing.Copy) -> None:
    numbers.forget_blocks()
    if not copy.renew(keeping=_own_session()):
        connections.close_all()
        copy.make()


def _own_session() -> int:
    """Return the server's process behind this thread's connection, which the next test goes on with, or 0."""
    session = connection.connection
    if session is None or session.closed or session.info.transaction_status != TransactionStatus.IDLE:
        connections.close_all()
        return 0
    session.execute("SELECT pg_advisory_unlock_all()")
    session.execute("DISCARD TEMP")
    return int(session.info.backend_pid)
