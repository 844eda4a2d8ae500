"""What the shop shows on pages that show many packages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import (
    AnswerSource,
    NavEntry,
    Panel,
    TimelineRow,
    TimelineSource,
    Untold,
    WorkList,
    WorkRow,
    WorkSource,
    registry,
)
from shuyou.shop import queries
from shuyou.shop.queries import OwnReview, StepRow

LOOKED: Final = "EXISTS (SELECT FROM shop_trail WHERE member_id = %(member)s)"
WROTE: Final = "EXISTS (SELECT FROM shop_review WHERE member_id = %(member)s)"


def _looked(member_id: int, actor: Actor, at: datetime) -> Sequence[StepRow] | None:
    return queries.steps_of_member(member_id=member_id, before=at, limit=6, actor=actor) or None


NOW: Final = timedelta(minutes=30)
"""What a reader did no longer ago is what they come from when they call."""


@dataclass(frozen=True, slots=True)
class BeforeCall:
    """What a reader did in the shop just before, the latest first, and whether they are still there, it seems."""

    is_there: bool
    steps: Sequence[StepRow]


def _before_call(member_id: int, actor: Actor, at: datetime) -> BeforeCall | None:
    rows = queries.steps_of_member(member_id=member_id, before=at, limit=8, actor=actor)
    lately = [row for row in rows if row.at > at - timedelta(days=1)]
    return BeforeCall(is_there=lately[0].at > at - NOW, steps=lately) if lately else None


def _steps(member_id: int, before: datetime, limit: int) -> Sequence[Untold]:
    rows = queries.steps_of_member(member_id=member_id, before=before, limit=limit, actor=Actor.job("timeline"))
    return [Untold(row.at, partial(_step, row, place)) for place, row in enumerate(rows)]


def _step(row: StepRow, place: int) -> TimelineRow:
    return TimelineRow(
        at=row.at, key=f"step-{row.at.isoformat()}-{place}", icon="eye",
        title=f"{row.kind_label} · {row.title or row.words}" if row.title or row.words else row.kind_label,
        aside=gettext("in the shop"), url=reverse("shop:book", args=[row.item_uid]) if row.item_uid else "",
    )  # fmt: skip


def _reviews(member_id: int, before: datetime, limit: int) -> Sequence[Untold]:
    rows = queries.members_reviews_at(member_id=member_id, before=before, limit=limit)
    return [Untold(row.written_at, partial(_review, row)) for row in rows]


def _review(row: OwnReview) -> TimelineRow:
    return TimelineRow(
        at=row.written_at, key=f"review-{row.item_id}", icon="star", title=f"{row.title} {'★' * row.stars}",
        aside=row.state_label, url=reverse("shop:reviews", args=[row.item_uid]),
    )  # fmt: skip


def _to_read(actor: Actor, _at: datetime, limit: int) -> WorkList:
    rows, total = queries.reviews_to_read(limit=limit, actor=actor)
    found = [
        WorkRow(
            key=f"review-{row.review_id}", icon="star", title=row.headline or row.text[:60],
            url=reverse("shop_desk:review", args=[row.review_id]), who=row.member_name, badge=row.title[:20],
        )
        for row in rows
    ]  # fmt: skip
    return WorkList(rows=found, total=total)


registry.offer(
    AnswerSource(key="shop", order=50, load=queries.answers_at),
    Panel(
        slot="member.right",
        key="looked",
        order=70,
        permission="members.view",
        template="shop/panels/looked.html",
        load=_looked,
        is_slow=True,
        only_if=LOOKED,
    ),
    Panel(
        slot="call.caller",
        key="before",
        order=10,
        permission="members.view",
        template="shop/panels/before_call.html",
        load=_before_call,
        only_if=LOOKED,
    ),
    WorkSource(kind="reviews", label=_("Reviews to read"), order=60, permission="shop.moderate", load=_to_read),
    NavEntry(
        key="shop",
        label=pgettext_lazy("on the web", "Shop"),
        icon="store",
        url_name="shop_desk:reviews",
        order=49,
        permission="shop.view",
    ),
    TimelineSource(kind="looked", label=_("On the web"), permission="members.view", load=_steps, only_if=LOOKED),
    TimelineSource(kind="reviews", label=_("Reviews"), permission="members.view", load=_reviews, only_if=WROTE),
)
