"""What readers said of the club, and what they were answered."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from shuyou.callcenter.models import Feedback
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import signers
from shuyou.kernel.paging import PAGE, Page, Place, behind, within
from shuyou.kernel.usecase import query

ANSWER, SENIORS = "callcenter.answer_feedback", "callcenter.answer_seniors"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidFilter:
    """Which words of readers the list shows; empty: all."""

    kind: str = ""
    state: str = ""
    """`open` or `answered`."""
    way: str = ""
    """`senior` or `others`."""
    member: str = ""
    from_day: date | None = None
    to_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRow:
    """What a reader said, and what they were answered."""

    uid: UUID
    kind_label: str
    member_number: str
    member_name: str
    is_senior: bool
    score: int | None
    text: str
    came_at: datetime
    due_at: datetime | None
    answer: str
    result_label: str
    answered_by: str
    answered_at: datetime | None
    call: UUID | None

    @property
    def is_open(self) -> bool:
        """Tell whether somebody has to answer."""
        return self.answered_at is None and self.due_at is not None

    @property
    def state_label(self) -> str:
        """Return where it stands, in words."""
        if self.answered_at is not None:
            return pgettext("feedback", "Answered")
        return pgettext("feedback", "To be answered") if self.due_at else pgettext("feedback", "Noted")

    @property
    def tone(self) -> str:
        """Return the tone of where it stands."""
        return "good" if self.answered_at else "warn" if self.due_at else ""


@query("callcenter.take_feedback")
def list_feedback(*, wanted: SaidFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[SaidRow]:
    """Return what readers said that passes the filter, page by page."""
    rows = _rows()
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state == "open":
        rows = rows.filter(answered_at=None, due_at__isnull=False)
    elif wanted.state == "answered":
        rows = rows.filter(answered_at__isnull=False)
    if wanted.way:
        rows = rows.filter(is_senior=wanted.way == "senior")
    if wanted.member:
        rows = rows.filter(member__number=wanted.member.strip().upper())
    rows = within(rows, "came_at", wanted.from_day, wanted.to_day)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_told(found)), next_after)


@query("callcenter.take_feedback")
def one_feedback(*, uid: UUID, actor: Actor) -> tuple[SaidRow, bool]:
    """
    Return what a reader said, and whether whoever asks may answer it.

    :raises NotFound: there is no such thing.
    """
    one = _rows().filter(uid=uid).first()
    if one is None:
        raise NotFound(what=_("suggestion"), key=uid)
    row = _told([one])[0]
    return row, row.is_open and actor.may(SENIORS if row.is_senior else ANSWER)


@query("callcenter.view")
def member_feedback(*, member_id: int, limit: int, actor: Actor) -> list[SaidRow]:
    """Return what a member said last, with the answers."""
    return _told(list(_rows().filter(member=member_id).order_by("-came_at", "-pk")[:limit]))


@query("callcenter.view")
def call_feedback(*, call: UUID, actor: Actor) -> list[SaidRow]:
    """Return what was said in a call."""
    return _told(list(_rows().filter(call__uid=call).order_by("came_at", "pk")))


@query("callcenter.answer_feedback")
def feedback_to_answer(*, limit: int, actor: Actor) -> tuple[list[SaidRow], int]:
    """Return what whoever asks has to answer, the most urgent first, and how much it is (index `feedback_due`)."""
    rows = _rows().filter(answered_at=None, due_at__isnull=False)
    if not actor.may(SENIORS):
        rows = rows.filter(is_senior=False)
    return _told(list(rows.order_by(F("due_at").asc(), "pk")[:limit])), rows.count()


def _rows() -> QuerySet[Feedback]:
    return Feedback.objects.select_related("member__person", "call")


def _told(found: list[Feedback]) -> list[SaidRow]:
    names = signers(one.answered_by for one in found)
    return [
        SaidRow(
            uid=one.uid, kind_label=one.get_kind_display(), member_number=one.member.number if one.member else "",
            member_name=one.member.person.name if one.member else "", is_senior=one.is_senior, score=one.score,
            text=one.text, came_at=one.came_at, due_at=one.due_at, answer=one.answer,
            result_label=one.get_result_display() if one.result else "",
            answered_by=names[one.answered_by],
            answered_at=one.answered_at, call=one.call.uid if one.call else None,
        )
        for one in found
    ]  # fmt: skip
