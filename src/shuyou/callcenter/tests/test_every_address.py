"""Every address of the call center as who has nothing to do there, and as an agent: each sees what is theirs."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.callcenter.console.urls import urlpatterns
from shuyou.kernel.models import EventRecord, User
from shuyou.kernel.permissions import Role

pytestmark = pytest.mark.django_db
SAMPLES: dict[str, object] = {"UUIDConverter": UUID(int=7), "IntConverter": 7}
OF_AGENTS = {
    "absence_ask", "calls", "day", "desk", "feedback", "feedback_new", "lists", "live", "marks", "own_shifts", "wall",
    "written",
}  # fmt: skip
"""What opens to agents of what needs no number or name."""


def addresses() -> Iterator[tuple[str, str]]:
    """Return each address by its name; what has a number or a name in it names something that is not there."""
    for one in urlpatterns:
        words = {name: SAMPLES.get(type(kind).__name__, "x") for name, kind in one.pattern.converters.items()}
        yield str(one.name), reverse(f"callcenter:{one.name}", kwargs=words)


def somebody(role: Role) -> Client:
    """Return a browser in which somebody with a role has signed in."""
    client = Client()
    client.force_login(
        User.objects.create_user(username=role.value, full_name=role.value, is_staff=True, roles=[role.value])
    )
    return client


def test_who_has_nothing_to_do_with_calls_is_shown_nothing_and_changes_nothing() -> None:
    client, events = somebody(Role.BUYER), EventRecord.objects.count()

    answers = {(name, client.get(at).status_code, client.post(at).status_code) for name, at in addresses()}

    assert {status for one in answers for status in one[1:]} <= {403, 404, 405}
    assert all(403 in one[1:] for one in answers if one[0] in OF_AGENTS)
    assert EventRecord.objects.count() == events


def test_agents_are_shown_what_is_theirs() -> None:
    client = somebody(Role.CALL_AGENT)

    opened = {name for name, at in addresses() if client.get(at).status_code in (200, 204)}

    assert opened == OF_AGENTS
