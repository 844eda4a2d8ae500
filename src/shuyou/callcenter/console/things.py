"""What a manager sets up beside agents and queues: one page for each kind, one form for each thing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.sections import DAY, section_tabs
from shuyou.callcenter.models import AlertRule, Site
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.pages import deed, saved, status_of


class ThingForm(forms.Form):
    """Something that is set up; choices are filled in for whoever asks."""

    def offer(self, actor: Actor) -> None:
        """Offer what there is to choose from."""

    def choose(self, field: str, choices: list[tuple[str, str]]) -> None:
        """Offer choices in a field."""
        chosen = self.fields[field]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = choices


class SiteForm(ThingForm):
    """An office with a switch."""

    code = forms.SlugField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=60)
    adapter = forms.ChoiceField(label=_("Switch"), choices=Site.Adapter.choices)
    dials_at_once = forms.IntegerField(label=_("Automatic calls at once"), min_value=0, max_value=500)
    cost_per_minute = forms.DecimalField(label=_("A minute of a call costs"), min_value=0, max_digits=8)
    cost_per_hour = forms.DecimalField(label=_("An hour of an agent costs"), min_value=0, max_digits=8)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class LineForm(ThingForm):
    """A number that can be called."""

    number = forms.CharField(label=_("Number"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=60)
    site = forms.ChoiceField(label=_("Site"))
    menu = forms.ChoiceField(label=_("Menu that answers"))

    def offer(self, actor: Actor) -> None:
        """Offer sites and menus."""
        self.choose("site", queries.site_choices(actor=actor))
        self.choose("menu", queries.menu_choices(actor=actor))


class CodeForm(ThingForm):
    """What calls can be about."""

    code = forms.SlugField(label=_("Code"), max_length=20)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=40)
    name_en = forms.CharField(label=_("Name in English"), max_length=60)
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, initial=0)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class SubjectForm(CodeForm):
    """What calls can be about, and what agents may say then."""

    script_zh = forms.CharField(
        label=_("What to say, in Chinese"), max_length=500, required=False, widget=forms.Textarea
    )
    script_en = forms.CharField(
        label=_("What to say, in English"), max_length=500, required=False, widget=forms.Textarea
    )


class ReasonForm(CodeForm):
    """Why agents pause."""

    is_productive = forms.BooleanField(label=_("Counts as work"), required=False)


class HolidayForm(ThingForm):
    """A day on which nobody answers."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    name = forms.CharField(label=_("Name"), max_length=60)


class CardForm(ThingForm):
    """A question that readers ask often."""

    question_zh = forms.CharField(label=_("Question in Chinese"), max_length=200)
    answer_zh = forms.CharField(label=_("What to say, in Chinese"), max_length=1000, widget=forms.Textarea)
    question_en = forms.CharField(label=_("Question in English"), max_length=200, required=False)
    answer_en = forms.CharField(label=_("What to say, in English"), max_length=1000, required=False)
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    code = forms.ChoiceField(label=_("About"), required=False)
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, initial=0)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def offer(self, actor: Actor) -> None:
        """Offer queues and subjects."""
        self.choose("queue", [("", "—"), *queries.queue_choices(actor=actor)])
        self.choose("code", [("", "—"), *queries.code_choices(actor=actor)])


