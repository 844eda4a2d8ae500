"""What every test may use."""

import os
from collections.abc import Iterator

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
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
) -> Iterator[None]:
    """Give this process a migrated database; a test that commits leaves it to the next one as good as new."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    name = f"{testing.DATABASE}_{worker}" if worker else testing.DATABASE
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", testing.start_server())
        template = testing.prepare_template()
        connection.close()
        testing.copy_template(template, name)
        patch.setitem(connection.settings_dict, "NAME", name)
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: _renew(template, name))
        yield
        connections.close_all()
        testing.drop(name)


def _renew(template: str, name: str) -> None:
    connections.close_all()
    numbers.forget_blocks()
    testing.copy_template(template, name)
