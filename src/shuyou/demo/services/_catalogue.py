"""The catalogue that the sample club sent out with order forms, and the first that came back: they are drafts yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.permissions import Role
from shuyou.orders import services
from shuyou.orders.services import EditionDraft

BACK: Final = ("1, 3 x2", "2, 4, 5", "1 x2, 6")
"""What is written on the forms that came back."""


def send_catalogue(codes: Sequence[str], forms: Sequence[str], *, clerk_id: int, at: datetime, actor: Actor) -> None:
    """Number titles, send the catalogue out, and take the forms of readers in, each by its code."""
    out, today = at - timedelta(days=24), club_day(at)
    draft = EditionDraft(
        name_zh="秋冬书目 · 文史",
        name_en="Autumn and winter · history",
        valid_to=today + timedelta(days=40),
        sent_out=150,
    )
    serial = services.keep_edition(draft, actor=actor, at=out)
    lines = "\n".join(f"{place} {code}" for place, code in enumerate(codes, 1))
    services.number_titles(serial, lines=lines, actor=actor, at=out)
    services.move_edition(serial, to="out", actor=actor, at=out)
    clerk = Actor(STAFF, str(clerk_id), actor.via, frozenset({Role.MANAGER}))
    for numbers, code in zip(BACK, forms, strict=False):
        services.take_order_form(code, numbers=numbers, key=uuid4(), actor=clerk, at=at)
