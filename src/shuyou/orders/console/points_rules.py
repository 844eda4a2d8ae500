"""Earning rules: the list, writing one, what it says in both languages, what it would have given, publishing it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock, lists
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm, Tab, TabPlace, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import iso, points
from shuyou.loyalty import queries as loyalty
from shuyou.loyalty import services
from shuyou.loyalty.queries import PointsRuleFilter, PointsRuleRow, Terms
from shuyou.loyalty.services import ProgramDraft
from shuyou.orders.console.points_rule_forms import PointsRuleForm
from shuyou.orders.queries._points_preview import points_previews
from shuyou.orders.queries._points_said import GIVES, said_of_points
from shuyou.orders.services._points_previews import SPANS

TONES: Final = {"draft": "", "live": "good", "paused": "warn", "ended": ""}
STATES: Final = (("draft", _("Draft")), ("live", _("In force")), ("paused", _("Paused")), ("ended", _("Ended")))
LANGUAGES: Final = (("zh-hans", "中文"), ("en", "English"))
TABS: Final[tuple[TabPlace, ...]] = (
    (_("Loyalty"), "loyalty:rewards", "loyalty.view"),
    (_("Earning rules"), "orders:points_rules", "loyalty.see_rules"),
    (_("Terms of the program"), "orders:points_program", "loyalty.see_rules"),
    (_("Points book"), "loyalty:book", "loyalty.check_book"),
)


class RuleFilterForm(FilterForm):
    """Which rules the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *STATES])
    word = forms.CharField(label=_("Name or code"), required=False, max_length=40)

    def wanted(self) -> PointsRuleFilter:
        """Return the filter."""
        return PointsRuleFilter(**self.given())


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleList(lists.ListPage[PointsRuleRow]):
    """The list of earning rules."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return tabs_of(TABS, self.name, actor)


LIST: Final = RuleList(
    name="orders:points_rules",
    title=_("Earning rules"),
    permission="loyalty.see_rules",
    form=RuleFilterForm,
    read=loyalty.list_points_rules,
    has_export=False,
    columns=(
        Column(
            label=pgettext_lazy("of a thing", "Name"),
            text=lambda row: row.name,
            url=lambda row: reverse("orders:points_rule", args=[row.code]),
        ),
        Column(label=_("Code"), text=lambda row: row.code, cls="n", sort="code"),
        Column(label=_("Kind"), text=lambda row: GIVES[row.terms.gives]),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("To publish"), text=lambda row: _("waits") if row.waits else ""),
        Column(label=_("First day"), text=lambda row: iso(row.starts_at), cls="n"),
        Column(label=_("Last day"), text=lambda row: iso(row.ends_at), cls="n"),
        Column(label=_("Readers"), text=lambda row: points(row.readers), cls="num"),
        Column(label=_("Points"), text=lambda row: points(row.points), cls="num"),
        Column(label=_("Budget"), text=lambda row: points(row.terms.budget or None), cls="num"),
    ),
    empty=_("No earning rules yet."),
    advice=_("Begin one: it gives nothing until somebody publishes it."),
    buttons=(
        Button(label=_("New rule"), url_name="orders:points_rule_new", permission="loyalty.write_rules", key="N"),
    ),
)


@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest) -> HttpResponse:
    """Write the terms of an earning rule."""
    actor = actor_of(request)
    actor.require("loyalty.write_rules")
    form = PointsRuleForm(request.POST if request.method == "POST" else None)

    def save() -> str:
        code = services.add_points_rule(form.rule_draft(), actor=actor, at=clock.now())
        return reverse("orders:points_rule", args=[code])

    return _written(request, form, save, title=gettext("New rule"), back=reverse("orders:points_rules"))


@require_http_methods(["GET", "POST"])
def rule_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Write the terms of a rule's next version."""
    actor = actor_of(request)
    actor.require("loyalty.write_rules")
    kept = loyalty.points_rule_detail(code=code, actor=actor)
    form = PointsRuleForm(request.POST if request.method == "POST" else None, rule=kept)
    back = reverse("orders:points_rule", args=[code])

    def save() -> str:
        services.change_points_rule(form.rule_draft(code), actor=actor, at=clock.now())
        return back

    return _written(request, form, save, title=gettext("Terms of %(name)s") % {"name": kept.row.name}, back=back)


