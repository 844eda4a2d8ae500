"""What lapses soon and who is to be told; what the club owes in points."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.http.response import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.doors import actor_of, csv_download, workbook_download
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import saved
from shuyou.kernel.templatetags.ui import iso, points
from shuyou.loyalty.console.program import ANY, DAY, TABS, ProgramList
from shuyou.loyalty.queries import liability as liability_queries
from shuyou.loyalty.queries import reminders as queries
from shuyou.loyalty.queries.liability import Liability
from shuyou.loyalty.queries.reminders import ReminderFilter, ReminderRow, lapse_sources
from shuyou.loyalty.services.reminders import set_reminder_step
from shuyou.loyalty.services.rewards import note_program_export

type Download = Callable[[str, Sequence[object], Iterable[Sequence[object]]], HttpResponseBase]

FIRST: Final = date(2000, 1, 1)
"""Before it nobody kept points by machine."""
DOWNLOADS: Final[Mapping[str, Download]] = {"csv": csv_download, "xlsx": workbook_download}


def _kinds() -> list[tuple[str, str]]:
    return [(key, str(source.label)) for key, source in lapse_sources().items()]


class ReminderFilterForm(FilterForm):
    """Whom the list shows."""

    kind = forms.ChoiceField(label=_("What lapses"), required=False)
    channel = forms.CharField(label=_("Channel they want"), required=False, max_length=8)
    lapses_until = forms.DateField(label=_("Lapses until"), required=False, widget=forms.DateInput(attrs=DAY))

    def offer(self, actor: Actor) -> None:
        """Fill the kinds of what lapses."""
        self.choose("kind", [ANY, *_kinds()])

    def wanted(self) -> ReminderFilter:
        """Return the filter."""
        return ReminderFilter(**self.given())


REMINDERS: Final = ProgramList[ReminderRow](
    name="loyalty:reminders",
    title=_("Who is told before something lapses"),
    permission="loyalty.view",
    form=ReminderFilterForm,
    read=queries.list_reminders,
    columns=(
        Column(
            label=_("Reader"), text=lambda row: row.member_name, names="members.export",
            url=lambda row: reverse("console:member", args=[row.member_number]),
        ),
        Column(label=_("What lapses"), text=lambda row: row.kind_label),
        Column(label=_("Which"), text=lambda row: row.subject, cls="n"),
        Column(label=_("How much"), text=lambda row: points(row.amount), cls="num", sort="amount"),
        Column(label=_("Lapses on"), text=lambda row: iso(row.lapses_on), cls="n", sort="lapses_on"),
        Column(label=_("Days before"), text=lambda row: row.days, cls="num"),
        Column(label=_("Channel they want"), text=lambda row: row.channel),
        Column(label=_("Found"), text=lambda row: iso(club_day(row.noted_at)), cls="n"),
    ),
    empty=_("Nobody loses anything soon."),
    advice=_("Every night it is looked for who loses points or cards in the days before that you set."),
    buttons=(
        Button(label=_("Days before"), url_name="loyalty:reminder_steps", permission="loyalty.keep_program"),
    ),
)  # fmt: skip


class StepForm(forms.Form):
    """When readers are told of what."""

    kind = forms.ChoiceField(label=_("What lapses"))
    days = forms.IntegerField(label=_("Days before"), min_value=1, max_value=365)
    is_active = forms.BooleanField(label=_("Readers are told"), required=False, initial=True)


@require_http_methods(["GET", "POST"])
def reminder_steps(request: HttpRequest) -> HttpResponse:
    """Show how many days before readers are told; set another step, or stop one."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.keep_program")
    form = StepForm(request.POST or None)
    field = form.fields["kind"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(key, str(source.label)) for key, source in lapse_sources().items() if not source.own_days]

    def save() -> str:
        set_reminder_step(**form.cleaned_data, actor=actor, at=at)
        return reverse("loyalty:reminder_steps")

    seen = {"steps": queries.reminder_steps(actor=actor), "tabs": tabs_of(TABS, "loyalty:reminders", actor)}
    return saved(request, form, save, said=gettext("Saved."), seen=seen, template="loyalty/reminder_steps.html")


@require_GET
def liability(request: HttpRequest) -> HttpResponseBase:
    """Show what the club owes in points at the end of a day, the last one that is over, or send it as a file."""
    actor, at = actor_of(request), clock.now()
    today = club_day(at)
    on = max(min(_day_in(request.GET.get("on", ""), today - timedelta(days=1)), today), FIRST)
    report = liability_queries.liability(on=on, actor=actor)
    if download := DOWNLOADS.get(kind := request.GET.get("as", "")):
        note_program_export(wanted=f"liability on={on}", actor=actor, at=at)
        return download(f"points-liability-{on}.{kind}", _header(), _lines(report))
    seen = {"report": report, "today": today, "tabs": tabs_of(TABS, "loyalty:liability", actor)}
    seen["may_export"] = actor.may("loyalty.export")
    return render(request, "loyalty/liability.html", seen)


def _day_in(text: str, other: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return other


def _header() -> Sequence[str]:
    return [
        gettext("What"),
        gettext("Which"),
        gettext("Points"),
        gettext("Worth"),
        gettext("Expected to lapse"),
        gettext("Provision"),
    ]


def _lines(report: Liability) -> Iterator[Sequence[object]]:
    for row in report.tiers:
        yield gettext("Owed"), row.tier, row.points, row.worth, row.breakage, row.provision
    yield gettext("Owed"), gettext("All"), report.points, report.worth, report.breakage, report.provision
    for month in report.months:
        yield gettext("Earned"), iso(month.month), month.earned, "", "", ""
        yield gettext("Spent"), iso(month.month), month.spent, month.cost, "", ""
        yield gettext("Lapsed"), iso(month.month), month.lapsed, "", "", ""
