"""Papers of a member, on the member's page."""

from datetime import datetime
from typing import Any

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Panel, registry
from shuyou.members import queries


def _papers(member_id: int, actor: Actor, _at: datetime) -> dict[str, Any] | None:
    rows, may_file = queries.papers_of(member_id=member_id, actor=actor), actor.may("members.file_papers")
    return {"rows": rows, "may_file": may_file} if rows or may_file else None


registry.offer(
    Panel(
        slot="member.left",
        key="papers",
        order=60,
        permission="members.see_papers",
        template="members/panels/papers.html",
        load=_papers,
        is_slow=True,
    ),
)
