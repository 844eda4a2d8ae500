"""What a manager sets up beside agents and queues, as its pages show it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shuyou.callcenter.models import AlertRule, Holiday, Line, PauseReason, QuestionCard, Site, WrapCode
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


@query("callcenter.supervise")
def things(*, kind: str, actor: Actor) -> list[ThingRow]:
    """Return what was set up of a kind, in one query."""
    return list(_READ[kind]())


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
    plain = (*CHOICE, "is_productive") if model is PauseReason else (*CHOICE, "script_zh", "script_en")
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
            values={**{name: getattr(row, name) for name in plain}, "queue": row.queue.code if row.queue else "",
                    "code": row.code.code if row.code else ""},
        )
        for row in QuestionCard.objects.select_related("queue", "code").order_by("order", "pk")
    ]  # fmt: skip


def _alerts() -> Sequence[ThingRow]:
    return [
        ThingRow(
            key=str(row.pk), title=f"{row.get_what_display()} {row.limit}",
            aside=named(row.queue.name_zh, row.queue.name_en) if row.queue else "", is_active=row.is_active,
            values={"what": row.what, "queue": row.queue.code if row.queue else "", "limit": row.limit,
                    "is_active": row.is_active},
        )
        for row in AlertRule.objects.select_related("queue").order_by("what", "pk")
    ]  # fmt: skip


_READ: Final[Mapping[str, Callable[[], Sequence[ThingRow]]]] = {
    "site": _sites, "line": _lines, "code": lambda: _choices(WrapCode), "reason": lambda: _choices(PauseReason),
    "holiday": _holidays, "card": _cards, "alert": _alerts,
}  # fmt: skip
