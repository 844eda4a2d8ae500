"""Seats in the sample club's call center: its staff, and colleagues who are played."""

from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import Final

from shuyou.callcenter import queries, services
from shuyou.callcenter.services import AgentDraft, QueueDraft, SiteDraft
from shuyou.demo.services._staff import add_colleague
from shuyou.kernel.actor import Actor
from shuyou.kernel.permissions import Role

CALMS: Final = "difficult"
"""What somebody is good at whom upset callers come to first."""
SEATS: Final[Mapping[Role, tuple[str, Mapping[str, int]]]] = {
    Role.CALL_AGENT: ("1001", {"club": 5, "sales": 3, "papers": 3, CALMS: 4}),
    Role.SERVICE_AGENT: ("1002", {"club": 4, "papers": 5, "finance": 4, "letters": 4, CALMS: 5}),
    Role.TELESALES: ("1003", {"sales": 5, "club": 3}),
    Role.MANAGER: ("1004", {"club": 4}),
}
"""Whose seat has which extension, and what they are how good at."""
PLAYED: Final = (
    ("seat1", "贺兰", {"club": 4, "papers": 3, CALMS: 4}), ("seat2", "姜禾", {"club": 4, "sales": 4}),
    ("seat3", "陆一鸣", {"finance": 5, "papers": 4}), ("seat4", "许青", {"sales": 4, "club": 3}),
    ("seat5", "乔安", {"letters": 5, "data": 4, "online": 4, "club": 2}),
)  # fmt: skip
"""Colleagues who answer by themselves, so that the room is not empty."""
COSTS: Final[Mapping[str, Decimal]] = {"cost_per_minute": Decimal("0.06"), "cost_per_hour": Decimal(38)}
"""What a minute of a line and an hour of an agent are taken to cost."""
MIDNIGHT: Final = time(23, 59)
"""The sample club answers day and night: whoever tries it at any hour hears it ring."""


def lay_out_calls(*, staff: Mapping[Role, int], at: datetime, actor: Actor) -> None:
    """Give the sample club's staff their seats, and some colleagues, day and night."""
    for role, (extension, skills) in SEATS.items():
        _seat(staff[role], extension, skills, actor, at)
    for row in queries.queue_rows(actor=actor):
        draft = QueueDraft(**{**row.values, "opens": time.min, "closes": MIDNIGHT})  # type: ignore[arg-type]
        services.change_queue(draft, code=row.code, actor=actor, at=at)
    for site in queries.things(kind="site", actor=actor):
        costed = SiteDraft(**{**site.values, **COSTS})  # type: ignore[arg-type]
        services.put_site(costed, code=site.key, actor=actor, at=at)
    for place, (username, name, skills) in enumerate(PLAYED):
        _seat(add_colleague(username, name, actor=actor, at=at), f"190{place + 1}", skills, actor, at)


def _seat(user_id: int, extension: str, skills: Mapping[str, int], actor: Actor, at: datetime) -> None:
    draft = AgentDraft(user_id=user_id, site="main", extension=extension, languages=("zh", "en"), skills=skills)
    services.put_agent(draft, actor=actor, at=at)
