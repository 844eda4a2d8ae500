"""By what calls are judged, and the marks they were given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from shuyou.callcenter.models import QualityForm, QualityMark
from shuyou.callcenter.queries._names import named
from shuyou.callcenter.rules.quality import Point
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.history import signers
from shuyou.kernel.paging import PAGE, Page, Place, behind, within
from shuyou.kernel.usecase import query

JUDGE = "callcenter.judge"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """A form, with its points."""

    code: str
    name: str
    name_zh: str
    name_en: str
    is_active: bool
    points: Sequence[Point]
    marks: int
    """How many calls were judged by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkFilter:
    """Which marks the list shows; empty: all."""

    agent: str = ""
    form: str = ""
    from_day: date | None = None
    to_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """What somebody thought of a call."""

    call: UUID
    agent: str
    form: str
    form_name: str
    share: int
    points: Sequence[tuple[str, int]]
    given: Mapping[str, int]
    note: str
    marked_by: str
    marked_at: datetime

    @property
    def tone(self) -> str:
        """Return the tone of the percentage."""
        return "good" if self.share >= 80 else "warn" if self.share >= 60 else "bad"


@query("callcenter.answer")
def list_marks(*, wanted: MarkFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[MarkRow]:
    """Return marks page by page: all for who judges, their own for everybody else (index `marks_of_agent`)."""
    rows = _rows()
    if not actor.may(JUDGE):
        rows = rows.filter(agent=int(actor.id)) if actor.kind == STAFF else rows.none()
    if wanted.agent.isdecimal():
        rows = rows.filter(agent=int(wanted.agent[:15]))
    if wanted.form:
        rows = rows.filter(form__code=wanted.form)
    rows = within(rows, "marked_at", wanted.from_day, wanted.to_day)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_told(found)), next_after)


@query("callcenter.view")
def call_marks(*, call: UUID, actor: Actor) -> list[MarkRow]:
    """Return the marks of a call: for who judges, and for the agent whose call it was."""
    rows = _rows().filter(call__uid=call)
    if not actor.may(JUDGE):
        rows = rows.filter(agent=int(actor.id)) if actor.kind == STAFF else rows.none()
    return _told(list(rows.order_by("form__code")))


@query("callcenter.judge")
def quality_forms(*, actor: Actor) -> list[FormRow]:
    """Return the forms that calls are judged by."""
    counted = dict(QualityMark.objects.values_list("form").annotate(count=Count("pk")).order_by("form"))
    return [
        FormRow(
            code=one.code, name=named(one.name_zh, one.name_en), name_zh=one.name_zh, name_en=one.name_en,
            is_active=one.is_active, points=[Point(**point) for point in one.points], marks=counted.get(one.pk, 0),
        )
        for one in QualityForm.objects.order_by("code")
    ]  # fmt: skip


def point_name(point: Point) -> str:
    """Return what a point is called, in the language of whoever asks."""
    return named(point.zh, point.en)


def _rows() -> QuerySet[QualityMark]:
    return QualityMark.objects.select_related("call", "form", "agent__user")


def _told(found: list[QualityMark]) -> list[MarkRow]:
    names = signers(one.marked_by for one in found)
    return [
        MarkRow(
            call=one.call.uid, agent=one.agent.user.full_name, form=one.form.code,
            form_name=named(one.form.name_zh, one.form.name_en), share=one.share, given=one.marks,
            points=_points(one), note=one.note,
            marked_by=names[one.marked_by], marked_at=one.marked_at,
        )
        for one in found
    ]  # fmt: skip


def _points(one: QualityMark) -> Sequence[tuple[str, int]]:
    """Return what was judged; a point that the form has no longer is shown by its code."""
    known = {point["code"]: named(point["zh"], point["en"]) for point in one.form.points}
    return [(known.get(code, code), mark) for code, mark in one.marks.items()]
