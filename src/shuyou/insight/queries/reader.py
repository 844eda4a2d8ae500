"""The value of one reader in full: why the score is what it is, what is expected, for whom they buy, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict

from django.db.models import F, Sum

from shuyou.insight.models import HabitGroup, MemberFacts, MemberValue, ValueFigure, ValueHistory, ValueRun
from shuyou.insight.queries import words
from shuyou.insight.queries.model import model_of
from shuyou.insight.queries.noticed import OwnIntent, intents_of
from shuyou.insight.queries.pyramid import RANKED
from shuyou.insight.queries.value import ValueRow, row_of, share, yuan
from shuyou.insight.queries.worth import children_of, measures_of
from shuyou.insight.rules.ladder import Step, ladder
from shuyou.insight.rules.scales import Reason, explained
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """Where a reader stood on a day."""

    day: date
    score: Decimal
    tier: int
    net: Decimal
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderValue:
    """The value of one reader in full: why the score is what it is, what is expected, for whom they buy and why."""

    row: ValueRow
    day: date
    of: int
    """How many are ranked."""
    reasons: tuple[Reason, ...]
    hoped: tuple[Decimal, Decimal]
    lifetime: tuple[Decimal, Decimal]
    wallet: Decimal
    risk: Decimal
    worth_serving: Decimal
    usual_gap: int
    users: tuple[tuple[str, Decimal], ...]
    sure: Decimal
    needs: tuple[tuple[str, Decimal], ...]
    preference: str
    life: str
    use: str
    micro: str
    is_at_risk: bool
    habit: int | None
    traits: tuple[str, ...]
    price_sense: Decimal
    channel: str
    time: str
    intents: tuple[OwnIntent, ...]
    ladder: tuple[Step, ...]
    history: tuple[Stood, ...]


@query("insight.see_value")
def reader_value(*, member_id: int, actor: Actor) -> ReaderValue | None:
    """Return the value of a reader with its reasons, or None if it was never worked out; in seven queries."""
    one = (
        MemberValue.objects.filter(pk=member_id)
        .annotate(number=F("member__number"), reader=F("member__person__name"))
        .first()
    )
    run = ValueRun.objects.select_related("version").order_by("-day").first()
    if one is None or run is None:
        return None
    history = ValueHistory.objects.filter(member_id=member_id).order_by("-day")[:24]
    return ReaderValue(
        row=row_of(one=one, number=one.number, name=one.reader), day=one.day, of=ranked_in(run),
        reasons=explained(model_of(run.version), measures_of(one)),
        hoped=(one.hoped_low, one.hoped_high), lifetime=(yuan(one.lifetime_low), yuan(one.lifetime_high)),
        wallet=share(one.wallet), risk=share(one.risk), worth_serving=yuan(one.worth_serving),
        usual_gap=one.usual_gap, users=_parts(words.USERS, one.users), sure=share(one.sure),
        needs=_parts(words.NEEDS, one.needs), preference=one.preference, life=one.life, use=one.use, micro=one.micro,
        is_at_risk=one.is_at_risk, habit=one.habit, price_sense=share(one.price_sense),
        **_habits(one), intents=intents_of(member_id=member_id, actor=actor), ladder=ladder(children_of(one), one.day),
        history=tuple(
            Stood(day=h.day, score=h.score, tier=h.tier, net=yuan(h.net), stage=h.stage) for h in history
        ),
    )  # fmt: skip


class _Habits(TypedDict):
    traits: tuple[str, ...]
    channel: str
    time: str


def _habits(one: MemberValue) -> _Habits:
    traits = HabitGroup.objects.filter(number=one.habit or 0).values_list("traits", flat=True).first()
    facts = MemberFacts.objects.filter(pk=one.pk).values_list("main_channel", "main_time").first()
    channel, time = facts or ("", "")
    return _Habits(traits=tuple(traits or ()), channel=channel, time=time)


def ranked_in(run: ValueRun) -> int:
    """Return how many a run ranked."""
    tiers = ValueFigure.objects.filter(run=run, table_name="tier", key__in=[str(tier) for tier in RANKED])
    return int(tiers.aggregate(people=Sum("people"))["people"] or 0)


def _parts(names: words.Words, shares: Sequence[int]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((code, share(part)) for code, part in zip(names, shares, strict=True))


@query("insight.see_values")
def compared(*, numbers: Sequence[str], actor: Actor) -> tuple[ReaderValue, ...]:
    """
    Return readers side by side, in the order of their numbers.

    :raises NotFound: no reader with a value has one of the numbers.
    """
    found = []
    for number in numbers:
        member_id = MemberValue.objects.filter(member__number=number).values_list("pk", flat=True).first()
        value = reader_value(member_id=member_id, actor=actor) if member_id else None
        if value is None:
            raise NotFound(what="member", key=number)
        found.append(value)
    return tuple(found)
