"""The terms under which messages go: channels, limits, the sender, silent addresses; costs, letters and kept mail."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django import forms
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, csv_download
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import moment
from shuyou.messaging import queries, services
from shuyou.messaging.console.sections import ANY, DAY, TABS, ListPage
from shuyou.messaging.models import Channel, Purpose, Suppression
from shuyou.messaging.queries import CostRow, SuppressionFilter, SuppressionRow
from shuyou.messaging.services import ChannelDraft, SenderDraft

STRETCH: Final = timedelta(days=30)
_HOUR: Final = {"placeholder": "22:00"}


class SuppressionFilterForm(FilterForm):
    """Which silent addresses the list shows."""

    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[ANY, *Channel.choices])
    reason = forms.ChoiceField(label=_("Reason"), required=False, choices=[ANY, *Suppression.Reason.choices])
    is_lifted = forms.BooleanField(label=_("Those that were let go"), required=False)

    def wanted(self) -> SuppressionFilter:
        """Return the filter."""
        return SuppressionFilter(**self.given())


SUPPRESSIONS: Final = ListPage[SuppressionRow](
    name="messaging:suppressions",
    title=_("Silent addresses"),
    permission="messaging.view",
    form=SuppressionFilterForm,
    read=queries.list_suppressions,
    columns=(
        Column(
            label=_("Address"), text=lambda row: row.shown, cls="n", sort="pk",
            url=lambda row: reverse("messaging:suppression", args=[row.suppression_id]),
        ),
        Column(label=_("Channel"), text=lambda row: row.channel_label),
        Column(label=_("Reason"), text=lambda row: row.reason_label),
        Column(label=_("What"), text=lambda row: _("nothing at all") if row.is_total else _("no offers")),
        Column(label=_("Since"), text=lambda row: moment(row.added_at), sort="added_at"),
    ),
    empty=_("No address is silent."),
    advice=_("Addresses that bounce and readers who say stop come here by themselves."),
    buttons=(
        Button(label=_("Add an address"), url_name="messaging:suppress", permission="messaging.suppress", key="N"),
    ),
)  # fmt: skip


class SuppressForm(forms.Form):
    """An address that is to be silent."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    address = forms.CharField(label=_("Address"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    is_total = forms.BooleanField(label=_("nothing at all"), required=False, help_text=_("else no offers"))


class ChannelForm(forms.Form):
    """A channel as the club uses it."""

    is_on = forms.BooleanField(label=_("Is used"), required=False)
    cost_each = forms.CharField(label=_("Cost of one message or part"), max_length=12)
    per_minute = forms.CharField(label=_("Messages a minute at most"), max_length=8)
    monthly_budget = forms.CharField(
        label=_("Budget of offers for a month"), max_length=12, required=False, help_text=_("empty: no limit")
    )
    quiet_from = forms.CharField(
        label=_("Silent from"), max_length=5, required=False, widget=forms.TextInput(attrs=_HOUR)
    )
    quiet_until = forms.CharField(label=_("Silent until"), max_length=5, required=False)


class CapForm(forms.Form):
    """How many messages a reader gets at most."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices, initial="marketing")
    channel = forms.ChoiceField(label=_("Channel"), choices=[("any", _("All channels")), *Channel.choices])
    most = forms.CharField(label=_("At most"), max_length=4, help_text=_("0: no limit any more"))
    days = forms.CharField(label=_("in so many days"), max_length=3)


class SenderForm(forms.Form):
    """Who is named as the sender."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=40)
    name_en = forms.CharField(label=_("Name in English"), max_length=60)
    contact = forms.CharField(label=_("How readers reach us"), max_length=120)
    address = forms.CharField(label=_("Address for letters that come back"), max_length=200, required=False)
    site = forms.CharField(label=_("Our place on the web"), max_length=120)
    fax_gateway = forms.CharField(label=_("Domain of the fax gateway"), max_length=120, required=False)


