"""Tags and notes on the member page: each change draws their card anew; without script it leads back to the page."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel.doors import STATUS, actor_of, is_partial
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.members import queries, services
from shuyou.members.console.daily_forms import NoteTextForm, TagNameForm
from shuyou.members.console.small import Asked, Small, answer, asked_about
from shuyou.members.panels.daily import Beside


@require_GET
def tag_names(request: HttpRequest) -> HttpResponse:
    """Offer the names of the tags in use to a field."""
    return render(request, "members/tag_names.html", {"tags": queries.tags_in_use(actor=actor_of(request))})


@require_http_methods(["GET", "POST"])
def tag_put(request: HttpRequest, number: str) -> HttpResponse:
    """Put a tag on the member."""
    actor_of(request).require("members.put_tags")

    def put(name: str, asked: Asked) -> str:
        services.put_tag(member_id=asked.head.member_id, name=name, actor=asked.actor, at=asked.at)
        return gettext("The tag is on.")

    if is_partial(request):
        return _card(request, number, lambda asked: put(request.POST.get("tag", "")[:60], asked))
    small = Small(
        title=gettext("Put a tag on"),
        button=gettext("Put it on"),
        make=lambda typed, _asked: TagNameForm(typed),
        save=lambda form, asked: put(form.cleaned_data["tag"], asked),
    )
    return answer(request, number, small)


@require_POST
def tag_take(request: HttpRequest, number: str, tag_id: int) -> HttpResponse:
    """Take a tag off the member."""

    def change(asked: Asked) -> str:
        services.take_tag(member_id=asked.head.member_id, tag_id=tag_id, actor=asked.actor, at=asked.at)
        return gettext("The tag is off.")

    return _card(request, number, change)


@require_GET
def notes(request: HttpRequest, number: str) -> HttpResponse:
    """Show every note about the member, those taken away too."""
    asked = asked_about(request, number)
    rows = queries.member_notes(member_id=asked.head.member_id, with_removed=True, actor=asked.actor)
    seen = {"member": asked.head, "notes": rows, "may_write": asked.actor.may("members.write_notes")}
    return render(request, "members/notes.html", seen)


@require_POST
def note_pin(request: HttpRequest, number: str, note_id: int) -> HttpResponse:
    """Keep a note above the others, or let it go back among them."""

    def change(asked: Asked) -> str:
        is_pinned = request.POST.get("pin") == "1"
        services.pin_note(
            member_id=asked.head.member_id, note_id=note_id, is_pinned=is_pinned, actor=asked.actor, at=asked.at
        )
        return gettext("Saved.")

    return _card(request, number, change)


@require_POST
def note_remove(request: HttpRequest, number: str, note_id: int) -> HttpResponse:
    """Take a note away."""

    def change(asked: Asked) -> str:
        services.remove_note(member_id=asked.head.member_id, note_id=note_id, actor=asked.actor, at=asked.at)
        return gettext("The note was taken away; the list of all notes can bring it back.")

    return _card(request, number, change, {"removed": note_id})


@require_POST
def note_restore(request: HttpRequest, number: str, note_id: int) -> HttpResponse:
    """Bring a note back."""

    def change(asked: Asked) -> str:
        services.restore_note(member_id=asked.head.member_id, note_id=note_id, actor=asked.actor, at=asked.at)
        return gettext("The note is back.")

    return _card(request, number, change)


@require_http_methods(["GET", "POST"])
def note_edit(request: HttpRequest, number: str, note_id: int) -> HttpResponse:
    """Write a note anew; how it read before is shown below."""
    actor = actor_of(request)
    actor.require("members.write_notes")
    detail = queries.note_detail(member_id=asked_about(request, number).head.member_id, note_id=note_id, actor=actor)

    def save(form: NoteTextForm, asked: Asked) -> str:
        text = form.cleaned_data["text"]
        is_new = services.edit_note(
            member_id=asked.head.member_id, note_id=note_id, text=text, actor=asked.actor, at=asked.at
        )
        return gettext("Saved.") if is_new else gettext("Nothing was another way.")

    small = Small(
        title=gettext("Edit a note"),
        button=gettext("Save"),
        make=lambda typed, _asked: NoteTextForm(typed, initial={"text": detail.note.text}),
        save=save,
        template="members/note_edit.html",
        extra={"detail": detail},
    )
    return answer(request, number, small)


def _card(
    request: HttpRequest, number: str, change: Callable[[Asked], str], seen: Mapping[str, object] | None = None
) -> HttpResponse:
    asked = asked_about(request, number)
    refusal, said = None, ""
    try:
        said = change(asked)
    except NotFound:
        raise
    except DomainError as problem:
        refusal = problem
    if not is_partial(request):
        (messages.error if refusal else messages.success)(request, str(refusal or said))
        back = reverse("console:member", args=[number])
        return HttpResponseRedirect(back, status=HTTPStatus.SEE_OTHER)
    daily = queries.member_daily(member_id=asked.head.member_id, actor=asked.actor)
    drawn = {"panel": Beside(daily, asked.at, asked.actor), "member": asked.head}
    told = {"refusal": refusal, "sent": request.POST} if refusal else (seen or {})
    status = STATUS[refusal.kind] if refusal else HTTPStatus.OK
    return render(request, "members/panels/daily.html", {**drawn, **told}, status=status)
