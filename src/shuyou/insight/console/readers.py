"""Readers by value: a list that all figures of the section lead to, one in full, some side by side."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from shuyou.catalog import queries as catalog
from shuyou.insight.console.section import TABS, ValueList
from shuyou.insight.console.shown import shown
from shuyou.insight.queries import ValueFilter, list_values, words
from shuyou.insight.queries.noticed import names_of
from shuyou.insight.queries.reader import ReaderValue, compared, reader_value
from shuyou.insight.queries.value import ValueRow
from shuyou.insight.rules.figures import AGE_NAMES, BANDS, FIFTHS, TENURE_NAMES
from shuyou.insight.rules.scales import Factor
from shuyou.insight.services import judged_purchases
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Column, FilterForm, tabs_of
from shuyou.kernel.pages import status_of
from shuyou.kernel.templatetags.ui import money, points
from shuyou.members import queries as members

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ANY: Final = ("", _("Any"))
MOST: Final = 4
"""Readers side by side."""


def _choices(names: words.Words) -> list[tuple[object, object]]:
    return [ANY, *((code, word) for code, word in names.items())]


def _plain(names: Iterable[object]) -> list[tuple[object, object]]:
    return [ANY, *((str(name), str(name)) for name in names)]


def _hidden(label: "_StrPromise", choices: Sequence[tuple[object, object]]) -> forms.ChoiceField:
    """Return a field that only figures set, told above the list and taken off there."""
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=forms.HiddenInput)


def _number(label: "_StrPromise", least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most, widget=forms.HiddenInput)


TIERS: Final = [ANY, *((str(tier), word) for tier, word in words.TIERS.items())]


class ValueFilterForm(FilterForm):
    """Which readers the list shows."""

    tier = forms.ChoiceField(label=pgettext_lazy("of a pyramid", "Tier"), required=False, choices=TIERS)
    was_tier = forms.ChoiceField(label=_("Tier before"), required=False, choices=TIERS)
    moved = forms.ChoiceField(label=_("Moved"), required=False, choices=_choices(words.MOVES))
    cause = forms.ChoiceField(label=_("Moved because"), required=False, choices=_choices(words.CAUSES))
    since = forms.ChoiceField(
        label=_("Compared with"), required=False,
        choices=[("", _("a quarter ago")), ("365", _("a year ago, as last counted"))],
    )  # fmt: skip
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=_choices(words.STAGES))
    label = forms.ChoiceField(label=_("Worth"), required=False, choices=_choices(words.LABELS))
    treatment = forms.ChoiceField(label=_("What to do"), required=False, choices=_choices(words.TREATMENTS))
    preference = forms.ChoiceField(label=_("Prefer"), required=False, choices=_choices(words.PREFERENCES))
    life = forms.ChoiceField(label=_("Stage of life"), required=False, choices=_choices(words.LIVES))
    use = forms.ChoiceField(label=_("How they buy"), required=False, choices=_choices(words.USES))
    tenth = forms.ChoiceField(label=_("Tenth by money"), required=False, choices=_plain(range(1, 11)))
    need = forms.ChoiceField(label=_("Out of which need"), required=False, choices=_choices(words.NEEDS))
    at_risk = forms.BooleanField(label=_("Likely to leave"), required=False)
    to_win_back = forms.BooleanField(label=_("To win back"), required=False)
    loses_money = forms.BooleanField(label=_("Cost more than they bring"), required=False)
    buys = _hidden(_("Bought within a year"), [ANY, ("1", _("Yes"))])
    ranked = _hidden(_("Readers who buy"), [ANY, ("1", _("Yes"))])
    score = _hidden(_("Score"), [ANY, *((low, f"{low}–{int(low) + 5}") for low in BANDS)])
    bought = _hidden(_("Bought of"), _choices(words.PREFERENCES))
    user = _hidden(_("For whom it was bought"), _choices(words.USERS))
    risk = _hidden(_("Risk"), _plain(FIFTHS))
    worth = _hidden(_("Return"), _plain(FIFTHS))
    age = _hidden(_("Age"), _plain(AGE_NAMES))
    years = _hidden(_("Years with us"), _plain(TENURE_NAMES))
    joined = _number(_("Joined"), 1900, 2999)
    first = _number(_("First order"), 1900, 2999)
    answer = forms.CharField(label=_("Answer, 0 to 10"), required=False, max_length=2, widget=forms.HiddenInput)
    stood = forms.CharField(label=_("Stood then"), required=False, max_length=20, widget=forms.HiddenInput)
    micro = forms.CharField(label=_("Small group"), required=False, max_length=60, widget=forms.HiddenInput)
    habit = _number(_("Group by habit"), 1, 999)
    target = _number(_("Group to keep to"), 1, 2**62)
    shift = _number(_("Bought of what shifts"), 1, 2**62)

    def wanted(self) -> ValueFilter:
        """Return the filter."""
        return ValueFilter(**{name: str(value) for name, value in self.given().items()})

    def word_of(self, name: str, value: object) -> str:
        """Return what a filter is set to in words."""
        if name == "micro":
            return words.micro_name(str(value))
        if name == "stood":
            day, _space, where = str(value).partition(" ")
            return f"{day} · {words.STOOD.get(where, where)}"
        if name in ("habit", "target", "shift"):
            found = names_of(kind=name, key=int(str(value)), actor=self.actor)
            return {"habit": words.habit_name, "shift": words.shelf_name}.get(name, " ".join)(found)
        return super().word_of(name, value)


def _change(row: ValueRow) -> str:
    return f"{row.score:.0f} ({row.change:+.0f})" if row.change else f"{row.score:.0f}"


READERS: Final = ValueList[ValueRow](
    name="insight:readers",
    title=_("Readers by value"),
    permission="insight.see_values",
    form=ValueFilterForm,
    read=list_values,
    columns=(
        Column(
            label=pgettext_lazy("of a person", "Name"), text=lambda row: row.name, names="insight.export_values",
            url=lambda row: reverse("insight:reader", args=[row.number]),
        ),
        Column(label=_("Number"), text=lambda row: row.number, names="insight.export_values"),
        Column(
            label=pgettext_lazy("of a pyramid", "Tier"), text=lambda row: words.TIERS[row.tier],
            tone=lambda row: "accent" if row.tier == 1 else "",
        ),
        Column(label=_("Score, and how it moved"), text=_change, cls="num", sort="score"),
        Column(label=_("Bought in a year"), text=lambda row: money(row.net), cls="num", sort="net"),
        Column(label=_("Left to us"), text=lambda row: money(row.profit), cls="num", sort="profit"),
        Column(label=_("Lifetime value"), text=lambda row: money(row.lifetime), cls="num", sort="lifetime"),
        Column(label=_("Still a customer"), text=lambda row: f"{row.alive:.0%}", cls="num", sort="alive"),
        Column(label=_("Stage"), text=lambda row: words.STAGES[row.stage]),
        Column(label=_("Moved because"), text=lambda row: words.CAUSES.get(row.cause, "")),
        Column(label=_("Winning back brings"), text=lambda row: money(row.gain) if row.gain else "", cls="num",
               sort="gain"),
        Column(label=_("What to do"), text=lambda row: words.TREATMENTS[row.treatment]),
    ),
    by="score",
    empty=_("Nobody fits."),
    advice=_("Values are worked out every night; loosen a filter, or wait for the morning."),
)  # fmt: skip


@require_GET
def reader(request: HttpRequest, number: str) -> HttpResponse:
    """Show what one reader is worth and why."""
    actor = actor_of(request)
    head = members.member_head(number=number, actor=actor)
    value = reader_value(member_id=head.member_id, actor=actor)
    seen = {
        "head": head, "value": shown(value) if value else None, "tabs": tabs_of(TABS, "insight:readers", actor),
        "has_refused": value is None and _has_refused(head.member_id),
    }  # fmt: skip
    return render(request, "insight/reader.html", seen)


def _has_refused(member_id: int) -> bool:
    said = members.may_contact(person_ids=[member_id], purpose="profiling", channel="any", at=clock.now())
    return member_id in said and said[member_id].why == "refused"


@require_GET
def purchases(request: HttpRequest, number: str) -> HttpResponse:
    """Show for whom and out of which need a reader bought each title of a year, and the evidence."""
    actor, at = actor_of(request), clock.now()
    head = members.member_head(number=number, actor=actor)
    lines = judged_purchases(member_id=head.member_id, actor=actor, at=at)
    titles = {row.item_id: row for row in catalog.item_rows(item_ids=[one.item_id for one in lines])}
    seen = {
        "head": head, "tabs": tabs_of(TABS, "insight:readers", actor),
        "lines": [
            (one, titles.get(one.item_id), words.USERS[one.user], words.USER_WHYS[one.why], words.NEEDS[one.need],
             words.NEED_WHYS[one.need_why])
            for one in lines
        ],
    }  # fmt: skip
    return render(request, "insight/purchases.html", seen)


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Show readers side by side."""
    actor = actor_of(request)
    actor.require("insight.see_values")
    typed = request.GET.get("numbers", "")[:120]
    numbers = list(dict.fromkeys(typed.replace(",", " ").replace("，", " ").upper().split()))[:MOST]
    refusal: DomainError | None = None
    found: Sequence[ReaderValue] = ()
    try:
        found = compared(numbers=numbers, actor=actor)
    except DomainError as problem:
        refusal = problem
    factors = [(words.FACTORS[factor], [one.reasons[at] for one in found]) for at, factor in enumerate(Factor)]
    seen = {
        "values": found, "factors": factors, "typed": typed, "refusal": refusal,
        "tabs": tabs_of(TABS, "insight:readers", actor), "most": points(MOST), "title": gettext("Side by side"),
    }  # fmt: skip
    return render(request, "insight/compare.html", seen, status=status_of(refusal))
