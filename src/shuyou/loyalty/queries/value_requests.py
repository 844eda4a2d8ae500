"""What was asked to be done with cards beyond what one person may, and what buyers of cards are told."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import get_language

from shuyou.kernel.actor import Actor
from shuyou.kernel.history import signers
from shuyou.kernel.usecase import query
from shuyou.loyalty.models import ValueCard, ValueNotice, ValueRequest
from shuyou.loyalty.rules import masked


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRequestRow:
    """Something asked for a card, and how it was decided."""

    request_id: int
    card_uid: UUID
    card: str
    to_card: str
    to_number: str
    """Of the member who is to get it."""
    to_name: str
    kind: str
    kind_label: str
    ground: str
    amount: Decimal
    reason: str
    state: str
    state_label: str
    asked_by: str
    is_own: bool
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class ValueRequestPage:
    """A stretch of requests and the id before which it goes on; None when this is the last."""

    rows: tuple[ValueRequestRow, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """A version of what buyers of a kind of card are told."""

    kind: str
    kind_label: str
    version: int
    text_zh: str
    text_en: str
    written_by: str
    valid_from: datetime
    is_current: bool

    @property
    def text(self) -> str:
        """Return it in the reader's language."""
        return self.text_zh if (get_language() or "").startswith("zh") else self.text_en


@query("loyalty.keep_value")
def value_requests(
    *, card: UUID | None = None, state: str = "", before: int | None = None, actor: Actor, limit: int = 50
) -> ValueRequestPage:
    """
    Return requests, the latest first, in two queries: all for those who approve, one's own for the others.

    Of one card everybody at the desk sees all, so that nobody asks twice.
    """
    found, mine = (
        ValueRequest.objects.select_related("card", "to_card", "to_holder__person").order_by("-pk"),
        actor.signature,
    )
    if card:
        found = found.filter(card__uid=card)
    elif not actor.may("loyalty.manage_value"):
        found = found.filter(asked_by=mine)
    if state:
        found = found.filter(state=state)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found[: limit + 1])
    names = signers(key for row in rows for key in (row.asked_by, row.decided_by))
    page = tuple(
        ValueRequestRow(
            request_id=row.pk, card_uid=row.card.uid, card=masked(row.card.number),
            to_card=masked(row.to_card.number) if row.to_card else "",
            to_number=row.to_holder.number if row.to_holder else "",
            to_name=row.to_holder.person.name if row.to_holder else "", kind=row.kind,
            kind_label=str(ValueRequest.Kind(row.kind).label), ground=row.ground, amount=row.amount, reason=row.reason,
            state=row.state, state_label=str(ValueRequest.State(row.state).label), asked_by=names[row.asked_by],
            is_own=row.asked_by == mine, asked_at=row.asked_at, decided_by=names[row.decided_by],
            decided_at=row.decided_at, note=row.note,
        )
        for row in rows[:limit]
    )  # fmt: skip
    return ValueRequestPage(page, page[-1].request_id if len(rows) > limit else None)


@query("loyalty.manage_value")
def value_requests_waiting(*, actor: Actor) -> int:
    """Return how many requests wait for a decision, by the index `value_requests_by_state`."""
    return ValueRequest.objects.filter(state=ValueRequest.State.ASKED).count()


@query("loyalty.view")
def value_notices(*, at: datetime, actor: Actor) -> tuple[NoticeRow, ...]:
    """Return what buyers are told by kind of card, the version in force first, in two queries."""
    rows = list(ValueNotice.objects.filter(valid_from__lte=at).order_by("-kind", "-version")[:40])
    newest = {row.kind: row.version for row in reversed(rows)}
    names = signers(row.written_by for row in rows)
    return tuple(
        NoticeRow(
            kind=row.kind, kind_label=str(ValueCard.Kind(row.kind).label), version=row.version, text_zh=row.text_zh,
            text_en=row.text_en, written_by=names[row.written_by],
            valid_from=row.valid_from, is_current=newest[row.kind] == row.version,
        )
        for row in rows
    )  # fmt: skip