class CostForm(forms.Form):
    """A stretch of days."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DAY))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs=DAY))


@require_GET
def terms(request: HttpRequest) -> HttpResponse:
    """Show channels, limits and the sender."""
    actor, at = actor_of(request), clock.now()
    seen = {
        "tabs": tabs_of(TABS, "messaging:terms", actor), "channels": queries.channel_rows(at=at, actor=actor),
        "caps": queries.cap_rows(actor=actor), "sender": queries.sender_row(actor=actor),
        "queue": _counted(queries.queue_state(actor=actor)), "may_set": actor.may("messaging.set_terms"),
        "tested": services.TESTED,
    }  # fmt: skip
    return render(request, "messaging/terms.html", seen)


@require_http_methods(["GET", "POST"])
def channel(request: HttpRequest, code: str) -> HttpResponse:
    """Show how a channel is used; keep it otherwise."""
    actor, at = actor_of(request), clock.now()
    actor.require("messaging.set_terms")
    row = next((one for one in queries.channel_rows(at=at, actor=actor) if one.channel == code), None)
    if row is None:
        raise NotFound(what=gettext("channel"), key=code)
    now = {name: getattr(row, name) for name in ChannelForm.base_fields}
    hours = {name: now[name].strftime("%H:%M") if now[name] else "" for name in ("quiet_from", "quiet_until")}
    form = ChannelForm(request.POST or None, initial={**now, **hours})

    def save() -> str:
        services.set_channel(ChannelDraft(channel=code, **form.cleaned_data), actor=actor, at=at)
        return reverse("messaging:terms")

    seen = {"title": row.label, "back": reverse("messaging:terms")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@require_http_methods(["GET", "POST"])
def cap(request: HttpRequest) -> HttpResponse:
    """Set how many messages a reader gets at most."""
    actor, at = actor_of(request), clock.now()
    actor.require("messaging.set_terms")
    form = CapForm(request.POST or None)

    def save() -> str:
        services.set_cap(**form.cleaned_data, actor=actor, at=at)
        return reverse("messaging:terms")

    seen = {"title": gettext("Limit of messages"), "back": reverse("messaging:terms")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@require_http_methods(["GET", "POST"])
def sender(request: HttpRequest) -> HttpResponse:
    """Show who is named as the sender; keep it otherwise."""
    actor, at = actor_of(request), clock.now()
    actor.require("messaging.set_terms")
    row = queries.sender_row(actor=actor)
    form = SenderForm(request.POST or None, initial={name: getattr(row, name) for name in SenderForm.base_fields})

    def save() -> str:
        services.set_sender(SenderDraft(**form.cleaned_data), actor=actor, at=at)
        return reverse("messaging:terms")

    seen = {"title": gettext("Sender"), "back": reverse("messaging:terms")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@require_http_methods(["GET", "POST"])
def suppress(request: HttpRequest) -> HttpResponse:
    """Have an address be silent."""
    actor, at = actor_of(request), clock.now()
    actor.require("messaging.suppress")
    form = SuppressForm(request.POST or None)

    def save() -> str:
        services.suppress(**form.cleaned_data, actor=actor, at=at)
        return reverse("messaging:suppressions")

    seen = {"title": gettext("Add an address"), "back": reverse("messaging:suppressions")}
    return saved(request, form, save, said=gettext("It is silent from now on."), seen=seen)


@require_http_methods(["GET", "POST"])
def suppression(request: HttpRequest, suppression_id: int) -> HttpResponse:
    """Show a silent address; let it get messages again."""
    actor, at = actor_of(request), clock.now()
    row = queries.suppression_row(suppression_id=suppression_id, actor=actor)
    seen = {"tabs": tabs_of(TABS, "messaging:suppressions", actor), "row": row,
            "may_lift": actor.may("messaging.suppress") and row.lifted_at is None}  # fmt: skip

    def draw(again: HttpRequest, refusal: DomainError | None) -> HttpResponse:
        return render(again, "messaging/suppression.html", {**seen, "refusal": refusal}, status=status_of(refusal))

    if request.method == "GET":
        return draw(request, None)
    return deed(
        request,
        lambda: services.lift_suppression(suppression_id=suppression_id, actor=actor, at=at),
        url=reverse("messaging:suppressions"),
        said=gettext("It may get messages again; the reader’s word still counts."),
        draw=draw,
    )


@require_GET
def costs(request: HttpRequest) -> HttpResponseBase:
    """Show what messages cost, or send it as a file."""
    actor, today = actor_of(request), clock.club_day(clock.now())
    form = CostForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    since, until = given.get("since") or today - STRETCH, given.get("until") or today
    after = min(until, date(2200, 1, 1)) + timedelta(days=1)
    rows = queries.costs(since=clock.day_start(since), until=clock.day_start(after), actor=actor)
    if request.GET.get("as") == "csv":
        actor.require("messaging.export")
        wanted = f"costs since={since} until={until}"
        services.note_export(what="messaging:costs", wanted=wanted, actor=actor, at=clock.now())
        return csv_download(f"messages-costs-{since}-{until}.csv", _cost_header(), map(_cost_line, rows))
    bars = dict[str, Decimal]()
    for row in rows:
        bars[row.channel_label] = bars.get(row.channel_label, Decimal(0)) + row.cost
    seen = {
        "bars": bars.items(), "longest": max(bars.values(), default=0),
        "tabs": tabs_of(TABS, "messaging:costs", actor), "form": CostForm(initial={"since": since, "until": until}),
        "may_export": actor.may("messaging.export"), "since": since, "until": until,
        "rows": rows, "total": sum((row.cost for row in rows), start=0 * rows[0].cost) if rows else 0,
    }  # fmt: skip
    return render(request, "messaging/costs.html", seen)


def _cost_header() -> list[str]:
    return [
        gettext("Channel"), gettext("Purpose"), pgettext("outbox", "Messages"), pgettext("of messages", "Parts"),
        pgettext("message", "Delivered"), gettext("Came back"), gettext("Readers"), gettext("A reader"),
        pgettext("of a message", "Cost"),
    ]  # fmt: skip


def _cost_line(row: CostRow) -> tuple[str | int | Decimal, ...]:
    return (
        row.channel_label, row.purpose_label, row.messages, row.parts, row.delivered, row.bounced, row.readers,
        row.each, row.cost,
    )  # fmt: skip


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """Show batches of letters, and how many wait to be printed."""
    return _letters(request, None)


def _counted(queue: Mapping[str, int]) -> Mapping[str, str]:
    most = queries.MOST_COUNTED
    return {state: f"{count:,}" if count < most else f"{most:,}+" for state, count in queue.items()}


@require_POST
def letters_deed(request: HttpRequest, what: str) -> HttpResponse:
    """Put letters together into a batch, or note that one was posted."""
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        if what == "print":
            services.print_letters(actor=actor, at=at)
        else:
            services.post_letters(number=what, actor=actor, at=at)

    said = gettext("The letters are ready to be printed.") if what == "print" else pgettext("letters", "Posted.")
    return deed(request, act, url=reverse("messaging:letters"), said=said, draw=_letters)


@require_GET
def letter_file(request: HttpRequest, number: str, suffix: str) -> HttpResponseBase:
    """Hand out the letters of a batch, or its list."""
    actor = actor_of(request)
    actor.require("messaging.print")
    name = queries.letter_file(number=number, suffix=suffix, actor=actor)
    return FileResponse(default_storage.open(name), as_attachment=True, filename=f"{number}.{suffix}")


def _letters(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    seen = {
        "tabs": tabs_of(TABS, "messaging:letters", actor), "rows": queries.letter_batches(actor=actor),
        "waiting": queries.letters_waiting(actor=actor), "may_print": actor.may("messaging.print"), "refusal": refusal,
    }  # fmt: skip
    return render(request, "messaging/letters.html", seen, status=status_of(refusal))