def _written(
    request: HttpRequest, form: PointsRuleForm, save: Callable[[], str], *, title: str, back: str
) -> HttpResponse:
    seen = {"title": title, "back": back, "parent": reverse("orders:points_rules")}
    said = gettext("Written down. Read it once more, see what it would have given, then publish it.")
    return saved(request, form, save, said=said, seen=seen, template="orders/points_rule_form.html")


@require_GET
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """Show an earning rule, and what was asked about what it would have given."""
    return rule_page(request, code)


def rule_page(request: HttpRequest, code: str, refusal: DomainError | None = None) -> HttpResponse:
    """Draw the page of a rule, with what was refused."""
    actor = actor_of(request)
    kept = loyalty.points_rule_detail(code=code, actor=actor)
    seen: dict[str, Any] = {
        "kept": kept, "row": kept.row, "tone": TONES[kept.row.state], "refusal": refusal,
        "spans": SPANS, "may_write": actor.may("loyalty.write_rules"),
        "may_publish": actor.may("loyalty.publish_rules"),
        "languages": [(label, _in_language(language, kept.newest.terms)) for language, label in LANGUAGES],
        "versions": [(one, said_of_points(one.terms)) for one in kept.versions],
        "previews": points_previews(code=code, actor=actor),
        "tabs": tabs_of(TABS, "orders:points_rules", actor),
    }  # fmt: skip
    return render(request, "orders/points_rule.html", seen, status=status_of(refusal))


def _in_language(language: str, terms: Terms) -> list[str]:
    with translation.override(language):
        return said_of_points(terms)


@require_POST
def rule_deed(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Publish a rule's newest version, pause it, have it go on, or end it."""
    actor, at = actor_of(request), clock.now()
    states = {"pause": "paused", "resume": "live", "end": "ended"}

    def act() -> None:
        if what == "publish":
            services.publish_points_rule(code, actor=actor, at=at)
        elif what in states:
            services.switch_points_rule(code, state=states[what], actor=actor, at=at)

    said = {
        "publish": gettext("Published: it holds from its first day on."), "pause": gettext("Paused."),
        "resume": gettext("It goes on."), "end": gettext("Ended for good."),
    }  # fmt: skip
    url = reverse("orders:points_rule", args=[code])
    return deed(request, act, url=url, said=said.get(what, ""), draw=lambda again, why: rule_page(again, code, why))


class ProgramForm(forms.Form):
    """The terms of the program from now on."""

    points_per_yuan = forms.DecimalField(label=_("Points for each yuan"), min_value=0, max_digits=6, decimal_places=4)
    point_value = forms.DecimalField(
        label=_("What a point is worth, in yuan"), min_value=0, max_digits=6, decimal_places=4
    )
    lot_months = forms.IntegerField(label=_("Months until points lapse"), min_value=1, max_value=120)
    pending_days = forms.IntegerField(
        label=_("Days until points of an order can be spent"), min_value=0, max_value=90,
        help_text=_("as long as titles may come back; 0: at once"),
    )  # fmt: skip
    gift_most = forms.IntegerField(
        label=_("Points to give to others of a household in a month"), min_value=0, max_value=10_000_000,
        help_text=_("0: nobody may"),
    )  # fmt: skip

    def draft(self) -> ProgramDraft:
        """Return the terms as typed."""
        return ProgramDraft(**self.cleaned_data)


@require_http_methods(["GET", "POST"])
def program(request: HttpRequest) -> HttpResponse:
    """Show the terms of the program as they were from when on; set other ones."""
    actor = actor_of(request)
    rows = loyalty.program_terms(actor=actor)
    names = tuple(ProgramForm.base_fields)
    initial = {name: getattr(rows[0], name) for name in names} if rows else None
    form = ProgramForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        actor.require("loyalty.publish_rules")

    def save() -> str:
        services.set_program_terms(form.draft(), actor=actor, at=clock.now())
        return reverse("orders:points_program")

    seen = {
        "rows": rows, "may_publish": actor.may("loyalty.publish_rules"),
        "tabs": tabs_of(TABS, "orders:points_program", actor),
    }  # fmt: skip
    said = gettext("The terms hold from now on; points that were earned before keep theirs.")
    return saved(request, form, save, said=said, seen=seen, template="orders/points_program.html")
