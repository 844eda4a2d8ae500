"""What readers wrote: the list, and each with its thread, answered by the way it came."""

from typing import Final
from uuid import UUID, uuid4

from django import forms
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, key_or_new
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.lists import Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, status_of
from shuyou.kernel.templatetags.ui import moment
from shuyou.messaging import queries, services, tasks
from shuyou.messaging.console.sections import ANY, DAY, TABS, ListPage
from shuyou.messaging.models import Channel, Inbound
from shuyou.messaging.queries import HeardFilter, HeardRow
from shuyou.messaging.services import AnswerDraft

TONES: Final = {"new": "warn", "answered": "good", "done": "", "automatic": ""}


class InboxFilterForm(FilterForm):
    """Which messages from readers the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *Inbound.State.choices])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[ANY, *Channel.choices])

    kind = forms.ChoiceField(label=_("What they answer"), required=False)
    member = forms.CharField(label=_("Member number"), required=False, max_length=20)
    from_day = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DAY))
    to_day = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs=DAY))

    def offer(self, actor: Actor) -> None:
        """Offer the kinds of messages."""
        self.choose("kind", [ANY, *queries.kind_choices(actor=actor)])

    def wanted(self) -> HeardFilter:
        """Return the filter."""
        return HeardFilter(**self.given())


INBOX: Final = ListPage[HeardRow](
    name="messaging:inbox",
    title=_("From readers"),
    permission="messaging.view",
    form=InboxFilterForm,
    read=queries.list_heard,
    columns=(
        Column(
            label=pgettext_lazy("what is sent", "Message"), text=lambda row: row.subject or row.text[:40], sort="pk",
            url=lambda row: reverse("messaging:thread", args=[row.uid]),
        ),
        Column(label=_("Member"), text=lambda row: row.member_name, names="members.export"),
        Column(label=_("Channel"), text=lambda row: row.channel_label),
        Column(label=_("From"), text=lambda row: row.shown, cls="n"),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("When"), text=lambda row: moment(row.received_at), sort="received_at"),
    ),
    empty=_("No reader has written yet."),
    advice=_("Answers by SMS and e-mail come in here."),
)  # fmt: skip


@require_GET
def thread(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show what a reader wrote, with all that was said before and after."""
    return _thread(request, uid, None)


@require_GET
def attached(request: HttpRequest, uid: UUID, file_id: int) -> FileResponse:
    """Hand out something that a reader attached, or their letter as it came: to be kept, never to be run or shown."""
    file, name = queries.inbound_file(uid=uid, file_id=file_id, actor=actor_of(request))
    if not default_storage.exists(file):
        raise NotFound(what=gettext("file"), key=file_id)
    response = FileResponse(
        default_storage.open(file), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def thread_deed(request: HttpRequest, uid: UUID, what: str) -> HttpResponse:
    """Answer a reader, or say that no answer is needed."""
    actor, at, sent = actor_of(request), clock.now(), request.POST

    def act() -> None:
        if what == "done":
            services.finish_heard(uid=uid, actor=actor, at=at)
            return
        draft = AnswerDraft(key=key_or_new(request), answers=uid, text=sent.get("text", "")[:6000])
        services.answer_reader(draft, actor=actor, at=at)
        tasks.defer_sending()

    said = gettext("Done with.") if what == "done" else gettext("The answer goes to the gate, and then out.")
    url = reverse("messaging:thread", args=[uid])
    return deed(request, act, url=url, said=said, draw=lambda again, why: _thread(again, uid, why))


def _thread(request: HttpRequest, uid: UUID, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    page = queries.thread(uid=uid, actor=actor)
    seen = {
        "tabs": tabs_of(TABS, "messaging:inbox", actor), "page": page, "row": page.row, "tone": TONES[page.row.state],
        "refusal": refusal, "sent": request.POST, "key": uuid4(),
        "may_answer": actor.may("messaging.write") and page.row.state != "automatic" and page.row.shown,
        "may_finish": actor.may("messaging.write") and page.row.state == "new",
    }  # fmt: skip
    return render(request, "messaging/thread.html", seen, status=status_of(refusal))
