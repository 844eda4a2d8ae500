"""Agents with seats, and an exchange whose clock the test turns."""

from collections.abc import Mapping
from datetime import UTC, datetime

from shuyou.callcenter.services import AgentDraft, put_agent
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Ten in the morning of a Monday, by the club's clock."""
BOSS = Actor(STAFF, "0", "test", frozenset({Role.MANAGER}))
SWITCH = Actor.job("switch")


def agent(username: str, *, extension: str, skills: Mapping[str, int]) -> Actor:
    """Make a colleague with a seat, and return them as who acts."""
    user = User.objects.create_user(
        username=username, password=None, full_name=username, is_staff=True, roles=[Role.CALL_AGENT]
    )
    put_agent(AgentDraft(user_id=user.pk, site="main", extension=extension, skills=skills), actor=BOSS, at=AT)
    return Actor(STAFF, str(user.pk), "test", frozenset({Role.CALL_AGENT}))
