"""Lists of readers who are to be called: made, filled, started; the next reader looked at, called, written down."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.sections import section_tabs
from shuyou.callcenter.models import CallList, ToCall
from shuyou.callcenter.services import ListDraft, ReaderSaid
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.members import queries as members

BY_HAND: Final = ("satisfied", "managers", "sales")
RESULTS: Final = tuple(
    one for one in ToCall.Result.choices if one[0] in ("reached", "no_answer", "busy", "machine", "failed")
)


class ListForm(forms.Form):
    """A new list."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=[one for one in CallList.Kind.choices if one[0] in BY_HAND])
    mode = forms.ChoiceField(
        label=_("Way of calling"), choices=[one for one in CallList.Mode.choices if one[0] != "auto"]
    )
    queue = forms.ChoiceField(label=_("Queue"))
    reason = forms.CharField(label=_("Why readers are called"), max_length=120)
    script_zh = forms.CharField(label=_("What to say, in Chinese"), max_length=1000, required=False)
    script_en = forms.CharField(label=_("What to say, in English"), max_length=1000, required=False)
    numbers = forms.CharField(
        label=_("Readers"), required=False, max_length=20_000, widget=forms.Textarea,
        help_text=_("member numbers, one in each line; more can be added later"),
    )  # fmt: skip

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        queue = self.fields["queue"]
        assert isinstance(queue, forms.ChoiceField)
        queue.choices = queries.queue_choices(actor=actor)


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """Show the lists and how far they are."""
    actor = actor_of(request)
    seen = {
        "tabs": section_tabs("callcenter:lists", actor), "rows": queries.call_lists(actor=actor),
        "may": actor.may("callcenter.make_lists"),
    }  # fmt: skip
    return render(request, "callcenter/lists.html", seen)


@require_http_methods(["GET", "POST"])
def list_new(request: HttpRequest) -> HttpResponse:
    """Make a list and put readers in."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.make_lists")
    form = ListForm(request.POST if request.method == "POST" else None, actor=actor)

    def save() -> str:
        typed = dict(form.cleaned_data)
        found = _readers(typed.pop("numbers"))
        uid = services.make_list(ListDraft(**typed), actor=actor, at=at)
        if found:
            services.add_readers(uid=uid, member_ids=found, actor=actor, at=at)
        return reverse("callcenter:list", args=[uid])

    seen = {"title": gettext("New list"), "back": reverse("callcenter:lists")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


def _readers(text: str) -> list[int]:
    """
    Return the members whose numbers are typed.

    :raises NotFound: there is no member by one of them.
    """
    return [members.member_id_of(number=number) for number in text.split()]


@require_GET
def one_list(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a list with its readers, and the one who is to be called."""
    return _list(request, uid, None)


def _list(request: HttpRequest, uid: UUID, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    seen = {
        "tabs": section_tabs("callcenter:lists", actor), "page": queries.call_list(uid=uid, actor=actor),
        "may": actor.may("callcenter.make_lists"), "refusal": refusal, "results": RESULTS, "sent": request.POST,
    }  # fmt: skip
    return render(request, "callcenter/list.html", seen, status=status_of(refusal))


@require_POST
def list_deed(request: HttpRequest, uid: UUID, what: str) -> HttpResponse:
    """Start or pause a list, add readers, take the next one, call them, write down what came of it."""
    actor, at, sent = actor_of(request), clock.now(), request.POST

    def act() -> None:
        if what in ("running", "paused", "over"):
            services.move_list(uid=uid, state=what, actor=actor, at=at)
        elif what == "add":
            ids = _readers(sent.get("numbers", "")[:20_000])
            services.add_readers(uid=uid, member_ids=ids, actor=actor, at=at)
        elif what == "next":
            services.take_reader(uid=uid, actor=actor, at=at)
        else:
            _about_reader(what, uid, request, actor, at)

    return deed(
        request, act, url=reverse("callcenter:list", args=[uid]), said="", draw=lambda req, no: _list(req, uid, no)
    )


def _about_reader(what: str, uid: UUID, request: HttpRequest, actor: Actor, at: datetime) -> None:
    """Call the reader whom an agent has taken, or write down what came of it."""
    page, sent = queries.call_list(uid=uid, actor=actor), request.POST
    if page.taken is None or what not in ("call", "result"):
        raise NotFound(what=gettext("reader"), key=what)
    if what == "call":
        services.call_reader(uid=page.taken.uid, actor=actor, at=at)
        return
    answers = {one.code: sent.get(f"answer_{one.code}", "")[:1000] for one in page.questions}
    said = ReaderSaid(result=sent.get("result", "")[:10], answers=answers, note=sent.get("note", "")[:1000])
    services.keep_result(said, uid=page.taken.uid, actor=actor, at=at)
