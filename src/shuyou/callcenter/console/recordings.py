"""Recordings: listed, heard for a reason that is noted, taken away by who may."""

from typing import Final
from uuid import UUID

from django import forms
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.ranges import sound_answer
from shuyou.callcenter.console.sections import ANY, DAY, ListPage, section_tabs
from shuyou.callcenter.console.talk import spoken
from shuyou.callcenter.models import RecordingAccess
from shuyou.callcenter.queries import RecordingFilter, RecordingRow
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, go_to
from shuyou.kernel.errors import DomainError, Kind, NotFound
from shuyou.kernel.lists import Column, FilterForm
from shuyou.kernel.pages import status_of
from shuyou.kernel.templatetags.ui import moment


class RecordingFilterForm(FilterForm):
    """Which recordings the list shows."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False,
        choices=[ANY, ("talk", pgettext_lazy("recording", "Talk")), ("message", pgettext_lazy("recording", "Message"))],
    )  # fmt: skip
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    from_day = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DAY))
    to_day = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs=DAY))

    def offer(self, actor: Actor) -> None:
        """Offer queues."""
        self.choose("queue", [ANY, *queries.queue_choices(actor=actor)])

    def wanted(self) -> RecordingFilter:
        """Return the filter."""
        return RecordingFilter(**self.given())


def _kept(row: RecordingRow) -> object:
    if not row.is_there:
        return gettext("kept no longer")
    return row.kept_until.isoformat() if row.kept_until else gettext("no time is set")


RECORDINGS: Final = ListPage[RecordingRow](
    name="callcenter:recordings",
    title=_("Recordings"),
    permission="callcenter.listen",
    form=RecordingFilterForm,
    read=queries.list_recordings,
    columns=(
        Column(
            label=_("When"), text=lambda row: moment(row.made_at), sort="made_at",
            url=lambda row: reverse("callcenter:recording", args=[row.uid]),
        ),
        Column(label=_("Member"), text=lambda row: row.call.member_name, names="members.export"),
        Column(
            label=_("Kind"),
            text=lambda row: pgettext_lazy("recording", "Message") if row.is_message
            else pgettext_lazy("recording", "Talk"),
        ),
        Column(label=_("Queue"), text=lambda row: row.call.queue),
        Column(label=_("Agent"), text=lambda row: row.call.agent),
        Column(label=_("Length"), text=lambda row: spoken(row.seconds), cls="num", sort="seconds"),
        Column(label=_("Kept until"), text=_kept),
        Column(label=_("Heard so often"), text=lambda row: row.heard, cls="num"),
    ),
    empty=_("Nothing has been recorded yet."),
    advice=_("Calls are recorded where their queue says so; messages always."),
    by="made_at",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def recording(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a recording; have it opened for a reason."""
    actor, at, refusal = actor_of(request), clock.now(), None
    if request.method == "POST":
        is_download = request.POST.get("deed") == "take"
        try:
            access = services.open_recording(
                uid=uid, why=request.POST.get("why", ""), is_download=is_download, actor=actor, at=at
            )
        except DomainError as fault:
            if fault.kind == Kind.FORBIDDEN:
                raise
            refusal = fault
        else:
            if is_download:
                return go_to(request, reverse("callcenter:recording_sound", args=[access]))
            return go_to(request, f"{reverse('callcenter:recording', args=[uid])}?open={access}")
    page = queries.recording_page(uid=uid, actor=actor)
    seen = {
        "tabs": section_tabs("callcenter:recordings", actor), "page": page, "row": page.row, "refusal": refusal,
        "why": RecordingAccess.Why.choices, "chosen": request.POST.get("why", ""), "length": spoken(page.row.seconds),
        "sound": _opened(request, actor),
    }  # fmt: skip
    return render(request, "callcenter/recording.html", seen, status=status_of(refusal))


def _opened(request: HttpRequest, actor: Actor) -> str:
    """Return where the sound is that this person has opened; empty: they have not, or too long ago."""
    try:
        access = UUID(request.GET.get("open", ""))
        queries.opened_sound(access=access, at=clock.now(), actor=actor)
    except (ValueError, DomainError):
        return ""
    return reverse("callcenter:recording_sound", args=[access])


@require_GET
def sound(request: HttpRequest, access: UUID) -> HttpResponseBase:
    """Hand out the sound to whoever opened it, whole or in parts."""
    found = queries.opened_sound(access=access, at=clock.now(), actor=actor_of(request))
    if not default_storage.exists(found.path):
        raise NotFound(what=gettext("file"), key=access)
    name = f"call-{clock.club_day(found.made_at)}.wav" if found.is_download else ""
    file = default_storage.open(found.path)
    return sound_answer(file.open("rb"), size=file.size, wanted=request.headers.get("Range", ""), name=name)
