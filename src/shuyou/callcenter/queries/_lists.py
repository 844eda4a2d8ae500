"""Lists of readers who are to be called: how far they are, who is next, what came of calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.models import CallList, ToCall
from shuyou.callcenter.queries._floor import own_seat_id
from shuyou.callcenter.queries._names import named
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query

SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A list, and how far it is."""

    uid: UUID
    name: str
    kind: str
    kind_label: str
    mode: str
    mode_label: str
    state: str
    state_label: str
    queue: str
    readers: int
    ready: int
    done: int
    confirmed: int
    reached: int
    refused: int
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderRow:
    """A reader of a list."""

    uid: UUID
    member_number: str
    member_name: str
    state: str
    state_label: str
    result: str
    verdict: str
    tries: int
    note: str
    answers: Sequence[tuple[str, str]]
    call: UUID | None
    message: UUID | None
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the readers of a list."""

    code: str
    words: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A list with its readers; `taken` is whom the agent who looks has taken."""

    row: ListRow
    script: str
    questions: Sequence[Question]
    readers: Sequence[ReaderRow]
    taken: ReaderRow | None


@query("callcenter.answer")
def call_lists(*, actor: Actor) -> list[ListRow]:
    """Return all lists that are not over, the latest first, in one query."""
    return [_list_row(one) for one in _counted().exclude(state=CallList.State.OVER).order_by("-pk")]


@query("callcenter.answer")
def call_list(*, uid: UUID, actor: Actor) -> ListPage:
    """
    Return a list with its latest readers, in three queries.

    :raises NotFound: there is no such list.
    """
    one = _counted().filter(uid=uid).first()
    if one is None:
        raise NotFound(what=_("list"), key=uid)
    rows = _readers().filter(list=one)
    taken = rows.filter(taken_by=own_seat_id(actor), state=ToCall.State.TAKEN).first()
    return ListPage(
        row=_list_row(one), script=named(one.script_zh, one.script_en or one.script_zh),
        questions=[Question(code=q["code"], words=named(q["zh"], q["en"]), kind=q["kind"]) for q in one.questions],
        readers=[_reader_row(row) for row in rows.order_by("-pk")[:SHOWN]],
        taken=_reader_row(taken) if taken else None,
    )  # fmt: skip


@query("callcenter.view")
def calls_to_member(*, member_id: int, limit: int, actor: Actor) -> list[ReaderRow]:
    """Return what came of the latest calls of lists to a member (index `to_call_of_member`)."""
    rows = _readers().filter(member_id=member_id).exclude(result="")
    return [_reader_row(row) for row in rows.order_by("-added_at", "-pk")[:limit]]


def _counted() -> QuerySet[CallList]:
    def of(**which: object) -> Count:
        return Count("rows", filter=Q(**{f"rows__{name}": value for name, value in which.items()}))

    return CallList.objects.select_related("queue").annotate(
        readers=Count("rows"), ready=of(state="ready"), done=of(state="done"), confirmed=of(result="confirmed"),
        reached=of(result__in=("confirmed", "reached")), refused=of(state="refused"), tries=of(tries__gt=0),
    )  # fmt: skip


def _list_row(one: CallList) -> ListRow:
    counted = {
        name: getattr(one, name) for name in ("readers", "ready", "done", "confirmed", "reached", "refused", "tries")
    }
    return ListRow(
        uid=one.uid, name=one.name, kind=one.kind, kind_label=one.get_kind_display(), mode=one.mode,
        mode_label=one.get_mode_display(), state=one.state, state_label=one.get_state_display(),
        queue=named(one.queue.name_zh, one.queue.name_en), **counted,
    )  # fmt: skip


def _readers() -> QuerySet[ToCall]:
    return ToCall.objects.select_related("member__person", "list", "call")


def _reader_row(row: ToCall) -> ReaderRow:
    words = {one["code"]: named(one["zh"], one["en"]) for one in row.list.questions}
    return ReaderRow(
        uid=row.uid, member_number=row.member.number, member_name=row.member.person.name, state=row.state,
        state_label=row.get_state_display(), result=row.get_result_display() if row.result else "",
        verdict=row.verdict, tries=row.tries, note=row.note, call=row.call.uid if row.call else None,
        answers=[(words.get(code, code), text) for code, text in row.answers.items()], message=row.message,
        at=row.taken_at or row.added_at, reason=row.list.reason or row.list.name,
    )  # fmt: skip
