"""The value of a reader in the words of a page: shared by the page of their value and the card on theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from shuyou.insight.queries import words
from shuyou.insight.queries.reader import ReaderValue, Stood
from shuyou.insight.queries.worth import ReaderWorth
from shuyou.insight.rules.labels import goodwill
from shuyou.insight.rules.ladder import Step
from shuyou.insight.rules.scales import Factor, Reason
from shuyou.kernel.templatetags.ui import money
from shuyou.orders import queries as orders


@dataclass(frozen=True, slots=True)
class Told:
    """A reason in words."""

    word: object
    measure: str
    reason: Reason


def shown(value: ReaderValue) -> Mapping[str, object]:
    """Return everything that is known of a reader's value, with words for its codes."""
    row = value.row
    return {
        **{field.name: getattr(value, field.name) for field in fields(value)},
        "channel": orders.channel_names().get(value.channel, value.channel),
        "told": _told(value.reasons),
        "tier_name": words.TIERS[row.tier], "cause_name": words.CAUSES.get(row.cause, ""),
        "label_name": words.LABELS[row.label], "stage_name": words.STAGES[row.stage],
        "treatment_name": words.TREATMENTS[row.treatment], "goodwill": goodwill(row.tier, float(value.risk)),
        "user_rows": [(words.USERS[code], part) for code, part in value.users if part],
        "need_rows": [(words.NEEDS[code], part) for code, part in value.needs if part],
        "preference_name": words.PREFERENCES.get(value.preference, ""), "life_name": words.LIVES[value.life],
        "use_name": words.USES[value.use], "habit_name": words.habit_name(value.traits),
        "time_name": words.TIMES.get(value.time, ""), "rungs": [rung_words(step) for step in value.ladder],
        "stood": [_stood(one) for one in value.history],
    }  # fmt: skip


def card(worth: ReaderWorth) -> Mapping[str, object]:
    """Return what the card of a reader's value shows."""
    return {
        "number": worth.number, "score": worth.score, "is_at_risk": worth.is_at_risk, "told": _told(worth.reasons),
        "tier_name": words.TIERS[worth.tier], "label_name": words.LABELS[worth.label],
        "stage_name": words.STAGES[worth.stage], "treatment_name": words.TREATMENTS[worth.treatment],
        "goodwill": goodwill(worth.tier, float(worth.risk)), "rungs": [rung_words(step) for step in worth.ladder],
    }  # fmt: skip


def _told(reasons: Sequence[Reason]) -> Sequence[Told]:
    return [Told(words.FACTORS[one.factor], _measure(one), one) for one in reasons]


def _measure(one: Reason) -> str:
    if one.factor is Factor.RECENCY:
        if one.measure >= 9999:
            return gettext("never")
        return ngettext("%(days)d day", "%(days)d days", round(one.measure)) % {"days": round(one.measure)}
    if one.factor is Factor.FREQUENCY:
        return ngettext("%(orders)d order", "%(orders)d orders", round(one.measure)) % {"orders": round(one.measure)}
    return money(one.measure) if one.factor is Factor.MONEY else gettext("%(points)d of 100") % {"points": one.measure}


def rung_words(step: Step) -> tuple[object, str]:
    """Return where a child stands on the reading ladder, and what comes next when."""
    if step.next_rung is None or step.climbs_on is None:
        return words.RUNGS[step.rung], ""
    told = {"rung": words.RUNGS[step.next_rung], "month": date_format(step.climbs_on, "YEAR_MONTH_FORMAT")}
    return words.RUNGS[step.rung], gettext("%(rung)s from %(month)s") % told


def _stood(one: Stood) -> Mapping[str, object]:
    return {
        "day": one.day, "score": one.score, "net": one.net, "tier_name": words.TIERS[one.tier],
        "stage_name": words.STAGES[one.stage],
    }  # fmt: skip
