"""Days on which agents do not work, as lists and pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.models import Absence, Shift
from shuyou.callcenter.queries._floor import own_seat_id
from shuyou.callcenter.services._absences import DAY, HOLDS
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import day_start
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import signers
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query

TONES: Mapping[str, str] = {"asked": "warn", "granted": "good", "refused": "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceFilter:
    """Which absences a list shows; empty: all."""

    state: str = ""
    kind: str = ""
    agent: str = ""
    from_day: date | None = None
    to_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """Days on which an agent is away, or would like to be."""

    pk: int
    uid: UUID
    agent_id: int
    name: str
    kind_label: str
    first_day: date
    last_day: date
    state: str
    state_label: str
    note: str
    asked_by: str
    asked_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    shifts: int = 0
    """Shifts they would have on these days."""

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last_day - self.first_day).days + 1

    @property
    def tone(self) -> str:
        """The tone of where it stands."""
        return TONES.get(self.state, "")

    @property
    def is_open(self) -> bool:
        """Whether somebody has to answer."""
        return self.state == Absence.State.ASKED

    @property
    def holds(self) -> bool:
        """Whether it can be withdrawn."""
        return self.state in HOLDS


@query("callcenter.supervise")
def list_absences(*, wanted: AbsenceFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[AbsenceRow]:
    """Return absences that pass the filter, page by page."""
    rows = _rows()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.agent.isdecimal():
        rows = rows.filter(agent=int(wanted.agent[:15]))
    if wanted.from_day:
        rows = rows.filter(last_day__gte=wanted.from_day)
    if wanted.to_day:
        rows = rows.filter(first_day__lte=wanted.to_day)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_told(found)), next_after)


@query("callcenter.supervise")
def one_absence(*, uid: UUID, actor: Actor) -> AbsenceRow:
    """
    Return an absence, with how many shifts of theirs lie on these days.

    :raises NotFound: there is none.
    """
    one = _rows().filter(uid=uid).first()
    if one is None:
        raise NotFound(what=_("absence"), key=uid)
    begins, ends = day_start(one.first_day), day_start(one.last_day + DAY)
    return _told([one], Shift.objects.filter(agent=one.agent_id, begins__gte=begins, begins__lt=ends).count())[0]


@query("callcenter.supervise")
def absences_asked(*, actor: Actor) -> int:
    """Return how many are to be answered."""
    return Absence.objects.filter(state=Absence.State.ASKED).count()


@query("callcenter.answer")
def own_absences(*, since: date, actor: Actor) -> list[AbsenceRow]:
    """Return the absences of whoever asks that end on a day or later, the next first."""
    rows = _rows().filter(agent=own_seat_id(actor), last_day__gte=since)
    return _told(list(rows.order_by("first_day", "pk")))


def _rows() -> QuerySet[Absence]:
    return Absence.objects.select_related("agent__user")


def _told(found: list[Absence], shifts: int = 0) -> list[AbsenceRow]:
    names = signers(by for one in found for by in (one.asked_by, one.answered_by))
    return [
        AbsenceRow(
            pk=one.pk, uid=one.uid, agent_id=one.agent_id, name=one.agent.user.full_name,
            kind_label=one.get_kind_display(), first_day=one.first_day, last_day=one.last_day, state=one.state,
            state_label=one.get_state_display(), note=one.note, asked_by=names[one.asked_by], asked_at=one.asked_at,
            answer=one.answer, answered_by=names[one.answered_by], answered_at=one.answered_at, shifts=shifts,
        )
        for one in found
    ]  # fmt: skip
