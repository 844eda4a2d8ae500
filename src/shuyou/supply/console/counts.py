"""Stocktakes: the list, a new one, counting under the scanner or with radio tags, and what differs."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, id_in, is_partial
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import moment
from shuyou.supply import queries, services
from shuyou.supply.console.lists import STOCK, Button, Column, FilterForm, ListPage, tabs_of
from shuyou.supply.console.scans import Scan, amounts_sent, new_key, scanned
from shuyou.supply.errors import NothingThere
from shuyou.supply.imports.counts import read_counts
from shuyou.supply.models import Count
from shuyou.supply.queries import CountFilter, CountRow

TONES: Final = {"open": "warn", "counted": "info", "approved": "good", "cancelled": ""}
SHOWN: Final = (("", _("All")), ("left", _("To be counted")), ("disturbed", _("Count again")),
                ("differing", _("Differing")))  # fmt: skip
FAULTS_SHOWN: Final = 10
MOST_READS: Final = 2_000_000
"""Characters of one batch of radio tags."""


class CountFilterForm(FilterForm):
    """Which stocktakes the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Count.State.choices])

    def wanted(self) -> CountFilter:
        """Return the filter."""
        return CountFilter(**self.given())


class CountForm(forms.Form):
    """What is counted, and whether who counts is told what should be there."""

    place = forms.TypedChoiceField(label=_("Place"), coerce=int)
    positions = forms.CharField(
        label=_("Positions that begin with"), required=False, max_length=30, help_text=_("empty: the whole place")
    )
    is_blind = forms.BooleanField(
        label=_("Blind: who counts does not see what should be there"), required=False, initial=True
    )

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        chosen = self.fields["place"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(row.place_id, row.name) for row in queries.places(actor=actor)]


LIST: Final = ListPage[CountRow](
    name="supply:counts",
    section=STOCK,
    title=_("Stocktakes"),
    permission="supply.count",
    form=CountFilterForm,
    read=queries.list_counts,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("supply:count", args=[row.number]),
        ),
        Column(label=_("Place"), text=lambda row: row.place),
        Column(label=_("Positions"), text=lambda row: row.positions or gettext("all")),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Begun"), text=lambda row: moment(row.frozen_at), cls="n"),
        Column(label=_("Counted"), text=lambda row: moment(row.counted_at), cls="n"),
        Column(label=_("Approved"), text=lambda row: moment(row.approved_at), cls="n"),
    ),
    empty=_("No stocktakes yet."),
    advice=_("Count a few shelves each week; the shop goes on meanwhile."),
    buttons=(
        Button(label=_("New stocktake"), url_name="supply:count_new", permission="supply.count", key="N"),
    ),
    has_export=False,
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def count_new(request: HttpRequest) -> HttpResponse:
    """Begin a stocktake."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.count")
    form = CountForm(request.POST if request.method == "POST" else None, actor=actor)

    def save() -> str:
        typed = form.cleaned_data
        number = services.begin_count(
            place_id=typed["place"], positions=typed["positions"], is_blind=typed["is_blind"], actor=actor, at=at
        )
        return reverse("supply:count", args=[number])

    seen = {"title": gettext("New stocktake"), "back": reverse("supply:counts")}
    return saved(request, form, save, said=gettext("Now scan what is on the shelves."), seen=seen)


@require_GET
def count(request: HttpRequest, number: str) -> HttpResponse:
    """Show a stocktake."""
    return _page(request, number, None)


@require_POST
def count_deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Scan, type or read in counts; finish, approve, reopen or give the stocktake up."""
    scan = scanned(request.POST) if what == "scan" else None
    if scan and scan.item is None:
        return _page(request, number, scan.refusal, scan)
    url = reverse("supply:count", args=[number])
    return deed(
        request, lambda: _act(request, number, what, scan), url=url, said="",
        draw=lambda again, why: _page(again, number, why, scan),
    )  # fmt: skip


