"""What a manager sets up beside agents and queues: sites, numbers, menus, codes, reasons, holidays, cards."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.errors import CodeTaken
from shuyou.callcenter.events import SetUpChanged
from shuyou.callcenter.models import Holiday, Line, Menu, MenuVersion, PauseReason, QuestionCard, Queue, Site, WrapCode
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDraft:
    """An office: its name, its switch, what an hour there costs."""

    code: str
    name: str
    adapter: str = Site.Adapter.EMBEDDED
    is_active: bool = True
    dials_at_once: int = 2
    cost_per_minute: Decimal = Decimal(0)
    cost_per_hour: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """A number that can be called, and the menu that answers it."""

    number: str
    name: str
    site: str
    menu: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceDraft:
    """Something that agents choose: what a call was about, or why they pause."""

    code: str
    name_zh: str
    name_en: str
    order: int = 0
    is_active: bool = True
    is_productive: bool = False
    script_zh: str = ""
    script_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDraft:
    """A question that readers ask often, with what to say."""

    question_zh: str
    answer_zh: str
    question_en: str = ""
    answer_en: str = ""
    queue: str = ""
    code: str = ""
    order: int = 0
    is_active: bool = True


@use_case("callcenter.set_up")
def put_site(draft: SiteDraft, *, code: str, actor: Actor, at: datetime) -> None:
    """
    Open a site, or change it; `code` is empty for a new one.

    :raises NotFound: there is no such site.
    :raises CodeTaken: the code belongs to another.
    :raises InvalidValue: there is no such kind of switch.
    """
    site = Site.objects.select_for_update(no_key=True).filter(code=code).first() if code else Site(code=draft.code)
    if site is None:
        raise NotFound(what=_("site"), key=code)
    if not code and Site.objects.filter(code=draft.code).exists():
        raise CodeTaken(value=draft.code)
    if draft.adapter not in Site.Adapter.values:
        raise InvalidValue(label=_("switch"), value=draft.adapter, field="adapter")
    for name in ("name", "adapter", "is_active", "dials_at_once", "cost_per_minute", "cost_per_hour"):
        setattr(site, name, getattr(draft, name))
    site.save()
    publish(SetUpChanged(what="site", code=site.code), actor=actor, at=at)


@use_case("callcenter.set_up")
def put_line(draft: LineDraft, *, number: str, actor: Actor, at: datetime) -> None:
    """
    Have a number answered by a menu, or by another one; `number` is empty for a new one.

    :raises NotFound: there is no such number, site or menu.
    :raises CodeTaken: the number is there already.
    :raises InvalidValue: it is no number.
    """
    line = Line.objects.select_for_update(no_key=True).filter(number=number).first() if number else Line()
    site, menu = Site.objects.filter(code=draft.site).first(), Menu.objects.filter(code=draft.menu).first()
    if line is None or site is None or menu is None:
        raise NotFound(what=_("number"), key=number or draft.number)
    typed = draft.number.strip()
    if not (typed.isascii() and typed.lstrip("+").isdigit()):
        raise InvalidValue(label=_("number"), value=typed, field="number")
    if Line.objects.filter(number=typed).exclude(pk=line.pk).exists():
        raise CodeTaken(value=typed)
    line.number, line.name, line.site, line.menu = typed, draft.name, site, menu
    line.save()
    publish(SetUpChanged(what="line", code=typed), actor=actor, at=at)


@use_case("callcenter.edit_menus")
def make_menu(*, code: str, name: str, actor: Actor, at: datetime) -> None:
    """
    Begin a menu with a draft in which there is nothing yet.

    :raises CodeTaken: the code belongs to another.
    """
    menu, is_new = Menu.objects.get_or_create(code=code, defaults={"name": name})
    if not is_new:
        raise CodeTaken(value=code)
    MenuVersion.objects.create(
        menu=menu, number=1, graph={"start": "", "nodes": {}}, made_by=actor.signature, made_at=at
    )  # fmt: skip
    publish(SetUpChanged(what="menu", code=code), actor=actor, at=at)


@use_case("callcenter.set_up")
def put_choice(draft: ChoiceDraft, *, what: str, code: str, actor: Actor, at: datetime) -> None:
    """
    Have agents choose something more, or something else: `what` is `code` or `reason`.

    :raises NotFound: there is no such code or reason.
    :raises CodeTaken: there is another by this code.
    """
    model: type[WrapCode] | type[PauseReason] = WrapCode if what == "code" else PauseReason
    choice = model.objects.select_for_update(no_key=True).filter(code=code).first() if code else model(code=draft.code)
    if choice is None:
        raise NotFound(what=_("code"), key=code)
    if not code and model.objects.filter(code=draft.code).exists():
        raise CodeTaken(value=draft.code)
    choice.name_zh, choice.name_en, choice.order = draft.name_zh, draft.name_en, draft.order
    choice.is_active = draft.is_active
    if isinstance(choice, PauseReason):
        choice.is_productive = draft.is_productive
    else:
        choice.script_zh, choice.script_en = draft.script_zh, draft.script_en
    choice.save()
    publish(SetUpChanged(what=what, code=choice.code), actor=actor, at=at)


@use_case("callcenter.set_up")
def put_holiday(*, day: date, name: str, actor: Actor, at: datetime) -> None:
    """Have nobody answer on a day; one that is there already is called otherwise."""
    Holiday.objects.update_or_create(day=day, defaults={"name": name})
    publish(SetUpChanged(what="holiday", code=day.isoformat()), actor=actor, at=at)


@use_case("callcenter.set_up")
def drop_holiday(*, day: date, actor: Actor, at: datetime) -> None:
    """
    Have calls answered on a day after all.

    :raises NotFound: it is no holiday.
    """
    if not Holiday.objects.filter(day=day).delete()[0]:
        raise NotFound(what=_("holiday"), key=day.isoformat())
    publish(SetUpChanged(what="holiday", code=day.isoformat()), actor=actor, at=at)


@use_case("callcenter.set_up")
def put_card(draft: CardDraft, *, uid: UUID | None, actor: Actor, at: datetime) -> None:
    """
    Keep a question that readers ask, with what to say, or change it.

    :raises NotFound: there is no such card, queue or subject.
    """
    card = QuestionCard.objects.select_for_update(no_key=True).filter(uid=uid).first() if uid else QuestionCard()
    queue = Queue.objects.filter(code=draft.queue).first() if draft.queue else None
    code = WrapCode.objects.filter(code=draft.code).first() if draft.code else None
    if card is None or (draft.queue and queue is None) or (draft.code and code is None):
        raise NotFound(what=_("question"), key=uid or draft.queue or draft.code)
    card.queue, card.code = queue, code
    for name in ("question_zh", "question_en", "answer_zh", "answer_en", "order", "is_active"):
        setattr(card, name, getattr(draft, name))
    card.save()
    publish(SetUpChanged(what="card", code=str(card.uid)), actor=actor, at=at)
