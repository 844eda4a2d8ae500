"""Mailings: which there are, how far each has come while it goes, stopped and gone on with; many sent once more."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, is_partial
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import moment
from shuyou.messaging import queries, services, tasks
from shuyou.messaging.console.plans import draw_plan
from shuyou.messaging.console.sections import ANY, DAY, TABS, ListPage
from shuyou.messaging.console.templates import letter_page
from shuyou.messaging.models import Channel
from shuyou.messaging.queries import MailingFilter, MailingRow
from shuyou.messaging.services import AgainDraft

STATES: Final = (
    ANY, ("planned", pgettext_lazy("mailing", "Planned")), ("going", _("Goes")), ("stopped", _("Stopped")),
    ("ended", _("Done")),
)  # fmt: skip


class MailingFilterForm(FilterForm):
    """Which mailings the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), required=False, max_length=80)

    def wanted(self) -> MailingFilter:
        """Return the filter."""
        return MailingFilter(**self.given())


MAILINGS: Final = ListPage[MailingRow](
    name="messaging:mailings",
    title=_("Mailings"),
    permission="messaging.view",
    form=MailingFilterForm,
    read=queries.list_mailings,
    columns=(
        Column(
            label=_("Mailing"), text=lambda row: row.name, sort="pk",
            url=lambda row: reverse("messaging:mailing", args=[row.uid]),
        ),
        Column(label=_("Kind"), text=lambda row: row.kind_label),
        Column(label=_("Purpose"), text=lambda row: row.purpose_label),
        Column(label=_("Channels"), text=lambda row: row.channels),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: row.tone),
        Column(label=pgettext_lazy("message", "Asked"), text=lambda row: moment(row.asked_at)),
    ),
    empty=_("No mailings yet."),
    advice=_("One text for many readers stands here, with how far it has come."),
    buttons=(Button(label=_("New mailing"), url_name="messaging:plan_new", permission="messaging.mail", key="N"),),
)  # fmt: skip


class AgainForm(forms.Form):
    """Which messages that did not arrive are sent once more."""

    state = forms.ChoiceField(
        label=_("State"), choices=[(one.value, one.label) for one in services.SENT_AGAIN], initial="failed"
    )
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[ANY, *Channel.choices])
    from_day = forms.DateField(label=_("Asked from"), widget=forms.DateInput(attrs=DAY))
    to_day = forms.DateField(label=_("to"), widget=forms.DateInput(attrs=DAY))
    is_sure = forms.BooleanField(
        label=_("Yes, all of them"),
        help_text=_("each goes to the gate again; nobody gets a message twice that arrived"),
    )


@require_GET
def mailing(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show how far a mailing has come; the page looks again by itself while it goes."""
    return _mailing(request, uid, None)


@require_GET
@xframe_options_sameorigin
def mailing_look(request: HttpRequest, uid: UUID, language: str) -> HttpResponse:
    """Show the letter of a mailing by itself, as one of its readers sees it."""
    drawn = services.mailing_previews(uid=uid, actor=actor_of(request))
    letter = next((one.html for one in drawn if one.language == language), None)
    if letter is None:
        raise NotFound(what=gettext("page"), key=language)
    return letter_page(letter)


@require_POST
def mailing_deed(request: HttpRequest, uid: UUID, what: str) -> HttpResponse:
    """Stop a mailing, or go on with it."""
    actor, at = actor_of(request), clock.now()
    deeds: Mapping[str, tuple[Callable[..., None], str]] = {
        "stop": (services.stop_mailing, gettext("Nothing more of it leaves.")),
        "go-on": (services.go_on_with_mailing, gettext("It goes on.")),
    }

    def act() -> None:
        if what in deeds:
            deeds[what][0](uid=uid, actor=actor, at=at)
            tasks.defer_sending()

    said = deeds[what][1] if what in deeds else ""
    url = reverse("messaging:mailing", args=[uid])
    return deed(request, act, url=url, said=said, draw=lambda again, why: _mailing(again, uid, why))


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Have many messages that did not arrive judged and sent once more."""
    actor, at = actor_of(request), clock.now()
    actor.require("messaging.replay")
    today = clock.club_day(at)
    form = AgainForm(request.POST or None, initial={"from_day": today, "to_day": today})

    def save() -> str:
        typed = {name: value for name, value in form.cleaned_data.items() if name != "is_sure"}
        services.send_many_again(AgainDraft(**typed), actor=actor, at=at)
        tasks.defer_sending()
        return f"{reverse('messaging:outbox')}?state=asked"

    seen = {"title": gettext("Send many again"), "back": reverse("messaging:outbox")}
    return saved(request, form, save, said=gettext("They go to the gate again."), seen=seen)


def _mailing(request: HttpRequest, uid: UUID, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    if actor.may("messaging.mail") and queries.mailing_plan(uid=uid, actor=actor):
        return draw_plan(request, uid, refusal)
    page = queries.mailing_progress(uid=uid, at=clock.now(), actor=actor)
    seen = {
        "tabs": tabs_of(TABS, "messaging:mailings", actor), "page": page,
        "previews": [] if is_partial(request) else services.mailing_previews(uid=uid, actor=actor), "row": page.row,
        "refusal": refusal,
        "may_stop": actor.may("messaging.mail") and page.row.state == "going",
        "may_go_on": actor.may("messaging.mail") and page.row.state == "stopped",
    }  # fmt: skip
    template = "messaging/mailing.html#all" if is_partial(request) else "messaging/mailing.html"
    return render(request, template, seen, status=status_of(refusal))