def _act(request: HttpRequest, number: str, what: str, scan: Scan | None) -> None:
    actor, at, sent = actor_of(request), clock.now(), request.POST
    turns = {
        "approve": services.approve_count, "reopen": services.reopen_count, "cancel": services.cancel_count
    }  # fmt: skip
    if scan and scan.item:
        counted = {scan.item.item_id: scan.copies}
        services.record_counts(number=number, counted=counted, adds=True, key=scan.key, actor=actor, at=at)
    elif what == "line":
        services.record_counts(number=number, counted=amounts_sent(sent, "counted"), actor=actor, at=at)
    elif what == "file":
        _read_file(request, number, actor)
    elif what == "tags":
        reads = sent.get("reads", "")[:MOST_READS].split()
        read = services.record_tags(number=number, reads=reads, read_at=at, actor=actor, at=at)
        said = ngettext("%(copies)s copy counted by its tag.", "%(copies)s copies counted by their tags.", read.counted)
        messages.success(request, said % {"copies": read.counted})
        if read.unknown:
            messages.warning(request, gettext("Of unknown goods: %(tags)s") % {"tags": ", ".join(read.unknown[:5])})
    elif what == "finish":
        services.finish_count(number=number, leaves_out=bool(sent.get("leaves_out")), actor=actor, at=at)
    elif what in turns:
        turns[what](number=number, actor=actor, at=at)


def _read_file(request: HttpRequest, number: str, actor: Actor) -> None:
    """Take a file of counts: what it says of a title takes the place of what was counted; rows left out are named."""
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        raise NothingThere()
    with NamedTemporaryFile(suffix=Path(sent.name or "").suffix) as file:
        for chunk in sent.chunks():
            file.write(chunk)
        file.flush()
        read = read_counts(Path(file.name))
    if read.counted:
        services.record_counts(number=number, counted=read.counted, actor=actor, at=clock.now())
    said = ngettext("%(titles)s title counted from the file.", "%(titles)s titles counted from the file.",
                    len(read.counted))  # fmt: skip
    messages.success(request, said % {"titles": len(read.counted)})
    for fault in read.faults[:FAULTS_SHOWN]:
        line = gettext("Line %(line)s: %(reason)s") % {"line": fault.line, "reason": fault.reason}
        messages.warning(request, line)
    if len(read.faults) > FAULTS_SHOWN:
        more = ngettext("%(n)s more row was left out.", "%(n)s more rows were left out.",
                        len(read.faults) - FAULTS_SHOWN)  # fmt: skip
        messages.warning(request, more % {"n": len(read.faults) - FAULTS_SHOWN})


def _page(request: HttpRequest, number: str, refusal: DomainError | None, scan: Scan | None = None) -> HttpResponse:
    actor = actor_of(request)
    head = queries.count_head(number=number, actor=actor)
    actor.require("supply.count")
    may_approve = actor.may("supply.approve_counts")
    is_told = not head.is_blind or head.state != "open" or may_approve
    shown = request.GET.get("shown", "")
    after_id = id_in(request.GET.get("after", ""))
    page = queries.count_lines(count_id=head.count_id, shown=shown, after=after_id, actor=actor)
    seen = {
        "tabs": tabs_of(STOCK, "supply:counts", actor),
        "count": head,
        "page": page,
        "sums": queries.count_sums(count_id=head.count_id, actor=actor),
        "tone": TONES[head.state],
        "views": [(label, key, key == shown) for key, label in SHOWN if is_told or key != "differing"],
        "shown": shown,
        "is_told": is_told,
        "may_approve": may_approve,
        "refusal": refusal,
        "scan": scan,
        "scan_url": reverse("supply:count_deed", args=[number, "scan"]),
        "scan_key": new_key(),
    }
    template = "supply/count.html#rows" if is_partial(request) and after_id else "supply/count.html"
    return render(request, template, seen, status=status_of(refusal))
