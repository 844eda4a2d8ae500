"""What an agent can say in a call: words for the list or the subject, and questions that readers ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from shuyou.callcenter.models import Call, QuestionCard, ToCall, WrapCode
from shuyou.callcenter.queries._names import named
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query

SHOWN: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """A question that readers ask, with what to say; or words for a list or a subject, which have no uid."""

    uid: UUID | None
    question: str
    answer: str
    searched: str


@query("callcenter.answer")
def desk_cards(*, call: UUID, words: str = "", actor: Actor) -> list[CardRow]:
    """
    Return what can be said in a call: of its list, of subjects, of its queue, holding all of some words; three queries.

    :raises NotFound: there is no such call.
    """
    one = Call.objects.filter(uid=call).values_list("pk", "queue", "wrap_code").first()
    if one is None:
        raise NotFound(what=gettext("call"), key=call)
    asked = words.lower().split()
    rows = [*_of_list(one[0]), *_of_subjects(one[2]), *_asked_often(one[1], one[2])]
    return [row for row in rows if all(word in row.searched for word in asked)][:SHOWN]


def _of_list(call_id: int) -> Iterator[CardRow]:
    for row in ToCall.objects.filter(call=call_id).select_related("list"):
        if row.list.script_zh or row.list.script_en:
            yield _card(None, (row.list.name, row.list.name), (row.list.script_zh, row.list.script_en))


def _of_subjects(code_id: int | None) -> Iterator[CardRow]:
    """Find words for subjects; the subject of the call first, as soon as it is known."""
    found = WrapCode.objects.filter(is_active=True).exclude(script_zh="", script_en="")
    for row in sorted(found.order_by("order", "pk"), key=lambda row: row.pk != code_id):
        yield _card(None, (row.name_zh, row.name_en), (row.script_zh, row.script_en))


def _asked_often(queue_id: int | None, code_id: int | None) -> Iterator[CardRow]:
    rows = QuestionCard.objects.filter(Q(queue=None) | Q(queue=queue_id), is_active=True).order_by("order", "pk")
    for row in sorted(rows, key=lambda row: (row.code_id or code_id) != code_id):
        yield _card(row.uid, (row.question_zh, row.question_en), (row.answer_zh, row.answer_en))


def _card(uid: UUID | None, question: tuple[str, str], answer: tuple[str, str]) -> CardRow:
    return CardRow(
        uid=uid, question=named(question[0], question[1] or question[0]),
        answer=named(answer[0], answer[1] or answer[0]),
        searched=" ".join((*question, *answer)).lower(),
    )  # fmt: skip
