"""By what calls are judged, and what colleagues who listened thought of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.errors import CodeTaken, NobodySpoke, StillOnTheLine
from shuyou.callcenter.events import QualityMarked, SetUpChanged
from shuyou.callcenter.models import Call, QualityForm, QualityMark
from shuyou.callcenter.rules.quality import BEST, HEAVIEST, Point, share_of
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

LONGEST_NOTE: Final = 500
MOST_POINTS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDraft:
    """What calls are judged by: a name and points, each with its weight."""

    code: str
    name_zh: str
    name_en: str
    points: Sequence[Point]
    is_active: bool = True


@use_case("callcenter.set_up")
def put_form(draft: FormDraft, *, code: str, actor: Actor, at: datetime) -> None:
    """
    Have calls judged by something more, or by something else; marks given before keep their share.

    :raises NotFound: there is no such form.
    :raises CodeTaken: there is another by this code.
    :raises InvalidValue: the points are none, too many, twice there, or weigh nothing.
    """
    found = QualityForm.objects.select_for_update(no_key=True).filter(code=code).first() if code else QualityForm()
    if found is None:
        raise NotFound(what=_("form"), key=code)
    if not code and QualityForm.objects.filter(code=draft.code).exists():
        raise CodeTaken(value=draft.code)
    codes = [point.code for point in draft.points]
    twice = next((one for one in codes if codes.count(one) > 1), "")
    if not 0 < len(codes) <= MOST_POINTS or twice:
        raise InvalidValue(label=_("points"), value=twice or len(codes), field="points")
    for point in draft.points:
        if not 1 <= point.weight <= HEAVIEST:
            raise InvalidValue(label=_("weight"), value=point.weight, field="points")
    found.code = code or draft.code
    found.name_zh, found.name_en, found.is_active = draft.name_zh, draft.name_en, draft.is_active
    found.points = [{"code": one.code, "zh": one.zh, "en": one.en, "weight": one.weight} for one in draft.points]
    found.save()
    publish(SetUpChanged(what="form", code=found.code), actor=actor, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDraft:
    """What somebody thought of a call, point by point from 0 to 5."""

    form: str
    marks: Mapping[str, int]
    note: str = ""


@use_case("callcenter.judge")
def mark_call(draft: MarkDraft, *, uid: UUID, actor: Actor, at: datetime) -> int:
    """
    Judge a call by a form, or judge it anew, and return the percentage.

    :raises NotFound: there is no such call or form.
    :raises StillOnTheLine: it is not over.
    :raises NobodySpoke: no agent answered it.
    :raises InvalidValue: a point has no mark from 0 to 5.
    """
    call = Call.objects.select_for_update(no_key=True).filter(uid=uid).first()
    form = QualityForm.objects.filter(code=draft.form, is_active=True).first()
    if call is None or form is None:
        raise NotFound(what=_("call") if call is None else _("form"), key=uid if call is None else draft.form)
    if call.ended_at is None:
        raise StillOnTheLine()
    if call.agent_id is None or call.answered_at is None:
        raise NobodySpoke()
    points = [Point(**one) for one in form.points]
    for point in points:
        given = draft.marks.get(point.code, -1)
        if not 0 <= given <= BEST:
            raise InvalidValue(label=_("mark"), value=given if given >= 0 else "", field=f"mark_{point.code}")
    marks = {point.code: draft.marks[point.code] for point in points}
    share = share_of(points, marks)
    QualityMark.objects.update_or_create(
        call=call, form=form,
        defaults={
            "agent_id": call.agent_id, "marks": marks, "share": share, "note": draft.note.strip()[:LONGEST_NOTE],
            "marked_by": actor.signature, "marked_at": at,
        },
    )  # fmt: skip
    publish(QualityMarked(call_id=call.pk, agent_id=call.agent_id, form=form.code, share=share), actor=actor, at=at)
    return share
