"""What staff do for a member every day: log a contact, call, write a note, plan a task, keep a question."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from shuyou.kernel.doors import actor_of
from shuyou.members import queries, services
from shuyou.members.console.daily_forms import ContactForm, InquiryForm, MessageForm, NoteForm, OutgoingForm, TaskForm
from shuyou.members.console.small import Asked, Small, answer, asked_about, show
from shuyou.members.models import Contact, Inquiry
from shuyou.members.queries import ContactRow, Known
from shuyou.members.rules.fields import CONTACTED, MINE
from shuyou.members.rules.touches import usual_due
from shuyou.members.services import NewContact

KNOWN_BY = {"name": Contact.Recognition.NAME, "card": Contact.Recognition.CARD}
"""What an address may say of how the reader was recognised; whoever had to search had to ask."""


@require_http_methods(["GET", "POST"])
def contact_log(request: HttpRequest, number: str) -> HttpResponse:
    """Log a contact with the member."""
    actor_of(request).require("members.log_contact")
    known_by = KNOWN_BY.get(request.GET.get("by", ""), Contact.Recognition.CLUE)
    start = {"channel": Contact.Channel.PHONE, "direction": Contact.Direction.IN, "recognition": known_by}

    def save(form: ContactForm, asked: Asked) -> str:
        services.log_contact(form.draft(asked.head.member_id), actor=asked.actor, at=asked.at)
        return gettext("The contact is logged.")

    return answer(
        request,
        number,
        Small(
            title=gettext("Log a contact"),
            button=gettext("Log it"),
            make=lambda typed, _asked: ContactForm(typed, initial=start),
            save=save,
        ),
    )


@require_http_methods(["GET", "POST"])
def note_new(request: HttpRequest, number: str) -> HttpResponse:
    """Write a note about the member."""
    actor_of(request).require("members.write_notes")

    def save(form: NoteForm, asked: Asked) -> str:
        typed = form.cleaned_data
        services.add_note(
            member_id=asked.head.member_id,
            text=typed["text"],
            is_pinned=typed["is_pinned"],
            is_sensitive=typed["is_sensitive"],
            actor=asked.actor,
            at=asked.at,
        )
        return gettext("The note is kept.")

    small = Small(
        title=gettext("Write a note"), button=gettext("Keep it"), make=lambda typed, _asked: NoteForm(typed), save=save
    )
    return answer(request, number, small)


@require_http_methods(["GET", "POST"])
def task_new(request: HttpRequest, number: str) -> HttpResponse:
    """Plan something to be done for the member."""
    actor_of(request).require("members.plan_tasks")

    def make(typed: Mapping[str, str] | None, asked: Asked) -> TaskForm:
        colleagues = list(queries.colleagues(actor=asked.actor))
        start = {"due": usual_due(asked.at).isoformat(), "assignee": asked.actor.id}
        return TaskForm(typed, initial=start, colleagues=colleagues)

    def save(form: TaskForm, asked: Asked) -> str:
        services.add_task(form.draft(asked.head.member_id), actor=asked.actor, at=asked.at)
        return gettext("The task is planned.")

    small = Small(title=gettext("Plan a follow-up"), button=gettext("Plan it"), make=make, save=save)
    return answer(request, number, small)


@require_http_methods(["GET", "POST"])
def inquiry_new(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what the member asked for."""
    actor_of(request).require("members.note_inquiry")
    start = {"kind": Inquiry.Kind.QUESTION, "channel": Contact.Channel.PHONE}

    def save(form: InquiryForm, asked: Asked) -> str:
        services.note_inquiry(form.draft(asked.head.member_id), actor=asked.actor, at=asked.at)
        return gettext("The question is kept.")

    return answer(
        request,
        number,
        Small(
            title=gettext("Keep a question"),
            button=gettext("Keep it"),
            make=lambda typed, _asked: InquiryForm(typed, initial=start),
            save=save,
        ),
    )


# --- reaching out: the number is shown on demand, the contact is logged


@dataclass(frozen=True, slots=True)
class Way:
    """A phone number or an address to reach a member by, in full once somebody asked to see it."""

    contact: ContactRow
    value: str


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, number: str) -> HttpResponse:
    """Show the number to dial, and log the call."""

    def save(form: OutgoingForm, asked: Asked) -> str:
        draft = NewContact(
            member_id=asked.head.member_id,
            channel=Contact.Channel.PHONE,
            direction=Contact.Direction.OUT,
            recognition=Contact.Recognition.NAME,
            **form.cleaned_data,
        )
        services.log_contact(draft, actor=asked.actor, at=asked.at)
        return gettext("The call is logged.")

    small = Small(
        title=gettext("Call"),
        button=gettext("Log the call"),
        make=lambda typed, _asked: OutgoingForm(typed),
        save=save,
        template="members/reach.html",
    )
    return _reach(request, number, small, ("phone",))


@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, number: str) -> HttpResponse:
    """Show where to write to, and log the message."""

    def save(form: MessageForm, asked: Asked) -> str:
        draft = NewContact(
            member_id=asked.head.member_id,
            direction=Contact.Direction.OUT,
            recognition=Contact.Recognition.NAME,
            **form.cleaned_data,
        )
        services.log_contact(draft, actor=asked.actor, at=asked.at)
        return gettext("The message is logged.")

    small = Small(
        title=gettext("Message"),
        button=gettext("Log the message"),
        make=lambda typed, _asked: MessageForm(typed),
        save=save,
        template="members/reach.html",
    )
    return _reach(request, number, small, ("phone", "email"))


def _reach[F: forms.Form](request: HttpRequest, number: str, small: Small[F], kinds: tuple[str, ...]) -> HttpResponse:
    actor = actor_of(request)
    actor.require("members.see_contact")
    asked = asked_about(request, number)
    wanted = request.POST.get("reveal", "")
    ways = [_way(contact, wanted, asked) for contact in asked.head.contacts if contact.kind in kinds]
    wishes = queries.wishes_of(person_id=asked.head.member_id, actor=actor)
    full = replace(small, extra={"ways": ways, "wishes": wishes}, save=_counted(small.save, wishes))
    if not wanted:
        return answer(request, number, full)
    if not any(way.value for way in ways):
        raise Http404
    form = full.make(None, asked)
    form.fields["topic"].widget.attrs["autofocus"] = True
    form.initial = {name: request.POST[name] for name in form.fields if name in request.POST}
    return show(request, full, form, asked, HTTPStatus.OK)


def _counted[F: forms.Form](save: Callable[[F, Asked], str], wishes: Sequence[Known]) -> Callable[[F, Asked], str]:
    """Return a way to log a contact that also counts the wishes it was made by."""

    def kept(form: F, asked: Asked) -> str:
        told = save(form, asked)
        used = [f"{MINE}{wish.attribute.code}" for wish in wishes]
        services.note_field_use(fields=used, purpose=CONTACTED, at=asked.at)
        return told

    return kept


def _way(contact: ContactRow, wanted: str, asked: Asked) -> Way:
    if wanted != f"{contact.kind}:{contact.contact_id}":
        return Way(contact, "")
    value = services.reveal_contact(
        kind=contact.kind,
        contact_id=contact.contact_id,
        reason=gettext("To call or write back"),
        actor=asked.actor,
        at=asked.at,
    )
    return Way(contact, value)