class AlertForm(ThingForm):
    """From which figure on supervisors are alerted."""

    what = forms.ChoiceField(label=_("Figure"), choices=AlertRule.What.choices)
    limit = forms.IntegerField(label=_("Limit"), min_value=0, max_value=10_000)
    queue = forms.ChoiceField(label=_("Queue (none: the whole floor)"), required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def offer(self, actor: Actor) -> None:
        """Offer queues."""
        self.choose("queue", [("", "—"), *queries.queue_choices(actor=actor)])


type Put = Callable[[dict[str, Any], str, Actor, datetime], None]


def _put_site(typed: dict[str, Any], key: str, actor: Actor, at: datetime) -> None:
    services.put_site(services.SiteDraft(**typed), code=key, actor=actor, at=at)


def _put_line(typed: dict[str, Any], key: str, actor: Actor, at: datetime) -> None:
    services.put_line(services.LineDraft(**typed), number=key, actor=actor, at=at)


def _put_code(typed: dict[str, Any], key: str, actor: Actor, at: datetime) -> None:
    services.put_choice(services.ChoiceDraft(**typed), what="code", code=key, actor=actor, at=at)


def _put_reason(typed: dict[str, Any], key: str, actor: Actor, at: datetime) -> None:
    services.put_choice(services.ChoiceDraft(**typed), what="reason", code=key, actor=actor, at=at)


def _put_holiday(typed: dict[str, Any], key: str, actor: Actor, at: datetime) -> None:
    services.put_holiday(day=typed["day"], name=typed["name"], actor=actor, at=at)


def _put_card(typed: dict[str, Any], key: str, actor: Actor, at: datetime) -> None:
    services.put_card(services.CardDraft(**typed), uid=UUID(key) if key else None, actor=actor, at=at)


def _put_alert(typed: dict[str, Any], key: str, actor: Actor, at: datetime) -> None:
    services.put_alert_rule(services.AlertDraft(**typed), rule_id=int(key) if key else 0, actor=actor, at=at)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: how it is called, its form, how it is kept."""

    label: str | Promise
    one: str | Promise
    form: type[ThingForm]
    put: Put


KINDS: Final[Mapping[str, Kind]] = {
    "line": Kind(_("Numbers"), _("New number"), LineForm, _put_line),
    "site": Kind(_("Sites"), _("New site"), SiteForm, _put_site),
    "code": Kind(_("What calls are about"), _("New code"), SubjectForm, _put_code),
    "reason": Kind(_("Reasons to pause"), _("New reason"), ReasonForm, _put_reason),
    "holiday": Kind(_("Holidays"), _("New holiday"), HolidayForm, _put_holiday),
    "card": Kind(_("Question bank"), _("New question"), CardForm, _put_card),
    "alert": Kind(_("Alerts"), _("New alert"), AlertForm, _put_alert),
}


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise NotFound(what=gettext("page"), key=kind)
    return KINDS[kind]


@require_GET
def things(request: HttpRequest, kind: str = "line") -> HttpResponse:
    """List what was set up of a kind."""
    return _things(request, kind, None)


def _things(request: HttpRequest, kind: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    actor.require("callcenter.set_up")
    seen = {
        "tabs": section_tabs("callcenter:set_up", actor), "kind": kind, "label": _kind(kind).label,
        "one": _kind(kind).one, "rows": queries.things(kind=kind, actor=actor), "refusal": refusal,
        "kinds": [(code, one.label) for code, one in KINDS.items()],
    }  # fmt: skip
    return render(request, "callcenter/things.html", seen, status=status_of(refusal))


@require_http_methods(["GET", "POST"])
def thing(request: HttpRequest, kind: str, key: str = "") -> HttpResponse:
    """Set something up, or change it."""
    actor, at, meant = actor_of(request), clock.now(), _kind(kind)
    actor.require("callcenter.set_up")
    known = next((row for row in queries.things(kind=kind, actor=actor) if row.key == key), None)
    if key and known is None:
        raise NotFound(what=gettext("page"), key=key)
    form = meant.form(request.POST if request.method == "POST" else None, initial=dict(known.values) if known else None)
    form.offer(actor)
    if known and isinstance(form, (SiteForm, CodeForm)):
        form.fields["code"].disabled = True
    back = reverse("callcenter:things", args=[kind])

    def save() -> str:
        meant.put(form.cleaned_data, key, actor, at)
        return back

    seen = {"title": known.title if known else meant.one, "back": back}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@require_POST
def drop_holiday(request: HttpRequest, day: str) -> HttpResponse:
    """Have calls answered on a day after all."""
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        try:
            meant = date.fromisoformat(day)
        except ValueError as fault:
            raise NotFound(what=gettext("holiday"), key=day) from fault
        services.drop_holiday(day=meant, actor=actor, at=at)

    url = reverse("callcenter:things", args=["holiday"])
    return deed(request, act, url=url, said=gettext("Done."), draw=lambda req, no: _things(req, "holiday", no))
