"""What a manager sets up beside agents and queues, as its pages show it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shuyou.callcenter.models import Holiday, Line, PauseReason, QuestionCard, Site, WrapCode
from shuyou.callcenter.queries._names import named
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query

CHOICE: Final = ("code", "name_zh", "name_en", "order", "is_active")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingRow:
    """Something that was set up: by what it is known, what a list says of it, and its values for a form."""

    key: str
    title: str
    aside: str
    is_active: bool
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """A question that readers ask, with what to say, in the language of whoever asks."""

    question: str
    answer: str


@query("callcenter.supervise")
def things(*, kind: str, actor: Actor) -> list[ThingRow]:
    """Return what was set up of a kind, in one query."""
    return list(_READ[kind]())


@query("callcenter.answer")
def question_cards(*, queue: str, actor: Actor) -> list[CardRow]:
    """Return what readers ask in a queue, and everywhere, with what to say, in one query."""
    rows = QuestionCard.objects.filter(is_active=True).select_related("queue").order_by("order", "pk")
    fit = [row for row in rows if row.queue is None or row.queue.code == queue]
    return [
        CardRow(
            question=named(row.question_zh, row.question_en or row.question_zh),
            answer=named(row.answer_zh, row.answer_en or row.answer_zh),
        )
        for row in fit
    ]


def _sites() -> Sequence[ThingRow]:
    plain = ("code", "name", "adapter", "is_active", "dials_at_once", "cost_per_minute", "cost_per_hour")
    return [
        ThingRow(
            key=row.code, title=row.name, aside=f"{row.get_adapter_display()} · {', '.join(row.capabilities) or '—'}",
            is_active=row.is_active, values={name: getattr(row, name) for name in plain},
        )
        for row in Site.objects.order_by("pk")
    ]  # fmt: skip


def _lines() -> Sequence[ThingRow]:
    return [
        ThingRow(
            key=row.number, title=row.number, aside=f"{row.name} · {row.site.name} · {row.menu.name}", is_active=True,
            values={"number": row.number, "name": row.name, "site": row.site.code, "menu": row.menu.code},
        )
        for row in Line.objects.select_related("site", "menu").order_by("number")
    ]  # fmt: skip


def _choices(model: type[WrapCode] | type[PauseReason]) -> Sequence[ThingRow]:
    plain = (*CHOICE, "is_productive") if model is PauseReason else CHOICE
    return [
        ThingRow(
            key=row.code, title=named(row.name_zh, row.name_en), aside=row.code, is_active=row.is_active,
            values={name: getattr(row, name) for name in plain},
        )
        for row in model.objects.order_by("order", "pk")
    ]  # fmt: skip


def _holidays() -> Sequence[ThingRow]:
    return [
        ThingRow(
            key=row.day.isoformat(), title=row.name, aside=row.day.isoformat(), is_active=True,
            values={"day": row.day, "name": row.name},
        )
        for row in Holiday.objects.order_by("-day")
    ]  # fmt: skip


def _cards() -> Sequence[ThingRow]:
    plain = ("question_zh", "question_en", "answer_zh", "answer_en", "order", "is_active")
    return [
        ThingRow(
            key=str(row.uid), title=named(row.question_zh, row.question_en or row.question_zh),
            aside=named(row.queue.name_zh, row.queue.name_en) if row.queue else "", is_active=row.is_active,
            values={**{name: getattr(row, name) for name in plain}, "queue": row.queue.code if row.queue else ""},
        )
        for row in QuestionCard.objects.select_related("queue").order_by("order", "pk")
    ]  # fmt: skip


_READ: Final[Mapping[str, Callable[[], Sequence[ThingRow]]]] = {
    "site": _sites, "line": _lines, "code": lambda: _choices(WrapCode), "reason": lambda: _choices(PauseReason),
    "holiday": _holidays, "card": _cards,
}  # fmt: skip
