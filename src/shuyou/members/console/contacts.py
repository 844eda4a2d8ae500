"""Contacts of all readers: the log, callers nobody knew, and the share of those known by name."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of, csv_download, go_to, is_partial, moment_in
from shuyou.kernel.errors import DomainError
from shuyou.members import queries, services
from shuyou.members.console.daily_forms import UnknownCallerForm
from shuyou.members.console.forms import put_refusals
from shuyou.members.models import Contact
from shuyou.members.queries import ContactFilter, Recognition, Share

WEEKS: Final = 12
LONGEST: Final = timedelta(days=3 * 366)


class ContactFilterForm(forms.Form):
    """Which contacts the log shows."""

    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("Any channel")), *Contact.Channel.choices]
    )
    recognition = forms.ChoiceField(
        label=_("Recognised"), required=False, choices=[("", _("Any way")), *Contact.Recognition.choices]
    )

    def given(self) -> dict[str, str]:
        """Return what filters; a word that is none of the choices does not."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}


class SpanForm(forms.Form):
    """From which day to which."""

    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def span(self, today: date) -> tuple[date, date]:
        """Return the days that are asked for; what cannot be read is the last twelve weeks."""
        self.is_valid()
        typed = getattr(self, "cleaned_data", {})
        last = min(typed.get("last") or today, today)
        first = typed.get("first") or last - timedelta(days=last.weekday(), weeks=WEEKS - 1)
        return max(min(first, last), last - LONGEST), last


@require_GET
def contacts(request: HttpRequest) -> HttpResponse:
    """List contacts, the latest first."""
    actor = actor_of(request)
    actor.require("members.log_contact")
    form = ContactFilterForm(request.GET)
    given = form.given()
    page = queries.list_contacts(
        wanted=ContactFilter(**given), before=_before(request.GET.get("before", "")), actor=actor
    )
    before = f"{page.next_before[0].isoformat()},{page.next_before[1]}" if page.next_before else ""
    seen = {
        "form": form,
        "page": page,
        "is_filtered": bool(given),
        "next_query": urlencode({**given, "before": before}) if before else "",
        "may_report": actor.may("members.see_recognition"),
    }
    return render(request, "members/contacts.html#rows" if is_partial(request) else "members/contacts.html", seen)


@require_http_methods(["GET", "POST"])
def unknown(request: HttpRequest) -> HttpResponse:
    """Log a contact with somebody nobody knew."""
    actor, at = actor_of(request), clock.now()
    actor.require("members.log_contact")
    start = {"channel": Contact.Channel.PHONE, "direction": Contact.Direction.IN}
    form = UnknownCallerForm(request.POST if request.method == "POST" else None, initial=start)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                services.log_contact(form.draft(None), actor=actor, at=at)
            except DomainError as refusal:
                put_refusals(form, refusal)
                status = STATUS[refusal.kind]
            else:
                messages.success(request, gettext("The contact is logged."))
                return go_to(request, reverse("members:contacts"))
    return render(request, "members/unknown_caller.html", {"form": form}, status=status)


@require_GET
def recognised(request: HttpRequest) -> HttpResponse:
    """Show how many readers who got in touch were known by name: by week, channel and colleague."""
    actor = actor_of(request)
    form = SpanForm(request.GET)
    first, last = form.span(clock.club_day(clock.now()))
    told = queries.recognition(first=first, last=last, actor=actor)
    shown = SpanForm(initial={"first": first, "last": last})
    query = urlencode({"first": first, "last": last})
    seen = {"form": shown, "told": told, "query": query, "groups": _groups(told)}
    return render(request, "members/recognition.html", seen)


@require_GET
def recognised_file(request: HttpRequest) -> HttpResponseBase:
    """Send the same figures as a file."""
    actor = actor_of(request)
    first, last = SpanForm(request.GET).span(clock.club_day(clock.now()))
    told = queries.recognition(first=first, last=last, actor=actor)
    header = [
        gettext("Group"), gettext("Of"), gettext("Contacts"), gettext("Known by name"), gettext("By card"),
        gettext("After asking"), gettext("Not recognised"), gettext("Share known by name"),
    ]  # fmt: skip
    return csv_download(f"known-by-name-{first}-{last}.csv", header, _cells(told))


def _groups(told: Recognition) -> Sequence[tuple[str, Sequence[Share]]]:
    return (
        (gettext("Week"), told.weeks), (gettext("Channel"), told.channels), (gettext("Colleague"), told.staff),
    )  # fmt: skip


def _cells(told: Recognition) -> Iterator[Sequence[object]]:
    for name, shares in _groups(told):
        for one in shares:
            rate = f"{one.rate * 100:.1f}%"
            yield (name, one.label, one.total, one.by_name, one.by_card, one.by_clue, one.unknown, rate)


def _before(text: str) -> tuple[datetime, int] | None:
    moment, _comma, contact_id = text.partition(",")
    found = moment_in(moment)
    is_place = found is not None and contact_id.isascii() and contact_id.isdigit() and len(contact_id) < 18
    return (found, int(contact_id)) if found and is_place else None
