"""What tests of the staff pages share."""

import pytest
from django.test import Client

from shuyou.kernel.models import User
from shuyou.kernel.tests.factories import StaffFactory


@pytest.fixture
def agent(db: None) -> User:
    """A call-center agent."""
    return StaffFactory.create()


@pytest.fixture
def inside(client: Client, agent: User) -> Client:
    """A browser in which the agent is signed in."""
    client.force_login(agent)
    return client
